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
        self = try PlainYAML.document(source.bytes) ?? Self.full(text, source)
    }

    /// The document of `source` as Yams reads it.
    static func full(_ text: String, _ source: SourceText) throws -> Self {
        let node = try Yams.compose(yaml: text, .basic, .default, .utf8)
        return node.map { Self($0, source) } ?? Self(.mapping([]), at: 0)
    }

    /// The same as Yams has it.
    init(_ node: Node, _ source: SourceText) {
        start = node.mark.map(source.offset) ?? 0
        switch node {
        case .scalar(let scalar): content = .scalar(scalar.string, Style(scalar.style))
        case .mapping(let mapping):
            content = .mapping(mapping.map { (Self($0, source), Self($1, source)) })
        case .sequence(let sequence): content = .sequence(sequence.map { Self($0, source) })
        case .alias: content = .scalar("", .plain)
        }
    }
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
