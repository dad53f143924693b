import CanonicalModel
import Foundation
import SharingAgreements
import Testing

@testable import PolicyReasoning

/// `compare` against asking a plain reading of both versions about every request of a small world.
@Suite struct BruteForceTests {
    /// How many pairs are tried; the environment variable asks for more, 500 say: minutes in a
    /// debug build.
    static let pairs =
        ProcessInfo.processInfo.environment["SLUICE_PAIRS"].flatMap { Int($0) } ?? 50

    /// Parts that a small pair may have otherwise than the plainest agreement.
    static let changing = [
        "publishers", "signed", "type1", "registration", "unstated", "age", "any", "none",
        "problem", "observation", "further", "exclude", "window", "sensitive", "record", "item",
        "unknown", "dates", "onset", "flows", "place",
    ]
    /// Conditions that take counts of entries as free are left out: there `compare` may say more
    /// than records show.
    private static func options(_ name: String) -> [String] {
        let options = MadeAgreement.options[name] ?? [""]
        if name == "signed" { return Array(options.filter { !$0.contains("06-0") }) }
        return options.filter { !$0.contains("times:") }
    }

    private func pair(
        _ random: inout Random
    ) -> (made: [MadeAgreement], agreements: [Agreement])? {
        var made = MadeAgreement(parts: MadeAgreement.plainest)
        made.sets = [
            [0], [1, 4], [2], [6], [6], [3],
        ].map { $0.map { MadeAgreement.codes[$0] } }
        made.list = [MadeAgreement.numbers[0]]
        var versions = [made, made]
        for _ in 0..<4 {
            let name = random.one(Self.changing)
            let option = random.one(Self.options(name))
            for version in [0, 1] { versions[version].parts[name] = option }
        }
        for _ in 0..<random.one([1, 1, 2]) {
            if random.once(in: 4) {
                let set = random.one([0, 1, 2])
                versions[1].sets[set] = random.one([
                    [MadeAgreement.codes[0]], [MadeAgreement.codes[0], MadeAgreement.codes[1]],
                    [MadeAgreement.codes[2], MadeAgreement.codes[4]],
                ])
            } else {
                let name = random.one(Self.changing)
                versions[1].parts[name] = random.one(Self.options(name))
            }
        }
        guard let old = try? versions[0].agreement(), let new = try? versions[1].agreement()
        else { return nil }
        return (versions, [old, new])
    }

    @Test func comparisonFindsWhatEveryRequestShows() throws {
        var random = Random(state: 500)
        let today = try #require(MadeRecord.today)
        var verdicts: [Verdict: Int] = [:]
        var (tried, requests) = (0, 0)
        while tried < Self.pairs {
            guard let (made, agreements) = pair(&random) else { continue }
            tried += 1
            let world = SmallWorld(agreements, made, today)
            let expected = world.verdicts()
            requests += world.requests
            let comparison = try Comparison(
                (agreements[0], Supposition()), (agreements[1], Supposition()), on: today)
            for practice in ["Y99001", "Y99002", "Y99003"] {
                let group = comparison.groups.first { $0.practices.contains(practice) }
                var found: [SmallWorld.Place: Verdict] = [:]
                for difference in group?.differences ?? [] {
                    for field in difference.fields {
                        found[.init(kind: difference.kind, field: field)] = difference.verdict
                    }
                }
                let wanted = expected[practice] ?? [:]
                #expect(
                    found == wanted,
                    """
                    \(practice): \(world.words(found, wanted))
                    \(made[0].yaml)
                    \(made[1].yaml)
                    \(made.map(\.sets))
                    """
                )
                verdicts[Verdict(wanted.values), default: 0] += 1
                if found != wanted { return }
            }
        }
        // The claim would be empty if one answer were hardly ever given.
        #expect(
            [Verdict.same, .more, .less].allSatisfy { verdicts[$0, default: 0] > 2 }, "\(verdicts)")
        print("brute force: \(tried) pairs, \(requests) requests, \(verdicts)")
    }
}

/// Every patient and entry that can differ for two small agreements.
struct SmallWorld {
    struct Place: Hashable {
        let kind: EntryKind
        let field: String
    }
    private let agreements: [Agreement]
    private let parts: [String]
    private let today: PartialDate
    private let patients:
        [(practice: String, flow: String, record: PlainRecord, facts: PatientFacts)]
    private let entries: [PlainRecord]

    var requests: Int { patients.count * entries.count }

    init(_ agreements: [Agreement], _ made: [MadeAgreement], _ today: PartialDate) {
        (self.agreements, self.today) = (agreements, today)
        parts = made.map(\.yaml)
        patients = Self.patients(made.map(\.yaml).joined(), agreements)
        entries = Self.entries(made.map(\.yaml).joined())
    }

    /// Each of `all` with each of `values`.
    private static func varied<One, Value>(
        _ all: [One], _ values: [Value], _ set: (inout One, Value) -> Void
    ) -> [One] {
        all.flatMap { one in
            values.map { value in
                var changed = one
                set(&changed, value)
                return changed
            }
        }
    }

    private static func facts(_ practice: String, _ objects: Bool) -> PatientFacts {
        var facts = PatientFacts(
            practice: Array(practice.utf8),
            nhsNumber: try? NHSNumber(Array(MadeAgreement.numbers[0].utf8)),
            optOut: OptOutEvidence(), pseudonym: Array("P".utf8), sourceSystem: [])
        if objects { facts.optOut.addUnreadableDissent() }
        return facts
    }

    private static func patients(
        _ text: String, _ agreements: [Agreement]
    ) -> [(practice: String, flow: String, record: PlainRecord, facts: PatientFacts)] {
        var records = [PlainRecord()]
        records[0].patients = 1
        func vary<Value>(_ values: [Value], _ set: (inout PlainRecord, Value) -> Void) {
            records = varied(records, values, set)
        }
        let isOpen = text.contains("record: release") || text.contains("unknown: release")
        vary(isOpen ? PlainRecord.Mark.allCases : [.none, .marked]) { $0.mark = $1 }
        let births: [String?] =
            text.contains("age:")
            ? ["2008-06-02", "2008-06-01", "1961-06-02", "1961-06-01", "1960-06-01", "1961", nil]
            : ["1950-01-01"]
        vary(births) { $0.birth = $1.flatMap(day) }
        let isPlain = !text.contains("temporary") && !text.contains("unstated_registration: r")
        let kinds: [[PlainRecord.Registration]] =
            [[], [registration(0)], [registration(1)], [registration(nil)]]
        vary(isPlain ? Array(kinds.prefix(2)) : kinds) { $0.registrations = $1 }
        if agreements.contains(where: { !$0.cohort.criteria.isEmpty }) {
            let holdings = Self.holdings
            var subsets: [[PlainRecord.Entry]] = [[]] + holdings.map { [$0] }
            let joins = text.contains("at_least: 2") || text.contains("all_of")
            for (number, one) in holdings.enumerated() where joins {
                subsets += holdings[(number + 1)...].map { [one, $0] }
            }
            vary(subsets) { $0.entries = $1 }
        }
        var patients: [(practice: String, flow: String, record: PlainRecord, facts: PatientFacts)] =
            []
        for practice in ["Y99001", "Y99002", "Y99003"] {
            for flow in text.contains("id: g") ? ["f", "g", "h"] : ["f"] {
                for objects in text.contains("type1: {apply: true}") ? [false, true] : [false] {
                    patients += records.map { (practice, flow, $0, facts(practice, objects)) }
                }
            }
        }
        return patients
    }

    private static func registration(_ type: Int?) -> PlainRecord.Registration {
        PlainRecord.Registration(practice: nil, type: type, start: nil, end: nil, isEmpty: false)
    }

    private static func entry(
        _ kind: EntryKind, _ code: (CodeSystem, String)?, _ status: MapStatus = .native,
        date: String? = "2026-05-31", isUnassured: Bool = false
    ) -> PlainRecord.Entry {
        var entry = PlainRecord.Entry(kind: kind, place: 0)
        entry.codes = code.map { [.init(system: $0.0, code: $0.1, isUnassured: isUnassured)] }
        entry.status = status
        entry.days = date.flatMap(day).map(PlainRecord.days)
        return entry
    }

    /// What conditions are about: each code certain, of another time, without a date, and
    /// only perhaps meant.
    private static let holdings: [PlainRecord.Entry] = {
        let codes = MadeAgreement.plainCodes
        var found: [PlainRecord.Entry] = []
        for code in [codes[0], codes[1], codes[2], codes[4]] {
            var active = entry(.problem, code)
            if let status = EntryKind.problem.definition.index(of: "status") {
                active.values[status] = .word(0)
            }
            found.append(active)
        }
        found.append(entry(.problem, codes[1], date: "2020-01-01"))
        found.append(entry(.problem, codes[0], .mappedUnassured, isUnassured: true))
        found.append(entry(.problem, nil, .textOnly))
        if let value = EntryKind.observation.definition.index(of: "value") {
            // Of each code one that reaches every number, and one that does not: a set may change.
            for (code, number) in [codes[0], codes[1], codes[2], codes[4]].flatMap({
                [($0, 48_000_000), ($0, 47_000_000)]
            }) {
                var measured = entry(.observation, code)
                measured.values[value] = .number(
                    .init(millionths: Int64(number), units: ["mmol/mol"]))
                found.append(measured)
            }
        }
        return found
    }()

    private static func entries(_ text: String) -> [PlainRecord] {
        // Five codes of the sets, and one that is in none.
        let codes = MadeAgreement.plainCodes.prefix(5) + [(.snomed, "64572001")]
        let hasKept = text.contains("exclude:") || text.contains("sensitive:")
        var entries: [PlainRecord.Entry] = []
        for kind in [EntryKind.patient, .problem, .observation, .encounter, .consent] {
            // A patient has concepts, and no `code`.
            for code in kind == .patient ? [] : codes {
                entries.append(entry(kind, code))
                entries.append(entry(kind, code, .unmapped))
                entries.append(entry(kind, code, .mappedUnassured, isUnassured: true))
            }
            entries += [entry(kind, nil, .textOnly)]
            guard kind != .patient else { continue }
            var words = entry(kind, nil, .textOnly)
            words.codes = []
            entries.append(words)
        }
        func vary<Value>(_ values: [Value], _ set: (inout PlainRecord.Entry, Value) -> Void) {
            entries = varied(entries, values, set)
        }
        let plain = entries.filter { $0.codes == nil || $0.status == .native }
        vary(PlainRecord.Mark.allCases) { $0.mark = $1 }
        if hasKept {
            var others: [[PlainRecord.Code]] = [[]]
            for (system, code) in codes {
                others.append([.init(system: system, code: code)])
            }
            vary(others) { $0.otherCodes = $1 }
        }
        // What it stands under matters for any code, and its date and values for any plain one.
        let coded = entries.map(granted).flatMap { under($0, hasKept) }
        entries = plain
        if text.contains("last:") || text.contains("since:") {
            let dates: [String?] = [
                "2026-05-31", "2026-06-02", "2025-05-31", "2024-06-01", "2024-05-31", "2024", nil,
            ]
            vary(dates) { $0.days = $1.flatMap(day).map(PlainRecord.days) }
        }
        if text.contains("values:") { entries = entries.flatMap(withValues) }
        return coded + entries.map { PlainRecord(of: $0) }
    }

    /// Of values that every test of the options lets through.
    private static func granted(_ entry: PlainRecord.Entry) -> PlainRecord.Entry {
        var granted = entry
        let definition = entry.kind.definition
        if let index = definition.index(of: "status"), entry.kind != .encounter {
            granted.values[index] = .word(entry.kind == .observation ? 2 : 0)
        }
        if let index = definition.index(of: "component") { granted.values[index] = .flag(true) }
        if entry.kind == .observation, let index = definition.index(of: "value") {
            granted.values[index] = .number(.init(millionths: 50_000_000, units: ["mmol/mol"]))
        }
        return granted
    }

    private static func withValues(_ entry: PlainRecord.Entry) -> [PlainRecord.Entry] {
        let definition = entry.kind.definition
        var found = [entry]
        func add(_ field: String, _ values: [PlainRecord.Value]) {
            guard let index = definition.index(of: field) else { return }
            found = found.flatMap { one in
                [one]
                    + values.map { value in
                        var changed = one
                        changed.values[index] = value
                        return changed
                    }
            }
        }
        if entry.kind == .problem { add("status", [.word(0), .word(1)]) }
        if entry.kind == .observation {
            add("status", [.word(2)])
            add("component", [.flag(true)])
            add(
                "value",
                [48_000_000, 48_000_001, 86_500_001].map {
                    .number(.init(millionths: $0, units: ["mmol/mol"]))
                })
        }
        return found
    }

    /// The entry by itself, and under others.
    private static func under(_ entry: PlainRecord.Entry, _ hasKept: Bool) -> [PlainRecord] {
        var parents: [PlainRecord.Entry?] = [nil]
        for mark in [PlainRecord.Mark.marked, .unknown] {
            var parent = self.entry(.problem, nil)
            parent.mark = mark
            parents.append(parent)
        }
        if hasKept {
            let codes = MadeAgreement.plainCodes
            for kind in [EntryKind.problem, .observation] {
                parents += codes.prefix(5).map { self.entry(kind, $0) }
            }
        }
        return parents.map { parent in
            var record = PlainRecord()
            var child = entry
            if parent != nil { child.parents = [1] }
            record.entries = [child]
            if var parent {
                parent.place = 1
                record.entries.append(parent)
            }
            return record
        }
    }

    /// By practice: what differs, by kind and field.
    func verdicts() -> [String: [Place: Verdict]] {
        let oracles = agreements.map { agreement in
            let flows = ["f", "g", "h"].map { flow in
                (
                    flow,
                    Oracle(agreement: agreement, flow: flow, day: today, registers: RunRegisters())
                )
            }
            return Dictionary(uniqueKeysWithValues: flows)
        }
        var seen: [String: Set<[Bool]>] = [:]
        for patient in patients {
            let may = oracles.map {
                $0[patient.flow]?.mayLeave(patient.record, patient.facts) ?? false
            }
            seen[patient.practice, default: []].insert(may)
        }
        var levels: Set<[Levels]> = []
        for record in entries {
            let kind = record.entries[0].kind
            levels.insert(
                oracles.map {
                    Levels(kind: kind, levels: $0["f"]?.entries(of: record)[0] ?? [:])
                })
        }
        return seen.mapValues { (seen: Set<[Bool]>) -> [Place: Verdict] in
            var found: [Place: Set<Verdict>] = [:]
            for may in seen {
                for pair in levels {
                    for field in 0..<pair[0].kind.fieldCount {
                        let old = may[0] ? pair[0].levels[field] : nil
                        let new = may[1] ? pair[1].levels[field] : nil
                        guard old != new else { continue }
                        let kind = pair[0].kind
                        let place = Place(kind: kind, field: kind.definition.fields[field].name)
                        let isMore = new ?? .withheld > old ?? .withheld
                        found[place, default: []].insert(isMore ? .more : .less)
                    }
                }
            }
            return found.mapValues { Verdict($0) }
        }
    }

    private struct Levels: Hashable {
        let kind: EntryKind
        let levels: [Int: ReleaseLevel]
    }

    func words(_ found: [Place: Verdict], _ wanted: [Place: Verdict]) -> String {
        Set(found.keys).union(wanted.keys).filter { found[$0] != wanted[$0] }.map {
            "\($0.kind.name).\($0.field): found \(found[$0] ?? .same), is \(wanted[$0] ?? .same)"
        }.sorted().joined(separator: "; ")
    }
}
