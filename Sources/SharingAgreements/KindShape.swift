public import CanonicalModel
import Terminology

/// A set of fields of one kind, a bit each; walked from the first to the last.
struct FieldSet: Sendable, Sequence, IteratorProtocol {
    var bits: UInt64

    init(_ fields: some Sequence<Int>) { bits = fields.reduce(0) { $0 | 1 << UInt64($1) } }
    init(bits: UInt64) { self.bits = bits }

    func contains(_ field: Int) -> Bool { bits & 1 << UInt64(field) != 0 }

    mutating func next() -> Int? {
        guard bits != 0 else { return nil }
        defer { bits &= bits - 1 }
        return bits.trailingZeroBitCount
    }
}

/// What deciding needs to know of a kind's fields, worked out once from the field table; it holds
/// no array, so that handing it about counts no references.
struct KindShape: Sendable {
    /// The field `code`, if it is a concept.
    let code: Int?
    /// All concept fields.
    let concepts: FieldSet
    /// The date fields but the date of entry into the record.
    let dates: FieldSet
    /// The date of entry into the record.
    let recorded: Int?
    /// When it was: the first date field that is not ``recorded``.
    let event: Int?
    /// Whether its entries are of no time: who the patient and the professionals are, and where.
    let isTimeless: Bool
    /// The field `status` and its word for an entry made in error.
    let error: (field: Int, word: UInt8)?
    /// References to professionals and organisations.
    let staff: FieldSet
    /// References to an entry of which this one is a part: `part_of`, `medication`.
    let parents: FieldSet
    /// The reference to the consultation.
    let encounter: Int?
    /// References to entries that stand under this one: `items`, `results`.
    let children: FieldSet

    /// By the raw value of the kind.
    static let all = EntryKind.allCases.map { KindShape($0.definition) }

    private init(_ definition: EntryDefinition) {
        let fields = definition.fields
        func indices(_ type: FieldType) -> [Int] {
            fields.indices.filter { fields[$0].type == type }
        }
        func named(_ name: String, _ type: FieldType) -> Int? {
            indices(type).first { fields[$0].name == name }
        }
        code = named("code", .concept)
        concepts = FieldSet(indices(.concept))
        recorded = named("recorded", .date)
        dates = FieldSet(indices(.date).filter { fields[$0].name != "recorded" })
        event = indices(.date).first { fields[$0].name != "recorded" }
        isTimeless = definition.kind.isTimeless
        if let status = definition.index(of: "status"),
            case .code(let vocabulary) = fields[status].type,
            let word = vocabulary.index(of: "entered-in-error")
        {
            error = (status, word)
        } else {
            error = nil
        }
        encounter = named("encounter", .reference)
        let staff = FieldSet(bits: definition.kind.staffFields)
        self.staff = staff
        parents = FieldSet(
            indices(.reference).filter { fields[$0].name != "encounter" && !staff.contains($0) })
        children = FieldSet(indices(.references))
    }

    /// The date of the event, or else of its entry into the record.
    func firstDate(of entry: Entry, in record: CanonicalRecord) -> PartialDate? {
        for field in dates {
            if case .date(let date) = record.cell(entry, field) { return date }
        }
        guard let recorded, case .date(let date) = record.cell(entry, recorded) else { return nil }
        return date
    }

    func isEnteredInError(_ entry: Entry, in record: CanonicalRecord) -> Bool {
        guard let error else { return false }
        return record.cell(entry, error.field) == .code(error.word)
    }
}

extension EntryKind {
    /// Whether no time window applies: an entry says who or where, and not when.
    public var isTimeless: Bool {
        [.patient, .registration, .practitioner, .organisation].contains(self)
    }
}

extension CanonicalRecord {
    /// The sets that any coding of the concept belongs to, a bit each.
    ///
    /// - Parameter isReleasing: Whether something leaves because of it; what only a map that nobody
    ///   has assured leads to does not count then.
    func membership(
        of concept: Int, in index: CodeSetIndex, isReleasing: Bool = false
    ) -> UInt64 {
        var sets: UInt64 = 0
        let first = Int(concepts[concept].firstCoding)
        for number in first..<first + Int(concepts[concept].codingCount) {
            let coding = codings[number]
            if isReleasing, coding.origin == .unassuredMap { continue }
            let range = coding.code.offset..<coding.code.offset + Int(coding.code.length)
            if coding.code.isScratch {
                sets |= index.membership(coding.system, scratch.span.extracting(range))
            } else {
                sets |= index.membership(coding.system, source.span.extracting(range))
            }
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
