/// Reads a decimal literal into millionths; `nil` for anything else, or for more than a million
/// million.
///
/// Digits beyond the sixth decimal are cut off only if they are noughts.
func millionths(_ text: Span<UInt8>) -> Int64? {
    var (value, decimals, digits, index) = (Int64(0), -1, 0, 0)
    let isNegative = !text.isEmpty && text[0] == UInt8(ascii: "-")
    if isNegative { index = 1 }
    while index < text.count {
        let byte = text[index]
        index += 1
        if byte == UInt8(ascii: "."), decimals < 0, digits > 0 {
            decimals = 0
            continue
        }
        guard case 0x30...0x39 = byte else { return nil }
        digits += 1
        if decimals >= 6 {
            guard byte == 0x30 else { return nil }
            continue
        }
        if decimals >= 0 { decimals += 1 }
        value = value * 10 + Int64(byte - 0x30)
        guard value < 1_000_000_000_000 else { return nil }
    }
    guard digits > 0, decimals != 0 else { return nil }
    for _ in max(decimals, 0)..<6 { value *= 10 }
    return isNegative ? -value : value
}
