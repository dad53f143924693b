import CanonicalModel

/// A run of bytes of ``UKCoreProgram/literals``.
struct Literal: Sendable {
    var start: UInt32 = 0
    var count: UInt32 = 0
    var range: Range<Int> { Int(start)..<Int(start + count) }
}

/// One instruction of a ``UKCoreProgram``; a plain value that holds only ranges of its literals.
struct UKCoreStep: Sendable {
    /// What is written between ``open`` and ``close``.
    enum Operation: Sendable {
        /// Nothing: only ``fallback``.
        case nothing
        /// The steps up to ``UKCoreStep/end``; left out if they write nothing.
        case group
        /// A cell, as its type has it.
        case text, address, number, wholeNumber, boolean, concept, quantity, reference
        /// Text split into strings.
        case strings(separator: UInt8)
        /// A word: a literal for each, from the given index of the program's words.
        case word(first: UInt32)
        case date(FHIRDate)
        /// References, each between two literals.
        case references(before: Literal, after: Literal)
        /// The entry's id; its security label; whom it is about; the parts of an observation.
        case id, label, subject, parts
        /// A reference to the entry itself.
        case own
        /// A reference to a Practitioner and to nobody else.
        case person
    }
    var operation: Operation
    /// The field, an index into ``EntryDefinition/fields``; unused in a group.
    var field = 0
    /// What stands before the value: the member's name, perhaps a bracket.
    var open: Literal
    /// What stands after the value.
    var close: Literal
    /// What is written where there is no value.
    var fallback = Literal()
    /// The index after the last step of a group.
    var end = 0
    /// The fields that it or a step of its group writes, a bit each.
    var fields: UInt64 = 0
    /// Elements of which FHIR allows one (`value[x]`) share a number; 0 is none.
    var choice: UInt8 = 0

    /// The bit of what every entry has, which no field has: there are fewer than 63.
    static let always: UInt64 = 1 << 63

    /// The bit of its own field, if it writes one.
    fileprivate var ownField: UInt64 {
        switch operation {
        case .group, .nothing: 0
        case .subject: UKCoreStep.always
        default: 1 << UInt64(field)
        }
    }
}

/// How entries become resources: the UK Core paths of their fields, compiled into a flat list of
/// steps over one buffer of literals, which all kinds share.
struct UKCoreProgram: Sendable {
    /// The steps of all kinds; those of a group follow it.
    private(set) var steps: [UKCoreStep] = []
    /// The bytes that steps point into.
    var literals: [UInt8] = []
    /// The literal of each word of each code field.
    private(set) var words: [Literal] = []

    /// Compiles the `fields` (indices) of `kind`.
    ///
    /// - Parameters:
    ///   - elements: The top-level elements to keep, or `nil` for all.
    ///   - subject: Where the person stands, if among the members.
    ///   - pseudonymSystem: The naming system of pseudonyms.
    /// - Returns: The part of ``steps`` that writes them.
    mutating func add(
        _ kind: EntryKind, fields: [Int], elements: Set<String>? = nil,
        fallbacks: [(path: String, member: String)], subject: String? = nil,
        pseudonymSystem: String
    ) -> Range<Int> {
        let definition = kind.definition
        var tree = UKCoreElement()
        if let subject { tree.addSubject(UKCorePath(subject)) }
        for index in definition.fields.indices.dropFirst() {
            guard let path = definition.fields[index].ukCore else { continue }
            if fields.contains(index) {
                tree.add(UKCorePath(path), field: index)
            } else if let fallback = fallbacks.first(where: { $0.path == path }) {
                // In the place of the field, so that what is read again comes out as it was.
                tree.add(UKCorePath(path), fallback: fallback.member)
            }
        }
        for fallback in fallbacks {
            tree.add(UKCorePath(fallback.path), fallback: fallback.member)
        }
        if let elements { tree.children.removeAll { !elements.contains($0.name) } }
        let compiler = Naming(
            resource: definition.resource ?? "", fields: definition.fields,
            pseudonymSystem: pseudonymSystem)
        let first = steps.count
        for member in tree.children { compile(member: member, path: "", compiler) }
        for index in first..<steps.count {
            steps[index].fields = steps[index..<steps[index].end].reduce(0) { $0 | $1.ownField }
        }
        return first..<steps.count
    }

    /// What naming needs to know while compiling.
    private struct Naming {
        let resource: String
        let fields: [Field]
        let pseudonymSystem: String

        /// The members that begin the element at `path`, with qualifier where it is an array item.
        func fixedMembers(_ path: String, qualifier: String) -> String {
            let last = path.split(separator: ".").last.map(String.init) ?? path
            if last.hasPrefix("extension[") {
                return #""url":"\#(UKCoreTables.extensionURLs[qualifier] ?? qualifier)""#
            }
            if last == "identifier[pseudonym]" { return #""system":"\#(pseudonymSystem)""# }
            return UKCoreTables.fixedMembers[path] ?? ""
        }
    }

    /// Keeps the bytes of `text`.
    mutating func literal(_ text: String) -> Literal { literal(Array(text.utf8)) }

    /// Keeps `bytes`.
    mutating func literal(_ bytes: [UInt8]) -> Literal {
        defer { literals += bytes }
        return Literal(
            start: UInt32(truncatingIfNeeded: literals.count),
            count: UInt32(truncatingIfNeeded: bytes.count))
    }

    /// Compiles one member of an object: a value, an object, or an array of either.
    private mutating func compile(member: UKCoreElement, path: String, _ naming: Naming) {
        let here = path.isEmpty ? member.name : "\(path).\(member.name)"
        let key = #""\#(member.name)":"#
        var fallback = member.fallback
        if !member.isArray {
            return compile(
                member, at: here, open: key, close: "", fallback: fallback,
                fixed: naming.fixedMembers(here, qualifier: ""), naming)
        }
        if member.children.count == 1, let item = member.children.first, item.children.count < 2,
            compileReferences(item, key: key, path: here, naming)
        {
            return
        }
        let group = steps.count
        fallback = fallback ?? member.children.first { $0.name.isEmpty }?.fallback
        steps.append(
            UKCoreStep(operation: .group, open: literal(key + "["), close: literal("]")))
        for item in member.children {
            let itemPath = "\(here)[\(item.name)]"
            compile(
                item, at: itemPath, open: "", close: "", fallback: nil,
                fixed: naming.fixedMembers(itemPath, qualifier: item.name), naming)
        }
        steps[group].end = steps.count
        if let fallback { steps[group].fallback = literal(fallback) }
    }

    /// Compiles an element that is a value or an object.
    private mutating func compile(
        _ element: UKCoreElement, at path: String, open: String, close: String,
        fallback: String?, fixed: String, _ naming: Naming
    ) {
        let step = steps.count
        let isObject = element.field == nil && !element.children.isEmpty
        steps.append(
            UKCoreStep(
                operation: isObject ? .group : .nothing,
                open: literal(isObject ? open + "{" + fixed : open),
                close: literal(isObject ? "}" : close)))
        if element.isSubject { steps[step].operation = .subject }
        if let field = element.field {
            steps[step].field = field
            steps[step].operation = operation(naming.fields[field], at: path, naming)
            steps[step].choice = Self.choice(path)
        }
        for child in element.children where isObject {
            compile(member: child, path: path, naming)
        }
        steps[step].end = steps.count
        if let fallback { steps[step].fallback = literal(fallback) }
    }

    /// An array with an item a reference: `result[]`, or `entry[].item`.
    private mutating func compileReferences(
        _ item: UKCoreElement, key: String, path: String, _ naming: Naming
    ) -> Bool {
        let holder = item.children.first ?? item
        guard let field = holder.field, naming.fields[field].type == .references else {
            return false
        }
        let inner = item.children.isEmpty ? "" : #"{"\#(holder.name)":"#
        let operation = UKCoreStep.Operation.references(
            before: literal(inner), after: literal(inner.isEmpty ? "" : "}"))
        let (open, close) = (literal(key + "["), literal("]"))
        steps.append(
            UKCoreStep(
                operation: operation, field: field, open: open, close: close,
                end: steps.count + 1))
        return true
    }

    private mutating func operation(
        _ field: Field, at path: String, _ naming: Naming
    ) -> UKCoreStep.Operation {
        let named = "\(naming.resource).\(path)"
        switch field.type {
        case .text:
            if UKCoreTables.addresses.contains(named) { return .address }
            return UKCoreTables.splits[named].map { .strings(separator: $0) } ?? .text
        case .number:
            return UKCoreTables.wholeNumbers.contains(named) ? .wholeNumber : .number
        case .boolean: return .boolean
        case .date: return .date(UKCoreTables.dateTypes[named] ?? .dateTime)
        case .concept: return .concept
        case .quantity: return .quantity
        case .reference where UKCoreTables.people.contains(named): return .person
        case .reference, .references: return .reference
        case .code(let vocabulary):
            let first = UInt32(truncatingIfNeeded: words.count)
            let owner = named.hasSuffix(".coding[]") ? String(named.dropLast(9)) : ""
            for word in vocabulary.words {
                words.append(literal(Self.json(word, system: UKCoreTables.codeSystems[owner])))
            }
            return .word(first: first)
        }
    }

    /// A word as a code or, in a system, as a coding; empty where FHIR has no such code.
    private static func json(_ word: String, system: String?) -> String {
        guard let system else { return #""\#(word)""# }
        let coding = UKCoreTables.exceptions["\(system) \(word)"] ?? (system, word)
        guard !coding.code.isEmpty else { return "" }
        return #"{"system":"\#(coding.system)","code":"\#(coding.code)"}"#
    }

    private static func choice(_ path: String) -> UInt8 {
        if path.hasPrefix("value") { return 1 }
        return path.hasPrefix("deceased") ? 2 : 0
    }
}
