import CanonicalModel

/// Tells whether bytes may hold one of a few codes, before anybody parses them.
///
/// Cost: sixteen bytes at a time, half of what parsing them costs. A code that is written with
/// references or escapes, or in another encoding, is not seen but by ``mayHoldInAnyForm(_:)``.
struct CodeSearch: Sendable {
    private typealias Block = SIMD16<UInt8>
    private typealias Mask = SIMDMask<SIMD16<Int8>>

    /// The codes without the dots that pad Read codes, which sources leave out.
    private let codes: [[UInt8]]
    /// The bytes with which codes begin, each sixteen times.
    private let beginnings: [(first: Block, second: Block, third: Block)]
    /// Whether a code is too short to be told so.
    private let hasShort: Bool

    init(_ codes: [String]) {
        self.codes = codes.map { code in
            var bytes = Array(code.utf8)
            while bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
            return bytes
        }
        hasShort = self.codes.contains { $0.count < 3 }
        beginnings = Set(self.codes.filter { $0.count >= 3 }.map { Array($0[..<3]) }).map {
            (Block(repeating: $0[0]), Block(repeating: $0[1]), Block(repeating: $0[2]))
        }
    }

    /// Whether a code may stand anywhere in `bytes`.
    func mayHold(_ bytes: [UInt8]) -> Bool {
        guard !hasShort else { return true }
        let bytes = bytes.span
        var offset = 0
        while offset &+ 18 <= bytes.count {
            let first = Self.block(bytes, offset)
            let second = Self.block(bytes, offset &+ 1)
            var pairs = Mask()
            for code in beginnings {
                pairs .|= (first .== code.first) .& (second .== code.second)
            }
            // The third byte is asked of the few blocks that hold the first two.
            if Self.isAny(pairs), holdsBeginning(first, second, Self.block(bytes, offset &+ 2)),
                isCode(in: bytes, from: offset, to: offset + 16)
            {
                return true
            }
            offset &+= 16
        }
        return isCode(in: bytes, from: offset, to: bytes.count)
    }

    private func holdsBeginning(_ first: Block, _ second: Block, _ third: Block) -> Bool {
        var found = Mask()
        for code in beginnings {
            found .|= (first .== code.first) .& (second .== code.second) .& (third .== code.third)
        }
        return Self.isAny(found)
    }

    @inline(__always) private static func isAny(_ mask: Mask) -> Bool {
        let words = unsafe unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return words[0] | words[1] != 0
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
