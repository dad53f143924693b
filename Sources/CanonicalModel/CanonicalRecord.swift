/// One entry of a ``CanonicalRecord``.
public struct Entry: Hashable, Sendable {
    /// Its kind; its cells follow the fields of ``EntryKind/definition``.
    public let kind: EntryKind
    /// The number of the mapping rule that made it.
    public let rule: UInt16
    /// Where its cells begin in ``CanonicalRecord/cells``.
    public let firstCell: UInt32
    /// Where the source says it: byte offset.
    public let sourceOffset: UInt32
    /// Where the source says it: length in bytes.
    public let sourceLength: UInt32
    /// Makes an entry.
    public init(
        kind: EntryKind, rule: UInt16, firstCell: UInt32, sourceOffset: UInt32, sourceLength: UInt32
    ) {
        self.kind = kind
        self.rule = rule
        self.firstCell = firstCell
        self.sourceOffset = sourceOffset
        self.sourceLength = sourceLength
    }
}

/// One patient's record in the canonical model: entries over flat cells, text as ranges of bytes.
///
/// Its memory is its source bytes, plus 16 bytes a field, plus decoded text.
public struct CanonicalRecord: Sendable {
    /// The bytes of the source.
    public var source: [UInt8]
    /// Text that the source does not hold as it is: decoded, joined or made.
    public var scratch: [UInt8] = []
    /// The entries, in source order; a component follows its parent.
    public var entries: [Entry] = []
    /// The cells of all entries.
    public var cells: [Cell] = []
    /// The concepts that cells point to.
    public var concepts: [Concept] = []
    /// The codings that concepts point to.
    public var codings: [Coding] = []
    /// The quantities that cells point to.
    public var quantities: [Quantity] = []
    /// The ids that `references` cells point to.
    public var references: [TextRange] = []
    /// The index of the entry that the patient's ethnic category was taken from; `nil` where the
    /// source states it of the patient, or nobody does.
    public var ethnicitySource: Int?

    /// An empty record over `source`.
    public init(source: [UInt8] = []) { self.source = source }

    /// The value of field `field` (an index into the kind's fields) of `entry`.
    @inlinable public func cell(_ entry: Entry, _ field: Int) -> Cell {
        cells[Int(entry.firstCell) + field]
    }

    /// The fields of `entry` that hold something, a bit each.
    public func present(_ entry: Entry) -> UInt64 {
        var (fields, bit) = (UInt64(0), UInt64(1))
        let first = Int(entry.firstCell)
        let cells = cells.span.extracting(first..<first + entry.kind.fieldCount)
        for field in cells.indices {
            if case .absent = cells[field] {} else { fields |= bit }
            bit &<<= 1
        }
        return fields
    }

    /// The bytes of `text`.
    @inlinable public func bytes(_ text: TextRange) -> ArraySlice<UInt8> {
        let range = text.offset..<text.offset + Int(text.length)
        return text.isScratch ? scratch[range] : source[range]
    }

    /// Calls `body` with the bytes of `text`; unlike ``bytes(_:)`` it counts no references.
    @inlinable @inline(__always)
    public func withBytes<Result>(of text: TextRange, _ body: (Span<UInt8>) -> Result) -> Result {
        let range = text.offset..<text.offset + Int(text.length)
        return text.isScratch
            ? body(scratch.span.extracting(range)) : body(source.span.extracting(range))
    }

    /// Whether two texts of the record are the same.
    public func equal(_ left: TextRange, _ right: TextRange) -> Bool {
        guard left.length == right.length else { return false }
        return withBytes(of: left) { left in withBytes(of: right) { left.isSame(as: $0) } }
    }

    /// `text` as a string, for slow paths.
    public func string(_ text: TextRange) -> String { String(decoding: bytes(text), as: UTF8.self) }

    /// The codings of `concept`.
    @inlinable public func codings(of concept: Concept) -> ArraySlice<Coding> {
        let first = Int(concept.firstCoding)
        return codings[first..<first + Int(concept.codingCount)]
    }

    /// Appends an entry with all cells absent, and gives the index of its first cell.
    public mutating func appendEntry(
        _ kind: EntryKind, rule: UInt16, sourceOffset: UInt32, sourceLength: UInt32
    ) -> Int {
        let first = cells.count
        entries.append(
            Entry(
                kind: kind, rule: rule, firstCell: UInt32(truncatingIfNeeded: first),
                sourceOffset: sourceOffset, sourceLength: sourceLength))
        cells.append(contentsOf: kind.absentCells)
        return first
    }

    /// Appends `bytes`, which cannot lie in ``scratch`` itself, to ``scratch``.
    public mutating func appendScratch(_ bytes: Span<UInt8>) -> TextRange {
        scratch.append(bytes)
        return TextRange(scratch: scratch.count - bytes.count, length: bytes.count)
    }

    /// Appends `bytes` to ``scratch``.
    public mutating func appendScratch(_ bytes: some Collection<UInt8>) -> TextRange {
        let offset = scratch.count
        scratch.append(contentsOf: bytes)
        return TextRange(scratch: offset, length: scratch.count - offset)
    }
}

extension [UInt8] {
    /// Appends `bytes`, which cannot be its own.
    public mutating func append(_ bytes: Span<UInt8>) {
        append(addingCapacity: bytes.count) { room in
            // In bounds: that many bytes are free, and the two cannot overlap.
            unsafe room.withUnsafeMutableBufferPointer { room, count in
                unsafe bytes.withUnsafeBufferPointer { bytes in
                    guard let start = room.baseAddress, let source = bytes.baseAddress else {
                        return
                    }
                    unsafe (start + count).initialize(from: source, count: bytes.count)
                    count += bytes.count
                }
            }
        }
    }
}

extension EntryKind {
    /// How many fields the kind has; constant time.
    public var fieldCount: Int { Self.fieldCounts[Int(rawValue)] }
    private static let fieldCounts = definitions.map(\.fields.count)
    fileprivate var absentCells: [Cell] { Self.absentCells[Int(rawValue)] }
    private static let absentCells = fieldCounts.map { Array(repeating: Cell.absent, count: $0) }
}
