/// The row at hand, written into memory that the buffer has set aside for it.
///
/// What does not fit fills the row up, and ``appendRow(_:)`` writes it again with more room: so no
/// step need ask for memory, and no estimate can be too small.
extension OutputSpan<UInt8> {
    /// Appends a byte.
    @inline(__always) mutating func write(_ byte: UInt8) {
        if freeCapacity > 0 { append(byte) }
    }

    /// Appends `byte` some times over.
    mutating func write(repeating byte: UInt8, count: Int) {
        guard count <= freeCapacity else { return fill() }
        for _ in 0..<count { append(byte) }
    }

    /// Appends bytes.
    @inline(__always) mutating func write(_ bytes: Span<UInt8>) {
        guard bytes.count <= freeCapacity else { return fill() }
        // In bounds: that many bytes are free, and the two cannot overlap.
        unsafe withUnsafeMutableBufferPointer { row, count in
            unsafe bytes.withUnsafeBufferPointer { bytes in
                guard let start = row.baseAddress, let source = bytes.baseAddress else { return }
                unsafe (start + count).initialize(from: source, count: bytes.count)
                count += bytes.count
            }
        }
    }

    /// Appends a literal.
    @inline(__always) mutating func write(_ text: StaticString) {
        let bytes = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        write(unsafe bytes.span)
    }

    /// Takes back what was written after the first `length` bytes.
    mutating func cut(to length: Int) {
        if freeCapacity > 0 { removeLast(count - length) }
    }

    /// Leaves no room, which says that there was too little.
    mutating func fill() { append(repeating: 0, count: freeCapacity) }
}

extension [UInt8] {
    /// Appends what `write` writes; it may be called again from the start, with more room.
    @inline(__always) mutating func appendRow(_ write: (inout OutputSpan<UInt8>) -> Void) {
        var room = 2048
        var isWritten = false
        while !isWritten {
            append(addingCapacity: room) { row in
                write(&row)
                isWritten = row.freeCapacity > 0
                if !isWritten { row.removeAll() }
            }
            room *= 4
        }
    }
}

/// Short runs of bytes, one after another, so that finding one counts no references.
struct ByteTable: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ranges: [Range<Int>] = []

    init(_ texts: [String] = []) {
        for text in texts { append(text) }
    }

    mutating func append(_ text: String) {
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        ranges.append(start..<bytes.count)
    }
}

extension OutputSpan<UInt8> {
    /// Appends the bytes at `index` of `table`.
    mutating func write(_ table: ByteTable, _ index: Int) {
        write(table.bytes.span.extracting(table.ranges[index]))
    }
}
