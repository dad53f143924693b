import CanonicalModel
import Terminology

/// Reads rows of one table into the facts of a practice.
struct TableReader {
    private let plan: TablePlan?
    private let slot: Int
    private let kind: EntryKind
    private let header: [String: Int]
    private let dates: [Int]
    private let snomed: Int?
    private let source: Int?
    private let sourceSystem: Int?
    private let keys: [Int]
    private let status: Int?
    /// Of appointments.
    private let slotCategory: Int?
    private let deliveryChannel: Int?
    private let columns: [[(place: Int?, unit: Int?, test: ColumnTest)]]
    private let person: Int

    init(_ plan: IndicatorPlan, _ kind: EntryKind, header names: [String]) {
        self.kind = kind
        slot = plan.slot(of: kind) ?? -1
        self.plan = slot < 0 ? nil : plan.tables[slot]
        let header = Dictionary(zip(names, names.indices)) { first, _ in first }
        self.header = header
        dates = FeedColumns.dates(of: kind).compactMap { header[$0] }
        (snomed, source) = (header["code_snomed"], header["code_source"])
        sourceSystem = header["code_source_system"]
        let keys = kind.isMedicine ? ["code_snomed", "code_source"] : ["practitioner"]
        (self.keys, status) = (keys.compactMap { header[$0] }, header["status"])
        let isAppointment = kind == .appointment
        slotCategory = isAppointment ? header["slot_category"] : nil
        deliveryChannel = isAppointment ? header["delivery_channel"] : nil
        person = header["person_key"] ?? 0
        columns = (self.plan?.tests ?? []).map { test in
            test.columns.map { column in
                var unit: Int?
                if case .limits(let limits) = column.test { unit = header[limits.unitColumn] }
                return (header[column.column], unit, column)
            }
        }
    }

    /// Takes whole rows of one practice.
    mutating func read(_ bytes: Span<UInt8>, into facts: inout PracticeFacts, lastDay: CalendarDay)
    {
        var (rows, offset, key, number) = (CSVRows(), 0, [UInt8](), UInt32?.none)
        while rows.next(bytes, &offset) {
            guard rows.cells.count > person else { continue }
            let cell = bytes.extracting(rows.cells[person])
            if number == nil || !cell.equals(key) {
                key.removeAll(keepingCapacity: true)
                for index in cell.indices { key.append(cell[index]) }
                let text = String(decoding: key, as: UTF8.self)
                number = kind == .patient ? facts.person(text) : facts.numbers[text]
            }
            guard let number else { continue }
            switch kind {
            case .patient: readPatient(bytes, rows.cells, &facts, number, lastDay)
            case .registration: readRegistration(bytes, rows.cells, &facts, number, lastDay)
            default: break
            }
            if plan != nil { readEvent(bytes, rows.cells, &facts, number) }
        }
    }

    // MARK: - Rows that are tested

    private func readEvent(
        _ bytes: Span<UInt8>, _ cells: [Range<Int>], _ facts: inout PracticeFacts, _ person: UInt32
    ) {
        guard let plan else { return }
        let sets = membership(bytes, cells, plan)
        guard sets != 0 || plan.takesAny else { return }
        if let status, bytes.extracting(cells[status]).equals(Self.enteredInError) { return }
        var bits: UInt64 = 0
        for (number, mask) in plan.masks.enumerated() {
            guard plan.tests[number].sets.isEmpty || mask & sets != 0 else { continue }
            if passes(columns[number], bytes, cells) { bits |= 1 << UInt64(number) }
        }
        guard bits != 0 else { return }
        var event = Event(
            person: person, day: Event.undated, bits: bits, key: 0, precision: .day)
        for place in dates where event.day == Event.undated {
            if let date = FeedDate.read(bytes.extracting(cells[place])) {
                (event.day, event.precision, event.hour) = (date.day, date.precision, date.hour)
            }
        }
        if let slotCategory {
            event.slotCategory = SlotWords.place(
                bytes.extracting(cells[slotCategory]), SlotWords.categoryBytes)
        }
        if let deliveryChannel {
            event.deliveryChannel = SlotWords.place(
                bytes.extracting(cells[deliveryChannel]), SlotWords.channelBytes)
        }
        for place in keys where event.key == 0 {
            event.key = facts.key(String(bytes.extracting(cells[place])))
        }
        facts.add(event, slot)
    }

    private static let enteredInError = Array("entered-in-error".utf8)

    private func membership(
        _ bytes: Span<UInt8>, _ cells: [Range<Int>], _ plan: TablePlan
    ) -> UInt64 {
        guard !plan.index.names.isEmpty else { return 0 }
        var sets: UInt64 = 0
        if let snomed, !cells[snomed].isEmpty {
            sets = plan.index.membership(.snomed, bytes.extracting(cells[snomed]))
        }
        if let source, let sourceSystem, !cells[source].isEmpty {
            let name = bytes.extracting(cells[sourceSystem])
            for (system, word) in Self.systems where name.equals(word) {
                sets |= plan.index.membership(system, bytes.extracting(cells[source]))
            }
        }
        return sets
    }

    private static let systems: [(CodeSystem, [UInt8])] = CodeSystem.allCases
        .filter { $0 != .other }.map { ($0, Array("\($0.name)".utf8)) }

    private func passes(
        _ tests: [(place: Int?, unit: Int?, test: ColumnTest)], _ bytes: Span<UInt8>,
        _ cells: [Range<Int>]
    ) -> Bool {
        for (place, unit, test) in tests {
            guard let place else { return false }
            let cell = bytes.extracting(cells[place])
            switch test.test {
            case .present: if cell.isEmpty { return false }
            case .absent: if !cell.isEmpty { return false }
            case .words(let words):
                let text = String(cell)
                if !words.contains(text) { return false }
            case .limits(let limits):
                guard let value = Double(String(cell)), limits.contains(value) else { return false }
                guard !limits.units.isEmpty else { continue }
                guard let unit else { return false }
                let written = String(bytes.extracting(cells[unit])).lowercased()
                if !limits.units.contains(written.filter { $0 != " " }) { return false }
            }
        }
        return true
    }
}

// MARK: - People

extension TableReader {
    private func text(_ name: String, _ bytes: Span<UInt8>, _ cells: [Range<Int>]) -> String {
        guard let place = header[name] else { return "" }
        return String(bytes.extracting(cells[place]))
    }

    fileprivate func readPatient(
        _ bytes: Span<UInt8>, _ cells: [Range<Int>], _ facts: inout PracticeFacts,
        _ number: UInt32, _ lastDay: CalendarDay
    ) {
        facts.suppliers[text("source_system", bytes, cells), default: 0] += 1
        var person = facts.people[Int(number)]
        let sex = text("sex", bytes, cells)
        if !sex.isEmpty, sex != "unknown" { person.sex = sex }
        if let place = header["birth_date"],
            let date = FeedDate.read(bytes.extracting(cells[place]))
        {
            person.born = CalendarDay(number: date.day)
            person.birthPrecision = date.precision
        }
        person.ages = person.ages(
            lastDay, years: text("age_years", bytes, cells), band: text("age_band", bytes, cells))
        for name in ["ethnic_category", "ethnicity_source", "ethnicity_snomed"] {
            let word = text(name, bytes, cells)
            if person.ethnicity.isEmpty, word != "Not stated" { person.ethnicity = word }
        }
        person.hasDistrict =
            !(text("postcode_district", bytes, cells)
            + text("postcode", bytes, cells)).isEmpty
        if let place = header["death_date"],
            let date = FeedDate.read(bytes.extracting(cells[place])), date.day <= lastDay.number
        {
            person.hasDied = true
        }
        if text("deceased", bytes, cells) == "true" { person.hasDied = true }
        let usual = text("practitioner", bytes, cells)
        if !usual.isEmpty { person.usual = facts.key(usual) }
        facts.people[Int(number)] = person
    }

    fileprivate func readRegistration(
        _ bytes: Span<UInt8>, _ cells: [Range<Int>], _ facts: inout PracticeFacts,
        _ number: UInt32, _ lastDay: CalendarDay
    ) {
        let end = header["end"].flatMap { FeedDate.read(bytes.extracting(cells[$0])) }
        let start = header["start"].flatMap { FeedDate.read(bytes.extracting(cells[$0])) }
        let hasEnded = end.map { $0.day <= lastDay.number } ?? false
        let hasBegun = start.map { $0.day <= lastDay.number } ?? true
        let isCurrent = !hasEnded && hasBegun
        facts.people[Int(number)].isRegistered =
            facts.people[Int(number)].isRegistered == true || isCurrent
        let usual = text("practitioner", bytes, cells)
        if !usual.isEmpty, isCurrent { facts.people[Int(number)].usual = facts.key(usual) }
    }
}

extension Person {
    /// The ages that a person may have on a day, from the best of what is known.
    fileprivate func ages(_ day: CalendarDay, years: String, band: String) -> ClosedRange<Int>? {
        if let born {
            let most = born.years(until: day)
            guard most >= 0 else { return nil }
            return birthPrecision == .year ? max(0, most - 1)...most : most...most
        }
        if let years = Int(years) { return years...years }
        if band.hasSuffix("+"), let least = Int(band.dropLast()) { return least...130 }
        let ends = band.split(separator: "-").compactMap { Int($0) }
        guard let low = ends.first, let high = ends.last, low <= high else { return nil }
        return low...high
    }
}
