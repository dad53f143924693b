import CanonicalModel

/// Puts a record together that was too large for one message.
///
/// The message then carries a record with a place holder, and the rest, the "skeleton", is an
/// attachment, or the content of other messages, split and compressed. Those can be split again.
///
/// Source: NHS England, GP2GP Large Messaging; what is done with a skeleton that is a whole record,
/// and in which order parts stand, as the messages of the corpus have it.
struct SpineAssembly {
    let file: String
    let limits: UnpackingLimits
    /// Gives another message by its id, or `nil` if it is not there.
    let fetch: (String) throws(Diagnostic) -> SpineMessage?
    private static let maximumDepth = 8

    init(
        file: String, limits: UnpackingLimits,
        fetch: @escaping (String) throws(Diagnostic) -> SpineMessage?
    ) {
        (self.file, self.limits, self.fetch) = (file, limits, fetch)
    }

    /// The record that `message` carries, whole.
    ///
    /// - Throws: `missing-fragment`, `malformed-envelope` and what unpacking throws.
    func record(_ message: SpineMessage) throws(Diagnostic) -> [UInt8] {
        let references = message.header.references
        guard let index = references.firstIndex(where: \.isSkeleton) else { return message.payload }
        let skeleton = try unpacked(try pieces(index, of: message, depth: 0))
        let start = skeleton.firstIndex { !isWhiteSpace($0) && $0 < 0x80 } ?? 0
        let isWhole = skeleton[start...].prefix(512).firstRange(of: Array("<RCMR_".utf8)) != nil
        if isWhole { return skeleton }
        return try replace(references[index], in: message.payload, by: skeleton)
    }

    // MARK: - Pieces

    /// A piece of what was split: Base64 pieces are joined before they are decoded, since they may
    /// be cut anywhere.
    private typealias Piece = SpineMessage.Attachment

    /// The pieces of reference `index` of `message`.
    private func pieces(
        _ index: Int, of message: SpineMessage, depth: Int
    ) throws(Diagnostic) -> [Piece] {
        let reference = message.header.references[index]
        guard depth < Self.maximumDepth else {
            throw Diagnostic(
                .nestedTooDeep, file: file, "fragments name one another too many times")
        }
        // A fragment may also stand in the message itself, under its id.
        if let attachment = attachment(index, of: message) { return [attachment] }
        guard reference.isMessage, let other = try fetch(reference.target) else {
            throw Diagnostic(
                .missingFragment, file: file, "a part of the record is not there",
                advice: "put all messages of the transfer into one folder")
        }
        var found: [Piece] = []
        // The first reference of a message is what it says of itself.
        for part in other.header.references.indices.dropFirst() {
            found += try pieces(part, of: other, depth: depth + 1)
        }
        return found
    }

    /// The attachment of `message` that is meant: by its content id, or else by its number.
    private func attachment(_ index: Int, of message: SpineMessage) -> Piece? {
        let reference = message.header.references[index]
        let named = message.attachments.first {
            !$0.contentID.isEmpty
                && ($0.contentID == reference.target
                    || $0.contentID.prefix { $0 != "@" } == reference.target.prefix { $0 != "@" })
        }
        if let named { return named }
        guard !reference.isMessage else { return nil }
        let number = message.header.references[..<index].filter { !$0.isMessage }.count - 1
        guard message.attachments.indices.contains(number),
            message.attachments[number].contentID.isEmpty
        else { return nil }
        return message.attachments[number]
    }

    /// The pieces as one, decoded and inflated as their content shows: what descriptions say of
    /// that differs between systems, and is often wrong.
    private func unpacked(_ pieces: [Piece]) throws(Diagnostic) -> [UInt8] {
        var joined: [UInt8] = []
        if pieces.allSatisfy(\.isBase64) {
            guard let decoded = TransferEncoding.base64(Array(pieces.map(\.text).joined()))
            else { throw notBase64() }
            joined = decoded
        } else {
            for piece in pieces {
                guard piece.isBase64 else {
                    joined += piece.text
                    continue
                }
                guard let decoded = TransferEncoding.base64(piece.text) else { throw notBase64() }
                joined += decoded
            }
        }
        for _ in 0..<limits.depth {
            if ContainerKind.sniff(joined) == .gzip {
                joined = try Inflater.gunzip(
                    joined, limit: limits.allowance(for: joined.count), file: file)
            } else if ContainerKind.sniff(joined) == .none, ContentKind.sniff(joined) != .xml,
                let decoded = TransferEncoding.base64(joined), !decoded.isEmpty
            {
                joined = decoded
            } else {
                break
            }
        }
        return joined
    }

    private func notBase64() -> Diagnostic {
        Diagnostic(.malformedEnvelope, file: file, "a fragment is said to be Base64 and is not")
    }

    // MARK: - The place holder

    private static let symbols: SymbolTable = {
        var symbols = SymbolTable()
        for name in ["id", "root", "NarrativeStatement"] { symbols.intern(name) }
        return symbols
    }()

    /// `payload` with `skeleton` where the statement stands that has the id of `reference`.
    private func replace(
        _ reference: EbXMLHeader.Reference, in payload: [UInt8], by skeleton: [UInt8]
    ) throws(Diagnostic) -> [UInt8] {
        var tree = SourceTree(bytes: payload)
        try XMLReader(symbols: Self.symbols).read(&tree, file: file)
        guard tree.bytes.count == payload.count, let place = placeHolder(reference, tree) else {
            throw Diagnostic(
                .malformedEnvelope, file: file,
                "the record has no place for the rest of it that the message names")
        }
        let node = tree.nodes[place]
        let (start, end) = (Int(node.offset), Int(node.offset) + Int(node.length))
        return Array(payload[..<start]) + Self.element(skeleton) + payload[end...]
    }

    private func placeHolder(_ reference: EbXMLHeader.Reference, _ tree: SourceTree) -> Int? {
        guard let id = Self.symbols.symbol("id"), let root = Self.symbols.symbol("root"),
            let statement = Self.symbols.symbol("NarrativeStatement")
        else { return nil }
        let wanted = Array(reference.documentID.utf8)
        guard !wanted.isEmpty else { return nil }
        return tree.nodes.indices.first { node in
            guard tree.nodes[node].name == statement,
                let identifier = tree.firstChild(of: node, named: id),
                let value = tree.firstChild(of: identifier, named: root)
            else { return false }
            // Vision writes an underscore before ids, which XML wants to begin with a letter.
            return tree.rawBytes(of: value).elementsEqual(wanted)
                || wanted.first == UInt8(ascii: "_")
                    && tree.rawBytes(of: value).elementsEqual(wanted.dropFirst())
        }
    }

    /// XML without a byte-order mark and declaration, which may stand at the start only.
    private static func element(_ xml: [UInt8]) -> ArraySlice<UInt8> {
        let start = xml.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let text = xml[start...].drop(while: isWhiteSpace)
        guard text.starts(with: "<?xml".utf8),
            let end = text.firstRange(of: Array("?>".utf8))?.upperBound
        else { return text }
        return text[end...]
    }
}
