/// Rows on their way into a ``ParquetTable``: cells one after the other, in the order of columns.
///
/// A flat run of bytes that is cheap to fill, to keep and to hand to another task. Every row must
/// have one cell a column, of the column's kind; ``ParquetTable/append(_:into:)`` traps otherwise.
/// Cost: a byte a missing value, one more than the value itself for most others.
public struct ParquetRows: Sendable {
    /// Cells: 0 for a missing one, or the length plus one as a varint and the value in PLAIN
    /// encoding without its own length. A list has the number of its texts plus one, then each.
    private(set) var bytes: [UInt8] = []
    /// The rows that are complete.
    public private(set) var count = 0

    /// No rows.
    public init() {}

    /// The bytes that the rows take.
    public var byteCount: Int { bytes.count }

    /// Appends a missing value.
    public mutating func appendNull() { bytes.append(0) }

    /// Appends a text, or one text of a list: UTF-8, which is not checked.
    public mutating func append(_ text: Span<UInt8>) {
        appendLength(text.count)
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Appends a text, or one text of a list.
    public mutating func append(_ text: String) {
        appendLength(text.utf8.count)
        bytes.append(contentsOf: text.utf8)
    }

    /// Appends a truth value.
    public mutating func append(_ value: Bool) {
        bytes.append(2)
        bytes.append(value ? 1 : 0)
    }

    /// Appends a whole number of 32 bits, or a day as days since 1970-01-01.
    public mutating func append(_ value: Int32) {
        bytes.append(5)
        bytes.appendLittleEndian(UInt32(bitPattern: value))
    }

    /// Appends a whole number of 64 bits, or a moment as microseconds since 1970-01-01T00:00:00Z.
    public mutating func append(_ value: Int64) {
        bytes.append(9)
        bytes.appendLittleEndian(UInt64(bitPattern: value))
    }

    /// Appends a number.
    public mutating func append(_ value: Double) {
        bytes.append(9)
        bytes.appendLittleEndian(value.bitPattern)
    }

    /// Begins a list of `count` texts, which must follow.
    public mutating func beginList(count: Int) { appendLength(count) }

    /// Ends the row.
    public mutating func endRow() { count += 1 }

    /// Empties it; frees no memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
    }

    private mutating func appendLength(_ length: Int) {
        bytes.appendVarint(UInt64(length) + 1)
    }
}
