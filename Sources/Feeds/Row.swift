import CanonicalModel

/// The row at hand, written into memory that the buffer has set aside for it, and the texts of the
/// record that it quotes.
///
/// What does not fit is not written and is remembered, and ``appendRow(_:)`` writes the row again
/// with more room: so no step need ask for memory, and no estimate can be too small. The pointers
/// never leave this file, and no write passes ``limit`` by more than the slack behind it.
@safe struct Row: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private var end: UnsafeMutablePointer<UInt8>
    /// The last place where ``slack`` bytes are free.
    private let limit: UnsafeMutablePointer<UInt8>
    private let source: UnsafeBufferPointer<UInt8>
    private let scratch: UnsafeBufferPointer<UInt8>
    /// Whether something did not fit; what is written from then on is never seen.
    private(set) var isTooLong = false
    /// The bytes behind ``limit``: short values are written in whole words and then measured.
    fileprivate static let slack = 32

    /// A row over the memory from `first` to `end`, more than ``slack`` bytes.
    fileprivate init(
        _ first: UnsafeMutablePointer<UInt8>, end: UnsafeMutablePointer<UInt8>,
        source: UnsafeBufferPointer<UInt8>, scratch: UnsafeBufferPointer<UInt8>
    ) {
        unsafe (start, self.end) = (first, first)
        unsafe limit = end - Self.slack
        unsafe (self.source, self.scratch) = (source, scratch)
    }

    /// Calls `body` with the bytes of a text of the record.
    @inline(__always) mutating func withBytes<Result>(
        of text: TextRange, _ body: (inout Row, Span<UInt8>) -> Result
    ) -> Result {
        let buffer = unsafe text.isScratch ? scratch : source
        let bytes = unsafe buffer.span.extracting(text.offset..<text.offset + Int(text.length))
        return body(&self, bytes)
    }

    /// How many bytes are written.
    var count: Int { unsafe end - start }

    /// The last byte; 0 in an empty row.
    private var last: UInt8 { unsafe end > start ? end[-1] : 0 }

    private mutating func fits(_ count: Int) -> Bool {
        if unsafe count <= limit - end { return true }
        startOver()
        return false
    }

    @inline(never) private mutating func startOver() {
        unsafe end = start
        isTooLong = true
    }

    /// Takes back what was written after the first `length` bytes.
    mutating func cut(to length: Int) {
        if length < count { unsafe end = start + length }
    }

    /// Appends a byte.
    @inline(__always) mutating func write(_ byte: UInt8) {
        guard fits(1) else { return }
        unsafe end.pointee = byte
        unsafe end += 1
    }

    /// Appends a comma, unless an object or array has just begun.
    mutating func writeComma() {
        if last != UInt8(ascii: "{"), last != UInt8(ascii: "["), count > 0 {
            write(UInt8(ascii: ","))
        }
    }

    /// Appends bytes.
    @inline(never) mutating func write(_ bytes: Span<UInt8>) {
        _ = write(bytes) { _ in Bytes16() }
    }

    /// Appends a literal.
    @inline(__always) mutating func write(_ text: StaticString) {
        let bytes = unsafe UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        write(unsafe bytes.span)
    }

    /// Appends `byte` some times over.
    mutating func write(repeating byte: UInt8, count: Int) {
        guard fits(count) else { return }
        let word = UInt64(byte) &* 0x0101_0101_0101_0101
        var offset = 0
        while offset < count {
            unsafe UnsafeMutableRawPointer(end + offset).storeBytes(of: word, as: UInt64.self)
            offset += 8
        }
        unsafe end += count
    }

    /// Appends the text of a date.
    mutating func write(_ text: DateText) {
        guard fits(0) else { return }
        unsafe UnsafeMutableRawPointer(end).storeBytes(of: text.words, as: DateText.Words.self)
        unsafe end += text.clockLength
        unsafe UnsafeMutableRawPointer(end).storeBytes(of: text.offset, as: UInt64.self)
        unsafe end += text.offsetLength
    }

    /// Appends bytes and tests them as they pass, 16 at a time; some are tested twice, or together
    /// with letters.
    ///
    /// - Parameter test: Gives bytes of which the top bit says that it found one.
    /// - Returns: Whether `test` found any.
    @inline(__always) mutating func write(
        _ bytes: Span<UInt8>, testing test: (Bytes16) -> Bytes16
    ) -> Bool {
        let count = bytes.count
        guard fits(count) else { return false }
        let to = unsafe UnsafeMutableRawPointer(end)
        unsafe end += count
        if count < 16 {
            let short = bytes.short
            unsafe to.storeBytes(of: short, as: Bytes16.self)
            return test(short).hasTopBit
        }
        // In bounds: `count` bytes fit, and the two cannot overlap.
        return unsafe bytes.withUnsafeBytes { from in
            var (found, offset) = (Bytes16(), 0)
            while offset < count {
                offset = min(offset, count &- 16)
                let next = unsafe from.loadUnaligned(fromByteOffset: offset, as: Bytes16.self)
                unsafe to.storeBytes(of: next, toByteOffset: offset, as: Bytes16.self)
                found |= test(next)
                offset &+= 16
            }
            return found.hasTopBit
        }
    }
}

/// Sixteen bytes that are worked on at once.
typealias Bytes16 = SIMD16<UInt8>

extension Bytes16 {
    /// Whether the top bit of any byte is set.
    @inline(__always) fileprivate var hasTopBit: Bool {
        let words = unsafe unsafeBitCast(self, to: SIMD2<UInt64>.self)
        return (words[0] | words[1]) & 0x8080_8080_8080_8080 != 0
    }

    /// The top bit set where a byte is `byte`, and nowhere else.
    @inline(__always) func isByte(_ byte: UInt8) -> Bytes16 {
        let difference = self ^ Bytes16(repeating: byte)
        return (difference &- Bytes16(repeating: 1)) & ~difference
    }
}

extension Span<UInt8> {
    /// Fewer than 16 bytes, filled up with letters.
    @inline(__always) fileprivate var short: Bytes16 {
        let letters: UInt64 = 0x6161_6161_6161_6161
        guard count >= 8 else {
            return unsafe unsafeBitCast(SIMD2(shortWord, letters), to: Bytes16.self)
        }
        let bits = UInt64(truncatingIfNeeded: 8 &* (16 &- count))
        let rest = count == 8 ? letters : word(at: count &- 8) &>> bits | letters &<< (64 &- bits)
        return unsafe unsafeBitCast(SIMD2(word(at: 0), rest), to: Bytes16.self)
    }

    /// Fewer than eight bytes as a word, the first lowest, filled up with letters.
    @inline(__always) private var shortWord: UInt64 {
        guard count > 0 else { return 0x6161_6161_6161_6161 }
        var word = UInt64(0x6161_6161_6161_6161) &<< UInt64(truncatingIfNeeded: 8 &* count)
        if count >= 4 {
            let last = UInt64(truncatingIfNeeded: 8 &* (count &- 4))
            word |= UInt64(word32(at: 0)) | UInt64(word32(at: count &- 4)) &<< last
        } else {
            // One to three bytes: the first, the middle and the last are all there are.
            let (middle, last) = (count / 2, count &- 1)
            word |= UInt64(self[0]) | UInt64(self[middle]) << UInt64(8 * middle)
            word |= UInt64(self[last]) << UInt64(8 * last)
        }
        return word
    }

    @inline(__always) private func word32(at offset: Int) -> UInt32 {
        unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    /// Whether `test` sets the top bit for any byte; some are tested twice, or together with
    /// letters.
    @inline(__always) func any(_ test: (Bytes16) -> Bytes16) -> Bool {
        guard count >= 16 else { return test(short).hasTopBit }
        var (found, offset) = (Bytes16(), 0)
        while offset < count {
            offset = Swift.min(offset, count &- 16)
            found |= test(
                unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Bytes16.self))
            offset &+= 16
        }
        return found.hasTopBit
    }
}

extension [UInt8] {
    /// Appends what `write` writes; it may be called again from the start, with more room.
    @inline(__always) mutating func appendRow(
        of record: CanonicalRecord, _ write: (inout Row) -> Void
    ) {
        unsafe record.source.withUnsafeBufferPointer { source in
            unsafe record.scratch.withUnsafeBufferPointer { scratch in
                unsafe appendRow(source, scratch, write)
            }
        }
    }

    @inline(__always) private mutating func appendRow(
        _ source: UnsafeBufferPointer<UInt8>, _ scratch: UnsafeBufferPointer<UInt8>,
        _ write: (inout Row) -> Void
    ) {
        var room = 4096
        var isWritten = false
        while !isWritten {
            append(addingCapacity: room) { span in
                unsafe span.withUnsafeMutableBufferPointer { memory, count in
                    guard let first = memory.baseAddress else { return }
                    var row = unsafe Row(
                        first + count, end: first + memory.count, source: source, scratch: scratch)
                    write(&row)
                    isWritten = !row.isTooLong
                    if isWritten { count += row.count }
                }
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

extension Row {
    /// Appends a text of the record.
    mutating func write(_ text: TextRange) {
        withBytes(of: text) { row, bytes in row.write(bytes) }
    }

    /// Appends the bytes at `index` of `table`.
    mutating func write(_ table: ByteTable, _ index: Int) {
        write(table.bytes.span.extracting(table.ranges[index]))
    }
}
