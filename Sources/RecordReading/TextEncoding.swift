/// The encodings that a record may come in.
enum TextEncoding: Equatable {
    case utf8, utf16BigEndian, utf16LittleEndian, latin1, windows1252
    /// A declared name, or `UTF-32` found from its mark, that is not read.
    case unsupported

    /// The encoding by mark, then by shape, then by the XML declaration (XML 1.0 appendix F).
    ///
    /// A declaration that can be read as ASCII but says UTF-16 is wrong; such text is taken as
    /// UTF-8, whose validity is checked in any case.
    static func detect(_ bytes: [UInt8]) -> TextEncoding {
        let start = bytes.prefix(4)
        if start == [0xFF, 0xFE, 0, 0] || start == [0, 0, 0xFE, 0xFF] { return .unsupported }
        if start.starts(with: [0xFE, 0xFF]) || start == [0, 0x3C, 0, 0x3F] {
            return .utf16BigEndian
        }
        if start.starts(with: [0xFF, 0xFE]) || start == [0x3C, 0, 0x3F, 0] {
            return .utf16LittleEndian
        }
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { return .utf8 }
        // UCS-4, or UTF-16 with neither mark nor declaration: libxml2 would convert it by itself.
        if start.count(where: { $0 == 0 }) > 1 { return .unsupported }
        guard let name = declaredName(bytes) else { return .utf8 }
        switch name.uppercased() {
        case "UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16", "UTF-16LE", "UTF-16BE": return .utf8
        case "ISO-8859-1", "ISO8859-1", "LATIN1", "L1": return .latin1
        case "WINDOWS-1252", "CP1252", "CP-1252": return .windows1252
        default: return .unsupported
        }
    }

    /// The value of `encoding` in the XML declaration at the start of `bytes`.
    private static func declaredName(_ bytes: [UInt8]) -> String? {
        guard bytes.starts(with: Array("<?xml".utf8)) else { return nil }
        let head = bytes.prefix(256)
        guard let end = head.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let key = Array("encoding".utf8)
        let declaration = head[..<end]
        guard
            let found = declaration.indices.first(where: { declaration[$0...].starts(with: key) })
        else { return nil }
        let isQuote = { (byte: UInt8) in byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }
        guard let open = declaration[found...].firstIndex(where: isQuote),
            let close = declaration[(open + 1)...].firstIndex(of: declaration[open])
        else { return nil }
        return String(decoding: declaration[(open + 1)..<close], as: UTF8.self)
    }

    /// `bytes` as UTF-8 without a byte-order mark; `nil` if they are not in this encoding.
    ///
    /// Windows-1252 is decoded as the WHATWG Encoding Standard does: its five unassigned bytes
    /// become C1 controls. The others are the same everywhere.
    func utf8(_ bytes: [UInt8]) -> [UInt8]? {
        switch self {
        case .utf8: return bytes
        case .unsupported: return nil
        case .latin1: return Self.scalars(bytes.lazy.map(UInt32.init))
        case .windows1252:
            return Self.scalars(
                bytes.lazy.map { byte in
                    (0x80...0x9F).contains(byte)
                        ? UInt32(Self.windows1252High[Int(byte) - 0x80]) : UInt32(byte)
                })
        case .utf16BigEndian, .utf16LittleEndian: return utf16(bytes)
        }
    }

    private static func scalars(_ values: some Sequence<UInt32>) -> [UInt8] {
        var output: [UInt8] = []
        for value in values {
            if value < 0x80 {
                output.append(UInt8(value))
            } else if let scalar = Unicode.Scalar(value) {
                output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        return output
    }

    private func utf16(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let high = self == .utf16BigEndian ? 0 : 1
        let units = stride(from: 0, to: bytes.count, by: 2).lazy.map { index in
            UInt16(bytes[index + high]) << 8 | UInt16(bytes[index + 1 - high])
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 2 + padding)
        let hasError = transcode(
            units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
        ) { output.append($0) }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return hasError ? nil : output.starts(with: mark) ? Array(output.dropFirst(3)) : output
    }

    /// What 0x80 to 0x9F stand for (WHATWG Encoding Standard, index windows-1252).
    private static let windows1252High: [UInt16] = [
        0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
    ]
}
