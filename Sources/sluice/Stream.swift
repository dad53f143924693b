import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements
import Synchronization

/// `sluice stream`.
struct Stream: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stand between two programs: records in, what may leave out, one after another.",
        discussion: """
            Reads records from standard input as they come, and writes to standard output what \
            became of each, in the same order unless --no-ordered. Findings go to standard error \
            as JSON, an object a line. A record that cannot be read costs itself and no other.
            Records are told apart by content: XML documents or JSON values one after another, \
            or JSON texts behind record separators; say --framing for others.
            Agreements, their code sets, the registers and the terminology are loaded anew when \
            they change, on SIGHUP, and at midnight in Europe/London, also while no record comes; \
            a file that is wrong is refused and reported, and what was in use before stays in its \
            place: GET /health still answers 200, with "terms":"refused", and the metric \
            sluice_terms_refused is 1 until the file is right. A stop counts for the next record; \
            if it cannot be taken up the program ends. Mappings are read once, at the start. \
            Rename a new terminology file over the old one, as `terminology build` does: one that \
            is written over while it is in use may end the program.
            SIGTERM and SIGINT: nothing more is read, what was read is finished.
            An objection (Type 1) counts for the person's records, whichever practice sends them, \
            from then on and until the program ends; where a folder is watched with a ledger also \
            after that, and rows that left before it are called back.
            With --watch a file that cannot be published is said and tried again, and those after \
            it go on. With --ledger each feed holds what is new or changed since the files before \
            it, and what must be deleted; one process works and others stand by; and when \
            agreements or registers change, what they no longer permit is called back at once.
            Exit codes: 0 every record was read; 1 some record, entry or field went to the \
            findings; 2 an agreement or mapping is wrong; 3 input or output failed.
            """)

    /// What is written of each record.
    enum Output: String, ExpressibleByArgument, CaseIterable { case envelope, rows, ukcore, csv }

    @Option(help: "An agreement file. May be given several times.")
    var agreement: [String]

    @Option(help: "The flow of the agreement, where it has several.")
    var flow: String?

    @Option(
        help: "How records are told apart: auto, xml, json, record-separator, nul, length.",
        transform: Self.framing)
    var framing = Framing.auto

    @Option(
        help: """
            What is written: an envelope a record with its rows (JSON); the rows alone (JSON); UK \
            Core resources (NDJSON); CSV rows of one --entry.
            """)
    var output = Output.envelope

    @Option(help: "The kind of entry of --output csv; `sluice model` lists them.")
    var entry: String?

    @Option(help: "The most bytes that a record may have, from 1 kB to 1 GiB.")
    var maxRecordBytes = 64 << 20

    @Flag(
        inversion: .prefixedNo,
        help: """
            Answer records in the order in which they came; or each as soon as it is ready, so \
            that a large one holds up no small one. A record in which the code of an objection may \
            stand is not overtaken either way.
            """)
    var ordered = true

    @Option(help: "How many records are mapped at once (default: one a core).")
    var workers: Int?

    @Option(
        help: """
            A file, pipe or /dev/fd/N that gets a line for each frame once its outcome is written, \
            so that the sender can let go of it.
            """)
    var acknowledge: String?

    @Option(help: "A file that gets the findings in place of standard error.")
    var findings: String?

    @Option(help: "A file that tells every second what has been done, in the text of Prometheus.")
    var metrics: String?

    @Option(
        help: """
            A port that answers GET /metrics in the text of Prometheus and GET /health: PORT on \
            this machine alone, or ADDRESS:PORT.
            """)
    var metricsListen: String?

    @Option(help: "A file that says every second that the stream is running, as JSON.")
    var health: String?

    @Option(
        help: """
            A file or folder with patients, joined by NHS number: gives records the name, birth \
            date, sex and address that they lack. May be given several times; read once.
            """)
    var demographics: [String] = []

    @OptionGroup var areas: AreaOptions

    @Option(
        help: """
            Take files out of this folder as they are renamed into it, in place of standard input; \
            each gives feeds of its own below --out, as `sluice convert` makes them.
            """)
    var watch: String?

    @Option(help: "With --watch: where files go that are done; on the same file system.")
    var done: String?

    @Option(name: [.long, .customShort("o")], help: "With --watch: where feeds appear.")
    var out: String?

    @Option(help: "The day of the run, as YYYY-MM-DD (default: today, whatever day that becomes).")
    var runDate: String?

    @OptionGroup var book: LedgerBook
    @OptionGroup var registers: RegisterOptions
    @OptionGroup var mapping: MappingOptions
    @OptionGroup var reading: ReadingOptions

    func validate() throws {
        if let workers, !(1...256).contains(workers) {
            throw ValidationError("--workers takes a number from 1 to 256")
        }
        if agreement.isEmpty { throw ValidationError("name an agreement with --agreement FILE") }
        guard (1_000...1 << 30).contains(maxRecordBytes) else {
            throw ValidationError("--max-record-bytes takes a number from 1000 to 1073741824")
        }
        _ = try layout()
        let folders = [watch, done, out]
        guard folders.allSatisfy({ $0 == nil }) || folders.allSatisfy({ $0 != nil }) else {
            throw ValidationError("--watch, --done and --out belong together")
        }
        if watch == nil, book.ledger != nil || book.signingKey != nil {
            throw ValidationError("--ledger and --signing-key are for --watch")
        }
        if watch != nil, !ordered {
            throw ValidationError("--no-ordered is for standard input: files are done in turn")
        }
        if output == .csv, agreement.count > 1 {
            throw ValidationError("--output csv has one header, so it takes one agreement")
        }
    }

    func run() async throws {
        // Before what takes time: SIGHUP ends a program that says nothing about it.
        Hangup.watch()
        let library = try mapping.load()
        let descriptors = try descriptors()
        let renewal = try AgreementWatch(
            AgreementOptions(
                files: agreement, flow: flow, runDate: runDate, library: library,
                terminology: mapping.terminology.path, registers: registers)
        ) { problems in
            for finding in problems.all { Self.say(finding, to: descriptors.findings) }
        }
        let terms = try renewal.first()
        for finding in terms.registers.findings { Self.say(finding, to: descriptors.findings) }
        Interruption.watch()
        signal(SIGPIPE, SIG_IGN)
        LargeBlocks.giveBackFreePages()
        if watch != nil { return try await watchFolder(library, terms, renewal, descriptors) }
        var stream = StreamRun(
            agreements: terms.agreements ?? [], library: library, descriptors: descriptors)
        stream.registers = terms.registers
        try requireFormat(stream.agreements)
        stream.framing = framing
        stream.layout = try layout()
        stream.limit = maxRecordBytes
        stream.isOrdered = ordered
        stream.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        stream.xmlParser = reading.xmlParser
        stream.timeLimit = reading.timeLimit
        (stream.demographics, stream.areas) = (demographics, areas.files)
        stream.monitor = try monitor(descriptors)
        stream.isInterrupted = { Interruption.isWanted }
        stream.reload = { Self.renewed(renewal, $0, descriptors) }
        if let metrics {
            let file = MetricsFile(metrics)
            stream.progress = { file.update($0) }
        }
        let counts: StreamCounts
        do {
            counts = try await stream.run()
        } catch {
            Self.say(error, to: descriptors.findings)
            throw ExitCode(3)
        }
        if let metrics { MetricsFile(metrics).write(counts) }
        Self.say(RunLog.text(Self.summary(counts)), to: descriptors.findings)
        if counts.findings > 0 { throw ExitCode(1) }
    }

    /// Loads agreements and registers anew if there is cause, and says so.
    static func renewed(
        _ watch: AgreementWatch, _ mustLook: Bool, _ descriptors: StreamDescriptors
    ) -> StreamRenewal? {
        let renewal = watch.changed(mustLook: mustLook)
        if let renewal {
            let event = renewal.isRefused ? "reload-refused" : "reloaded"
            say(RunLog.text(["event": event]), to: descriptors.findings)
            LargeBlocks.giveBackFreePages()
        }
        return renewal
    }

    /// What tells others how the stream is doing; the port is said, since it may be any.
    func monitor(_ descriptors: StreamDescriptors) throws -> StreamMonitor? {
        guard metricsListen != nil || health != nil else { return nil }
        do throws(Diagnostic) {
            var monitor = try StreamMonitor(listen: metricsListen, healthFile: health)
            monitor.text = { MetricsFile.text($0) }
            monitor.now = { Instant.text(RunDate.instant()) }
            if let port = monitor.port {
                Self.say(
                    RunLog.text(["event": "listening", "port": port]), to: descriptors.findings)
            }
            return monitor
        } catch {
            Self.say(error, to: descriptors.findings)
            throw ExitCode(3)
        }
    }

    private static func framing(_ name: String) throws -> Framing {
        if let framing = Framing(rawValue: name) { return framing }
        let names = Framing.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--framing takes one of \(names)")
    }

    private func layout() throws -> StreamLayout {
        switch output {
        case .envelope: return .envelope
        case .rows: return .rows
        case .ukcore: return .ukCore
        case .csv:
            guard let kind = EntryKind.allCases.first(where: { $0.name == entry }) else {
                throw ValidationError("--output csv needs --entry KIND; `sluice model` lists them")
            }
            return .csv(kind)
        }
    }

    /// Resources and CSV leave only where the flow has that format.
    private func requireFormat(_ agreements: [PreparedAgreement]) throws {
        let wanted: String? = output == .ukcore ? "ukcore" : output == .csv ? "csv" : nil
        guard let wanted else { return }
        for agreement in agreements where !agreement.hasFormat(wanted) {
            Terminal.complain(
                "the flow of `\(agreement.compiled.agreement.id)` does not have the format "
                    + "`\(wanted)`; add it to the flow, or take another --output")
            throw ExitCode(2)
        }
    }

    private func descriptors() throws -> StreamDescriptors {
        func open(_ path: String) throws -> Int32 {
            let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                Terminal.complain(
                    "`\(path)` cannot be written: \(String(cString: strerror(errno)))")
                throw ExitCode(3)
            }
            return descriptor
        }
        return StreamDescriptors(
            input: STDIN_FILENO, output: STDOUT_FILENO,
            findings: try findings.map(open) ?? STDERR_FILENO,
            acknowledgements: try acknowledge.map(open))
    }

    static func say(_ finding: Diagnostic, to descriptor: Int32) {
        say(RunLog.json(finding), to: descriptor)
    }

    static func say(_ line: String, to descriptor: Int32) {
        Terminal.write(line + "\n", to: descriptor)
    }

    static func summary(_ counts: StreamCounts) -> [String: Any] {
        [
            "event": "finished", "frames": counts.frames, "records": counts.records,
            "released": counts.released, "withheld": counts.withheld,
            "quarantined": counts.quarantined, "rows": counts.rows, "findings": counts.findings,
            "bytes_read": counts.bytesRead, "bytes_written": counts.bytesWritten,
            "reloads": counts.reloads, "refused_reloads": counts.refusedReloads,
            "longest_seconds": counts.longest,
        ]
    }
}
