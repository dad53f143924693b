import CanonicalModel
import RecordReading

/// The records of one input of NDJSON: a Bundle a line, or the lines from one Patient to the next.
struct LineRecords {
    private let limit: Int
    private var lines: LineReader

    /// Begins with `input`, called `file` in messages. What is not NDJSON is read whole into
    /// `bytes`, and the answer is `nil`.
    static func open(
        _ input: any ByteInput, as file: String, limit: Int, into bytes: inout [UInt8]
    ) throws(Diagnostic) -> LineRecords? {
        guard try isLines(input, as: file, limit: limit, into: &bytes) else { return nil }
        return LineRecords(input, as: file, limit: limit, beginning: bytes)
    }

    /// Begins with `input`, which is NDJSON and of which `bytes` are the beginning.
    init(_ input: any ByteInput, as file: String, limit: Int, beginning bytes: [UInt8]) {
        self.limit = limit
        lines = LineReader(input, as: file, limit: limit, buffer: bytes)
    }

    /// Whether `input` is NDJSON, of which `bytes` then is the beginning; what is not NDJSON is
    /// read whole into it.
    ///
    /// NDJSON is JSON whose first line is one complete value, with another line that is not blank.
    /// Cost: what is read is read once, and of a document only its line break is looked for.
    static func isLines(
        _ input: any ByteInput, as file: String, limit: Int, into bytes: inout [UInt8]
    ) throws(Diagnostic) -> Bool {
        var (filled, layout) = (0, LineLayout.undecided)
        var wanted = min(input.expectedSize, LineReader.block) + 1
        while true {
            Files.resize(&bytes, to: wanted)
            let isAtEnd = try input.fill(&bytes, from: filled)
            if layout == .undecided { layout = LineLayout.sniff(bytes) }
            if layout == .lines { return true }
            if isAtEnd { return false }
            guard bytes.count <= limit else {
                throw Diagnostic(
                    .tooLarge, file: file, "the record has more than \(limit) bytes",
                    advice: "split the file into one record a file, or a line")
            }
            filled = bytes.count
            // No more than there is, and one byte that shows the end; of a document all at once.
            let rest = input.expectedSize > filled ? input.expectedSize + 1 : Int.max
            let next = layout == .document && rest <= limit ? rest : filled * 2
            wanted = min(max(next, LineReader.block), rest)
        }
    }

    var file: String { lines.file }
    /// How many bytes of the input have been handed out, and SHA-256 of them.
    var position: Int { lines.position }
    func digest() -> [UInt8] { lines.digest() }

    /// One record of the input.
    struct Record {
        let offset: Int
        let shape: JSONReader.Shape
        let failure: Diagnostic?
    }

    /// The next record, its lines written over `bytes`; `nil` at the end.
    mutating func next(into bytes: inout [UInt8]) -> Record? {
        bytes.removeAll(keepingCapacity: true)
        let offset = position
        var isBundle = false
        do throws(Diagnostic) {
            while let line = try lines.next() {
                let type = JSONLayout.resourceType(lines.buffer[line])
                let beginsRecord = type == "Bundle" || type == "Patient"
                if beginsRecord, bytes.contains(where: { $0 > 0x20 }) {
                    return Record(offset: offset, shape: .resourceLines, failure: nil)
                }
                bytes += lines.buffer[line]
                lines.take(line)
                guard bytes.count <= limit else { throw lines.tooLarge() }
                isBundle = type == "Bundle"
                if isBundle { break }
            }
        } catch {
            lines.end()
            return Record(offset: offset, shape: .resourceLines, failure: error)
        }
        guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
        return Record(offset: offset, shape: isBundle ? .document : .resourceLines, failure: nil)
    }
}
