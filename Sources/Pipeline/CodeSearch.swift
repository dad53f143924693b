import CanonicalModel

/// Tells whether bytes may hold one of a few codes, before anybody parses them.
///
/// Cost: 32 bytes at a time, a third of what parsing them costs. A code that is written with
/// references or escapes, or in another encoding, is not seen but by ``mayHoldInAnyForm(_:)``.
struct CodeSearch: Sendable {
    private typealias Block = SIMD16<UInt8>
    private typealias Pairs = SIMD16<UInt16>

    /// The codes without the dots that pad Read codes, which sources leave out.
    private let codes: [[UInt8]]
    /// The bytes with which codes begin, each sixteen times.
    private let beginnings: [(first: Block, second: Block, third: Block)]
    /// Their first two bytes, and the two after the first, each sixteen times. Wherever a
    /// code stands, one of the two pairs begins at an even offset.
    private let pairs: [(first: Pairs, second: Pairs)]
    /// Whether a code is too short to be told so.
    private let hasShort: Bool

    init(_ codes: [String]) {
        self.codes = codes.map { code in
            var bytes = Array(code.utf8)
            while bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
            return bytes
        }
        hasShort = self.codes.contains { $0.count < 3 }
        let starts = Set(self.codes.filter { $0.count >= 3 }.map { Array($0[..<3]) })
        beginnings = starts.map {
            (Block(repeating: $0[0]), Block(repeating: $0[1]), Block(repeating: $0[2]))
        }
        pairs = starts.map { (Self.pair($0[0], $0[1]), Self.pair($0[1], $0[2])) }
    }

    /// Whether a code may stand anywhere in `bytes`.
    func mayHold(_ bytes: [UInt8]) -> Bool {
        guard !hasShort else { return true }
        let bytes = bytes.span
        var offset = 0
        while offset &+ 34 <= bytes.count {
            let block = Self.pairs(bytes, offset)
            var found = SIMDMask<SIMD16<Int16>>()
            for pair in pairs { found .|= (block .== pair.first) .| (block .== pair.second) }
            // All three bytes are asked of the few blocks that hold two. A code that was found by
            // its second pair may begin before the block.
            let start = max(0, offset &- 1)
            if Self.isAny(unsafe unsafeBitCast(found, to: SIMD4<UInt64>.self)),
                holdsBeginning(bytes, start) || holdsBeginning(bytes, start &+ 16),
                isCode(in: bytes, from: start, to: offset + 32)
            {
                return true
            }
            offset &+= 32
        }
        return isCode(in: bytes, from: max(0, offset - 1), to: bytes.count)
    }

    private func holdsBeginning(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        let first = Self.block(bytes, start)
        let second = Self.block(bytes, start &+ 1)
        let third = Self.block(bytes, start &+ 2)
        var found = SIMDMask<SIMD16<Int8>>()
        for code in beginnings {
            found .|= (first .== code.first) .& (second .== code.second) .& (third .== code.third)
        }
        return Self.isAny(unsafe unsafeBitCast(found, to: SIMD2<UInt64>.self))
    }

    private static func pair(_ one: UInt8, _ other: UInt8) -> Pairs {
        Pairs(repeating: UInt16(littleEndian: UInt16(one) | UInt16(other) << 8))
    }

    @inline(__always) private static func isAny<Words: SIMD<UInt64>>(_ words: Words) -> Bool {
        words.indices.reduce(0) { $0 | words[$1] } != 0
    }

    /// Whether a code may stand anywhere in `bytes`, in plain sight or not: with characters that
    /// are written by their numbers, with markup inside it, or in an encoding of two bytes.
    ///
    /// Cost: that of ``mayHold(_:)`` and another pass, of which most is one comparison a byte.
    func mayHoldInAnyForm(_ bytes: [UInt8]) -> Bool {
        mayHold(bytes) || Self.mayHide(bytes.span)
    }

    private static func mayHide(_ bytes: Span<UInt8>) -> Bool {
        for offset in bytes.indices.dropLast() {
            switch (bytes[offset], bytes[offset + 1]) {
            case (0, _), (_, 0): return true
            case (UInt8(ascii: "\\"), UInt8(ascii: "u")):
                if isLetterOrDigit(number(bytes, offset + 2, radix: 16, digits: 4)) { return true }
            case (UInt8(ascii: "&"), UInt8(ascii: "#")):
                let isHex =
                    offset + 2 < bytes.count && bytes[offset + 2] | 0x20 == UInt8(ascii: "x")
                let value =
                    isHex
                    ? number(bytes, offset + 3, radix: 16) : number(bytes, offset + 2, radix: 10)
                if isLetterOrDigit(value) { return true }
            case (UInt8(ascii: "<"), UInt8(ascii: "!")), (UInt8(ascii: "<"), UInt8(ascii: "?")):
                if offset + 2 < bytes.count, bytes[offset + 2] == UInt8(ascii: "[") { return true }
                if offset > 0, isLetterOrDigit(Int(bytes[offset - 1])) { return true }
            default: break
            }
        }
        return false
    }

    /// The number whose digits begin at `start`; anything above ASCII is one and the same.
    private static func number(
        _ bytes: Span<UInt8>, _ start: Int, radix: Int, digits: Int = .max
    ) -> Int {
        var (value, offset) = (0, start)
        while offset < bytes.count, offset - start < digits,
            let digit = Character(UnicodeScalar(bytes[offset])).hexDigitValue, digit < radix
        {
            value = min(value * radix + digit, 0x80)
            offset += 1
        }
        return value
    }

    private static func isLetterOrDigit(_ value: Int) -> Bool {
        (0x30...0x39).contains(value) || (0x41...0x5A).contains(value)
            || (0x61...0x7A).contains(value)
    }

    /// 32 bytes that are known to be there, as sixteen pairs.
    @inline(__always) private static func pairs(_ bytes: Span<UInt8>, _ offset: Int) -> Pairs {
        let words = SIMD4(
            word(bytes, offset), word(bytes, offset &+ 8), word(bytes, offset &+ 16),
            word(bytes, offset &+ 24))
        return unsafe unsafeBitCast(words, to: Pairs.self)
    }

    /// Sixteen bytes that are known to be there, as two words: loaded as one block, the compiler
    /// makes each of its neighbour and a byte, at three times the cost.
    @inline(__always) private static func block(_ bytes: Span<UInt8>, _ offset: Int) -> Block {
        let words = SIMD2(word(bytes, offset), word(bytes, offset &+ 8))
        return unsafe unsafeBitCast(words, to: Block.self)
    }

    @inline(__always) private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    }

    /// Whether a code begins at one of the offsets from `start` to before `end`.
    private func isCode(in bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
        for offset in start..<end {
            for code in codes where offset + code.count <= bytes.count {
                if bytes[offset] == code[0],
                    bytes.extracting(offset..<offset + code.count).isSame(as: code.span)
                {
                    return true
                }
            }
        }
        return false
    }
}
