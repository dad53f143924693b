public import CanonicalModel
import Feeds
import RecordMapping
public import RecordReading
import SharingAgreements
import Synchronization
import Terminology

/// What a stream says of each record.
public enum StreamLayout: Sendable {
    /// A JSON object a record: what it was, what became of it and why, and the rows that leave.
    case envelope
    /// The rows that leave, a JSON object a line.
    case rows
    /// UK Core resources, a line each.
    case ukCore
    /// The rows of one kind of entry, as CSV.
    case csv(EntryKind)
}

/// The open files of a stream.
public struct StreamDescriptors: Sendable {
    /// Where records come from.
    public var input: Int32
    /// Where outcomes go.
    public var output: Int32
    /// Where findings go, as NDJSON.
    public var findings: Int32
    /// Where a line goes for each frame once its outcome is written.
    public var acknowledgements: Int32?

    /// Names open files.
    public init(input: Int32, output: Int32, findings: Int32, acknowledgements: Int32? = nil) {
        (self.input, self.output, self.findings) = (input, output, findings)
        self.acknowledgements = acknowledgements
    }
}

/// `sluice stream`: records in, outcomes out, one after another for as long as they come.
///
/// A record is mapped while others are, and decided when every record before it has been: what one
/// record says of a person's objection holds for all after it. Without order a record is decided
/// as soon as it is mapped, but not before one in which the code of an objection may stand and that
/// came before it. Nothing is remembered of a record but objections; a record that is sent twice is
/// answered twice.
public struct StreamRun: Sendable {
    /// The agreements to begin with.
    public var agreements: [PreparedAgreement]
    /// The mappings.
    public var library: MappingLibrary
    /// How records are told apart.
    public var framing = Framing.auto
    /// The most bytes that a frame may have.
    public var limit = 64 << 20
    /// What is said of each.
    public var layout = StreamLayout.envelope
    /// Whether records are answered in the order in which they came; or else as they are ready.
    public var isOrdered = true
    /// How many records are read and mapped at once.
    public var workers = 1
    /// The open files.
    public var descriptors: StreamDescriptors
    /// Who parses XML.
    public var xmlParser = XMLReader.Parser.tokenizer
    /// How long a record may take to be read and mapped, of the processor; one that takes longer
    /// is quarantined.
    public var timeLimit = RecordParser.longestTime
    /// Whether to read no further: asked between frames and while waiting for one.
    public var isInterrupted: @Sendable () -> Bool = { false }
    /// The registers that the agreements were prepared with.
    public var registers = Registers()
    /// Loads agreements, registers and terminology anew if there is cause; `nil` if not. Asked
    /// before each record is decided, and while none comes; `mustLook` says that there is cause
    /// whenever it last looked.
    public var reload: @Sendable (_ mustLook: Bool) -> StreamRenewal? = { _ in nil }
    /// Files and folders with the demographics of patients, joined by NHS number; read once.
    public var demographics: [String] = []
    /// The files by which postcodes become small areas and their deprivation; read once.
    public var areas: AreaFiles?
    /// Tells others how it goes, while it does.
    public var monitor: StreamMonitor?
    /// Told now and then what has been done.
    public var progress: @Sendable (StreamCounts) -> Void = { _ in }

    /// Describes a stream.
    public init(
        agreements: [PreparedAgreement], library: MappingLibrary, descriptors: StreamDescriptors
    ) {
        (self.agreements, self.library) = (agreements, library)
        self.descriptors = descriptors
    }

    /// Works until the input ends or somebody interrupts; what was read by then is finished.
    ///
    /// - Throws: Why it had to stop before.
    public func run() async throws(Diagnostic) -> StreamCounts {
        let frames = SharedFrames(
            FrameSource(descriptors.input, framing: framing, limit: limit))
        let sink = StreamSink(StreamWriter(layout: layout), descriptors, header: header)
        let terms = CurrentTerms(
            try StreamTerms(agreements, registers, library, isOrdered: isOrdered))
        let objections = KnownObjections(learns: true)
        let people = try loadSources()
        let monitoring = monitor.map { monitor in
            MonitorThread { isEnded in
                monitor.run({ (sink.counts, sink.failure) }, isEnded: isEnded)
            }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    await work(frames, sink, terms) { worker($0, people, objections) }
                }
            }
        }
        monitoring?.finish()
        if let failure = sink.failure ?? frames.failure { throw failure }
        return sink.counts
    }

    /// What is wrong with demographics goes to the findings.
    private func loadSources() throws(Diagnostic) -> PatientSources {
        try PatientSources(
            demographics: demographics, areas: areas, library, isInterrupted: isInterrupted
        ) {
            var line: [UInt8] = []
            QuarantineLine.append($0, at: ($0.file, $0.byteOffset ?? 0), to: &line)
            _ = FileSink.write(line, to: descriptors.findings)
        }
    }

    private var header: [UInt8] {
        guard case .csv(let kind) = layout else { return [] }
        return agreements.first?.csv?.header(kind) ?? []
    }

    /// One long-lived worker.
    @concurrent
    private func work(
        _ frames: SharedFrames, _ sink: StreamSink, _ terms: CurrentTerms,
        makeWorker: (StreamTerms) -> RecordWorker
    ) async {
        var (tree, current) = (SourceTree(), terms.current)
        var worker = makeWorker(current)
        var result = RecordResult(agreements: current.agreements.count)
        while sink.failure == nil {
            guard
                let record = frames.next(
                    into: &tree.bytes, isStopped: { isInterrupted() || sink.failure != nil },
                    wait: { rest(terms, sink) }, begin: sink.begin)
            else { return }
            if let search = current.search, !search.mayHoldInAnyForm(tree.bytes) {
                sink.letGo(of: record.input.number)
            }
            let received = ContinuousClock.now
            result.removeAll()
            var mapped = worker.map(record.input, &tree, into: &result)
            var parts = GatheredResources(
                partsOf: record.input, tree.bytes, after: result.refusal, places: nil,
                limit: limit)
            await turn(of: record, sink)
            do throws(Diagnostic) {
                try renew(terms, sink)
            } catch {
                return sink.fail(error)
            }
            if terms.version != current.version {
                let library = current.libraryVersion
                current = terms.current
                if current.libraryVersion == library {
                    worker.agreements = current.agreements
                } else {
                    worker = makeWorker(current)
                }
                result.removeAll()
                result.layOut(agreements: current.agreements.count)
                mapped = worker.map(record.input, &tree, into: &result)
            }
            let digest = result.digest
            repeat {
                if let part = parts?.nextInput(of: record.input, into: &tree.bytes) {
                    result.removeAll()
                    mapped = worker.map(part, &tree, into: &result)
                    result.digest = digest
                }
                if let mapped = mapped.take() { worker.decide(mapped, into: &result) }
                if let place = result.found.lazy.flatMap(\.counts.keys).first {
                    refuse(&result, record, place)
                }
                sink.deliver(
                    result, record, current.agreements, received: received,
                    isLast: (parts?.count ?? 0) == 0)
                progress(sink.counts)
            } while (parts?.count ?? 0) > 0
        }
    }

    /// Does what must not wait for the next record.
    private func rest(_ terms: CurrentTerms, _ sink: StreamSink) {
        sink.betweenRecords { () throws(Diagnostic) in try renew(terms, sink) }
        progress(sink.counts)
    }

    private func worker(
        _ terms: StreamTerms, _ people: PatientSources, _ objections: KnownObjections
    ) -> RecordWorker {
        var rows: RowLines?
        switch layout {
        case .envelope, .rows: rows = RowLines()
        case .ukCore, .csv: break
        }
        let library = terms.library
        return RecordWorker(
            mappings: library.mappings, agreements: terms.agreements,
            optOutCodes: terms.optOutCodes, objections: objections,
            demographics: people.demographics?.people, areas: people.areas?.table,
            xmlParser: xmlParser, terminology: library.terminology, timeLimit: timeLimit,
            facts: library.facts, rows: rows)
    }

    /// Makes a record that would bring an identifier with it one of which nothing leaves.
    private func refuse(
        _ result: inout RecordResult, _ record: StreamRecord, _ place: ScanFindings.Place
    ) {
        result.layOut(agreements: result.tallies.count)
        let finding = Diagnostic(
            .identifierInOutput, file: record.input.file, byteOffset: record.input.offset,
            "what looks like \(place.rule.name) would stand in `\(place.file)`, where the "
                + "agreement releases none",
            advice: "find out which field brings it, and withhold that")
        result.quarantine.records[.identifierInOutput, default: 0] += 1
        QuarantineLine.append(
            finding, at: (finding.file, finding.byteOffset ?? 0), to: &result.quarantineLines)
    }

    /// Waits until `record` may be decided, and nobody else is at it.
    private func turn(of record: StreamRecord, _ sink: StreamSink) async {
        var tries = 0
        while !sink.takeTurn(of: record.input.number) {
            tries += 1
            if tries < 256 {
                await Task.yield()
            } else {
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    /// Takes up agreements, registers and a terminology that have changed. What is wrong with them
    /// is reported; what is in use stays, and what it withholds stays withheld.
    ///
    /// - Throws: That a stop has come which could not be taken up.
    private func renew(_ terms: CurrentTerms, _ sink: StreamSink) throws(Diagnostic) {
        var mustLook = false
        do throws(Diagnostic) {
            try terms.checkStops()
        } catch {
            guard error.code == .stopped else { throw error }
            mustLook = true
        }
        guard let renewal = reload(mustLook) else { return }
        if renewal.isRefused { sink.noteReload(isRefused: true) }
        guard let agreements = renewal.agreements else { return }
        let newest = try StreamTerms(
            agreements, renewal.registers, renewal.library ?? terms.current.library,
            isOrdered: isOrdered)
        terms.take(newest, isOfOtherLibrary: renewal.library != nil)
        if !renewal.isRefused { sink.noteReload(isRefused: false) }
        try terms.checkStops()
    }
}
