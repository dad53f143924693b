import CanonicalModel
import Terminology

/// Gives a patient the ethnic category that coded entries of the record state, where the source
/// states none of the patient: practices mostly record it so.
///
/// The latest day with such an entry decides, whether it names a group or says that the patient
/// would not tell. Entries of one day that do not agree tell nothing, and older ones do not count
/// then either. A date of less precision than a day is its first day; an entry without a date is
/// older than any that has one. What is marked confidential or made in error does not count.
struct CodedEthnicity: Sendable {
    let codes: EthnicCategoryCodes

    /// Whose letters they are; source: UK Core CodeSystem UKCore-EthnicCategory.
    private static let system = Array(
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory".utf8)
    private static let field = EntryKind.patient.definition.index(of: "ethnicity") ?? 0

    /// Completes a record that was mapped: adds the letter to what the patient's concept holds, as
    /// a coding that no source has written.
    ///
    /// A code that the source states of the patient is told by itself; entries are looked at where
    /// it states nothing, or words alone.
    ///
    /// Cost: a look-up a coding of entries of three kinds, where nothing is stated.
    func complete(_ record: inout CanonicalRecord, _ findings: [MappingFinding]) {
        guard !codes.isEmpty,
            let patient = record.entries.first(where: { $0.kind == .patient }),
            !findings.contains(where: { $0.kind == .patient && $0.field == UInt8(Self.field) })
        else { return }
        var letter: Int?
        if case .concept(let stated) = record.cell(patient, Self.field),
            record.concepts[Int(stated)].codingCount > 0
        {
            letter = Self.only(categories(of: .concept(stated), in: record))
        } else if let latest = latest(in: record) {
            letter = Self.only(latest.categories)
            if letter != nil { record.ethnicitySource = latest.entry }
        }
        if let letter { add(EthnicCategoryCodes.letters[letter], to: patient, of: &record) }
    }

    private static func only(_ categories: UInt64) -> Int? {
        categories.nonzeroBitCount == 1 ? categories.trailingZeroBitCount : nil
    }

    private func add(_ letter: UInt8, to patient: Entry, of record: inout CanonicalRecord) {
        var concept = Concept(
            firstCoding: 0, codingCount: 0, status: .mappedUnassured, text: .empty)
        if case .concept(let stated) = record.cell(patient, Self.field) {
            concept = record.concepts[Int(stated)]
        }
        let codings = Array(record.codings(of: concept))
        concept.firstCoding = UInt32(truncatingIfNeeded: record.codings.count)
        concept.codingCount = UInt16(clamping: codings.count + 1)
        record.codings += codings
        record.codings.append(
            Coding(
                system: .other, code: record.appendScratch([letter]),
                systemText: record.appendScratch(Self.system), origin: .unassuredMap))
        record.concepts.append(concept)
        record.cells[Int(patient.firstCell) + Self.field] = .concept(
            UInt32(truncatingIfNeeded: record.concepts.count - 1))
    }

    // MARK: - What entries state

    private struct Statement {
        let day: Int
        var categories: UInt64
        let entry: Int
    }

    /// What is stated on the latest day.
    private func latest(in record: CanonicalRecord) -> Statement? {
        var latest: Statement?
        for number in record.entries.indices {
            let entry = record.entries[number]
            let shape = Shape.all[Int(entry.kind.rawValue)]
            guard shape.code > 0 else { continue }
            let categories =
                self.categories(of: record.cell(entry, shape.code), in: record)
                | self.categories(of: record.cell(entry, shape.answer), in: record)
            guard categories != 0, record.cell(entry, Self.confidential) == .absent,
                !shape.isMistaken(entry, in: record)
            else { continue }
            let day = shape.day(of: entry, in: record)
            if let known = latest, day <= known.day {
                if day == known.day { latest?.categories |= categories }
            } else {
                latest = Statement(day: day, categories: categories, entry: number)
            }
        }
        return latest
    }

    private static let confidential = 1

    /// The categories that a concept states; none for a cell that holds something else.
    private func categories(of cell: Cell, in record: CanonicalRecord) -> UInt64 {
        guard case .concept(let concept) = cell else { return 0 }
        var categories: UInt64 = 0
        for number in record.concepts[Int(concept)].range {
            let coding = record.codings[number]
            guard coding.origin != .unassuredMap else { continue }
            categories |= record.withBytes(of: coding.code) {
                codes.membership(coding.system, $0)
            }
        }
        return categories
    }
}

/// Where a kind of entry says what is so of the patient, and when.
private struct Shape: Sendable {
    /// The fields of the code and of the coded answer; 0 for none.
    let (code, answer): (Int, Int)
    private let status: Int
    /// The words of ``status`` for what is not so, a bit each.
    private let mistakes: UInt64
    private let dates: Range<Int>
    private let isDate: UInt64

    /// By the raw value of the kind; those that state nothing of the patient have no code here.
    static let all = EntryKind.allCases.map { kind in
        Shape(
            kind.definition,
            states: [EntryKind.observation, .problem, .procedure].contains(kind))
    }

    private init(_ definition: EntryDefinition, states: Bool) {
        code = states ? definition.index(of: "code") ?? 0 : 0
        answer = states ? definition.index(of: "value_concept") ?? 0 : 0
        status = definition.index(of: "status") ?? 0
        var words: [String] = []
        if case .code(let vocabulary) = definition.fields[status].type { words = vocabulary.words }
        let wrong = ["entered-in-error", "cancelled", "not-done"]
        mistakes = words.indices.reduce(0) {
            $0 | (wrong.contains(words[$1]) ? 1 << UInt64($1) : 0)
        }
        dates = 0..<definition.fields.count
        isDate = dates.reduce(0) {
            $0 | (definition.fields[$1].type == .date ? 1 << UInt64($1) : 0)
        }
    }

    func isMistaken(_ entry: Entry, in record: CanonicalRecord) -> Bool {
        guard case .code(let word) = record.cell(entry, status) else { return false }
        return mistakes & 1 << UInt64(word) != 0
    }

    /// The day of the first date that the entry has: when it was so, else when it was recorded.
    func day(of entry: Entry, in record: CanonicalRecord) -> Int {
        for field in dates where isDate & 1 << UInt64(field) != 0 {
            if case .date(let date) = record.cell(entry, field) { return date.dayNumber }
        }
        return .min
    }
}
