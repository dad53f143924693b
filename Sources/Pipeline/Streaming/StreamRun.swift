public import CanonicalModel
import Feeds
import RecordMapping
public import RecordReading
import SharingAgreements
import Synchronization

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
/// record says of a person's objection holds for all after it. Nothing is remembered of a record
/// but that; a record that is sent twice is answered twice.
public struct StreamRun: Sendable {
    /// The agreements to begin with.
    public var agreements: [PreparedAgreement]
    /// The mappings.
    public var library: MappingLibrary
    /// How records are told apart.
    public var framing = Framing.auto
    /// The most bytes that a frame may have.
    public var limit = 64 << 20
    /// The registers that the agreements were prepared with.
    public var registers = Registers()
    /// What is said of each.
    public var layout = StreamLayout.envelope
    /// How many records are read and mapped at once.
    public var workers = 1
    /// The open files.
    public var descriptors: StreamDescriptors
    /// Who parses XML.
    public var xmlParser = XMLReader.Parser.tokenizer
    /// Whether to read no further: asked between frames and while waiting for one.
    public var isInterrupted: @Sendable () -> Bool = { false }
    /// Loads the agreements anew if there is cause; `nil` if not. Asked between records.
    public var reload: @Sendable () throws(Diagnostics) -> [PreparedAgreement]? = { nil }
    /// Told of agreements that were refused when they should have been loaded anew.
    public var refused: @Sendable (Diagnostics) -> Void = { _ in }
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
        let codes = try OptOutCodes.required(of: library)
        let frames = SharedFrames(
            FrameSource(descriptors.input, framing: framing, limit: limit))
        let sink = StreamSink(StreamWriter(layout: layout), descriptors, header: header)
        let terms = CurrentAgreements(agreements)
        let objections = KnownObjections(learns: true)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask { await work(frames, sink, terms, codes, objections) }
            }
        }
        if let failure = sink.failure { throw failure }
        return sink.counts
    }

    private var header: [UInt8] {
        guard case .csv(let kind) = layout else { return [] }
        return agreements.first?.csv?.header(kind) ?? []
    }

    /// One long-lived worker.
    @concurrent
    private func work(
        _ frames: SharedFrames, _ sink: StreamSink, _ terms: CurrentAgreements,
        _ codes: OptOutCodes, _ objections: KnownObjections
    ) async {
        var (tree, version) = (SourceTree(), 0)
        var current = terms.current.agreements
        var worker = worker(current, codes, objections)
        var result = RecordResult(agreements: current.count)
        while sink.failure == nil {
            guard let record = frames.next(into: &tree.bytes, isStopped: isInterrupted) else {
                return
            }
            let received = ContinuousClock.now
            result.removeAll()
            let mapped = worker.map(record.input, &tree, into: &result)
            await turn(of: record, sink)
            renew(terms, sink)
            do throws(Diagnostic) {
                try registers.stopWatch?.check(terms.current.agreements)
            } catch {
                return sink.fail(error)
            }
            if terms.current.version != version {
                (version, current) = terms.current
                worker.agreements = current
                result.layOut(agreements: current.count)
            }
            if let mapped { worker.decide(mapped, into: &result) }
            if let place = result.found.lazy.flatMap(\.counts.keys).first {
                return sink.fail(Self.refusal(place, record))
            }
            sink.deliver(result, record, current, received: received)
            progress(sink.counts)
        }
    }

    private func worker(
        _ agreements: [PreparedAgreement], _ codes: OptOutCodes, _ objections: KnownObjections
    ) -> RecordWorker {
        var rows: RowLines?
        switch layout {
        case .envelope, .rows: rows = RowLines()
        case .ukCore, .csv: break
        }
        return RecordWorker(
            mappings: library.mappings, agreements: agreements, optOutCodes: codes,
            objections: objections, xmlParser: xmlParser, terminology: library.terminology,
            rows: rows)
    }

    /// Why the stream ends before a record that would bring an identifier with it.
    private static func refusal(_ place: ScanFindings.Place, _ record: StreamRecord) -> Diagnostic {
        Diagnostic(
            .identifierInOutput, file: record.input.file, byteOffset: record.input.offset,
            "what looks like \(place.rule.name) would stand in `\(place.file)`, where the agreement "
                + "releases none",
            advice: "find out which field brings it, and withhold that")
    }

    /// Waits until every record before `record` has been delivered.
    private func turn(of record: StreamRecord, _ sink: StreamSink) async {
        var tries = 0
        while !sink.isTurn(of: record.input.number) {
            tries += 1
            if tries < 256 {
                await Task.yield()
            } else {
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
    }

    /// Takes up agreements that have changed. Those that are wrong are refused and reported, and
    /// the ones in use stay: what they withhold stays withheld.
    private func renew(_ terms: CurrentAgreements, _ sink: StreamSink) {
        do throws(Diagnostics) {
            guard let agreements = try reload() else { return }
            terms.take(agreements)
            sink.noteReload(isRefused: false)
        } catch {
            sink.noteReload(isRefused: true)
            refused(error)
        }
    }
}

/// The agreements in use, numbered so that a worker sees that they are others.
private final class CurrentAgreements: Sendable {
    private let state: Mutex<(version: Int, agreements: [PreparedAgreement])>

    init(_ agreements: [PreparedAgreement]) { state = Mutex((0, agreements)) }

    var current: (version: Int, agreements: [PreparedAgreement]) { state.withLock { $0 } }

    func take(_ agreements: [PreparedAgreement]) {
        state.withLock { $0 = ($0.version + 1, agreements) }
    }
}

extension OptOutCodes {
    /// The codes of the Type 1 objection out of a folder of mappings, without which nothing runs.
    static func required(of library: MappingLibrary) throws(Diagnostic) -> OptOutCodes {
        if let codes = OptOutCodes(codeSets: library.codeSets) { return codes }
        throw Diagnostic(
            .noMappings, file: "codes",
            "the code sets of the Type 1 objection are not among the mappings",
            advice: "add codes/type1-dissent.yaml and codes/type1-withdrawal.yaml")
    }
}
