import CanonicalModel

/// Reads rows of one table into the facts of a practice.
struct TableReader: Sendable {
    let kind: EntryKind
    /// The names of the columns.
    let header: [String]
    private let person: Int
    private let patients: PatientColumns
    private let registrations: RegistrationColumns
    private let events: EventReader
    private var rows = CSVRows()

    init(_ plan: IndicatorPlan, _ kind: EntryKind, header names: [String]) {
        (self.kind, header) = (kind, names)
        let header = Dictionary(zip(names, names.indices)) { first, _ in first }
        person = header["person_key"] ?? 0
        (patients, registrations) = (PatientColumns(header), RegistrationColumns(header))
        let slot = plan.slot(of: kind)
        let table = slot.map { plan.tables[$0] } ?? TablePlan(kind, [], [])
        events = EventReader(table, slot ?? 0, header)
    }

    /// Takes whole rows of one practice.
    mutating func read(_ bytes: Span<UInt8>, into facts: inout PracticeFacts, lastDay: CalendarDay)
    {
        var offset = 0
        while rows.next(bytes, &offset) {
            guard rows.count >= header.count else { continue }
            let key = bytes.extracting(rows[person])
            guard let number = kind == .patient ? facts.person(key) : facts.known(key) else {
                continue
            }
            switch kind {
            case .patient: patients.read(bytes, rows, &facts, number, lastDay)
            case .registration: registrations.read(bytes, rows, &facts, number, lastDay)
            default: break
            }
            events.read(bytes, rows, &facts, number)
        }
    }
}

/// Where the columns of patients stand.
private struct PatientColumns: Sendable {
    let supplier, sex, birth, death, deceased, ageYears, ageBand, practitioner, decile: Int?
    /// The better first.
    let ethnicities: [Int]
    let districts: [Int]

    init(_ header: [String: Int]) {
        (supplier, sex) = (header["source_system"], header["sex"])
        (birth, death, deceased) = (header["birth_date"], header["death_date"], header["deceased"])
        (ageYears, ageBand) = (header["age_years"], header["age_band"])
        (practitioner, decile) = (header["practitioner"], header["imd_decile"])
        ethnicities = ["ethnic_category", "ethnicity_source", "ethnicity_snomed"]
            .compactMap { header[$0] }
        districts = ["postcode_district", "postcode"].compactMap { header[$0] }
    }

    func read(
        _ bytes: Span<UInt8>, _ row: CSVRows, _ facts: inout PracticeFacts, _ number: UInt32,
        _ lastDay: CalendarDay
    ) {
        facts.suppliers[facts.word(bytes, row, supplier), default: 0] += 1
        var person = facts.people[Int(number)]
        let sex = facts.word(bytes, row, sex)
        if sex != 0, sex != PersonWord.unknown { person.sex = sex }
        if let birth, let date = FeedDate.read(bytes.extracting(row[birth])) {
            person.born = CalendarDay(number: date.day)
            person.birthPrecision = date.precision
        }
        if let born = person.born {
            person.ages = Person.ages(born, person.birthPrecision, on: lastDay)
        } else {
            person.ages = Person.ages(
                years: ageYears.map { String(bytes.extracting(row[$0])) } ?? "",
                band: ageBand.map { String(bytes.extracting(row[$0])) } ?? "")
        }
        for place in ethnicities where person.ethnicity == 0 {
            let word = facts.word(bytes, row, place)
            if !PersonWord.notStated.contains(word) { person.ethnicity = word }
        }
        let tenth = decile.flatMap { Int(String(bytes.extracting(row[$0]))) } ?? 0
        if (1...10).contains(tenth) { person.fifth = UInt8(tenth + 1) / 2 }
        person.hasDistrict = districts.contains { !row[$0].isEmpty }
        if let death, let date = FeedDate.read(bytes.extracting(row[death])),
            date.day <= lastDay.number
        {
            person.hasDied = true
        }
        if let deceased, bytes.extracting(row[deceased]).equals(Array("true".utf8)) {
            person.hasDied = true
        }
        let usual = practitioner.map { facts.key(bytes.extracting(row[$0])) } ?? 0
        if usual != 0 { person.usual = usual }
        facts.people[Int(number)] = person
    }
}

/// Where the columns of registrations stand.
private struct RegistrationColumns: Sendable {
    let start, end, practitioner: Int?

    init(_ header: [String: Int]) {
        (start, end, practitioner) = (header["start"], header["end"], header["practitioner"])
    }

    func read(
        _ bytes: Span<UInt8>, _ row: CSVRows, _ facts: inout PracticeFacts, _ number: UInt32,
        _ lastDay: CalendarDay
    ) {
        let end = end.flatMap { FeedDate.read(bytes.extracting(row[$0])) }
        let start = start.flatMap { FeedDate.read(bytes.extracting(row[$0])) }
        let hasEnded = end.map { $0.day <= lastDay.number } ?? false
        let hasBegun = start.map { $0.day <= lastDay.number } ?? true
        let isCurrent = !hasEnded && hasBegun
        let person = Int(number)
        facts.people[person].isRegistered =
            facts.people[person].isRegistered == true || isCurrent
        guard isCurrent, let practitioner else { return }
        let usual = facts.key(bytes.extracting(row[practitioner]))
        if usual != 0 { facts.people[person].usual = usual }
    }
}

extension PracticeFacts {
    /// The number of a cell's word; 0 for an empty cell, and where there is no such column.
    fileprivate mutating func word(
        _ bytes: Span<UInt8>, _ row: CSVRows, _ place: Int?
    ) -> UInt32 {
        guard let place, !row[place].isEmpty else { return 0 }
        return words.add(bytes.extracting(row[place]))
    }
}

extension Person {
    /// The ages that somebody born on a day, or in the month or year that begins with it, may have.
    fileprivate static func ages(
        _ born: CalendarDay, _ precision: FeedDate.Precision, on day: CalendarDay
    ) -> ClosedRange<Int>? {
        let most = born.years(until: day)
        guard most >= 0 else { return nil }
        return precision == .year ? max(0, most - 1)...most : most...most
    }

    /// The ages that somebody without a date of birth may have.
    fileprivate static func ages(years: String, band: String) -> ClosedRange<Int>? {
        if let years = Int(years) { return years...years }
        if band.hasSuffix("+"), let least = Int(band.dropLast()) { return least...130 }
        let ends = band.split(separator: "-").compactMap { Int($0) }
        guard let low = ends.first, let high = ends.last, low <= high else { return nil }
        return low...high
    }
}
