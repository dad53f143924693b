extension SourceTree {
    /// Appends a leaf's value as UTF-8 to `output`, references and escapes resolved.
    ///
    /// XML: the five predefined entities, character references, and CR LF or CR as LF (XML 1.0
    /// §2.11, §4.6), CDATA sections unwrapped, comments and processing instructions left out. JSON:
    /// RFC 8259 §7, surrogate pairs joined. The reader has already refused anything else, so an
    /// unknown sequence is copied as it stands.
    public func decode(_ node: Int, into output: inout [UInt8]) {
        let raw = rawBytes(of: node)
        guard nodes[node].needsDecoding else {
            output.append(contentsOf: raw)
            return
        }
        if nodes[node].kind == .string {
            Self.decodeJSON(raw, into: &output)
        } else {
            Self.decodeXML(raw, isAttribute: nodes[node].kind == .attribute, into: &output)
        }
    }

    private static func decodeJSON(_ raw: ArraySlice<UInt8>, into output: inout [UInt8]) {
        var index = raw.startIndex
        while index < raw.endIndex {
            let byte = raw[index]
            guard byte == UInt8(ascii: "\\"), index + 1 < raw.endIndex else {
                output.append(byte)
                index += 1
                continue
            }
            let escaped = raw[index + 1]
            index += 2
            switch escaped {
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"): appendUnit(raw, &index, into: &output)
            default: output.append(escaped)
            }
        }
    }

    private static func appendUnit(
        _ raw: ArraySlice<UInt8>, _ index: inout Int, into output: inout [UInt8]
    ) {
        guard var scalar = number(raw[index..<min(index + 4, raw.endIndex)], radix: 16) else {
            return
        }
        index += 4
        if (0xD800...0xDBFF).contains(scalar), raw[index...].starts(with: "\\u".utf8),
            let low = number(raw[index...].dropFirst(2).prefix(4), radix: 16),
            (0xDC00...0xDFFF).contains(low)
        {
            scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
            index += 6
        }
        append(scalar, into: &output)
    }

    private static func decodeXML(
        _ raw: ArraySlice<UInt8>, isAttribute: Bool, into output: inout [UInt8]
    ) {
        var index = raw.startIndex
        // What stands for itself is copied in one piece.
        var plain = index
        while index < raw.endIndex {
            let (byte, start) = (raw[index], index)
            index += 1
            guard isSpecial(byte, isAttribute: isAttribute) else { continue }
            output.append(contentsOf: raw[plain..<start])
            if byte == 0x0D {
                if index < raw.endIndex, raw[index] == 0x0A { index += 1 }
                output.append(isAttribute ? 0x20 : 0x0A)
            } else if byte == UInt8(ascii: "<") {
                appendMarkup(raw, &index, into: &output)
            } else if byte != UInt8(ascii: "&") {
                output.append(0x20)
            } else if let end = raw[index...].firstIndex(of: UInt8(ascii: ";")) {
                appendReference(raw[index..<end], into: &output)
                index = end + 1
            } else {
                output.append(byte)
            }
            plain = index
        }
        output.append(contentsOf: raw[plain...])
    }

    @inline(__always)
    private static func isSpecial(_ byte: UInt8, isAttribute: Bool) -> Bool {
        byte == UInt8(ascii: "&") || byte == UInt8(ascii: "<") || byte == 0x0D
            || isAttribute && (byte == 0x0A || byte == 0x09)
    }

    /// What stands between the tags of text: a CDATA section's content (XML 1.0 §2.7) is text, a
    /// comment or processing instruction is nothing. `index` is after the `<`.
    private static func appendMarkup(
        _ raw: ArraySlice<UInt8>, _ index: inout Int, into output: inout [UInt8]
    ) {
        let rest = raw[index...]
        let opening = "![CDATA[".utf8
        guard rest.starts(with: opening) else {
            let isComment = rest.starts(with: "!--".utf8)
            index = isComment ? end(of: "-->", in: rest.dropFirst(3)) : end(of: "?>", in: rest)
            return
        }
        let start = index + opening.count
        index = end(of: "]]>", in: raw[start...])
        var place = start
        while place < index - 3 {
            let isReturn = raw[place] == 0x0D
            if !isReturn || raw[place + 1] != 0x0A { output.append(isReturn ? 0x0A : raw[place]) }
            place += 1
        }
    }

    /// The index after the first `mark`, or the end.
    private static func end(of mark: String, in bytes: ArraySlice<UInt8>) -> Int {
        let found = bytes.indices.first { bytes[$0...].starts(with: mark.utf8) }
        return found.map { $0 + mark.utf8.count } ?? bytes.endIndex
    }

    private static func appendReference(_ name: ArraySlice<UInt8>, into output: inout [UInt8]) {
        switch String(decoding: name, as: UTF8.self) {
        case "amp": output.append(UInt8(ascii: "&"))
        case "lt": output.append(UInt8(ascii: "<"))
        case "gt": output.append(UInt8(ascii: ">"))
        case "quot": output.append(UInt8(ascii: "\""))
        case "apos": output.append(UInt8(ascii: "'"))
        default:
            let digits = name.dropFirst()
            let isHexadecimal = digits.first == UInt8(ascii: "x")
            let scalar =
                isHexadecimal ? number(digits.dropFirst(), radix: 16) : number(digits, radix: 10)
            if let scalar { append(scalar, into: &output) }
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>, radix: Int) -> UInt32? {
        UInt32(String(decoding: digits, as: UTF8.self), radix: radix)
    }

    private static func append(_ scalar: UInt32, into output: inout [UInt8]) {
        let scalar = Unicode.Scalar(scalar) ?? "\u{FFFD}"
        output.append(contentsOf: String(Character(scalar)).utf8)
    }
}
