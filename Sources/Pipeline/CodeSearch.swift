import CanonicalModel

/// Tells whether bytes may hold one of a few codes, before anybody parses them.
///
/// Cost: a look in two bytes, a third of what parsing them costs. A code that is written with
/// references or escapes, or in another encoding, is not seen.
struct CodeSearch: Sendable {
    /// The codes without the dots that pad Read codes, which sources leave out.
    private let codes: [[UInt8]]
    /// The first four bytes of each code, as they stand in a word.
    private let beginnings: [UInt32]
    /// A bit for the hash of each three bytes among the first four of a code: of any four bytes in
    /// a row, the first three or the last begin at an even offset.
    private var marks = [UInt64](repeating: 0, count: 64)
    /// Whether a code is too short to be told so.
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
            for place in 0..<2 {
                let three = code[place..<place + 3].reversed().reduce(0) { $0 << 8 | UInt64($1) }
                let hash = Self.hash(three)
                marks[hash >> 6] |= 1 << UInt64(hash & 63)
            }
        }
    }

    /// Whether a code may stand anywhere in `bytes`.
    func mayHold(_ bytes: [UInt8]) -> Bool {
        guard !hasShort else { return true }
        let (bytes, marks) = (bytes.span, marks.span)
        var offset = 0
        while offset &+ 8 <= bytes.count {
            let word = bytes.word(at: offset)
            let isNear =
                Self.bit(marks, word) | Self.bit(marks, word &>> 16) | Self.bit(marks, word &>> 32)
            if isNear != 0, isCode(in: bytes, from: max(0, offset - 1), to: offset + 5) {
                return true
            }
            offset &+= 6
        }
        return isCode(in: bytes, from: max(0, offset - 1), to: bytes.count)
    }

    /// A number below 4,096 for the three lowest bytes of `word`.
    @inline(__always) private static func hash(_ word: UInt64) -> Int {
        let three = UInt32(truncatingIfNeeded: word & 0xFF_FFFF)
        return Int(truncatingIfNeeded: (three &* 0x9E37_79B1) &>> 20)
    }

    /// Whether the three lowest bytes of `word` are marked.
    @inline(__always) private static func bit(_ marks: Span<UInt64>, _ word: UInt64) -> UInt64 {
        let hash = hash(word)
        return marks[hash &>> 6] &>> UInt64(hash & 63) & 1
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
