import CanonicalModel
import SharingAgreements
import Terminology

/// What is known of a patient and record, taken out of them by plain means: no part of deciding is
/// used here.
struct PlainRecord {
    struct Code: Hashable {
        var system: CodeSystem
        var code: String
        var isUnassured = false
    }
    struct Number {
        var millionths: Int64
        var comparator = Quantity.Comparator.none
        var units: [String]
        var isQuantity = true
    }
    enum Value {
        case word(UInt8), flag(Bool), number(Number)
    }
    struct Entry {
        var kind: EntryKind
        /// Its place in the record.
        var place: Int
        /// The codes of `code`, and how far they can be relied on; `nil` without a concept.
        var codes: [Code]?
        var status = MapStatus.textOnly
        /// The codes of all its other concepts.
        var otherCodes: [Code] = []
        var mark = Mark.none
        /// The days that its date may mean; `nil` without one.
        var days: ClosedRange<Int>?
        var values: [Int: Value] = [:]
        var isInError = false
        /// What it is, and everything that it stands in: places in the record.
        var parents: Set<Int> = []
        /// The consultation that it was recorded in.
        var encounters: Set<Int> = []
        /// By field, the professional or organisation that it names: a place in the record.
        var staff: [Int: Int] = [:]
        /// Entries that share its id.
        var twins: Set<Int> = []
        /// The days on which what it says was said: of any date but that of its entry, or else
        /// that.
        var statementDays: ClosedRange<Int>?
    }
    enum Mark: CaseIterable { case none, marked, unknown }
    struct Registration {
        var practice: String?
        var type: Int?
        var start: PartialDate?
        var end: PartialDate?
        var isEmpty: Bool
    }

    var entries: [Entry] = []
    var registrations: [Registration] = []
    var patients = 0
    var mark = Mark.none
    var birth: PartialDate?
    var hasDied = false

    /// The words that mean a code is understood.
    static let classified: [MapStatus] = [.native, .mapped, .resolved, .replaced]

    /// A record of nothing.
    init() {}

    /// A record of one entry.
    init(of entry: Entry) { entries = [entry] }

    init(_ record: CanonicalRecord) {
        let ids = record.entries.map { Self.text(record.cell($0, 0), record) ?? "" }
        for (place, entry) in record.entries.enumerated() {
            entries.append(Self.entry(entry, place, record, ids))
            let fields = entry.kind.definition.fields
            func cell(_ name: String) -> Cell {
                fields.firstIndex { $0.name == name }.map { record.cell(entry, $0) } ?? .absent
            }
            if entry.kind == .patient {
                patients += 1
                mark = entries[place].mark
                birth = Self.date(cell("birth_date"))
                hasDied = cell("death_date") != .absent || cell("deceased") == .boolean(true)
            }
            if entry.kind == .registration {
                var type: Int?
                if case .code(let word) = cell("type") { type = Int(word) }
                let others = fields.indices.dropFirst().map { record.cell(entry, $0) }
                registrations.append(
                    Registration(
                        practice: Self.text(cell("practice"), record), type: type,
                        start: Self.date(cell("start")), end: Self.date(cell("end")),
                        isEmpty: others.allSatisfy { $0 == .absent }))
            }
        }
        linkChildren(record, ids)
    }

    private static func entry(
        _ entry: CanonicalModel.Entry, _ place: Int, _ record: CanonicalRecord, _ ids: [String]
    ) -> Entry {
        let fields = entry.kind.definition.fields
        var plain = Entry(kind: entry.kind, place: place)
        switch record.cell(entry, 1) {
        case .absent: break
        case .code(let word):
            plain.mark =
                EntryDefinition.envelope[1].words[Int(word)] == "other" ? .unknown : .marked
        default: plain.mark = .unknown
        }
        var (event, first, recorded): (PartialDate?, PartialDate?, PartialDate?)
        let firstDate = fields.firstIndex { $0.type == .date && $0.name != "recorded" }
        for (index, field) in fields.enumerated() {
            let cell = record.cell(entry, index)
            switch cell {
            case .concept(let number):
                let concept = record.concepts[Int(number)]
                let codes = record.codings(of: concept).map {
                    Code(
                        system: $0.system, code: record.string($0.code),
                        isUnassured: $0.origin == .unassuredMap)
                }
                if field.name == "code" {
                    (plain.codes, plain.status) = (codes, concept.status)
                } else {
                    plain.otherCodes += codes
                }
            case .date(let date):
                if index == firstDate { event = date }
                if field.name == "recorded" { recorded = date } else { first = first ?? date }
            case .code(let word):
                plain.values[index] = .word(word)
                if field.name == "status", field.words[Int(word)] == "entered-in-error" {
                    plain.isInError = true
                }
            case .boolean(let flag): plain.values[index] = .flag(flag)
            case .quantity(let number):
                let quantity = record.quantities[Int(number)]
                if let value = decimal(record.string(quantity.number)) {
                    plain.values[index] = .number(
                        Number(
                            millionths: value, comparator: quantity.comparator,
                            units: [quantity.unitCode, quantity.unit].map {
                                record.string($0).lowercased()
                            }))
                }
            case .text(let text) where field.type == .number:
                if let value = decimal(record.string(text)) {
                    plain.values[index] = .number(
                        Number(millionths: value, units: [], isQuantity: false))
                }
            case .reference(let id)
            where ["practitioner", "organisation", "recipient"].contains(field.name):
                plain.staff[index] = staff(record.string(id), record, ids)
            case .reference(let id):
                let found = clinical(record.string(id), record, ids).map { Set([$0]) } ?? []
                if field.name == "encounter" {
                    plain.encounters = found
                } else {
                    plain.parents.formUnion(found)
                }
            default: break
            }
        }
        plain.days = (event ?? recorded).map(days)
        plain.statementDays = (first ?? recorded).map(days)
        return plain
    }

    /// The professional of this id, or else the organisation.
    private static func staff(_ id: String, _ record: CanonicalRecord, _ ids: [String]) -> Int? {
        for kind in [EntryKind.practitioner, .organisation] {
            let found = ids.indices.first { ids[$0] == id && record.entries[$0].kind == kind }
            if let found { return found }
        }
        return nil
    }

    /// The first entry of this id that is neither.
    private static func clinical(
        _ id: String, _ record: CanonicalRecord, _ ids: [String]
    ) -> Int? {
        ids.indices.first { place in
            let kind = record.entries[place].kind
            return ids[place] == id && kind != .practitioner && kind != .organisation
        }
    }

    /// What lists its children is their parent; and what shares an id is one.
    private mutating func linkChildren(_ record: CanonicalRecord, _ ids: [String]) {
        for (place, entry) in record.entries.enumerated() {
            for field in 0..<entry.kind.fieldCount {
                guard case .references(let start, let count) = record.cell(entry, field)
                else { continue }
                for id in record.references[Int(start)..<Int(start) + Int(count)] {
                    guard let child = Self.clinical(record.string(id), record, ids)
                    else { continue }
                    entries[child].parents.insert(place)
                }
            }
        }
        for (place, id) in ids.enumerated() {
            guard let first = ids.firstIndex(of: id), first != place, !id.isEmpty else { continue }
            for (one, other) in [(place, first), (first, place)] {
                entries[one].parents.insert(other)
                entries[one].twins.insert(other)
            }
        }
    }

    // MARK: - Plain reading of values

    private static func text(_ cell: Cell, _ record: CanonicalRecord) -> String? {
        if case .text(let text) = cell { record.string(text) } else { nil }
    }

    private static func date(_ cell: Cell) -> PartialDate? {
        if case .date(let date) = cell { date } else { nil }
    }

    /// All days that a date may mean.
    static func days(_ date: PartialDate) -> ClosedRange<Int> {
        guard date.precision < .day else { return date.dayNumber...date.dayNumber }
        var last = date.dayNumber
        for month in 1...12 {
            for day in 1...31 {
                guard
                    let one = PartialDate(.day, year: date.year, month: month, day: day),
                    date.precision == .year || month == date.month
                else { continue }
                last = max(last, one.dayNumber)
            }
        }
        return date.dayNumber...last
    }

    private static func decimal(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = Int64(parts[0]) else { return nil }
        let decimals = parts.count == 2 ? String(parts[1]) : ""
        guard decimals.count <= 6, let rest = Int64(decimals.isEmpty ? "0" : decimals) else {
            return nil
        }
        var scaled = rest
        for _ in decimals.count..<6 { scaled *= 10 }
        return whole * 1_000_000 + (text.hasPrefix("-") ? -scaled : scaled)
    }
}

extension Field {
    var words: [String] {
        if case .code(let vocabulary) = type { vocabulary.words } else { [] }
    }
}
