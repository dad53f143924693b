import CanonicalModel
import StrictYAML

/// A mapping file as it is written: every expression read, nothing checked against a schema.
struct RuleSyntax {
    /// An expression, a condition or a pattern, and where it stands.
    struct Part<Syntax> {
        var syntax: Syntax
        let place: Declaration
    }
    struct Let {
        let name: String
        let namePlace: Diagnostic.Position?
        /// `nil` if it cannot be read, which has been reported.
        var value: Part<Syntax>?
    }
    struct FieldRule {
        let name: String
        /// Its number in the entry kind.
        let field: Int
        var value: Part<FieldSyntax>
    }
    struct Ignored {
        let path: Part<Syntax>
        let why: String
    }

    let file: String
    /// Its text.
    let yaml: String
    let report: DeclarationReport
    var name = ""
    private(set) var namePlace: Declaration?
    var target: EntryKind
    var each: [Part<[SegmentSyntax]>] = []
    var condition: Part<ConditionSyntax>?
    var lets: [Let] = []
    var claims: [Part<Syntax>] = []
    var isShared = false
    var defaults = FailureDefaults()
    var fields: [FieldRule] = []
    var ignored: [Ignored] = []
    /// The names that stand below `fields`, whether or not their expressions can be read.
    private(set) var declared: Set<String> = []
    private(set) var fieldsPlace: Declaration?
    /// The files of its cases, beside it.
    private(set) var cases: [String] = []

    private static let keys = [
        "map", "target", "each", "where", "let", "claims", "shared", "defaults", "fields", "ignore",
        "cases",
    ]

    /// Reads a mapping file.
    ///
    /// - Throws: What is wrong with its YAML or its target; all else is in ``report``.
    init(yaml: String, file: String) throws(Diagnostics) {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let members = root.members(
            allowed: Self.keys, required: ["map", "target", "each", "fields"])
        guard let target = Self.kind(members["target"]) else {
            throw report.all
        }
        (self.file, self.yaml, self.report, self.target) = (file, yaml, report, target)
        (name, namePlace) = (members["map"]?.text() ?? "", members["map"])
        each = members["each"]?.itemsOrSelf().compactMap { Self.part($0, Parser.each) } ?? []
        condition = members["where"].flatMap { Self.part($0, Parser.condition) }
        lets = Self.lets(members["let"])
        claims =
            members["claims"]?.itemsOrSelf().compactMap { Self.part($0, Parser.expression) } ?? []
        isShared = members["shared"]?.boolean() ?? false
        defaults = FailureDefaults(members["defaults"])
        readFields(members["fields"])
        readIgnored(members["ignore"])
        cases = members["cases"]?.texts() ?? []
    }

    /// Reads the names of a `let`.
    static func lets(_ declaration: Declaration?) -> [Let] {
        (declaration?.members() ?? []).map { name, place, value in
            Let(name: name, namePlace: place, value: part(value, Parser.expression))
        }
    }

    /// Reads the text of `place`; what is wrong with it is reported there.
    static func part<Syntax>(
        _ place: Declaration, _ read: (String) throws(SyntaxError) -> Syntax
    ) -> Part<Syntax>? {
        guard let text = place.text() else { return nil }
        do throws(SyntaxError) {
            return Part(syntax: try read(text), place: place)
        } catch {
            place.report.error(
                .malformedExpression, at: place.position(ofByte: error.offset), error.message)
            return nil
        }
    }

    private static func kind(_ declaration: Declaration?) -> EntryKind? {
        guard let word = declaration?.text() else { return nil }
        if let kind = EntryKind(name: word) { return kind }
        declaration?.error(
            .unknownTargetField, "the canonical model has no entry `\(word)`",
            advice: suggestion(word, among: EntryKind.allCases.map(\.name)))
        return nil
    }

    private mutating func readFields(_ declaration: Declaration?) {
        let definition = target.definition
        let settable = definition.fields.filter { !$0.isDerived }.map(\.name)
        fieldsPlace = declaration
        for (name, place, value) in declaration?.members() ?? [] {
            declared.insert(name)
            guard settable.contains(name), let field = definition.index(of: name) else {
                report.error(
                    .unknownTargetField, at: place,
                    "`\(target.name)` has no field `\(name)` that a mapping can set",
                    advice: suggestion(name, among: settable))
                continue
            }
            guard let part = Self.part(value, Parser.field) else { continue }
            fields.append(FieldRule(name: name, field: field, value: part))
        }
    }

    private mutating func readIgnored(_ declaration: Declaration?) {
        for item in declaration?.items() ?? [] {
            let parts = item.members(allowed: ["path", "why"], required: ["path", "why"])
            guard let path = parts["path"].flatMap({ Self.part($0, Parser.expression) }),
                let why = parts["why"]?.text()
            else { continue }
            ignored.append(Ignored(path: path, why: why))
        }
    }
}

extension FailureDefaults {
    init(_ declaration: Declaration?) {
        let parts = declaration?.members(allowed: ["invalid", "unmapped"]) ?? [:]
        self.init(invalid: parts["invalid"]?.text(), unmapped: parts["unmapped"]?.text())
    }
}
