import CanonicalModel

/// A message of the NHS Spine: an ebXML header, what it carries, and attachments.
///
/// It comes as JSON (`ebXML`, `payload`, `attachments`), as the adaptors of the Spine's message
/// handling service write it, or as a multipart message, as it travels.
public struct SpineMessage: Sendable {
    struct Attachment: Sendable {
        let contentID: String
        /// What is in it, Base64 if so said.
        let text: [UInt8]
        let isBase64: Bool
    }

    let header: EbXMLHeader
    /// What it carries: a record, or what a fragment says of itself.
    let payload: [UInt8]
    let attachments: [Attachment]

    /// The message's id, by which others name it.
    public var id: String { header.messageID }
    /// Whether it carries a part of another message, and no record of its own.
    public var isFragment: Bool { header.isFragment }
    /// The ids of the messages that carry parts of this one.
    public var fragments: [String] { header.references.filter(\.isMessage).map(\.target) }

    // MARK: - JSON

    private static let keys = ["ebXML", "payload", "attachments", "external_attachments"]
    private static let symbols: SymbolTable = {
        var symbols = SymbolTable()
        for name in keys + ["content_id", "is_base64"] { symbols.intern(name) }
        return symbols
    }()

    /// Whether some JSON begins like a message: with one of its keys.
    static func isJSON(_ bytes: [UInt8]) -> Bool {
        let head = bytes.prefix(256).drop { $0 != UInt8(ascii: "{") }.dropFirst()
        let key = head.drop(while: isWhiteSpace)
        return keys.contains { key.starts(with: "\"\($0)\"".utf8) }
    }

    init(json bytes: [UInt8], file: String) throws(Diagnostic) {
        var tree = SourceTree(bytes: bytes)
        try JSONReader(symbols: Self.symbols).read(&tree, file: file)
        let text = { (node: Int, name: String) -> [UInt8]? in
            guard let symbol = Self.symbols.symbol(name),
                let child = tree.firstChild(of: node, named: symbol),
                let leaf = tree.leaf(of: child)
            else { return nil }
            var value: [UInt8] = []
            tree.decode(leaf, into: &value)
            return value
        }
        guard let ebXML = text(0, "ebXML"), let payload = text(0, "payload") else {
            throw Diagnostic(
                .malformedEnvelope, file: file,
                "a message of the Spine has no `ebXML` or no `payload`")
        }
        header = try EbXMLHeader(ebXML, file: file)
        self.payload = Self.withoutDeclaration(payload)
        var (attachments, child) = ([Attachment](), 1)
        while child < tree.nodes.count {
            if tree.nodes[child].name == Self.symbols.symbol("attachments") {
                let isBase64 = text(child, "is_base64").map { $0.elementsEqual("true".utf8) }
                attachments.append(
                    Attachment(
                        contentID: String(
                            decoding: text(child, "content_id") ?? [], as: UTF8.self),
                        text: text(child, "payload") ?? [], isBase64: isBase64 ?? false))
            }
            child = Int(tree.nodes[child].end)
        }
        self.attachments = attachments
    }

    /// JSON is UTF-8, whatever encoding the XML in it was once declared to be in: the declaration
    /// becomes white space, so that nothing moves.
    private static func withoutDeclaration(_ xml: [UInt8]) -> [UInt8] {
        guard let start = xml.firstIndex(where: { !isWhiteSpace($0) }),
            xml[start...].starts(with: "<?xml".utf8),
            let end = xml[start...].firstRange(of: Array("?>".utf8))?.upperBound
        else { return xml }
        return xml[..<start] + [UInt8](repeating: 0x20, count: end - start) + xml[end...]
    }

    // MARK: - Multipart

    /// Whether the first part of a multipart message is an ebXML header.
    static func isSpine(_ message: MIMEMessage, _ bytes: [UInt8]) -> Bool {
        guard let first = message.parts.first else { return false }
        let text = first.text(in: bytes).prefix(4096)
        return text.firstRange(of: Array("schemas.xmlsoap.org/soap/envelope".utf8)) != nil
    }

    init(_ message: MIMEMessage, _ bytes: [UInt8], file: String) throws(Diagnostic) {
        guard message.parts.count >= 2 else {
            throw Diagnostic(
                .malformedEnvelope, file: file, "a message of the Spine carries nothing")
        }
        func content(_ part: MIMEMessage.Part) throws(Diagnostic) -> [UInt8] {
            let text = part.text(in: bytes)
            guard part.isBase64 else { return text }
            guard let decoded = TransferEncoding.base64(text) else {
                throw Diagnostic(
                    .malformedEnvelope, file: file, "a part is said to be Base64 and is not")
            }
            return decoded
        }
        header = try EbXMLHeader(try content(message.parts[0]), file: file)
        payload = try content(message.parts[1])
        attachments = message.parts.dropFirst(2).map { part in
            Attachment(
                contentID: part.contentID, text: part.text(in: bytes), isBase64: part.isBase64)
        }
    }
}
