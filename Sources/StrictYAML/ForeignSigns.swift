/// Signs that word processors and web pages put where YAML has a sign of its own: they look like it
/// and are another, or cannot be seen at all.
enum ForeignSigns {
    struct Sign {
        /// What Unicode calls it, and its number.
        let name: String
        /// What is meant in its place.
        let plain: String
        /// What to type.
        let typed: String
        /// What to do about the sign.
        var advice: String {
            plain.isEmpty ? "take the \(name) out" : "\(typed) in place of the \(name)"
        }
    }

    /// Source: the names of the Unicode character database.
    static func sign(_ scalar: Unicode.Scalar) -> Sign? {
        let (name, plain): (String, String) =
            switch scalar.value {
            case 0xA0: ("no-break space", " ")
            case 0x2007: ("figure space", " ")
            case 0x2009: ("thin space", " ")
            case 0x202F: ("narrow no-break space", " ")
            case 0x3000: ("ideographic space", " ")
            case 0xAD: ("soft hyphen", "")
            case 0x200B: ("zero width space", "")
            case 0x200E: ("left-to-right mark", "")
            case 0x2060: ("word joiner", "")
            case 0xFEFF: ("zero width no-break space", "")
            case 0x2010, 0x2011, 0x2012: ("hyphen that is no minus", "-")
            case 0x2013: ("en dash", "-")
            case 0x2014: ("em dash", "-")
            case 0x2212: ("minus sign", "-")
            case 0x2018, 0x2019: ("curly apostrophe", "'")
            case 0x201C, 0x201D, 0x201E: ("curly quotation mark", "\"")
            case 0xFF0C: ("fullwidth comma", ",")
            case 0xFF1A: ("fullwidth colon", ":")
            default: ("", "")
            }
        guard !name.isEmpty else { return nil }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        let typed =
            switch plain {
            case "": "take it out"
            case " ": "type a space"
            default: "type `\(plain)`"
            }
        return Sign(name: "\(name) (U+\(number))", plain: plain, typed: typed)
    }

    /// The first foreign sign of a text and the byte at which it stands. An apostrophe within a
    /// word is none: texts are full of them, and mean nothing else.
    static func first(in text: some StringProtocol) -> (sign: Sign, offset: Int)? {
        var (offset, before) = (0, Unicode.Scalar(0x20 as UInt8))
        for scalar in text.unicodeScalars {
            if let sign = sign(scalar),
                scalar.value != 0x2019 || !before.properties.isAlphabetic
            {
                return (sign, offset)
            }
            offset += UTF8.width(scalar)
            before = scalar
        }
        return nil
    }

    /// The text as it was meant, without spaces at its ends.
    static func mended(_ text: String) -> String {
        var mended = ""
        for scalar in text.unicodeScalars {
            if let sign = sign(scalar) {
                mended += sign.plain
            } else {
                mended.unicodeScalars.append(scalar)
            }
        }
        let inner = mended.drop { $0 == " " }
        return String(inner.reversed().drop { $0 == " " }.reversed())
    }
}

extension UTF8 {
    /// How many bytes a scalar takes.
    static func width(_ scalar: Unicode.Scalar) -> Int { encode(scalar)?.count ?? 1 }
}
