import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyWorkbench
import SharingAgreements
import Terminology

/// `sluice policy test`.
struct PolicyTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract:
            "Hold agreements to their example patients: what must leave of each, what not.",
        discussion: """
            Examples stand in `tests.yaml` beside an agreement, or in the file that its key \
            `tests` names; Policies/README.md describes them. They are decided by the gates that \
            decide a run, as if the agreement were active, and a failing one says which clause \
            decided.
            --coverage adds what no example exercises: clauses without which all fare the same, \
            and reasons that nobody meets. --mutate changes each clause in turn and says what no \
            example notices.
            Exit codes: 0 every example holds, and the scores reach --minimum; 1 not so; 2 an \
            agreement or its examples are wrong.
            """)

    @Argument(help: "Agreement files.")
    var files: [String]

    @Option(help: "The examples, in place of those beside the agreement.")
    var tests: String?

    @Flag(help: "Say which clauses and reasons no example exercises.")
    var coverage = false

    @Flag(help: "Change each clause in turn, and say which changes no example notices.")
    var mutate = false

    @Option(help: "The share of changes, from 0 to 1, that examples must notice.")
    var minimum = 0.95

    @Option(help: "text for people, json or sarif (2.1.0) for programs, github for a pull request.")
    var format = FindingFormat.text

    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        if tests != nil, files.count > 1 {
            throw ValidationError("--tests goes with one agreement")
        }
    }

    func run() throws {
        let (codeSets, terminology) = try mapping.loadCodeSets()
        var report = Report()
        for file in files {
            do throws(Diagnostics) {
                try test(
                    try PolicyExamples(
                        file, tests: tests, codeSets: codeSets, terminology: terminology),
                    into: &report)
            } catch {
                report.findings += error.all
                report.isWrong = true
            }
        }
        try FindingReport(
            folder: FileManager.default.currentDirectoryPath, findings: report.findings,
            summary: report.summary
        ).write(as: format)
        if report.isWrong { throw ExitCode(2) }
        if report.hasFailed { throw ExitCode(1) }
    }

    private struct Report {
        var findings: [Diagnostic] = []
        var summary: [String] = []
        var isWrong = false
        var hasFailed = false
    }

    private func test(_ examples: PolicyExamples, into report: inout Report) throws(Diagnostics) {
        let (trial, places) = (examples.trial, examples.draft.places)
        let results = trial.results(places)
        report.findings += results.flatMap(\.failures)
        let failed = results.count { !$0.failures.isEmpty }
        report.hasFailed = report.hasFailed || failed > 0
        let name = trial.agreement.id
        report.summary.append("\(name): \(results.count - failed) examples hold, \(failed) do not")
        if coverage {
            let coverage = trial.coverage(places)
            report.findings += coverage.missing
            report.hasFailed = report.hasFailed || !coverage.missing.isEmpty
            let clauses = coverage.clauses - coverage.missing.count + coverage.missingReasons
            report.summary.append(
                "\(name): \(clauses) of \(coverage.clauses) clauses exercised, "
                    + "\(coverage.reasons - coverage.missingReasons) of \(coverage.reasons) "
                    + "reasons met")
        }
        // What fails as it stands would notice every change.
        if mutate, failed == 0 { self.mutate(trial, places, into: &report) }
    }

    private func mutate(
        _ trial: ExampleTrial, _ places: AgreementPlaces, into report: inout Report
    ) {
        let changes = trial.tryChanges(places)
        let unnoticed = changes.filter { $0.witness == nil }
        report.findings += unnoticed.map { result in
            Diagnostic(
                .notNoticed, .warning, file: trial.agreement.file, at: result.position,
                "no example notices a change of `\(result.change.clause)`: \(result.change.words)",
                advice: "add a patient who would fare otherwise")
        }
        let noticed = changes.count - unnoticed.count
        let score = changes.isEmpty ? 1 : Double(noticed) / Double(changes.count)
        report.hasFailed = report.hasFailed || score < minimum
        let percent = (score * 1000).rounded(.down) / 10
        report.summary.append(
            "\(trial.agreement.id): \(noticed) of \(changes.count) changes noticed, \(percent) %")
    }
}

/// An agreement with its examples, as files.
struct PolicyExamples {
    let draft: AgreementDraft
    let trial: ExampleTrial

    /// - Parameter tests: The examples, in place of those beside the agreement.
    init(
        _ file: String, tests: String? = nil, codeSets: [CodeSet], terminology: TerminologyFile?
    ) throws(Diagnostics) {
        draft = try AgreementDraft(
            file, shared: codeSets, terminology: terminology, list: ExampleLists.standIn)
        let path = tests ?? draft.examplesFile
        let text: String
        do {
            text = try Files.text(path)
        } catch {
            throw Diagnostics([error])
        }
        let examples = try ExampleFile(
            yaml: text, file: path, agreement: draft.agreement, codeSets: draft.codeSets)
        trial = ExampleTrial(examples, of: draft.agreement, codeSets: draft.codeSets)
    }
}
