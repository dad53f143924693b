import CanonicalModel
import Terminology

/// Puts the rows of one table to the tests of the indicators, and keeps those that pass one.
struct EventReader: Sendable {
    private let plan: TablePlan
    private let slot: Int
    private let dates: [Int]
    private let snomed, source, sourceSystem, status: Int?
    private let keys: [Int]
    /// Of appointments.
    private let slotCategory, deliveryChannel: Int?
    private let categories = WordNumbers(SlotWords.categories)
    private let channels = WordNumbers(SlotWords.channels)
    private let systemWords: WordNumbers
    private let systems: [CodeSystem]
    private let enteredInError = Array("entered-in-error".utf8)
    /// The tests for rows of any code, and for each code set those for its rows, a bit a test.
    private var anyCode: UInt64 = 0
    private var ofSet = Array(repeating: UInt64(0), count: CodeSetIndex.maximumSets)
    /// For each test, its part of ``checks``.
    private var parts: [Range<Int>] = []
    private var checks: [Check] = []
    private var words: [[UInt8]] = []
    private var limits: [ColumnTest.Limits] = []
    private var units: [[UInt8]] = []

    /// What a cell must hold; trivial, so that a row costs no counting of references.
    private struct Check: Sendable {
        enum Test: Sendable {
            case words(Range<Int>)
            case noneOf(Range<Int>)
            case limits(Int, units: Range<Int>, canonical: Amount?)
            case present, absent
        }
        let place: Int
        let unit: Int?
        let test: Test
    }

    /// Where a number and its unit stand.
    private struct Amount: Sendable {
        let number, unit: Int
    }

    init(_ plan: TablePlan, _ slot: Int, _ header: [String: Int]) {
        (self.plan, self.slot) = (plan, slot)
        dates = FeedColumns.dates(of: plan.kind).compactMap { header[$0] }
        (snomed, source) = (header["code_snomed"], header["code_source"])
        (sourceSystem, status) = (header["code_source_system"], header["status"])
        let keys = plan.kind.isMedicine ? ["code_snomed", "code_source"] : ["practitioner"]
        self.keys = keys.compactMap { header[$0] }
        let isAppointment = plan.kind == .appointment
        slotCategory = isAppointment ? header["slot_category"] : nil
        deliveryChannel = isAppointment ? header["delivery_channel"] : nil
        systems = CodeSystem.allCases.filter { $0 != .other }
        systemWords = WordNumbers(systems.map { "\($0.name)" })
        for (number, test) in plan.tests.enumerated() { add(test, number, header) }
    }

    private mutating func add(_ test: RowTest, _ number: Int, _ header: [String: Int]) {
        let (bit, first) = (UInt64(1) << UInt64(number), checks.count)
        if test.sets.isEmpty { anyCode |= bit }
        for set in ofSet.indices where plan.masks[number] & 1 << UInt64(set) != 0 {
            ofSet[set] |= bit
        }
        for column in test.columns { add(column, header) }
        if test.leavesOutResolved {
            words.append(Array(RowTest.resolved.utf8))
            checks.append(
                Check(
                    place: header["status"] ?? -1, unit: nil,
                    test: .noneOf(words.count - 1..<words.count)))
        }
        parts.append(first..<checks.count)
    }

    private mutating func add(_ column: ColumnTest, _ header: [String: Int]) {
        // A row without the column passes no test of it.
        let place = header[column.column] ?? -1
        switch column.test {
        case .present: checks.append(Check(place: place, unit: nil, test: .present))
        case .absent: checks.append(Check(place: place, unit: nil, test: .absent))
        case .words(let texts):
            let first = words.count
            words += texts.map { Array($0.utf8) }
            checks.append(Check(place: place, unit: nil, test: .words(first..<words.count)))
        case .limits(let bounds):
            let first = units.count
            units += bounds.units.map { Array($0.utf8) }
            limits.append(bounds)
            var canonical: Amount?
            if let number = header[bounds.canonicalColumn],
                let unit = header[bounds.canonicalUnitColumn]
            {
                canonical = Amount(number: number, unit: unit)
            }
            checks.append(
                Check(
                    place: place, unit: header[bounds.unitColumn],
                    test: .limits(
                        limits.count - 1, units: first..<units.count, canonical: canonical)))
        }
    }

    /// Takes a row of a person.
    func read(
        _ bytes: Span<UInt8>, _ row: CSVRows, _ facts: inout PracticeFacts, _ person: UInt32
    ) {
        let bits = passed(bytes, row)
        guard bits != 0 else { return }
        if let status, bytes.extracting(row[status]).equals(enteredInError) { return }
        var event = Event(person: person, day: Event.undated, bits: bits, key: 0, precision: .day)
        for place in dates where event.day == Event.undated {
            if let date = FeedDate.read(bytes.extracting(row[place])) {
                (event.day, event.precision, event.hour) = (date.day, date.precision, date.hour)
            }
        }
        if let slotCategory {
            event.slotCategory =
                Int8(categories.number(bytes.extracting(row[slotCategory]))) - 1
        }
        if let deliveryChannel {
            event.deliveryChannel =
                Int8(channels.number(bytes.extracting(row[deliveryChannel]))) - 1
        }
        for place in keys where event.key == 0 {
            event.key = facts.key(bytes.extracting(row[place]))
        }
        facts.add(event, slot)
    }

    /// The tests that a row passes.
    private func passed(_ bytes: Span<UInt8>, _ row: CSVRows) -> UInt64 {
        var (open, sets) = (anyCode, membership(bytes, row))
        while sets != 0 {
            open |= ofSet[sets.trailingZeroBitCount]
            sets &= sets &- 1
        }
        var bits: UInt64 = 0
        while open != 0 {
            let number = open.trailingZeroBitCount
            open &= open &- 1
            if passes(parts[number], bytes, row) { bits |= 1 << UInt64(number) }
        }
        return bits
    }

    private func membership(_ bytes: Span<UInt8>, _ row: CSVRows) -> UInt64 {
        guard !plan.index.names.isEmpty else { return 0 }
        var sets: UInt64 = 0
        if let snomed, !row[snomed].isEmpty {
            sets = plan.index.membership(.snomed, bytes.extracting(row[snomed]))
        }
        if let source, let sourceSystem, !row[source].isEmpty {
            let system = systemWords.number(bytes.extracting(row[sourceSystem]))
            guard system > 0 else { return sets }
            sets |= plan.index.membership(
                systems[Int(system) - 1], bytes.extracting(row[source]))
        }
        return sets
    }

    private func passes(_ part: Range<Int>, _ bytes: Span<UInt8>, _ row: CSVRows) -> Bool {
        for index in part {
            let check = checks[index]
            guard check.place >= 0 else {
                if case .noneOf = check.test { continue }
                return false
            }
            let cell = bytes.extracting(row[check.place])
            switch check.test {
            case .present: if cell.isEmpty { return false }
            case .absent: if !cell.isEmpty { return false }
            case .words(let range):
                if !range.contains(where: { cell.equals(words[$0]) }) { return false }
            case .noneOf(let range):
                if range.contains(where: { cell.equals(words[$0]) }) { return false }
            case .limits(let number, let known, let canonical):
                if known.isEmpty {
                    if !isWithin(limits[number], cell) { return false }
                    continue
                }
                guard let unit = check.unit else { return false }
                let isGiven = isAmount(cell, bytes.extracting(row[unit]), limits[number], known)
                if isGiven { continue }
                guard let canonical else { return false }
                let (amount, ucum) = (row[canonical.number], row[canonical.unit])
                let isWithin = isAmount(
                    bytes.extracting(amount), bytes.extracting(ucum), limits[number], known)
                if !isWithin { return false }
            }
        }
        return true
    }

    private func isWithin(_ limits: ColumnTest.Limits, _ number: Span<UInt8>) -> Bool {
        Double(String(number)).map(limits.contains) ?? false
    }

    /// Whether a number lies within limits, in one of the `known` units.
    private func isAmount(
        _ number: Span<UInt8>, _ unit: Span<UInt8>, _ limits: ColumnTest.Limits,
        _ known: Range<Int>
    ) -> Bool {
        isWithin(limits, number) && known.contains { unit.isUnit(units[$0]) }
    }
}

extension Span<UInt8> {
    /// Whether this is a unit, but for spaces and the case of its letters.
    fileprivate func isUnit(_ unit: [UInt8]) -> Bool {
        var place = 0
        for index in indices {
            var byte = self[index]
            guard byte < 0x80 else {
                let written = String(self).lowercased().filter { $0 != " " }
                return written == String(decoding: unit, as: UTF8.self)
            }
            if byte == 0x20 { continue }
            if (0x41...0x5A).contains(byte) { byte |= 0x20 }
            guard place < unit.count, unit[place] == byte else { return false }
            place += 1
        }
        return place == unit.count
    }
}
