public import CanonicalModel

extension NHSNumber {
    /// Reads an NHS number as people and systems write it; `nil` if it is not one.
    ///
    /// Folded: full-width digits (U+FF10 to U+FF19) count as digits. Dropped wherever they stand:
    /// space, no-break space (U+00A0), the spaces U+2000 to U+200A, narrow no-break space (U+202F),
    /// mathematical space (U+205F), ideographic space (U+3000), hyphen-minus, hyphen (U+2010),
    /// no-break hyphen (U+2011), small and full-width hyphen-minus (U+FE63, U+FF0D). These are the
    /// characters that NFKC and the dropping of spaces and hyphens leave nothing of; anything else
    /// makes it no NHS number, and it is never hashed as it stands.
    public init?(folding text: some Sequence<UInt8>) {
        var digits: [UInt8] = []
        var iterator = text.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case 0x30...0x39: digits.append(byte)
            case 0x20, 0x2D: break
            case 0xC2: guard iterator.next() == 0xA0 else { return nil }
            case 0xE2, 0xE3, 0xEF:
                guard let second = iterator.next(), let third = iterator.next() else { return nil }
                if byte == 0xEF, second == 0xBC, (0x90...0x99).contains(third) {
                    digits.append(third - 0x90 + 0x30)
                } else if !Self.isSpaceOrHyphen(byte, second, third) {
                    return nil
                }
            default: return nil
            }
            guard digits.count <= 10 else { return nil }
        }
        try? self.init(digits)
    }

    /// The ten ASCII digits, leading zeros kept.
    public var digits: [UInt8] {
        var rest = value
        var digits = [UInt8](repeating: 0x30, count: 10)
        for index in digits.indices.reversed() {
            digits[index] += UInt8(rest % 10)
            rest /= 10
        }
        return digits
    }

    private static func isSpaceOrHyphen(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second, third) {
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F): true
        case (0xE3, 0x80, 0x80): true
        case (0xE2, 0x80, 0x90), (0xE2, 0x80, 0x91), (0xEF, 0xB9, 0xA3), (0xEF, 0xBC, 0x8D): true
        default: false
        }
    }
}
