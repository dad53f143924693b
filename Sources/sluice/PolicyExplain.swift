import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// `sluice policy explain`.
struct PolicyExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say of each part of a record why it leaves, or does not, and by which clause.",
        discussion: """
            The gates are those of `sluice convert`; nothing is written to any feed. No value of \
            the record is shown, unless --show-values is given and this is a terminal.
            Exit codes: 0 done; 1 some record could not be read; 2 an agreement, register or \
            mapping is wrong; 3 an input cannot be read.
            """)

    /// How it is told.
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, json, html }

    @Argument(help: "Records: files or folders.")
    var records: [String]

    @Option(help: "The agreement.")
    var agreement: String

    @Option(help: "The flow of the agreement, where it has several.")
    var flow: String?

    @Option(help: "Only entries with this id, or this number in the record, from 1.")
    var item: String?

    @Option(help: "text for people, json for programs, html for a meeting: one page by itself.")
    var format = Form.text

    @Flag(help: "Show what the record says beside what leaves of it. Only on a terminal.")
    var showValues = false

    @Option(help: "The day of the run, as YYYY-MM-DD (default: today in Europe/London).")
    var runDate: String?

    @OptionGroup var areas: AreaOptions
    @OptionGroup var registers: RegisterOptions
    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        if showValues, isatty(STDOUT_FILENO) != 1 {
            throw ValidationError(
                "--show-values works on a terminal only, so that no value of a record gets into a "
                    + "file or another program")
        }
        if showValues, format != .text {
            throw ValidationError("--show-values goes with --format text")
        }
    }

    func run() throws {
        let library = try mapping.load()
        let prepared = try AgreementOptions.prepared(
            [agreement], flow: flow, day: try RunDate.parse(runDate), library: library,
            registers: try registers.load(now: try RunDate.lists(runDate)),
            secret: AgreementOptions.keyForNobody)
        guard let agreement = prepared.first else { throw ExitCode(2) }
        let text = try Files.text(self.agreement)
        let report = ExplanationReport(
            agreement.compiled, file: self.agreement,
            places: try AgreementPlaces(yaml: text, file: self.agreement), only: item,
            showsValues: showValues)
        var records: [ExplanationReport.Record] = []
        do {
            let explainer = try RecordExplainer(agreement, library, areas: areas.files)
            try explainer.explain(self.records, advising: report.wanted) {
                records.append(report.record($0))
            }
        } catch let error as Diagnostic {
            Terminal.complain("\(error)")
            throw ExitCode(3)
        }
        switch format {
        case .text: print(report.text(records))
        case .json: print(try report.json(records))
        case .html: print(report.html(records))
        }
        if records.contains(where: { $0.unreadable != nil }) { throw ExitCode(1) }
    }
}
