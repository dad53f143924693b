import CanonicalModel
import RecordReading
import Synchronization

/// One record to be read: where it comes from, and its bytes in the caller's buffer.
struct RecordInput: Sendable {
    /// Its number in the run, from 0.
    let number: Int
    /// The file, as it is named in messages.
    let file: String
    /// Where in the file it begins.
    let offset: Int
    /// How the JSON is laid out; `nil` where the record is the whole file.
    let shape: JSONReader.Shape?
    /// Why it could not even be fetched.
    let failure: Diagnostic?
    /// Whether the bytes are the whole file.
    var isWholeFile: Bool { shape == nil }
}

/// Hands out records one after another, from files in order, and from the lines of NDJSON.
///
/// Memory: one record, and one block of 1 MiB.
struct RecordSource {
    private let files: [String]
    private let standardInput: String?
    private var nextFile = 0
    private var number = 0
    private let limit: Int
    private var lines: LineRecords?
    /// SHA-256 and length of each NDJSON file, as far as it has been read.
    private(set) var lineDigests: [String: (digest: [UInt8], bytes: Int)] = [:]

    /// A source over `files`, which are read in this order.
    ///
    /// - Parameter standardInput: The file that keeps what `-` stands for.
    init(_ files: [String], standardInput: String? = nil, limit: Int = ReadingLimits().bytes) {
        self.files = files
        self.standardInput = standardInput
        self.limit = limit
    }

    /// The next record, its bytes written over `bytes`; `nil` at the end.
    mutating func next(into bytes: inout [UInt8]) -> RecordInput? {
        while true {
            if var open = lines {
                lines = nil
                let record = open.next(into: &bytes)
                if let record {
                    lines = open
                    return input(open.file, record.offset, record.shape, record.failure)
                }
                lineDigests[open.file] = (open.digest(), open.position)
            }
            guard nextFile < files.count else { return nil }
            let file = files[nextFile]
            nextFile += 1
            do {
                let path = file == "-" ? standardInput ?? file : file
                if let opened = try LineRecords.open(path, as: file, limit: limit, into: &bytes) {
                    lines = opened
                    continue
                }
            } catch {
                bytes.removeAll(keepingCapacity: true)
                return input(file, 0, nil, error)
            }
            return input(file, 0, nil, nil)
        }
    }

    private mutating func input(
        _ file: String, _ offset: Int, _ shape: JSONReader.Shape?, _ failure: Diagnostic?
    ) -> RecordInput {
        defer { number += 1 }
        return RecordInput(
            number: number, file: file, offset: offset, shape: shape, failure: failure)
    }
}

/// A source that workers share; a record is fetched by one at a time.
final class SharedSource: Sendable {
    private let state: Mutex<RecordSource>

    init(_ files: [String], standardInput: String) {
        state = Mutex(RecordSource(files, standardInput: standardInput))
    }

    /// The next record, its bytes written over `bytes`; `nil` at the end.
    func next(into bytes: inout [UInt8]) -> RecordInput? {
        state.withLock { source in source.next(into: &bytes) }
    }

    /// SHA-256 and length of each NDJSON file that was read.
    var lineDigests: [String: (digest: [UInt8], bytes: Int)] {
        state.withLock { $0.lineDigests }
    }
}
