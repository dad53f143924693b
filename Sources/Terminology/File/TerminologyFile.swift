public import CanonicalModel
public import FoundationEssentials

/// A terminology file that is open: concepts, descriptions, history, reference sets and maps.
///
/// Its bytes are usually a memory-mapped file, shared by all workers. Every access is checked
/// against the file's bounds. ``TerminologyContent`` makes such files.
public struct TerminologyFile: Sendable {
    /// The number of a concept in this file; it means nothing in another.
    public struct Concept: Hashable, Comparable, Sendable {
        let number: UInt32
        /// By number, which is by id.
        public static func < (left: Concept, right: Concept) -> Bool {
            left.number < right.number
        }
    }

    private struct Place {
        let offset: Int
        let count: Int
    }
    private let storage: Data
    /// Where the bytes of ``storage`` are. They stay there: it is never changed, and lives as long
    /// as this; a look-up then costs no call, and counts no reference.
    private let address: UInt
    private let places: [Place]
    /// The name it was opened by.
    public let name: String
    /// Its whole bytes, for a hash.
    public var data: Data { storage }

    /// Opens `data` and checks its version, its length and its checksum, so that it reads all of
    /// it once: about 10 ms for half a million codes.
    ///
    /// - Throws: `unusable-terminology` with one message.
    public init(_ data: Data, name: String) throws(Diagnostic) {
        storage = data
        self.name = name
        address = unsafe data.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
        do throws(Fault) {
            places = try Self.places(data.bytes)
        } catch {
            throw Diagnostic(
                .unusableTerminology, file: name, error.message,
                advice: "build it again with `sluice terminology build`")
        }
    }

    /// Whether `bytes` begin as a terminology file of any version does.
    public static func isTerminology(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: "SLUICETM".utf8)
    }

    private enum Fault: Error {
        case foreign, version(UInt32), length, checksum, columns
        var message: String {
            switch self {
            case .foreign: "this is not a terminology file"
            case .version(let found):
                "this terminology file has format \(found), and format "
                    + "\(TerminologyFormat.version) is read"
            case .length: "this terminology file is cut short, or something was added to it"
            case .checksum: "this terminology file is damaged: its checksum does not fit"
            case .columns: "this terminology file is damaged: its columns do not fit"
            }
        }
    }

    private static func places(_ bytes: RawSpan) throws(Fault) -> [Place] {
        let columns = TerminologyFormat.Column.allCases
        guard bytes.byteCount >= 16, load(bytes, 0, UInt64.self) == TerminologyFormat.magic else {
            throw .foreign
        }
        let version = load(bytes, 8, UInt32.self)
        guard version == TerminologyFormat.version else { throw .version(version) }
        guard bytes.byteCount >= TerminologyFormat.headerBytes,
            load(bytes, 16, UInt64.self) == UInt64(bytes.byteCount)
        else { throw .length }
        let checked = bytes.extracting(TerminologyFormat.checkedFrom..<bytes.byteCount)
        guard load(bytes, 24, UInt64.self) == TerminologyFormat.checksum(checked) else {
            throw .checksum
        }
        guard Int(load(bytes, 12, UInt32.self)) == columns.count else { throw .columns }
        var places: [Place] = []
        for column in columns {
            let entry = TerminologyFormat.checkedFrom + column.rawValue * 16
            let offset = load(bytes, entry, UInt64.self)
            let count = load(bytes, entry + 8, UInt64.self)
            let end = UInt64(bytes.byteCount)
            guard offset <= end, count <= (end - offset) / UInt64(column.width) else {
                throw .columns
            }
            places.append(Place(offset: Int(offset), count: Int(count)))
        }
        return places
    }

    @inline(__always) private static func load<Value: BitwiseCopyable>(
        _ bytes: RawSpan, _ offset: Int, _ type: Value.Type
    ) -> Value {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    }

    // MARK: - Columns

    /// How many items a column has.
    @inline(__always) func count(_ column: TerminologyFormat.Column) -> Int {
        places[column.rawValue].count
    }

    /// An item of a column of four bytes an item; traps outside the column.
    @inline(__always) func small(_ column: TerminologyFormat.Column, _ index: Int) -> UInt32 {
        let place = places[column.rawValue]
        precondition(index >= 0 && index < place.count, "outside a column of the terminology file")
        return unsafe pointer(place.offset + index * 4).loadUnaligned(as: UInt32.self)
    }

    /// A place in the bytes. Every column was found to lie within the file when it was opened, and
    /// every access is checked against its column.
    @unsafe @inline(__always) private func pointer(_ offset: Int) -> UnsafeRawPointer {
        unsafe UnsafeRawPointer(bitPattern: address + UInt(offset)).unsafelyUnwrapped
    }

    /// An item of a column of eight bytes an item; traps outside the column.
    @inline(__always) func large(_ column: TerminologyFormat.Column, _ index: Int) -> UInt64 {
        let place = places[column.rawValue]
        precondition(index >= 0 && index < place.count, "outside a column of the terminology file")
        return unsafe pointer(place.offset + index * 8).loadUnaligned(as: UInt64.self)
    }

    /// An item of a column of bytes; traps outside the column.
    @inline(__always) func byte(_ column: TerminologyFormat.Column, _ index: Int) -> UInt8 {
        let place = places[column.rawValue]
        precondition(index >= 0 && index < place.count, "outside a column of the terminology file")
        return unsafe pointer(place.offset + index).load(as: UInt8.self)
    }

    /// The items of number `index`, by a column of starts.
    @inline(__always) func range(
        _ starts: TerminologyFormat.Column, _ index: Int
    ) -> Range<Int> {
        let start = Int(small(starts, index))
        return start..<max(start, Int(small(starts, index + 1)))
    }

    /// Calls `body` with a part of the text column; with no bytes if it is not within.
    func withText<Result>(
        _ column: TerminologyFormat.Column = .text, start: Int, length: Int,
        _ body: (Span<UInt8>) -> Result
    ) -> Result {
        let place = places[column.rawValue]
        guard start >= 0, length >= 0, start <= place.count, length <= place.count - start else {
            return body([UInt8]().span)
        }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: pointer(place.offset + start), count: length)
        let span = unsafe Span<UInt8>(_unsafeBytes: bytes)
        return body(span)
    }

    /// A part of the text column as a string; for people.
    func string(start: UInt32, length: UInt32) -> String {
        withText(start: Int(start), length: Int(length)) { bytes in
            var copy: [UInt8] = []
            for index in bytes.indices { copy.append(bytes[index]) }
            return String(decoding: copy, as: UTF8.self)
        }
    }
}
