import CanonicalModel
import Crypto
import RecordReading

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The records of one NDJSON file: a Bundle a line, or the lines from one Patient to the next.
struct LineRecords {
    let file: String
    private let descriptor: Int32
    private let limit: Int
    private var buffer: [UInt8]
    private var start = 0
    private var isAtEnd = false
    private var hash = SHA256()
    /// How many bytes of the file have been handed out.
    private(set) var position = 0
    private static let block = 1 << 20

    /// Opens `path`, called `file` in messages. A file that is not NDJSON is read whole into
    /// `bytes`, and the answer is `nil`.
    ///
    /// NDJSON is JSON whose first line is one complete value, with another line that is not blank.
    /// Cost: what is read is read once, and of a document only its line break is looked for.
    static func open(
        _ path: String, as file: String, limit: Int, into bytes: inout [UInt8]
    ) throws(Diagnostic) -> LineRecords? {
        let descriptor = try Files.open(path)
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        var (filled, layout) = (0, LineLayout.undecided)
        var wanted = min(try Files.size(descriptor, file), block) + 1
        while true {
            Files.resize(&bytes, to: wanted)
            let isAtEnd = try fill(&bytes, from: filled, descriptor, file)
            if layout == .undecided { layout = LineLayout.sniff(bytes) }
            if layout == .lines {
                isKept = true
                return LineRecords(
                    file: file, descriptor: descriptor, limit: limit, buffer: bytes,
                    isAtEnd: isAtEnd)
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

    private init(file: String, descriptor: Int32, limit: Int, buffer: [UInt8], isAtEnd: Bool) {
        (self.file, self.descriptor, self.limit) = (file, descriptor, limit)
        (self.buffer, self.isAtEnd) = (buffer, isAtEnd)
    }

    /// Reads over `bytes` from `start` on until they are full; true at the end of the file, where
    /// they are cut to what there is.
    private static func fill(
        _ bytes: inout [UInt8], from start: Int, _ descriptor: Int32, _ path: String
    ) throws(Diagnostic) -> Bool {
        var filled = start
        while filled < bytes.count {
            let more = try Files.read(descriptor, path, into: &bytes, from: filled)
            if more == 0 {
                bytes.removeLast(bytes.count - filled)
                return true
            }
            filled += more
        }
        return false
    }

    /// One record of the file.
    struct Record {
        let offset: Int
        let shape: JSONReader.Shape
        let failure: Diagnostic?
    }

    /// The next record, its lines written over `bytes`; `nil` at the end, where the file is closed.
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
        guard bytes.contains(where: { $0 > 0x20 }) else {
            close(descriptor)
            return nil
        }
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
            isAtEnd = try Self.fill(&buffer, from: searched, descriptor, file)
        }
    }
}
