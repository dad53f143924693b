import CanonicalModel

/// Sixty-four bytes as bits: which are digits, which are letters, and whether there is an `@`.
struct ByteMasks {
    private(set) var digits: UInt64 = 0
    private(set) var letters: UInt64 = 0
    private(set) var hasAt = false

    private typealias Block = SIMD16<UInt8>

    /// The bytes from `start`, sixteen at a time; what lies behind the end counts as neither.
    @inline(__always) init(_ bytes: Span<UInt8>, at start: Int) {
        var at = Block()
        if start >= 0, start &+ 64 <= bytes.count {
            add(Self.block(bytes, start), 0, &at)
            add(Self.block(bytes, start &+ 16), 16, &at)
            add(Self.block(bytes, start &+ 32), 32, &at)
            add(Self.block(bytes, start &+ 48), 48, &at)
        } else {
            for index in 0..<4 where start + index * 16 < bytes.count {
                add(Self.last(bytes, start + index * 16), UInt64(index * 16), &at)
            }
        }
        let found = unsafe unsafeBitCast(at, to: SIMD2<UInt64>.self)
        hasAt = found[0] | found[1] != 0
    }

    /// Sixteen bytes that are known to be there: asking again would cost a third of the scan.
    @inline(__always) private static func block(_ bytes: Span<UInt8>, _ offset: Int) -> Block {
        unsafe bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: Block.self)
    }

    @inline(__always)
    private mutating func add(_ block: Block, _ shift: UInt64, _ at: inout Block) {
        let tops = Block(repeating: 0x80)
        // A byte less than `0` or more than `9` gets its top bit.
        let number = block ^ Block(repeating: 0x30)
        let notDigit = (number & ~tops &+ Block(repeating: 0x76) | number) & tops
        digits |= Self.bits(notDigit ^ tops) &<< shift
        // Both cases at once: from `a` on, and not from `{` on.
        let lower = block & ~tops | Block(repeating: 0x20)
        let letter =
            (lower &+ Block(repeating: 0x1F)) & ~(lower &+ Block(repeating: 0x05)) & ~block & tops
        letters |= Self.bits(letter) &<< shift
        let sign = block ^ Block(repeating: 0x40)
        at |= (sign &- Block(repeating: 1)) & ~sign & tops
    }

    /// The top bit of each byte, the first byte's lowest.
    @inline(__always) private static func bits(_ tops: Block) -> UInt64 {
        let words = unsafe unsafeBitCast(tops, to: SIMD2<UInt64>.self)
        let low = (words[0] &* 0x0002_0408_1020_4081) &>> 56
        return low | ((words[1] &* 0x0002_0408_1020_4081) &>> 56) &<< 8
    }

    private static func last(_ bytes: Span<UInt8>, _ start: Int) -> Block {
        var block = Block()
        for index in start..<min(start + 16, bytes.count) { block[index - start] = bytes[index] }
        return block
    }
}

/// Where in a stream of bits something ends: each bit is looked at with those before it.
struct BitHistory {
    private(set) var now: UInt64 = 0
    private var before: UInt64 = 0

    /// Goes on by 64 bits.
    @inline(__always) mutating func push(_ bits: UInt64) { (before, now) = (now, bits) }

    /// The bits of `count` places ago, 1 to 63.
    @inline(__always) func ago(_ count: UInt64) -> UInt64 {
        now &<< count | before &>> (64 &- count)
    }
}

/// Where things that may be identifiers end, 64 bytes at a time. A place is looked at closely
/// afterwards, so that it may be named too often but never too seldom.
struct ScanTriggers {
    private var digit = BitHistory()
    private var letter = BitHistory()
    private var word = BitHistory()
    private var digit2 = BitHistory()
    private var digit3 = BitHistory()
    private var digit4 = BitHistory()
    private var digit8 = BitHistory()
    private var digit10 = BitHistory()
    private var word2 = BitHistory()
    private var word4 = BitHistory()

    /// What ends in one block of 64 bytes.
    struct Found {
        /// The byte after ten digits or more, and the third digit after three and a sign or two.
        var numbers: UInt64 = 0
        /// The byte after a digit and two letters.
        var postcodes: UInt64 = 0
        /// The byte after what has the form of a date, with or without signs in it.
        var dates: UInt64 = 0
    }
    private(set) var found = Found()
    /// Whether anything ends in the block.
    var any: UInt64 { found.numbers | found.postcodes | found.dates }
    /// The eighth letter or digit of a word.
    private(set) var words: UInt64 = 0

    /// Goes on by 64 bytes.
    @inline(__always) mutating func push(_ masks: ByteMasks) {
        digit.push(masks.digits)
        letter.push(masks.letters)
        word.push(masks.digits | masks.letters)
        digit2.push(digit.now & digit.ago(1))
        digit3.push(digit2.now & digit.ago(2))
        digit4.push(digit2.now & digit2.ago(2))
        digit8.push(digit4.now & digit4.ago(4))
        digit10.push(digit8.now & digit2.ago(8))
        let second = digit3.now & ~digit.ago(3)
        found.numbers =
            digit10.ago(1) & ~digit.now | second & (digit3.ago(4) | ~digit.ago(4) & digit3.ago(5))
        found.postcodes = ~word.now & letter.ago(1) & letter.ago(2) & digit.ago(3)
        // 2026-04-01 and 01/04/2026 end before a byte that is no digit, as does 20260401.
        let yearFirst =
            digit2.ago(1) & ~digit.ago(3) & digit2.ago(4) & ~digit.ago(6) & digit4.ago(7)
        let dayFirst =
            digit4.ago(1) & ~digit.ago(5) & digit2.ago(6) & ~digit.ago(8) & digit2.ago(9)
        found.dates = ~digit.now & (yearFirst | dayFirst | digit8.ago(1) & ~digit.ago(9))
    }

    /// As ``push(_:)``, where ``words`` are wanted too.
    @inline(__always) mutating func pushWords() {
        word2.push(word.now & word.ago(1))
        word4.push(word2.now & word2.ago(2))
        words = word4.now & word4.ago(4) & ~word.ago(8)
    }
}
