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
    /// NDJSON is a JSON value with something after it. Cost: what is read is read once.
    static func open(
        _ path: String, as file: String, limit: Int, into bytes: inout [UInt8]
    ) throws(Diagnostic) -> LineRecords? {
        let descriptor = try Files.open(path)
        bytes.removeAll(keepingCapacity: true)
        var isKept = false
        defer { if !isKept { close(descriptor) } }
        while true {
            let isAtEnd = try append(descriptor, file, atLeast: bytes.count, to: &bytes)
            let kind = ContentKind.sniff(bytes)
            if kind == .json, let end = endOfFirstJSONValue(bytes, from: 0),
                bytes[end...].contains(where: { $0 > 0x20 })
            {
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
        }
    }

    private init(file: String, descriptor: Int32, limit: Int, buffer: [UInt8], isAtEnd: Bool) {
        (self.file, self.descriptor, self.limit) = (file, descriptor, limit)
        (self.buffer, self.isAtEnd) = (buffer, isAtEnd)
    }

    /// Reads a block, or as much again as is there; true at the end of the file.
    private static func append(
        _ descriptor: Int32, _ path: String, atLeast count: Int, to bytes: inout [UInt8]
    ) throws(Diagnostic) -> Bool {
        let wanted = bytes.count + max(count, block)
        var filled = bytes.count
        Files.resize(&bytes, to: wanted)
        while filled < wanted {
            let more = try Files.read(descriptor, path, into: &bytes, from: filled)
            filled += more
            if more == 0 { break }
        }
        bytes.removeLast(bytes.count - filled)
        return filled < wanted
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
            if let end = buffer[searched...].firstIndex(of: 0x0A) { return start..<end + 1 }
            if isAtEnd { return start < buffer.count ? start..<buffer.count : nil }
            guard buffer.count - start <= limit else { throw tooLarge() }
            searched = buffer.count - start
            buffer.removeSubrange(..<start)
            start = 0
            isAtEnd = try Self.append(descriptor, file, atLeast: 0, to: &buffer)
        }
    }
}
