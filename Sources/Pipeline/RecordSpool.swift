import CanonicalModel
import Feeds

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Rows of records that are put aside in a file until all are there, to be taken out practice by
/// practice and person by person.
///
/// The file has no name once it is open, so that nothing of it stays behind however a run ends.
/// Memory: 48 bytes a record, a block of 256 KB, and what one person has at one practice.
struct RecordSpool: Sendable {
    private let descriptor: Int32
    private let path: String
    private var buffer: [UInt8] = []
    private var places: [Place] = []
    private var practices: [[UInt8]: UInt32] = [:]
    private var offset = 0
    private static let block = 256 << 10

    /// Where the rows of a record stand, and what they are ordered by.
    private struct Place: Sendable {
        let practice: UInt32
        let length: UInt32
        let offset: Int
        /// The first 24 bytes of the person's key, the first highest.
        let person: (UInt64, UInt64, UInt64)
    }

    /// Makes the file in `folder`.
    init(in folder: String) throws(Diagnostic) {
        path = "\(folder)/.rows"
        descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSink.unwritable(path, errno) }
        _ = unsafe unlink(path)
    }

    /// Puts the rows of a record aside.
    mutating func append(_ output: FeedOutput) throws(Diagnostic) {
        guard !output.person.isEmpty else { return }
        let start = buffer.count
        Self.append(output.person.count, to: &buffer)
        buffer += output.person
        for kind in output.csv.indices where output.csvRows[kind] > 0 {
            append(output.csv[kind], rows: output.csvRows[kind], tag: kind)
        }
        for file in output.ndjson.indices where output.ndjsonRows[file] > 0 {
            append(output.ndjson[file], rows: output.ndjsonRows[file], tag: file | 0x80)
        }
        let length = buffer.count - start
        let practice = practices[output.practice] ?? UInt32(practices.count)
        practices[output.practice] = practice
        places.append(
            Place(
                practice: practice, length: UInt32(length), offset: offset,
                person: Self.words(of: output.person)))
        offset += length
        if buffer.count >= Self.block { try flush() }
    }

    private mutating func append(_ bytes: [UInt8], rows: Int, tag: Int) {
        Self.append(tag, to: &buffer)
        Self.append(rows, to: &buffer)
        Self.append(bytes.count, to: &buffer)
        buffer += bytes
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        for shift in stride(from: 0, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func words(of key: [UInt8]) -> (UInt64, UInt64, UInt64) {
        func word(_ start: Int) -> UInt64 {
            (start..<start + 8).reduce(0) { word, index in
                word << 8 | (index < key.count ? UInt64(key[index]) : 0)
            }
        }
        return (word(0), word(8), word(16))
    }

    private mutating func flush() throws(Diagnostic) {
        if let number = FileSink.write(buffer, to: descriptor) {
            throw FileSink.unwritable(path, number)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    // MARK: - Taking out

    /// Ends the putting aside; the practices in the order of their codes, each with the records of
    /// its people in the order of their keys.
    mutating func sorted() throws(Diagnostic) -> [(practice: [UInt8], records: Range<Int>)] {
        try flush()
        let names = practices.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        var rank = Array(repeating: 0, count: names.count)
        for (index, name) in names.enumerated() { rank[Int(name.value)] = index }
        places.sort { left, right in
            if left.practice != right.practice {
                return rank[Int(left.practice)] < rank[Int(right.practice)]
            }
            return left.person == right.person
                ? left.offset < right.offset : left.person < right.person
        }
        var start = 0
        return names.map { name in
            let end = places[start...].firstIndex { $0.practice != name.value } ?? places.count
            defer { start = end }
            return (name.key, start..<end)
        }
    }

    /// Calls `body` with the rows of each person among `records`, those of all their records
    /// together; `output` is emptied first and used for all.
    func people(
        _ records: Range<Int>, _ output: inout FeedOutput,
        _ body: (inout FeedOutput) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        var bytes: [UInt8] = []
        output.removeAll()
        for place in places[records] {
            try read(place, into: &bytes)
            var place = 0
            let count = Self.number(bytes, &place)
            let person = bytes[place..<place + count]
            place += count
            if !output.person.isEmpty, !output.person.elementsEqual(person) {
                try body(&output)
                output.removeAll()
            }
            output.person = Array(person)
            Self.take(bytes, from: place, into: &output)
        }
        if !output.person.isEmpty { try body(&output) }
    }

    private static func take(_ bytes: [UInt8], from start: Int, into output: inout FeedOutput) {
        var place = start
        while place < bytes.count {
            let (tag, rows) = (number(bytes, &place), number(bytes, &place))
            let count = number(bytes, &place)
            let piece = bytes[place..<place + count]
            place += count
            if tag & 0x80 == 0 {
                output.reserve(tag)
                output.csv[tag] += piece
                output.csvRows[tag] += rows
            } else {
                output.ndjson[tag & 0x7F] += piece
                output.ndjsonRows[tag & 0x7F] += rows
            }
        }
    }

    private static func number(_ bytes: [UInt8], _ place: inout Int) -> Int {
        defer { place += 4 }
        return (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }

    private func read(_ place: Place, into bytes: inout [UInt8]) throws(Diagnostic) {
        Files.resize(&bytes, to: Int(place.length))
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { bytes in
                unsafe pread(
                    descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start,
                    off_t(place.offset + start))
            }
            if count > 0 {
                start += count
            } else if count == 0 || errno != EINTR {
                throw Files.unreadable(path, count == 0 ? EIO : errno)
            }
        }
    }

    /// Lets go of the file.
    func close() { _ = Glibc.close(descriptor) }
}
