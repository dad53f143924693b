import Yams

/// A value of a YAML document: what it says, how it is written, and where it begins.
struct YAMLNode {
    /// How a scalar is written, as far as that matters to find its bytes again.
    enum Style {
        case plain, singleQuoted, doubleQuoted, literal, folded
    }
    enum Content {
        case scalar(String, Style)
        case mapping([(key: YAMLNode, value: YAMLNode)])
        case sequence([YAMLNode])
    }
    let content: Content
    /// The offset of its first byte.
    let start: Int

    /// The text of a scalar; empty for anything else.
    var text: String {
        guard case .scalar(let text, _) = content else { return "" }
        return text
    }

    init(_ content: Content, at start: Int) { (self.content, self.start) = (content, start) }

    /// The document of `source`: read here if it is as plain as such files are, else by Yams, which
    /// also finds what is wrong with it.
    init(_ text: String, _ source: SourceText) throws {
        guard source.bytes.count <= YAMLExcess.mostBytes else { throw YAMLExcess(.size, at: 0) }
        if let place = Turns.first(in: source.bytes) { throw YAMLExcess(.turn, at: place) }
        self = try PlainYAML.document(source.bytes) ?? Self.full(text, source)
    }

    /// The document of `source` as Yams reads it, unless it is more than a declaration may be.
    static func full(_ text: String, _ source: SourceText) throws -> Self {
        if let place = Aliases.first(in: source.bytes) { throw YAMLExcess(.alias, at: place) }
        let node = try Yams.compose(yaml: text, .basic, .default, .utf8)
        return try node.map { try Self($0, source, depth: 0) } ?? Self(.mapping([]), at: 0)
    }

    /// The same as Yams has it.
    private init(_ node: Node, _ source: SourceText, depth: Int) throws(YAMLExcess) {
        start = node.mark.map(source.offset) ?? 0
        guard node.scalar != nil || depth < YAMLExcess.mostNested else {
            throw YAMLExcess(.depth, at: start)
        }
        guard Self.plainTags.contains(node.tag.description) else {
            throw YAMLExcess(.tag, at: start)
        }
        switch node {
        case .scalar(let scalar): content = .scalar(scalar.string, Style(scalar.style))
        case .mapping(let mapping):
            var members: [(key: YAMLNode, value: YAMLNode)] = []
            for (key, value) in mapping {
                members.append(
                    (
                        try Self(key, source, depth: depth + 1),
                        try Self(value, source, depth: depth + 1)
                    ))
            }
            content = .mapping(members)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence { items.append(try Self(item, source, depth: depth + 1)) }
            content = .sequence(items)
        case .alias: content = .scalar("", .plain)
        }
    }

    /// What text, lists and mappings are tagged as where nobody wrote a tag.
    private static let plainTags = [Tag.Name.str, .seq, .map].map(\.rawValue)
}

extension YAMLNode.Style {
    fileprivate init(_ style: Node.Scalar.Style) {
        switch style {
        case .any, .plain: self = .plain
        case .singleQuoted: self = .singleQuoted
        case .doubleQuoted: self = .doubleQuoted
        case .literal: self = .literal
        case .folded: self = .folded
        }
    }
}
