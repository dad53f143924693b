public import CanonicalModel

/// Which fields some mapping fills, seen from the text of the mappings.
///
/// `policy check` must not wait until every mapping is compiled, so the files are only looked
/// through: a line `target: KIND`, and the names below the line `fields:`. A test compares this
/// with what the mappings say when they are loaded.
public struct FilledFields: Sendable {
    private var fields: [EntryKind: Set<Int>] = [:]

    /// What the mapping files with these texts fill. Cost: their length.
    public init(mappings texts: [String]) {
        for text in texts { note(text) }
    }

    private mutating func note(_ text: String) {
        var (kind, isBelow): (EntryKind?, Bool) = (nil, false)
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = line[..<colon]
            if name.starts(with: "  ".utf8) {
                guard isBelow, let kind else { continue }
                let field = String(Substring(name.dropFirst(2)))
                guard let index = kind.definition.index(of: field) else { continue }
                fields[kind, default: []].insert(index)
            } else if name.first != UInt8(ascii: "#") {
                isBelow = name.elementsEqual("fields".utf8)
                guard name.elementsEqual("target".utf8) else { continue }
                let word = line[colon...].dropFirst().drop { $0 == UInt8(ascii: " ") }
                kind = EntryKind(name: String(Substring(word.prefix { $0 > 0x20 })))
            }
        }
    }

    /// Whether some mapping fills the field; what an agreement works out counts as filled.
    public func contains(_ field: Int, of kind: EntryKind) -> Bool {
        kind.definition.fields[field].isDerived || fields[kind]?.contains(field) == true
    }

    /// Whether no mapping was seen, so that nothing can be said.
    public var isEmpty: Bool { fields.isEmpty }
}
