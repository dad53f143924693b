import CanonicalModel

/// What the ebXML header of a Spine message says: its id, what it is, and what it carries.
///
/// Source: NHS England, External Interface Specification, part 2 "ebXML messages" (Manifest), and
/// GP2GP Large Messaging; corpus: the messages of `integration-adaptor-gp2gp-requesting`.
struct EbXMLHeader: Sendable {
    /// Something that the message carries, or that follows in another.
    struct Reference: Sendable {
        /// The content id, or the other message's id.
        let target: String
        /// Whether it follows in a message of its own.
        let isMessage: Bool
        /// The `eb:id`, which the record names where the part belongs.
        let documentID: String
        /// Whether it is the part of a record that was too large for its message.
        let isSkeleton: Bool
    }

    let messageID: String
    let action: String
    /// The first is the message itself.
    let references: [Reference]

    private static let symbols: SymbolTable = {
        var symbols = SymbolTable()
        for name in ["MessageId", "Action", "Reference", "Description", "href", "id", "Manifest"] {
            symbols.intern(name)
        }
        return symbols
    }()

    /// Reads the header.
    ///
    /// - Throws: `malformed-envelope`.
    init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
        var tree = SourceTree(bytes: bytes)
        do {
            try XMLReader(symbols: Self.symbols).read(&tree, file: file)
        } catch {
            throw Diagnostic(
                .malformedEnvelope, file: file,
                "the ebXML header cannot be read: \(error.message)")
        }
        messageID = Self.text("MessageId", in: tree)
        action = Self.text("Action", in: tree)
        references = tree.nodes.indices.filter {
            tree.nodes[$0].name == Self.symbols.symbol("Reference")
        }.map { Self.reference($0, tree) }
    }

    /// Whether the message carries a part of another, and no record of its own.
    var isFragment: Bool { action.hasPrefix("COPC_") }

    private static func reference(_ node: Int, _ tree: SourceTree) -> Reference {
        func value(_ name: String) -> String {
            guard let symbol = symbols.symbol(name),
                let child = tree.firstChild(of: node, named: symbol),
                let leaf = tree.leaf(of: child)
            else { return "" }
            var bytes: [UInt8] = []
            tree.decode(leaf, into: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        let href = value("href")
        let scheme = href.prefix { $0 != ":" }.lowercased()
        let isSkeleton =
            value("Description").firstMatch(
                of: #/X-GP2GP-Skeleton\s*:\s*Yes/#.ignoresCase()) != nil
        return Reference(
            target: String(href.drop { $0 != ":" }.dropFirst()), isMessage: scheme == "mid",
            documentID: value("id"), isSkeleton: isSkeleton)
    }

    /// The text of the first element called `name`.
    private static func text(_ name: String, in tree: SourceTree) -> String {
        guard let symbol = symbols.symbol(name),
            let node = tree.nodes.firstIndex(where: { $0.name == symbol }),
            let leaf = tree.leaf(of: node)
        else { return "" }
        var bytes: [UInt8] = []
        tree.decode(leaf, into: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        return String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
    }
}
