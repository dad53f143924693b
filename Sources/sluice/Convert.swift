import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import RecordReading
import SharingAgreements
import Synchronization

/// `sluice convert`.
struct Convert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Turn records into feeds under one or more agreements.",
        discussion: """
            Formats are recognised from content. What leaves is what the agreements release; every \
            other entry is counted with its reason. The output folder appears whole or not at all.

            Exit codes: 0 done; 1 done, and something went to quarantine; 2 an agreement, a \
            mapping or a register is wrong; 3 nothing was published; 4 done, and a feed is empty \
            for want of a list of opt-outs, or lacks a table that cannot be protected; 5 done, and \
            so many people are gone from a practice's records that somebody must confirm it; 64 \
            wrong arguments; 70 the counts do not add up (a fault of Sluice); 130 interrupted.
            """)

    @Argument(help: "Files, folders, or - for standard input.")
    var inputs: [String]

    @Option(
        name: .long,
        help: """
            An agreement; may be given several times, each makes its own feed. Of several versions \
            of one agreement each practice is decided under the newest that it has signed.
            """)
    var agreement: [String]

    @Option(help: "The flow of the agreement, where it has several.")
    var flow: String?

    @Option(name: [.long, .customShort("o")], help: "The folder that will appear.")
    var out: String

    @Flag(help: "Replace the output folder if it is there.")
    var replace = false

    @Flag(
        help: """
            One folder a practice in each feed, with its rows in the order of person and date; \
            takes room on disk for the rows once more.
            """)
    var byPractice = false

    @Option(
        help: """
            A file or folder with patients, joined by NHS number: gives records the name, birth \
            date, sex and address that they lack. May be given several times.
            """)
    var demographics: [String] = []

    @OptionGroup var areas: AreaOptions

    @OptionGroup var registers: RegisterOptions

    @OptionGroup var feeds: FeedOptions

    @OptionGroup var ledger: LedgerOptionGroup

    @OptionGroup var mapping: MappingOptions

    @Option(help: "How many records are worked on at once (default: one a core).")
    var workers: Int?

    @OptionGroup var reading: ReadingOptions

    @Option(help: "The day of the run, as YYYY-MM-DD (default: today in Europe/London).")
    var runDate: String?

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    @Flag(help: "Write findings and the summary to standard error as JSON, one object a line.")
    var jsonLog = false

    func validate() throws {
        if let workers, !(1...256).contains(workers) {
            throw ValidationError("--workers takes a number from 1 to 256")
        }
        if agreement.isEmpty { throw ValidationError("name an agreement with --agreement FILE") }
        if !feeds.feed.isEmpty, ledger.ledger != nil {
            throw ValidationError(
                "with --ledger only what changes leaves, and tables of --feed are made of whole "
                    + "records: leave one of them out")
        }
        if replace, ledger.ledger != nil {
            throw ValidationError("with --ledger each run has a folder of its own: no --replace")
        }
    }

    func run() async throws {
        var run = ConversionRun(
            inputs: inputs, agreement: agreement, flow: flow, out: out, registers: registers,
            ledger: ledger, mapping: mapping, reading: reading)
        (run.replace, run.demographics, run.runDate) = (replace, demographics, runDate)
        (run.workers, run.quiet, run.jsonLog) = (workers, quiet, jsonLog)
        (run.feeds, run.areas) = (feeds, areas.files)
        run.layout = byPractice ? .byPractice : .flat
        try await run.run()
    }
}

/// How records are read.
struct ReadingOptions: ParsableArguments {
    /// Who parses XML.
    enum Reader: String, ExpressibleByArgument, CaseIterable { case tokenizer, libxml2 }

    @Option(help: "Who parses XML: the tokenizer, and libxml2 what that leaves; or libxml2 alone.")
    var reader = Reader.tokenizer

    @Option(
        help: """
            The longest that a record may take to be read and mapped, in seconds of one processor, \
            from 0.001 to 3600; one that takes longer goes to quarantine (E235).
            """)
    var maxRecordSeconds = 60.0

    func validate() throws {
        guard (0.001...3600).contains(maxRecordSeconds) else {
            throw ValidationError("--max-record-seconds takes a number from 0.001 to 3600")
        }
    }

    var timeLimit: Duration { .seconds(maxRecordSeconds) }

    var xmlParser: XMLReader.Parser { reader == .libxml2 ? .libxml2 : .tokenizer }
}

/// Whether someone pressed Control-C, or the system asks the process to end.
enum Interruption {
    private static let wanted = Atomic<Bool>(false)

    /// Whether to stop.
    static var isWanted: Bool { wanted.load(ordering: .relaxed) }

    /// Watches for SIGINT and SIGTERM. A second one ends the process at once.
    static func watch() {
        for number in [SIGINT, SIGTERM] {
            _ = signal(number) { number in
                Interruption.wanted.store(true, ordering: .relaxed)
                _ = signal(number, SIG_DFL)
            }
        }
    }
}
