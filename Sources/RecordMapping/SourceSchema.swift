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
        var number, comparator, code, system: String?
        var unit: [[String]] = []
    }

    /// The members of each type; `union` types have none of their own.
    private(set) var types: [String: [String: Member]] = [:]
    /// The types of every member of a name, anywhere in the schema, in order.
    private var typesOfName: [String: [String]] = [:]
    /// By the names of types and members, numbered: the types that a type's members lead to.
    private var graph = Graph()
    private(set) var unions: [String: [String]] = [:]
    /// The members of any type of each union, which nearly every path asks for.
    private var membersOfUnions: [(types: [String], members: [String: Member])] = []
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
        if types.count == 1 { return self.types[types[0]]?[name] }
        if let union = membersOfUnions.first(where: { $0.types == types }) {
            return union.members[name]
        }
        return types.compactMap { self.types[$0]?[name] }.reduce(nil, Self.merged)
    }

    /// What a member may be that is one or the other.
    private static func merged(_ one: Member?, _ other: Member) -> Member {
        guard let one else { return other }
        let more = other.types.filter { !one.types.contains($0) }
        return Member(types: one.types + more, isMany: one.isMany || other.isMany)
    }

    /// The types of every member called `name`, anywhere in the schema.
    func typesOfMembers(named name: String) -> [String] { typesOfName[name] ?? [] }

    /// The types of all members that an `each` names; a name that nothing has is an error there.
    func types(ofMembers each: Declaration) -> [String] {
        each.itemsOrSelf().flatMap { item -> [String] in
            guard let name = item.text() else { return [] }
            let found = typesOfMembers(named: name)
            if found.isEmpty {
                item.error(
                    .unknownSourcePath, "the source schema has no `\(name)`",
                    advice: suggestion(name, among: allNames.sorted()))
            }
            return found
        }
    }

    /// The types of members called `name` that can be reached below `types`.
    func descendants(_ name: String, below types: [String]) -> [String] {
        guard let wanted = graph.names[name] else { return [] }
        var found = Array(repeating: false, count: graph.types.count)
        graph.walk(below: types) { member, target in
            if member == wanted { found[target] = true }
        }
        return found.indices.filter { found[$0] }.map { graph.types[$0] }.sorted()
    }

    /// Whether a name for which `test` holds can stand below `types`, at any depth.
    func names(below types: [String], contain test: [Bool]) -> Bool {
        var isFound = false
        graph.walk(below: types) { member, _ in isFound = isFound || test[member] }
        return isFound
    }

    /// Every name of the schema; its place is its number in ``names(below:contain:)``.
    var numberedNames: [String] { graph.spellings }

    /// The names that the members of `types` have, for suggestions.
    func memberNames(of types: [String]) -> [String] {
        Set(types.flatMap { self.types[$0]?.keys.map(\.self) ?? [] }).sorted()
    }

    /// Every name of the schema.
    var allNames: Set<String> { Set(graph.spellings) }

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
        // As they are declared, and as ``typesOfMembers(named:)`` has them.
        for union in unions.values.flatMap({ [$0, $0.sorted()] }) {
            var members: [String: Member] = [:]
            for type in union {
                for (name, member) in types[type] ?? [:] {
                    members[name] = Self.merged(members[name], member)
                }
            }
            membersOfUnions.append((union, members))
        }
        graph = Graph(types)
        for members in types.values {
            for (name, member) in members {
                typesOfName[name, default: []] += member.types
            }
        }
        typesOfName = typesOfName.mapValues { Set($0).sorted() }
    }

    /// Which types can stand in which, by number, so that walking it compares no names.
    private struct Graph {
        /// The names of the types, those of leaves among them.
        var types: [String] = []
        /// The names of members, and the number of each.
        var spellings: [String] = []
        var names: [String: Int] = [:]
        private var numbers: [String: Int] = [:]
        /// By type: its members by name, and what each may be.
        private var edges: [[(member: Int, target: Int)]] = []

        init() {}

        init(_ schema: [String: [String: Member]]) {
            for (type, members) in schema.sorted(by: { $0.key < $1.key }) {
                let from = number(type)
                for (name, member) in members {
                    if names[name] == nil {
                        names[name] = spellings.count
                        spellings.append(name)
                    }
                    for target in member.types {
                        edges[from].append((names[name] ?? 0, number(target)))
                    }
                }
            }
        }

        private mutating func number(_ type: String) -> Int {
            if let known = numbers[type] { return known }
            numbers[type] = types.count
            types.append(type)
            edges.append([])
            return types.count - 1
        }

        /// Visits every member that can be reached below `types`, of each type once.
        func walk(below types: [String], _ visit: (_ member: Int, _ target: Int) -> Void) {
            var queue = types.compactMap { numbers[$0] }
            var seen = Array(repeating: false, count: edges.count)
            for type in queue { seen[type] = true }
            while let type = queue.popLast() {
                for (member, target) in edges[type] {
                    visit(member, target)
                    guard !seen[target] else { continue }
                    seen[target] = true
                    queue.append(target)
                }
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
