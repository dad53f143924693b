import CanonicalModel
import SharingAgreements
import Terminology

/// Records made up at random around the points at which agreements decide.
struct MadeRecord {
    var record = CanonicalRecord()
    var facts: PatientFacts
    var registers: RunRegisters

    static let today = PartialDate(.day, year: 2026, month: 6, day: 1)
    /// Days before, on and after every day at which some window, term or registration begins.
    static let dates = [
        "2026-05-31", "2026-06-01", "2026-06-02", "2024-06-01", "2024-05-31", "2025-06-01",
        "2025-05-31", "2025-01-01", "2024-12-31", "2024", "2025", "2026", "2024-06", "2024-05",
        "2025-06", "2026-06", "2020-02-29",
    ]
    static let births = [
        "1961-06-01", "1961-06-02", "1960-06-01", "1961", "1960", "2008-06-01", "2008-06-02",
        "2008", "1980-02-29", "1961-06", "2026-06-02", "2026",
    ]

    static func random(_ random: inout Random) -> MadeRecord {
        let number = random.once(in: 12) ? nil : random.one(MadeAgreement.numbers)
        var facts = PatientFacts(
            practice: Array(
                random.one(["Y99001", "Y99001", "Y99001", "Y99001", "Y99002", "Y99009"]).utf8),
            nhsNumber: number.flatMap { try? NHSNumber(Array($0.utf8)) },
            optOut: OptOutEvidence(), pseudonym: number.map { Array("P\($0)".utf8) },
            sourceSystem: Array("emis".utf8))
        if random.once(in: 20) { facts.pseudonym = nil }
        if random.once(in: 12) { facts.optOut.addUnreadableDissent() }
        for kind in [EntryKind.problem, .observation, .registration] where random.once(in: 25) {
            facts.unreadable[kind] = []
        }
        if random.once(in: 25), let field = EntryKind.patient.definition.index(of: "deceased") {
            facts.unreadable[.patient] = [field]
        }
        var made = MadeRecord(facts: facts, registers: Self.registers(&random))
        made.addPatients(&random)
        made.addRegistrations(&random)
        let count = Int.random(in: 0...5, using: &random)
        for place in 0..<count { made.addEntry("e\(place)", of: count, &random) }
        return made
    }

    private static func registers(_ random: inout Random) -> RunRegisters {
        var registers = RunRegisters()
        registers.now = PartialDate(.second, year: 2026, month: 6, day: 1, hour: 12, offset: 0)
        if random.once(in: 20) { registers.stops = [random.one([.all, .practice("Y99001")])] }
        let numbers = MadeAgreement.numbers.compactMap { try? NHSNumber(Array($0.utf8)) }
        if !random.once(in: 8) {
            let taken = random.one([
                PartialDate(.second, year: 2026, month: 5, day: 25, hour: 12, offset: 0),
                PartialDate(.second, year: 2026, month: 5, day: 25, hour: 11, offset: 0),
                PartialDate(.second, year: 2026, month: 5, day: 30, hour: 12, offset: 0),
                PartialDate(.second, year: 2026, month: 6, day: 1, hour: 13, offset: 0),
            ])
            let asked = random.once(in: 4) ? Array(numbers.dropFirst()) : numbers
            let without = random.once(in: 4) ? Set(asked.dropFirst()) : Set(asked)
            if let taken {
                registers.national = .loaded(
                    NationalOptOuts(taken: taken, asked: asked, without: without))
            }
        } else if random.once(in: 2) {
            registers.national = .unreadable
        }
        if !random.once(in: 8) {
            registers.local = .loaded(random.once(in: 4) ? [numbers[0]] : [])
        }
        return registers
    }

    // MARK: - Entries

    /// Appends an entry; `set` fills its cells.
    mutating func add(
        _ kind: EntryKind, _ id: String, _ set: (inout CanonicalRecord, Int) -> Void
    ) {
        let first = record.appendEntry(kind, rule: 1, sourceOffset: 0, sourceLength: 0)
        record.cells[first] = .text(record.appendScratch(Array(id.utf8)))
        set(&record, first)
    }

    static func place(_ kind: EntryKind, _ field: String) -> Int {
        kind.definition.index(of: field) ?? 0
    }

    private static func mark(_ random: inout Random, in count: Int) -> Cell {
        random.once(in: count) ? .code(UInt8(Int.random(in: 0...2, using: &random))) : .absent
    }

    private mutating func addPatients(_ random: inout Random) {
        let count = random.once(in: 20) ? random.one([0, 2]) : 1
        for number in 0..<count {
            let mark = Self.mark(&random, in: 15)
            let births = random.once(in: 2) ? ["1950-01-01"] : Self.births
            let birth = random.once(in: 12) ? nil : day(random.one(births))
            let death = random.once(in: 10)
            add(.patient, "p\(number)") { record, first in
                record.cells[first + 1] = mark
                if let birth {
                    record.cells[first + Self.place(.patient, "birth_date")] = .date(birth)
                }
                if death {
                    record.cells[first + Self.place(.patient, "deceased")] = .boolean(true)
                }
                record.cells[first + Self.place(.patient, "sex")] = .code(1)
                let place = Self.place(.patient, "practice")
                record.cells[first + place] = .text(record.appendScratch(Array("Y99001".utf8)))
            }
        }
    }

    private mutating func addRegistrations(_ random: inout Random) {
        // Most people are plainly registered.
        if !random.once(in: 3) {
            return add(.registration, "r") { record, first in
                record.cells[first + Self.place(.registration, "type")] = .code(0)
            }
        }
        let count = random.one([0, 1, 1, 1, 1, 2])
        for number in 0..<count {
            let isEmpty = random.once(in: 12)
            let ods = random.one(["Y99001", "Y99001", "Y99001", "Y99002", ""])
            let type = random.one([0, 0, 0, 1, 2, nil])
            let start = random.one([nil, "2001", "2026-06-01", "2026-06-02", "2026"])
            let end = random.one([nil, nil, nil, "2026-06-01", "2026-05-31", "2026"])
            add(.registration, "r\(number)") { record, first in
                guard !isEmpty else { return }
                func set(_ field: String, _ cell: Cell) {
                    record.cells[first + Self.place(.registration, field)] = cell
                }
                if !ods.isEmpty {
                    let text = record.appendScratch(Array(ods.utf8))
                    set("practice", .text(text))
                }
                if let type { set("type", .code(UInt8(type))) }
                if let start = start.flatMap(day) { set("start", .date(start)) }
                if let end = end.flatMap(day) { set("end", .date(end)) }
            }
        }
    }

    private mutating func addEntry(_ id: String, of count: Int, _ random: inout Random) {
        let kind = random.one([
            EntryKind.problem, .problem, .observation, .observation, .encounter, .consent, .recall,
            .practitioner, .organisation,
        ])
        let mark = Self.mark(&random, in: 8)
        var drawn = random
        add(kind, id) { record, first in
            record.cells[first + 1] = mark
            for (place, field) in kind.definition.fields.enumerated().dropFirst(2) {
                let cell = Self.cell(field, kind, of: count, &record, &drawn)
                record.cells[first + place] = cell
            }
        }
        random = drawn
    }

    private static func cell(
        _ field: Field, _ kind: EntryKind, of count: Int, _ record: inout CanonicalRecord,
        _ random: inout Random
    ) -> Cell {
        func id() -> String { "e\(Int.random(in: 0..<max(count, 1), using: &random))" }
        switch field.type {
        case .code(let vocabulary):
            let usual = ["active", "final", "entered-in-error"].compactMap(vocabulary.index)
            return random.once(in: 5) ? .absent : .code(random.one(usual + [0, 1]))
        case .date:
            return random.once(in: 4) ? .absent : day(random.one(dates)).map(Cell.date) ?? .absent
        case .concept:
            if field.name != "code", !random.once(in: 4) { return .absent }
            return random.once(in: 10) ? .absent : concept(&record, &random)
        case .quantity:
            if field.name != "value" || random.once(in: 5) { return .absent }
            let numbers = ["48", "48.000001", "47.999999", "86.5", "86.500001", "50", "words"]
            let number = record.appendScratch(Array(random.one(numbers).utf8))
            let unit = record.appendScratch(
                Array(random.one(["mmol/mol", "mmol/mol", "MMOL/MOL", "%"]).utf8))
            record.quantities.append(
                Quantity(
                    number: number, comparator: random.one(Quantity.Comparator.allCases + [.none]),
                    unit: unit))
            return .quantity(UInt32(record.quantities.count - 1))
        case .boolean: return random.once(in: 3) ? .absent : .boolean(random.once(in: 2))
        case .reference:
            return random.once(in: 3)
                ? .reference(record.appendScratch(Array(id().utf8))) : .absent
        case .references:
            guard random.once(in: 3) else { return .absent }
            let start = record.references.count
            let text = record.appendScratch(Array(id().utf8))
            record.references.append(text)
            return .references(start: UInt32(start), count: 1)
        case .text, .number: return .absent
        }
    }

    private static func concept(_ record: inout CanonicalRecord, _ random: inout Random) -> Cell {
        let status = random.one([
            MapStatus.native, .native, .native, .native, .mapped, .unmapped, .textOnly, .ambiguous,
            .mappedUnassured, .resolved,
        ])
        let first = record.codings.count
        let count = status == .textOnly ? 0 : random.one([1, 1, 2])
        for number in 0..<count {
            var (system, code) = random.one(MadeAgreement.plainCodes + [(.snomed, "138875005")])
            if system == .readV2, random.once(in: 2) { code += "00" }
            if system == .snomed, random.once(in: 6) { system = .dmd }
            let text = record.appendScratch(Array(code.utf8))
            let isAdded = status == .mappedUnassured && number == count - 1 || random.once(in: 12)
            record.codings.append(
                Coding(system: system, code: text, origin: isAdded ? .unassuredMap : .source))
        }
        record.concepts.append(
            Concept(
                firstCoding: UInt32(first), codingCount: UInt16(count), status: status,
                text: .empty))
        return .concept(UInt32(record.concepts.count - 1))
    }
}
