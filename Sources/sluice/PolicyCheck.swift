import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance
import SharingAgreements

/// `sluice policy check`.
struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with agreements, and what to write instead.",
        discussion: """
            An error must be mended. A warning should be, or is waived in the agreement itself: \
            `waivers: [{rule: E382, why: ..., by: ..., at: 2026-03-01}]`. `sluice policy help \
            CODE` explains each.
            Exit codes: 0 no errors; 2 errors. Warnings and notes do not change it, unless \
            --strict.
            """)

    @Argument(help: "Agreement files.")
    var files: [String]

    @Option(
        help: """
            text for people, json or sarif (2.1.0) for programs, github for annotations of a \
            workflow.
            """)
    var format = FindingFormat.text

    @Flag(help: "End with 2 where there is a warning that is not waived.")
    var strict = false

    @Option(help: "The day on which dates are past, as YYYY-MM-DD (default: today).")
    var runDate: String?

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let day = try RunDate.parse(runDate)
        let (codeSets, terminology) = try mapping.loadCodeSets()
        let filled = FilledFields(mappings: try mapping.texts())
        var (findings, summary) = ([Diagnostic](), [String]())
        var report = FindingText(style: .output)
        for file in files {
            if let text = try? Files.text(file) { report.show(text, of: file) }
            do throws(Diagnostics) {
                let (text, agreement) = try PreparedAgreement.load(
                    file, shared: codeSets, terminology: terminology)
                let found = try AgreementReview.findings(
                    on: agreement, yaml: text, filled: filled, today: day)
                findings += found
                if !found.contains(where: { $0.severity == .error }) {
                    summary.append("\(file): \(agreement.id) \(agreement.version) has no errors")
                }
            } catch {
                findings += error.all
            }
        }
        if format == .text {
            print(report.report(findings, summary: summary))
        } else {
            try FindingReport(
                folder: FileManager.default.currentDirectoryPath, findings: findings,
                summary: summary
            ).write(as: format)
        }
        let worst: [Diagnostic.Severity] = strict ? [.error, .warning] : [.error]
        if findings.contains(where: { worst.contains($0.severity) }) { throw ExitCode(2) }
    }
}

extension MappingOptions {
    /// The text of every mapping file, their cases left out; none where there is no folder.
    func texts() throws -> [String] {
        guard Files.isDirectory(folder) else { return [] }
        return try Files.list(folder).filter {
            $0.hasSuffix(".yaml") && !$0.hasSuffix(".cases.yaml") && !$0.contains("/codes/")
        }.map { try Files.text($0) }
    }
}
