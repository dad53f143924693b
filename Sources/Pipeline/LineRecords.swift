import CanonicalModel
import Crypto
import RecordReading

/// The records of one NDJSON file: a Bundle a line, or the lines from one Patient to the next.
struct LineRecords {
    let file: String
    private let input: any ByteInput
    private let limit: Int
    private var buffer: [UInt8]
    private var start = 0
    private var isAtEnd = false
    private var hash = SHA256()
    /// How many bytes of the file have been handed out.
    private(set) var position = 0
    private static let block = 1 << 20

    /// Begins with `input`, called `file` in messages. What is not NDJSON is read whole into
    /// `bytes`, and the answer is `nil`.
    ///
    /// NDJSON is JSON whose first line is one complete value, with another line that is not blank.
    /// Cost: what is read is read once, and of a document only its line break is looked for.
    static func open(
        _ input: any ByteInput, as file: String, limit: Int, into bytes: inout [UInt8]
    ) throws(Diagnostic) -> LineRecords? {
        var (filled, layout) = (0, LineLayout.undecided)
        var wanted = min(input.expectedSize, block) + 1
        while true {
            Files.resize(&bytes, to: wanted)
            let isAtEnd = try input.fill(&bytes, from: filled)
            if layout == .undecided { layout = LineLayout.sniff(bytes) }
            if layout == .lines {
                return LineRecords(
                    file: file, input: input, limit: limit, buffer: bytes, isAtEnd: isAtEnd)
            }
            if isAtEnd { return nil }
            guard bytes.count <= limit else {
                throw Diagnostic(
                    .tooLarge, file: file, "the record has more than \(limit) bytes",
                    advice: "split the file into one record a file, or a line")
            }
            (filled, wanted) = (bytes.count, max(bytes.count * 2, block))
        }
    }

    private init(
        file: String, input: any ByteInput, limit: Int, buffer: [UInt8], isAtEnd: Bool
    ) {
        (self.file, self.input, self.limit) = (file, input, limit)
        (self.buffer, self.isAtEnd) = (buffer, isAtEnd)
    }

    /// One record of the file.
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
            while let line = try line() {
                let type = JSONLayout.resourceType(buffer[line])
                let beginsRecord = type == "Bundle" || type == "Patient"
                if beginsRecord, bytes.contains(where: { $0 > 0x20 }) {
                    return Record(offset: offset, shape: .resourceLines, failure: nil)
                }
                take(line, into: &bytes)
                guard bytes.count <= limit else { throw tooLarge() }
                isBundle = type == "Bundle"
                if isBundle { break }
            }
        } catch {
            (isAtEnd, start) = (true, buffer.count)
            return Record(offset: offset, shape: .resourceLines, failure: error)
        }
        guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
        return Record(offset: offset, shape: isBundle ? .document : .resourceLines, failure: nil)
    }

    private func tooLarge() -> Diagnostic {
        Diagnostic(
            .tooLarge, file: file, "the record has more than \(limit) bytes",
            advice: "nothing after it in this file was read")
    }

    /// SHA-256 of what has been handed out, which at the end is the whole file.
    func digest() -> [UInt8] { Array(hash.finalize()) }

    private mutating func take(_ line: Range<Int>, into bytes: inout [UInt8]) {
        hash.update(data: buffer[line])
        bytes += buffer[line]
        position += line.count
        start = line.upperBound
    }

    /// The range of the next line in the buffer, its line break included; `nil` at the end.
    private mutating func line() throws(Diagnostic) -> Range<Int>? {
        var searched = start
        while true {
            if let end = firstLineBreak(buffer, from: searched) { return start..<end + 1 }
            if isAtEnd { return start < buffer.count ? start..<buffer.count : nil }
            guard buffer.count - start <= limit else { throw tooLarge() }
            searched = buffer.count - start
            buffer.removeSubrange(..<start)
            start = 0
            Files.resize(&buffer, to: searched + max(searched, Self.block))
            isAtEnd = try input.fill(&buffer, from: searched)
        }
    }
}
