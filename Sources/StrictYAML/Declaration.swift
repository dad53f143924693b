public import CanonicalModel
import Yams

/// Collects everything wrong with one declaration file, so that an author sees all of it at once.
public final class DeclarationReport {
    /// The file's name in messages.
    public let file: String
    /// What was found, in the order of finding.
    public private(set) var diagnostics: [Diagnostic] = []

    /// An empty report on `file`.
    public init(file: String) { self.file = file }

    /// Records an error.
    public func error(
        _ code: Diagnostic.Code, at position: Diagnostic.Position?, _ message: String,
        advice: String? = nil
    ) {
        diagnostics.append(
            Diagnostic(code, file: file, at: position, message, advice: advice))
    }

    /// Records any finding.
    public func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    /// Forgets what was found after the first `count`: a trial that was not meant to be reported.
    public func forget(after count: Int) { diagnostics.removeLast(diagnostics.count - count) }

    /// Throws all findings, in file order, if any is an error.
    public func throwIfErrors() throws(Diagnostics) {
        guard diagnostics.contains(where: { $0.severity == .error }) else { return }
        throw all
    }

    /// All findings, in file order.
    public var all: Diagnostics {
        let order = diagnostics.indices.map { index in
            let place = diagnostics[index].position
            return (place?.line ?? 0, place?.column ?? 0, index)
        }
        return Diagnostics(order.sorted(by: <).map { diagnostics[$0.2] })
    }
}

/// A value in a declaration file, with its place: read strictly, nothing guessed.
///
/// Scalars are text as written: `no` is the word "no" and `1.10` keeps its zero. Every mistake is
/// recorded in ``report`` and answered with `nil` or an empty value, so that reading goes on.
public struct Declaration {
    /// Where mistakes are recorded.
    public let report: DeclarationReport
    private let node: YAMLNode
    private let source: SourceText

    /// Reads one YAML document.
    ///
    /// - Throws: ``Diagnostics`` with one `malformed-yaml`, if `text` is not one YAML document.
    public init(yaml text: String, report: DeclarationReport) throws(Diagnostics) {
        source = SourceText(text)
        do {
            node = try YAMLNode(text, source)
        } catch {
            report.add(Self.diagnostic(of: error, file: report.file, in: source))
            throw Diagnostics(report.diagnostics)
        }
        self.report = report
    }

    private init(_ node: YAMLNode, of parent: Declaration) {
        self.node = node
        report = parent.report
        source = parent.source
    }

    private static func diagnostic(
        of error: any Error, file: String, in source: SourceText
    ) -> Diagnostic {
        if let excess = error as? YAMLExcess { return excess.diagnostic(file: file, in: source) }
        guard let error = error as? YamlError else {
            return Diagnostic(.malformedYAML, file: file, "the file is not YAML")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let (message, advice) = YAMLProblem.inWords(problem)
            // What does not end is looked for where it begins.
            let place = YAMLProblem.isOpen(problem) ? context?.mark ?? mark : mark
            let line = BrokenLine(
                source, at: source.position(of: mark),
                from: context.map { source.position(of: $0.mark) })
            if let cause = line.cause(of: problem) {
                return Diagnostic(
                    .malformedYAML, file: file, at: cause.place, cause.message,
                    advice: cause.advice)
            }
            return Diagnostic(
                .malformedYAML, file: file, at: source.position(of: place), message, advice: advice)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let keys = duplicates.map { "`\($0)`" }.joined(separator: ", ")
            let place = duplicates.first.flatMap { source.secondKey($0, after: context.mark) }
            return Diagnostic(
                .malformedYAML, file: file, at: place ?? source.position(of: context.mark),
                "a key stands twice in the same mapping: \(keys)", advice: "keep one of them")
        default:
            return Diagnostic(.malformedYAML, file: file, "the file is not one YAML document")
        }
    }

    /// Where the value begins.
    public var position: Diagnostic.Position? {
        source.position(of: node.start)
    }

    /// Where the byte at `offset` of a scalar's text stands in the file; where the value begins, if
    /// that cannot be told.
    public func position(ofByte offset: Int) -> Diagnostic.Position? {
        guard let places = ScalarPlaces.find(node, in: source.bytes) else { return position }
        if places.indices.contains(offset) { return source.position(of: places[offset]) }
        return source.position(of: places.last.map { $0 + 1 } ?? node.start)
    }

    /// Records an error at this value; a sign in it that only looks right is what to mend.
    public func error(_ code: Diagnostic.Code, _ message: String, advice: String? = nil) {
        report.error(code, at: position, message, advice: signAdvice ?? advice)
    }

    /// What to do about a text that is not what it looks like.
    private var signAdvice: String? {
        guard case .scalar(let text, _) = node.content else { return nil }
        if text.isEmpty, let position,
            source.line(position.line).utf8.dropFirst(position.column - 1)
                .first(where: { $0 != 0x20 }) == UInt8(ascii: "#")
        {
            return "what follows `#` is a comment: put quotes round the text"
        }
        guard let (sign, offset) = ForeignSigns.first(in: text) else { return nil }
        let place = position(ofByte: offset).map { " at \($0.line):\($0.column)" } ?? ""
        return sign.advice + place
    }

    /// Whether the value is a single word or line of text.
    public var isScalar: Bool { if case .scalar = node.content { true } else { false } }
    /// Whether the value is a mapping of keys.
    public var isMapping: Bool { if case .mapping = node.content { true } else { false } }
    /// Whether the value is a list.
    public var isSequence: Bool { if case .sequence = node.content { true } else { false } }

    /// The text of a scalar; anything else is an error.
    public func text() -> String? {
        if case .scalar(let text, _) = node.content { return text }
        error(.wrongShape, "expected text here, not a list or a mapping")
        return nil
    }

    /// A whole number; anything else is an error.
    public func integer() -> Int? {
        guard let text = text() else { return nil }
        if let number = Int(text) { return number }
        error(.wrongShape, "expected a whole number, not `\(text)`")
        return nil
    }

    /// `true` or `false`; anything else is an error.
    public func boolean() -> Bool? {
        guard let text = text() else { return nil }
        if text == "true" { return true }
        if text == "false" { return false }
        error(
            .wrongShape, "expected `true` or `false`, not `\(text)`",
            advice: ["yes": "write `true`", "no": "write `false`"][text.lowercased()])
        return nil
    }

    /// One of `words`; anything else is an error with a suggestion.
    public func word(of words: [String], _ what: String) -> String? {
        guard let text = text() else { return nil }
        if words.contains(text) { return text }
        error(
            .unknownWord, "`\(text)` is not a known \(what)",
            advice: suggestion(text, among: words))
        return nil
    }

    /// The items of a list; anything else is an error.
    public func items() -> [Declaration] {
        if case .sequence(let items) = node.content {
            return items.map { Declaration($0, of: self) }
        }
        error(.wrongShape, "expected a list here", advice: "begin each item with `- `")
        return []
    }

    /// The items of a list, or the value itself as the only item.
    public func itemsOrSelf() -> [Declaration] { isSequence ? items() : [self] }

    /// The texts of a list, or of a single value.
    public func texts() -> [String] { itemsOrSelf().compactMap { $0.text() } }

    /// The members of a mapping in file order, with the place of each key; any key is allowed.
    public func members()
        -> [(key: String, keyPosition: Diagnostic.Position?, value: Declaration)]
    {
        guard case .mapping(let members) = node.content else {
            error(.wrongShape, "expected `key: value` lines here")
            return []
        }
        return members.map { key, value in
            (key.text, source.position(of: key.start), Declaration(value, of: self))
        }
    }

    /// The members of a mapping whose keys must be among `allowed` and include `required`.
    public func members(allowed: [String], required: [String] = []) -> [String: Declaration] {
        var found: [String: Declaration] = [:]
        var strange: [(key: String, place: Diagnostic.Position?)] = []
        for (key, place, value) in members() {
            if allowed.contains(key) {
                found[key] = value
            } else if let (sign, _) = ForeignSigns.first(in: key),
                case let meant = ForeignSigns.mended(key), allowed.contains(meant)
            {
                found[meant] = value
                report.error(
                    .unknownKey, at: place, "a \(sign.name) stands in the key `\(meant)`",
                    advice: sign.advice)
            } else {
                strange.append((key, place))
            }
        }
        guard isMapping else { return found }
        let missing = required.filter { found[$0] == nil }
        // A key that was meant is not missing as well.
        var meant: Set<String> = []
        for (key, place) in strange {
            let near = nearest(key, among: allowed)
            let only = near == nil && strange.count == 1 && missing.count == 1 ? missing[0] : nil
            meant.formUnion([near, only].compactMap(\.self))
            report.error(
                .unknownKey, at: place, "`\(key)` is not a key that belongs here",
                advice: ForeignSigns.first(in: key)?.sign.advice
                    ?? only.map { "write `\($0): ...`, which is missing here" }
                    ?? suggestion(key, among: allowed))
        }
        for key in missing where !meant.contains(key) {
            error(.missingKey, "the key `\(key)` is missing", advice: "add `\(key): ...`")
        }
        return found
    }
}
