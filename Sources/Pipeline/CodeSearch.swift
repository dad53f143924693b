import CanonicalModel

/// Tells whether bytes may hold one of a few codes, before anybody parses them.
///
/// Cost: three looks in nine bytes, about a tenth of what parsing them costs. A code that is
/// written with references or escapes, or in another encoding, is not seen.
struct CodeSearch: Sendable {
    /// The codes without the dots that pad Read codes, which sources leave out.
    private let codes: [[UInt8]]
    /// The first four bytes of each code, as they stand in a word.
    private let beginnings: [UInt32]
    /// A bit for each pair of bytes that stands among the first four of a code: of any four bytes
    /// in a row, one of three pairs begins at a multiple of three.
    private var pairs = [UInt64](repeating: 0, count: 1 << 10)
    /// Whether a code is too short to be told by its pairs.
    private let hasShort: Bool

    init(_ codes: [String]) {
        self.codes = codes.map { code in
            var bytes = Array(code.utf8)
            while bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
            return bytes
        }
        hasShort = self.codes.contains { $0.count < 4 }
        beginnings = self.codes.map { code in
            code.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        }
        for code in self.codes where code.count >= 4 {
            for place in 0..<3 {
                let pair = Int(code[place]) | Int(code[place + 1]) << 8
                pairs[pair >> 6] |= 1 << UInt64(pair & 63)
            }
        }
    }

    /// Whether a code may stand anywhere in `bytes`.
    func mayHold(_ bytes: [UInt8]) -> Bool {
        guard !hasShort else { return true }
        let (bytes, pairs) = (bytes.span, pairs.span)
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = bytes.word(at: offset)
            let isNear =
                Self.bit(pairs, word) | Self.bit(pairs, word &>> 24) | Self.bit(pairs, word &>> 48)
            if isNear != 0, isCode(in: bytes, from: max(0, offset - 2), to: offset + 9) {
                return true
            }
            offset &+= 9
        }
        return isCode(in: bytes, from: max(0, offset - 2), to: bytes.count)
    }

    /// Whether the two lowest bytes of `word` are a pair.
    @inline(__always) private static func bit(_ pairs: Span<UInt64>, _ word: UInt64) -> UInt64 {
        let pair = Int(truncatingIfNeeded: word & 0xFFFF)
        return pairs[pair &>> 6] &>> UInt64(pair & 63) & 1
    }

    /// Whether a code begins at one of the offsets from `start` to before `end`.
    private func isCode(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        for offset in start..<max(start, min(end, bytes.count)) {
            let isWhole = offset &+ 8 <= bytes.count
            let four = isWhole ? UInt32(truncatingIfNeeded: bytes.word(at: offset)) : 0
            for index in beginnings.indices where !isWhole || four == beginnings[index] {
                let code = codes[index]
                let end = offset + code.count
                guard end <= bytes.count else { continue }
                if bytes.extracting(offset..<end).isSame(as: code.span) { return true }
            }
        }
        return false
    }
}
