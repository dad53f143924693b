import CanonicalModel
import StrictYAML

/// The declared shape of a source: which names stand where, and how often.
struct SourceSchema {
    /// How often a child may stand in its parent.
    struct Member {
        let types: [String]
        let isMany: Bool
    }
    /// Where a type holds its code; each is the name of a child.
    struct Coded {
        var code, system, display, text, more: String?
        /// The system of every code here, and the system of codes too long for Read v2.
        var fixed, local: CodeSystem?
    }
    /// Where a type holds its amount; the unit may stand in one of several paths.
    struct Amount {
        var number, comparator, code: String?
        var unit: [[String]] = []
    }

    /// The members of each type; `union` types have none of their own.
    private(set) var types: [String: [String: Member]] = [:]
    private(set) var unions: [String: [String]] = [:]
    /// The ways in which a type holds codes; each is read, in this order.
    var coded: [String: [Coded]] = [:]
    var amounts: [String: Amount] = [:]
    var discriminator: String?
    var root = ""

    /// The type of a leaf.
    static let leaf = "text"

    /// The concrete types that `type` stands for.
    func concrete(_ type: String) -> [String] { unions[type] ?? [type] }

    /// The member `name` of any of `types`, or `nil` if none has it.
    func member(_ name: String, of types: [String]) -> Member? {
        let found = types.compactMap { self.types[$0]?[name] }
        guard !found.isEmpty else { return nil }
        var merged: [String] = []
        for type in found.flatMap(\.types) where !merged.contains(type) { merged.append(type) }
        return Member(types: merged, isMany: found.contains { $0.isMany })
    }

    /// The types of every member called `name`, anywhere in the schema.
    func typesOfMembers(named name: String) -> [String] {
        var found: [String] = []
        for members in types.values {
            for type in members[name]?.types ?? [] where !found.contains(type) {
                found.append(type)
            }
        }
        return found.sorted()
    }

    /// The types of members called `name` that can be reached below `types`.
    func descendants(_ name: String, below types: [String]) -> [String] {
        var (seen, queue, found) = (Set(types), types, [String]())
        while let type = queue.popLast() {
            for (member, value) in self.types[type] ?? [:] {
                for target in value.types {
                    if member == name, !found.contains(target) { found.append(target) }
                    if seen.insert(target).inserted { queue.append(target) }
                }
            }
        }
        return found.sorted()
    }

    /// Every name that can stand below `types`, at any depth.
    func names(below types: [String]) -> Set<String> {
        var (seen, queue, names) = (Set(types), types, Set<String>())
        while let type = queue.popLast() {
            for (member, value) in self.types[type] ?? [:] {
                names.insert(member)
                for target in value.types where seen.insert(target).inserted {
                    queue.append(target)
                }
            }
        }
        return names
    }

    /// The names that the members of `types` have, for suggestions.
    func memberNames(of types: [String]) -> [String] {
        Set(types.flatMap { self.types[$0]?.keys.map(\.self) ?? [] }).sorted()
    }

    /// Every name of the schema.
    var allNames: Set<String> { Set(types.values.flatMap(\.keys)) }

    /// Whether a node of `type` can hold text of its own.
    func isLeaf(_ type: String) -> Bool {
        type == Self.leaf || types[type]?["#text"] != nil
    }

    /// Reads the `types` of a source file; undeclared types are errors.
    init(types declaration: Declaration) {
        var places: [(type: String, place: Declaration)] = []
        for (name, _, value) in declaration.members() {
            if value.isSequence {
                unions[name] = value.texts()
                places += value.items().map { ($0.text() ?? "", $0) }
            } else {
                types[name] = [:]
                for (member, _, type) in value.members() {
                    guard let (target, isMany) = Self.cardinality(type) else { continue }
                    places.append((target, type))
                    types[name]?[member] = Member(types: [target], isMany: isMany)
                }
            }
        }
        let known = Array(types.keys).sorted() + Array(unions.keys).sorted() + [Self.leaf]
        for (type, place) in places where type != Self.leaf && types[type] == nil {
            if unions[type] != nil { continue }
            place.error(
                .undeclaredType, "the type `\(type)` is not declared",
                advice: suggestion(type, among: known))
        }
        for (name, members) in types {
            types[name] = members.mapValues {
                Member(types: $0.types.flatMap(concrete), isMany: $0.isMany)
            }
        }
    }

    // MARK: - Checks

    /// Records an error if what `root` names is no type, or `discriminator` the name of no member.
    func check(_ root: Declaration?, _ discriminator: Declaration?) {
        if let name = root?.text(), types[name] == nil, unions[name] == nil {
            root?.error(
                .undeclaredType, "the type `\(name)` is not declared",
                advice: suggestion(name, among: (Array(types.keys) + Array(unions.keys)).sorted()))
        }
        if let name = discriminator?.text(), !allNames.contains(name) {
            discriminator?.error(
                .unknownSourcePath, "the source schema has no `\(name)`",
                advice: suggestion(name, among: allNames.sorted()))
        }
    }

    /// Records an error if `path`, names with dots between, does not lead anywhere from `type`.
    func check(_ path: Declaration, isMemberOf type: String) {
        guard types[type] != nil else {
            path.error(
                .undeclaredType, "the type `\(type)` is not declared",
                advice: suggestion(type, among: types.keys.sorted()))
            return
        }
        var found = [type]
        for name in path.text()?.split(separator: ".") ?? [] {
            guard let member = member(String(name), of: found) else {
                path.error(
                    .unknownSourcePath, "the source schema has no `\(name)` in `\(type)`",
                    advice: suggestion(String(name), among: memberNames(of: found)))
                return
            }
            found = member.types
        }
    }

    /// The name that `path` begins with, and the types of the nodes that it means anywhere: a type
    /// itself, or every member of that name.
    func anchor(_ path: Syntax) throws(ExpressionCompiler.Fault) -> (String, [String]) {
        guard case .child(let name, let at) = path.anchor else {
            throw ExpressionCompiler.Fault(
                code: .malformedExpression, offset: path.offset,
                message: "a path here begins with the name of a type or of a member")
        }
        if types[name] != nil || unions[name] != nil { return (name, concrete(name)) }
        let members = typesOfMembers(named: name)
        guard members.isEmpty else { return (name, members) }
        throw ExpressionCompiler.Fault(
            code: .unknownSourcePath, offset: at, message: "the source schema has no `\(name)`",
            advice: suggestion(name, among: (Array(types.keys) + Array(allNames)).sorted()))
    }

    private static func cardinality(_ type: Declaration) -> (String, Bool)? {
        guard var text = type.text() else { return nil }
        guard let sign = text.last, "?*+".contains(sign) else { return (text, false) }
        text.removeLast()
        return (text, sign != "?")
    }
}

extension SourceSchema.Coded {
    private static let keys = ["code", "system", "display", "text", "more", "is", "local"]

    /// Reads one way of holding codes.
    init(_ declaration: Declaration, of type: String, in schema: SourceSchema) {
        let parts = declaration.members(allowed: Self.keys)
        for (key, part) in parts where key != "is" && key != "local" {
            schema.check(part, isMemberOf: type)
        }
        func system(_ name: String) -> CodeSystem? {
            let names = CodeSystem.allCases.map { "\($0.name)" }
            let word = parts[name]?.word(of: names, "code system")
            return CodeSystem.allCases.first { "\($0.name)" == word }
        }
        self.init(
            code: parts["code"]?.text(), system: parts["system"]?.text(),
            display: parts["display"]?.text(), text: parts["text"]?.text(),
            more: parts["more"]?.text(), fixed: system("is"), local: system("local"))
    }
}
