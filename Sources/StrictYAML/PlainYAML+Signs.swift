/// What single bytes may be.
extension PlainYAML {
    /// Whether no byte is a control, and no character a line break or mark of Unicode.
    static func isPlain(_ bytes: [UInt8]) -> Bool {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0A, 0x20...0x7E, 0x80...0xC1, 0xC3...0xE1, 0xE3...0xEE, 0xF0...: continue
            case 0xC2: if bytes[index + 1] < 0xA0 { return false }
            case 0xE2: if bytes[index + 1] == 0x80, bytes[index + 2] & 0xFE == 0xA8 { return false }
            default: return false
            }
        }
        return true
    }

    /// Whether a plain scalar can begin with `byte`, and is no sign that has a meaning of its own.
    static func canBegin(_ byte: UInt8, _ following: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"): !isBlank(following)
        case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"),
            UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"),
            UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "\n"):
            false
        default: true
        }
    }
}
