import CanonicalModel
import SharingAgreements
import Terminology
import Testing

@testable import PolicyReasoning

/// Every gate of a whole record by itself, and what two gates ask of one thing together: the
/// evaluator, the diagrams and the plain reading against what is written down here.
@Suite struct GateTableTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let claim: String
        var parts: [String: String] = [:]
        let leaves: Bool
        let change: @Sendable (inout MadeRecord) -> Void
        var testDescription: String { claim }

        init(
            _ claim: String, _ parts: [String: String] = [:], leaves: Bool,
            _ change: @escaping @Sendable (inout MadeRecord) -> Void = { _ in }
        ) {
            (self.claim, self.parts, self.leaves, self.change) = (claim, parts, leaves, change)
        }
    }

    @Test("the three readings agree on", arguments: rows + identities)
    func agree(_ row: Row) throws {
        var made = MadeAgreement(parts: MadeAgreement.plainest)
        made.parts.merge(row.parts) { $1 }
        made.sets = [0, 1, 2, 3, 6, 5].map { [MadeAgreement.codes[$0]] }
        made.list = [MadeAgreement.numbers[1]]
        let agreement = try made.agreement()
        let day = try #require(MadeRecord.today)
        let diagrams = try PolicyDiagrams([(agreement, Supposition())], on: day, budget: 200_000)
        var patient = try MadeRecord.plain()
        row.change(&patient)
        let trial = Trial(
            agreement: agreement, diagrams: diagrams, flow: "f", day: day,
            registers: patient.registers)
        let found = trial.run(patient.record, patient.facts)
        #expect(found.mismatches.isEmpty)
        #expect((found.released > 0) == row.leaves)
    }

    /// A number that tests use, a pseudonym, and what the agreement asks of both: all together.
    static let identities: [Row] = [true, false].flatMap { isTest in
        [true, false].flatMap { hasPseudonym in
            ["release", "withhold"].flatMap { tests in
                ["pseudonymised", "identifiable"].map { level in
                    let leaves =
                        (!isTest || tests == "release")
                        && (hasPseudonym || level == "identifiable")
                    return Row(
                        "\(isTest ? "a test number" : "a number"), "
                            + "\(hasPseudonym ? "a" : "no") pseudonym, test patients \(tests), "
                            + level, ["tests": tests, "level": level], leaves: leaves
                    ) { made in
                        let number = MadeAgreement.numbers[isTest ? 0 : 1]
                        made.facts.nhsNumber = try? NHSNumber(Array(number.utf8))
                        made.facts.pseudonym = hasPseudonym ? Array("P".utf8) : nil
                    }
                }
            }
        }
    }

    static let rows: [Row] = [
        Row("a plain patient", leaves: true),
        Row("no number", leaves: false) { $0.facts.nhsNumber = nil },
        Row("no number, identifiable", ["level": "identifiable"], leaves: false) {
            $0.facts.nhsNumber = nil
        },
        Row("two patients", leaves: false) { $0.add(.patient, "p2") { _, _ in } },
        Row("another practice", leaves: false) { $0.facts.practice = Array("Y99009".utf8) },
        Row(
            "a practice that has signed and is not of the cohort", ["place": "[Y99001]"],
            leaves: false
        ) {
            $0.facts.practice = Array("Y99002".utf8)
            $0.registration(practice: "Y99002")
        },
        Row("everything stopped", leaves: false) { $0.registers.stops = [.all] },
        Row("the person stopped", leaves: false) { made in
            made.registers.stoppedPatients = Set([made.facts.nhsNumber].compactMap { $0 })
        },
        Row("a marked record", leaves: false) { $0.set(.patient, 1, .code(0)) },
        Row("a marked record that may leave", ["record": "release"], leaves: true) {
            $0.set(.patient, 1, .code(0))
        },
        Row("an objection", ["type1": "{apply: true}"], leaves: false) {
            $0.facts.optOut.addUnreadableDissent()
        },
        Row("an objection that counts for nothing", leaves: true) {
            $0.facts.optOut.addUnreadableDissent()
        },
        Row("no registration", leaves: false) { $0.unregister() },
        Row("no registration, assumed", ["unstated": "release"], leaves: true) { $0.unregister() },
        Row("no kind of registration", leaves: false) { $0.registration(type: nil) },
        Row("no kind of registration, assumed", ["unstated": "release"], leaves: true) {
            $0.registration(type: nil)
        },
        Row("another kind, assumed", ["unstated": "release"], leaves: false) {
            $0.registration(type: 1)
        },
        Row("a registration elsewhere, assumed", ["unstated": "release"], leaves: false) {
            $0.registration(practice: "Y99002")
        },
        Row("a registration that begins this year", leaves: false) {
            $0.registration(start: PartialDate(.year, year: 2026))
        },
        Row("a registration that ended this year", leaves: false) {
            $0.registration(end: PartialDate(.year, year: 2026))
        },
        Row("a registration that states nothing beside one that counts", leaves: false) {
            $0.add(.registration, "r2") { _, _ in }
        },
        Row("a registration that cannot be read, assumed", ["unstated": "release"], leaves: false) {
            $0.facts.unreadable[.registration] = []
        },
        Row("a death", ["deceased": "withhold"], leaves: false) {
            $0.set(.patient, "deceased", .boolean(true))
        },
        Row("a death that cannot be read", ["deceased": "withhold"], leaves: false) { made in
            let field = EntryKind.patient.definition.index(of: "death_date")
            made.facts.unreadable[.patient] = Set([field].compactMap { $0 })
        },
        Row("an age", ["age": "  age: {min: 65}"], leaves: true),
        Row("no age", ["age": "  age: {min: 65}"], leaves: false) {
            $0.set(.patient, "birth_date", .absent)
        },
        Row(
            "a year of birth with birthdays on both sides", ["age": "  age: {min: 65}"],
            leaves: false
        ) { made in
            guard let birth = PartialDate(.year, year: 1961) else { return }
            made.set(.patient, "birth_date", .date(birth))
        },
        Row("a birth to come", ["age": "  age: {max: 65}"], leaves: false) { made in
            guard let birth = PartialDate(.year, year: 2027) else { return }
            made.set(.patient, "birth_date", .date(birth))
        },
        Row("a list", ["listed": "  list: people"], leaves: true),
        Row("a list of others", ["listed": "  list: people"], leaves: false) {
            $0.facts.nhsNumber = try? NHSNumber(Array(MadeAgreement.numbers[2].utf8))
        },
        Row("no problem that is asked for", ["any": "  any_of: [{problem: one}]"], leaves: false),
        Row("a problem that is asked for", ["any": "  any_of: [{problem: one}]"], leaves: true) {
            $0.problem(.native)
        },
        Row("a problem that may be meant", ["any": "  any_of: [{problem: one}]"], leaves: false) {
            $0.problem(.ambiguous, code: "195967001")
        },
        Row("a problem that must not be", ["none": "  none_of: [{problem: one}]"], leaves: false) {
            $0.problem(.native)
        },
        Row(
            "no problem of those that must not be", ["none": "  none_of: [{problem: one}]"],
            leaves: true
        ) { $0.problem(.native, code: "195967001") },
        Row("a problem that may be one", ["none": "  none_of: [{problem: one}]"], leaves: false) {
            $0.problem(.unmapped, code: "195967001")
        },
        Row(
            "problems that cannot be read", ["none": "  none_of: [{problem: one}]"],
            leaves: false
        ) { $0.facts.unreadable[.problem] = [] },
        Row(
            "no list of objections", ["local": "  local: {apply: true, missing: withhold}"],
            leaves: false
        ) { $0.registers.local = .missing },
        Row(
            "a list of objections", ["local": "  local: {apply: true, missing: withhold}"],
            leaves: true),
        Row(
            "no national list",
            ["national": "  national: {apply: true, max_age: P7D, missing: withhold}"],
            leaves: false),
        Row("a suspended agreement", ["status": "suspended"], leaves: false),
        Row("a term to come", ["valid": "{from: 2026-07-01, until: 2026-12-31}"], leaves: false),
        Row(
            "a withdrawal", ["withdrawn": "withdrawals: [{ods: Y99001, at: 2026-05-01}]"],
            leaves: false),
        Row("another version signed", ["signed": "Y99001 1.1 2026-01-01"], leaves: false),
    ]
}

extension MadeRecord {
    /// A patient of 76 who is plainly registered, and of whom the plainest agreement lets out what
    /// there is.
    static func plain() throws -> MadeRecord {
        let number = MadeAgreement.numbers[1]
        var made = MadeRecord(
            facts: PatientFacts(
                practice: Array("Y99001".utf8), nhsNumber: try NHSNumber(Array(number.utf8)),
                optOut: OptOutEvidence(), pseudonym: Array("P".utf8),
                sourceSystem: Array("emis".utf8)),
            registers: RunRegisters())
        made.registers.now = PartialDate(
            .second, year: 2026, month: 6, day: 1, hour: 12, offset: 0)
        made.registers.local = .loaded([])
        made.add(.patient, "p") { _, _ in }
        made.add(.registration, "r") { _, _ in }
        if let birth = day("1950-01-01") { made.set(.patient, "birth_date", .date(birth)) }
        made.set(.registration, "type", .code(0))
        return made
    }

    mutating func set(_ kind: EntryKind, _ field: Int, _ cell: Cell) {
        guard let entry = record.entries.first(where: { $0.kind == kind }) else { return }
        record.cells[Int(entry.firstCell) + field] = cell
    }

    mutating func set(_ kind: EntryKind, _ field: String, _ cell: Cell) {
        set(kind, Self.place(kind, field), cell)
    }

    fileprivate mutating func unregister() {
        record.entries.removeAll { $0.kind == .registration }
    }

    fileprivate mutating func registration(
        practice: String? = nil, type: UInt8? = 0, start: PartialDate? = nil,
        end: PartialDate? = nil
    ) {
        // It states something in any case.
        let ods = record.appendScratch(Array((practice ?? "Y99001").utf8))
        set(.registration, "practice", .text(ods))
        set(.registration, "type", type.map { .code($0) } ?? .absent)
        if let start { set(.registration, "start", .date(start)) }
        if let end { set(.registration, "end", .date(end)) }
    }

    fileprivate mutating func problem(_ status: MapStatus, code: String = "73211009") {
        let text = record.appendScratch(Array(code.utf8))
        let coding = record.codings.count
        record.codings.append(Coding(system: .snomed, code: text, origin: .source))
        record.concepts.append(
            Concept(
                firstCoding: UInt32(coding), codingCount: 1, status: status, text: .empty))
        let concept = Cell.concept(UInt32(record.concepts.count - 1))
        add(.problem, "e") { record, first in
            record.cells[first + Self.place(.problem, "code")] = concept
        }
    }
}
