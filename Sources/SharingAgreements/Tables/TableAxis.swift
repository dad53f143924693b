import CanonicalModel
import Terminology

/// A dimension made ready for a run: its values, known beforehand, and which of them a released
/// record has.
struct TableAxis: Sendable {
    private enum Source: Sendable {
        case practice
        case text(Int)
        case patientWord(Int)
        case patientFlag(Int)
        case entryWord(Int)
        case entryFlag(Int)
        case time(Agreement.Dimension.TimeUnit, field: Int, first: Int)
        case codes([UInt64], field: Int)
        case has(CompiledCounted)
    }

    let dimension: Agreement.Dimension
    /// The values as they are written, in order.
    let labels: [String]
    /// The one of them for what fits no other.
    private let fallback: Int
    private let source: Source
    /// The label of each value, where values are texts.
    private let places: [[UInt8]: Int]

    /// - Parameter practices: The ODS codes of the practices that are in the run.
    init(
        _ dimension: Agreement.Dimension, of counted: EntryKind, _ agreement: Agreement,
        _ index: CodeSetIndex, on day: PartialDate, practices: [String]
    ) {
        self.dimension = dimension
        let shape = KindShape.all[Int(counted.rawValue)]
        var texts: [String] = []
        switch dimension.source {
        case .practice: (source, texts, labels) = (.practice, practices, practices)
        case .patient(let field):
            let values = TableValues.ofPatient(field, agreement)
            (texts, labels) = (values.texts, values.labels)
            switch EntryKind.patient.definition.fields[field].type {
            case .code: source = .patientWord(field)
            case .boolean: source = .patientFlag(field)
            default: source = .text(field)
            }
        case .listed(let field, let values):
            (source, texts, labels) = (.text(field), values, values + [TableValues.other])
        case .time(let unit):
            let months = TableValues.months(of: counted, agreement, on: day)
            let first = unit == .month ? months.lowerBound : months.lowerBound / 12
            source = .time(unit, field: shape.event ?? 0, first: first)
            labels = TableValues.labels(of: unit, months)
        case .entry(let field):
            labels = TableValues.words(of: field, counted)
            if case .boolean = counted.definition.fields[field].type {
                source = .entryFlag(field)
            } else {
                source = .entryWord(field)
            }
        case .codes(let sets):
            source = .codes(sets.map { index.mask($0) }, field: shape.code ?? 0)
            labels = sets + [TableValues.other]
        case .has(let counted):
            (source, labels) = (.has(CompiledCounted(counted, index)), TableValues.yesOrNo)
        }
        fallback = labels.firstIndex(of: TableValues.unknown) ?? labels.count - 1
        places = Dictionary(
            texts.enumerated().map { (Array($1.utf8), $0) }, uniquingKeysWith: { first, _ in first }
        )
    }

    /// Which of ``labels`` the record has, or the entry that is counted.
    func value(
        _ released: ReleasedRecord, _ patient: Entry, _ entry: Entry, _ index: CodeSetIndex
    ) -> Int {
        let record = released.record
        switch source {
        case .practice: return places[Array(record.bytes(released.practice))] ?? fallback
        case .text(let field):
            guard case .text(let text) = record.cell(patient, field) else { return fallback }
            return places[Array(record.bytes(text))] ?? fallback
        case .patientWord(let field): return word(record.cell(patient, field))
        case .patientFlag(let field): return flag(record.cell(patient, field))
        case .entryWord(let field): return word(record.cell(entry, field))
        case .entryFlag(let field): return flag(record.cell(entry, field))
        case .time(let unit, let field, let first):
            guard case .date(let date) = record.cell(entry, field) else { return fallback }
            return time(date, unit, first)
        case .codes(let sets, let field):
            guard case .concept(let concept) = record.cell(entry, field) else { return fallback }
            let found = record.membership(of: Int(concept), in: index, isReleasing: true)
            return sets.firstIndex { $0 & found != 0 } ?? fallback
        case .has(let counted):
            return record.entries.contains { counted.holds($0, in: record, index) } ? 0 : 1
        }
    }

    private func word(_ cell: Cell) -> Int {
        guard case .code(let word) = cell, Int(word) < labels.count else { return fallback }
        return Int(word)
    }

    private func flag(_ cell: Cell) -> Int {
        guard case .boolean(let value) = cell else { return fallback }
        return value ? 0 : 1
    }

    private func time(
        _ date: PartialDate, _ unit: Agreement.Dimension.TimeUnit, _ first: Int
    ) -> Int {
        let place: Int
        switch unit {
        case .year: place = date.year - first
        case .month:
            guard date.precision >= .month else { return fallback }
            place = date.year * 12 + date.month - 1 - first
        case .weekday:
            guard date.precision >= .day else { return fallback }
            // Day 0 of the calendar, 1 January of the year 1, was a Monday.
            place = date.dayNumber % 7
        }
        return (0..<fallback).contains(place) ? place : fallback
    }
}

/// Entries of a kind, in bits.
struct CompiledCounted: Sendable {
    let kind: EntryKind
    private let code: Int?
    /// The bit of the code set; 0 for any code or none.
    private let sets: UInt64
    private let tests: [CompiledTest]

    init(_ counted: Agreement.Counted, _ index: CodeSetIndex) {
        kind = counted.kind
        code = KindShape.all[Int(counted.kind.rawValue)].code
        sets = index.mask(counted.codeSet)
        tests = counted.tests.map(CompiledTest.init)
    }

    /// Whether an entry of a released record certainly is one.
    func holds(_ entry: Entry, in record: CanonicalRecord, _ index: CodeSetIndex) -> Bool {
        guard entry.kind == kind else { return false }
        if sets != 0 {
            guard let code, case .concept(let concept) = record.cell(entry, code),
                record.membership(of: Int(concept), in: index, isReleasing: true) & sets != 0
            else { return false }
        }
        return tests.allSatisfy { $0.passes(entry, in: record) == .yes }
    }
}
