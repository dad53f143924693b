/// A multipart message (RFC 2046 §5.1) taken apart: with its own header, or only its body, as it
/// travels in HTTP.
struct MIMEMessage {
    /// One part of it.
    struct Part {
        /// The header fields, their names in lower case.
        let fields: [String: String]
        /// Where its body stands in the message.
        let body: Range<Int>

        /// `Content-ID` without its angle brackets (RFC 2392 §2).
        var contentID: String {
            String((fields["content-id"] ?? "").drop { $0 == "<" }.prefix { $0 != ">" })
        }
        /// Whether its body is Base64.
        var isBase64: Bool {
            fields["content-transfer-encoding"]?.lowercased() == "base64"
        }

        /// Its body, decoded but for Base64.
        func text(in bytes: [UInt8]) -> [UInt8] {
            let isQuoted =
                fields["content-transfer-encoding"]?.lowercased() == "quoted-printable"
            return isQuoted
                ? TransferEncoding.quotedPrintable(bytes[body]) : Array(bytes[body])
        }
    }

    /// The parts, in their order.
    let parts: [Part]

    /// What separates the parts of a message; `nil` if `bytes` begin no multipart message.
    ///
    /// Cost: JSON and XML are told from their first byte; of others 64 KiB are looked at at most.
    static func boundary(of bytes: [UInt8]) -> [UInt8]? {
        guard let start = bytes.prefix(16).firstIndex(where: { !isWhiteSpace($0) }) else {
            return nil
        }
        let head = bytes[start..<min(bytes.count, start + 65_536)]
        if head.starts(with: "--".utf8) {
            let line = head.prefix { $0 != 0x0A }
            let next = head[line.endIndex...].dropFirst().prefix(8)
            let isHeader = String(decoding: next, as: UTF8.self).lowercased() == "content-"
            var boundary = Array(line.dropFirst(2))
            while let last = boundary.last, isWhiteSpace(last) { boundary.removeLast() }
            return isHeader && (1...200).contains(boundary.count) ? boundary : nil
        }
        guard let first = head.first, isLetter(first), let fields = fields(in: head)?.fields else {
            return nil
        }
        return fields["content-type"].flatMap(boundary(inType:))
    }

    /// Takes `bytes` apart at `boundary`; `nil` if its last line is not there.
    init?(_ bytes: [UInt8], boundary: [UInt8]) {
        let mark = Array("--".utf8) + boundary
        var (parts, line, open) = ([Part](), 0, Int?.none)
        while line < bytes.count {
            let end = firstLineBreak(bytes, from: line) ?? bytes.count
            let text = bytes[line..<end]
            if text.starts(with: mark) {
                if let open, let part = Self.part(bytes, open, line) { parts.append(part) }
                let rest = text.dropFirst(mark.count)
                if rest.starts(with: "--".utf8) {
                    self.parts = parts
                    return
                }
                if rest.allSatisfy(isWhiteSpace) { open = end + 1 }
            }
            line = end + 1
        }
        return nil
    }

    private static func part(_ bytes: [UInt8], _ start: Int, _ mark: Int) -> Part? {
        // The line break before the boundary belongs to the boundary.
        var end = mark
        if end > start, bytes[end - 1] == 0x0A { end -= 1 }
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        guard start <= end, let (fields, body) = fields(in: bytes[start..<end]) else { return nil }
        return Part(fields: fields, body: body..<end)
    }

    /// The fields of a header and where the body begins; `nil` if a line is no field.
    private static func fields(
        in bytes: ArraySlice<UInt8>
    ) -> (fields: [String: String], body: Int)? {
        var (fields, last, rest) = ([String: String](), "", bytes)
        while let end = rest.firstIndex(of: 0x0A) {
            var line = String(decoding: rest[..<end], as: UTF8.self)
            if line.last == "\r" { line.removeLast() }
            rest = rest[(end + 1)...]
            if line.allSatisfy(\.isWhitespace) { return (fields, rest.startIndex) }
            if line.first == " " || line.first == "\t" {
                fields[last]? += line
            } else {
                guard let colon = line.firstIndex(of: ":") else { return nil }
                last = line[..<colon].lowercased()
                let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
                fields[last] = fields[last] ?? String(value)
            }
        }
        return nil
    }

    /// The `boundary` of a `Content-Type: multipart/…`.
    private static func boundary(inType type: String) -> [UInt8]? {
        guard type.lowercased().hasPrefix("multipart/"),
            let match = type.firstMatch(
                of: #/boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))/#.ignoresCase())
        else { return nil }
        return Array((match.output.1 ?? match.output.2 ?? "").utf8)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
