import ArgumentParser
import CanonicalModel
import Foundation
import Ledger
import Pipeline

/// `sluice quarantine`: what could not be read or mapped, until it can.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Say what is held and why, and try it again once a mapping was mended.",
        subcommands: [QuarantineList.self, QuarantineShow.self, QuarantineRetryCommand.self])
}

/// Where what is held is written down.
struct QuarantineSource: ParsableArguments {
    @Argument(help: "Folders that `convert` has written.")
    var feeds: [String] = []

    @Option(help: "The ledger, which knows what is held still.")
    var ledger: String?

    @Option(help: "Only what is held for this diagnostic, such as E203.", transform: Self.code)
    var code: Int?

    func validate() throws {
        guard feeds.isEmpty != (ledger == nil) else {
            throw ValidationError("name feeds, or a ledger with --ledger")
        }
    }

    static func code(_ text: String) throws -> Int {
        let digits = text.drop { $0 == "E" || $0 == "e" }
        if let code = Int(digits), (100...499).contains(code) { return code }
        throw ValidationError("--code takes a diagnostic such as E203")
    }

    /// Everything that is held.
    func findings() throws -> [HeldFinding] {
        let all = try LedgerCommand.run { () throws(Diagnostic) in
            if let ledger { return try LedgerFile.reading(ledger).held().map(\.finding) }
            var findings: [HeldFinding] = []
            for feed in feeds { findings += try QuarantineReading.load(feed) }
            return findings
        }
        return all.filter { code == nil || $0.code == code }
    }
}

/// Why something is held: one thing to mend.
private struct Cause: Hashable {
    let code: Int, name: String, scope: String, rule: String, place: String

    init(_ finding: HeldFinding) {
        (code, name, scope, rule) = (finding.code, finding.name, finding.scope, finding.rule)
        place = [finding.entry, finding.field].filter { !$0.isEmpty }.joined(separator: ".")
    }

    var text: String {
        let rest = [scope, rule, place].filter { !$0.isEmpty }.joined(separator: " ")
        return "E\(code) \(name): \(rest)"
    }
}

/// `sluice quarantine list`.
struct QuarantineList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Say what is held, by cause: the diagnostic, the rule of the mapping, the field.",
        discussion: "Exit codes: 0 nothing is held; 1 something is; 3 something cannot be read.")

    @OptionGroup var source: QuarantineSource

    @Flag(help: "Write JSON.")
    var json = false

    private struct Line: Encodable {
        let code, name, scope, rule, place: String
        let count, files: Int
    }

    func run() throws {
        var causes: [Cause: (count: Int, files: Set<String>)] = [:]
        for finding in try source.findings() {
            causes[Cause(finding), default: (0, [])].count += 1
            causes[Cause(finding), default: (0, [])].files.insert(finding.file)
        }
        let sorted = causes.sorted { ($1.value.count, $0.key.text) < ($0.value.count, $1.key.text) }
        if json {
            try JSONText.emit(
                sorted.map { cause, found in
                    Line(
                        code: "E\(cause.code)", name: cause.name, scope: cause.scope,
                        rule: cause.rule, place: cause.place, count: found.count,
                        files: found.files.count)
                })
        } else {
            for (cause, found) in sorted {
                print("\(found.count) in \(found.files.count) files  \(cause.text)")
            }
            if sorted.isEmpty { print("nothing is held") }
        }
        if !sorted.isEmpty { throw ExitCode(1) }
    }
}

/// `sluice quarantine show`.
struct QuarantineShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract:
            "Say where what is held stands: file, record and byte offset, never what it says.",
        discussion: "Exit codes: 0 nothing is held; 1 something is; 3 something cannot be read.")

    @OptionGroup var source: QuarantineSource

    func run() throws {
        let findings = try source.findings()
        for finding in findings {
            print("\(finding.record) at byte \(finding.offset)  \(Cause(finding).text)")
        }
        if findings.isEmpty { print("nothing is held") } else { throw ExitCode(1) }
    }
}

/// `sluice quarantine retry`.
struct QuarantineRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Release what was held, once, after a mapping or a code set was mended.",
        discussion: """
            Reads the files again of which something is held, which must be as they were. What the \
            recipient has already is not sent again, and nothing of people of whom something was \
            sent since. A run that is killed is made up for by the next. Exit codes as of \
            `convert`; 0 also where nothing is held, and then there is no output.
            """)

    @Option(name: .long, help: "An agreement; may be given several times.")
    var agreement: [String]

    @Option(help: "The flow of the agreement, where it has several.")
    var flow: String?

    @Option(name: [.long, .customShort("o")], help: "The folder that will appear.")
    var out: String

    @Option(
        help: "Only files of which something is held for this diagnostic, such as E203.",
        transform: QuarantineSource.code)
    var code: Int?

    @Option(help: "A file or folder with patients, joined by NHS number.")
    var demographics: [String] = []

    @OptionGroup var areas: AreaOptions

    @OptionGroup var registers: RegisterOptions

    @OptionGroup var ledger: LedgerOptionGroup

    @OptionGroup var mapping: MappingOptions

    @OptionGroup var reading: ReadingOptions

    @Option(help: "The day of the run, as YYYY-MM-DD (default: today in Europe/London).")
    var runDate: String?

    func validate() throws {
        if ledger.ledger == nil { throw ValidationError("name the ledger with --ledger FILE") }
        if agreement.isEmpty { throw ValidationError("name an agreement with --agreement FILE") }
    }

    func run() async throws {
        let retry = try LedgerCommand.run { () throws(Diagnostic) in
            try QuarantineRetry(
                try LedgerFile(ledger.ledger ?? "", mustBe: true).ledger, code: code)
        }
        for finding in retry.findings { Terminal.complain("\(finding)") }
        guard !retry.files.isEmpty else {
            print("nothing is held that can be tried again")
            if !retry.findings.isEmpty { throw ExitCode(1) }
            return
        }
        var run = ConversionRun(
            inputs: retry.files, agreement: agreement, flow: flow, out: out, registers: registers,
            ledger: ledger, mapping: mapping, reading: reading)
        (run.demographics, run.runDate, run.retried) = (demographics, runDate, retry.runs)
        run.areas = areas.files
        try await run.run()
    }
}
