import CanonicalModel
import Terminology

/// The coded entries of one record that rules look at, and what they say.
struct FactEvidence {
    /// An entry with a code of a set that a rule names.
    struct Item {
        /// Its index among the entries of the record.
        let entry: Int
        let sets: UInt64
        /// Days since 0001-01-01 of its date; `nil` without one, and the date itself.
        let day: Int?
        let date: PartialDate?
        let isMedicine: Bool
    }

    private(set) var items: [Item] = []
    /// The courses that go on, by the first code of the medicine.
    private(set) var medicines: [[UInt8]: [Int]] = [:]
    /// The age in whole years on the day of the run, where the birth date tells it.
    private(set) var age: Int?
    let today: Int

    /// Kinds of which a code says that something is so of the patient.
    private static let clinical: Set<EntryKind> = [.problem, .observation, .procedure]
    private static let supplied: Set<EntryKind> = [.medication, .medicationIssue]

    /// - Parameter isVisible: Whether rules may look at an entry.
    init(
        _ record: CanonicalRecord, _ index: CodeSetIndex, on day: PartialDate,
        isVisible: (Int) -> Bool
    ) {
        today = day.dayNumber
        for (number, entry) in record.entries.enumerated() {
            if entry.kind == .patient, case .date(let birth) = record.cell(entry, Self.birthDate),
                birth.precision >= .day
            {
                age = birth.wholeYears(until: day)
            }
            guard isVisible(number) else { continue }
            let isMedicine = Self.supplied.contains(entry.kind)
            guard isMedicine || Self.clinical.contains(entry.kind) else { continue }
            look(at: entry, number, isMedicine, in: record, index)
        }
    }

    private mutating func look(
        at entry: Entry, _ number: Int, _ isMedicine: Bool, in record: CanonicalRecord,
        _ index: CodeSetIndex
    ) {
        let shape = Shape.all[Int(entry.kind.rawValue)]
        guard case .concept(let concept) = record.cell(entry, shape.code) else { return }
        var sets: UInt64 = 0
        let codings = record.codings(of: record.concepts[Int(concept)])
        for coding in codings where coding.origin != .unassuredMap {
            sets |= index.membership(coding.system, record.bytes(coding.code))
        }
        if entry.kind == .medication, shape.isCurrentRepeat(entry, in: record),
            let code = codings.first?.code
        {
            medicines[Array(record.bytes(code)), default: []].append(number)
        }
        guard sets != 0, record.affirms(entry), !shape.isOver(entry, in: record) else { return }
        let date = shape.date(of: entry, in: record)
        items.append(
            Item(
                entry: number, sets: sets, day: date?.dayNumber, date: date,
                isMedicine: isMedicine))
    }

    private static let birthDate = EntryKind.patient.definition.index(of: "birth_date") ?? 0

    /// Whether a code of `sets` stands within `months` before the day of the run; a month is the
    /// twelfth part of 365.25 days.
    func has(_ sets: UInt64, months: Int) -> Bool {
        let first = today - months * 36_525 / 1200
        return items.contains {
            $0.sets & sets != 0 && $0.day.map { (first...today).contains($0) } == true
        }
    }
}

/// Where the fields of a kind stand that facts are worked out of.
private struct Shape {
    let code: Int
    let status: Int?
    /// The word of the status for a problem that is over: who has had it is on no register.
    private let resolved: UInt8?
    private let abatement: Int?
    private let dates: [Int]
    private let type: Int?
    private let active: UInt8?
    private let repeats: Set<UInt8>

    static let all = EntryKind.allCases.map { Shape($0.definition) }

    private init(_ definition: EntryDefinition) {
        code = definition.index(of: "code") ?? 0
        status = definition.index(of: "status")
        abatement = definition.index(of: "abatement")
        dates = definition.fields.indices.filter { [abatement] field in
            definition.fields[field].type == .date && field != abatement
        }
        type = definition.index(of: "type")
        let status = status.map { definition.fields[$0].type }
        guard case .code(let words) = status else {
            (resolved, active, repeats) = (nil, nil, [])
            return
        }
        resolved = words.index(of: "resolved")
        active = words.index(of: "active")
        if let type, case .code(let types) = definition.fields[type].type {
            repeats = Set(["repeat", "repeat-dispensing"].compactMap(types.index))
        } else {
            repeats = []
        }
    }

    /// Whether it is a problem that is over: it is resolved, or nobody says so and it ended.
    func isOver(_ entry: Entry, in record: CanonicalRecord) -> Bool {
        guard let status, let abatement else { return false }
        if case .code(let word) = record.cell(entry, status) { return word == resolved }
        return record.cell(entry, abatement) != .absent
    }

    /// The first date that the entry has: when it began or was so, else when it was recorded.
    func date(of entry: Entry, in record: CanonicalRecord) -> PartialDate? {
        for field in dates {
            if case .date(let date) = record.cell(entry, field) { return date }
        }
        return nil
    }

    /// Whether a course goes on, and is prescribed again and again.
    func isCurrentRepeat(_ entry: Entry, in record: CanonicalRecord) -> Bool {
        guard let status, let type, case .code(let state) = record.cell(entry, status),
            case .code(let kind) = record.cell(entry, type)
        else { return false }
        return state == active && repeats.contains(kind)
    }
}
