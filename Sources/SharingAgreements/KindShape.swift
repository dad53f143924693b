import CanonicalModel
import Terminology

/// What deciding needs to know of a kind's fields, worked out once from the field table.
struct KindShape: Sendable {
    /// The field `code`, if it is a concept.
    let code: Int?
    /// All concept fields.
    let concepts: [Int]
    /// The date fields, the date of entry into the record last.
    let dates: [Int]
    /// The field `status` and its word for an entry made in error.
    let error: (field: Int, word: UInt8)?
    /// References to an entry of which this one is a part: `part_of`, `medication`.
    let parents: [Int]
    /// The reference to the consultation.
    let encounter: Int?
    /// References to entries that stand under this one: `items`, `results`.
    let children: [Int]

    private static let all = EntryKind.allCases.map { KindShape($0.definition) }

    static func of(_ kind: EntryKind) -> KindShape { all[Int(kind.rawValue)] }

    private init(_ definition: EntryDefinition) {
        let fields = definition.fields
        func indices(_ type: FieldType) -> [Int] {
            fields.indices.filter { fields[$0].type == type }
        }
        concepts = indices(.concept)
        code = concepts.first { fields[$0].name == "code" }
        let dated = indices(.date)
        dates =
            dated.filter { fields[$0].name != "recorded" }
            + dated.filter { fields[$0].name == "recorded" }
        if let status = definition.index(of: "status"),
            case .code(let vocabulary) = fields[status].type,
            let word = vocabulary.index(of: "entered-in-error")
        {
            error = (status, word)
        } else {
            error = nil
        }
        let references = indices(.reference)
        encounter = references.first { fields[$0].name == "encounter" }
        parents = references.filter { fields[$0].name != "encounter" }
        children = indices(.references)
    }

    /// The date of the event, or else of its entry into the record.
    func firstDate(of entry: Entry, in record: CanonicalRecord) -> PartialDate? {
        for field in dates {
            if case .date(let date) = record.cell(entry, field) { return date }
        }
        return nil
    }

    func isEnteredInError(_ entry: Entry, in record: CanonicalRecord) -> Bool {
        guard let error else { return false }
        return record.cell(entry, error.field) == .code(error.word)
    }
}

extension CanonicalRecord {
    /// The sets that any coding of the concept belongs to, a bit each.
    func membership(of concept: Int, in index: CodeSetIndex) -> UInt64 {
        var sets: UInt64 = 0
        for coding in codings(of: concepts[concept]) {
            sets |= index.membership(coding.system, bytes(coding.code))
        }
        return sets
    }
}

extension PartialDate {
    /// The last day that the date may mean.
    var lastDay: PartialDate {
        switch precision {
        case .year: PartialDate(.day, year: year, month: 12, day: 31) ?? self
        case .month:
            [31, 30, 29, 28].lazy.compactMap {
                PartialDate(.day, year: year, month: month, day: $0)
            }.first ?? self
        default: self
        }
    }
}
