import CanonicalModel
import SharingAgreements
import Testing

/// Registers given at run time: what of them loads, and what they decide.
@Suite struct RegisterTests {
    // MARK: - Signatures

    private static let signUps = """
        sign_up_register: {version: 1, entries: 2}
        sign_up:
          - {agreement: t, ods: Y99002, version: '1.2', by: b, role: r, at: 2026-02-01, evidence: e}
        withdrawals:
          - {agreement: t, ods: Y99001, at: 2026-05-01, by: b, why: w}
        """

    static let mistakes: [(String, String, String)] = [
        ("version: 1,", "version: 2,", "1:29 E370"),
        ("entries: 2", "entries: 3", "1:41 E371"),
        ("agreement: t, ods: Y99002, ", "ods: Y99002, ", "3:5 E253"),
        ("ods: Y99002", "ods: y99002", "3:25 E314"),
        ("'1.2'", "'1.2.0'", "3:42 E314"),
        ("2026-02-01", "2026-02-30", "3:69 E301"),
        ("evidence: e", "evidence: ''", "3:91 E316"),
        ("withdrawals:", "withdrawal:", "4:1 E252"),
        ("2026-05-01", "soon", "5:37 E301"),
        ("sign_up:\n", "sign_up: none\n", "3:15 E251"),
    ]

    @Test(arguments: mistakes)
    func aRegisterOfSignaturesIsRefused(_ old: String, _ new: String, _ expected: String) throws {
        let text = Self.signUps.replacing(old, with: new)
        let error = #expect(throws: Diagnostics.self) {
            try SignUpRegister.load(yaml: text, file: "s.yaml")
        }
        let first = try #require(error?.all.first)
        #expect(
            "\(first.position?.line ?? 0):\(first.position?.column ?? 0) "
                + "E\(first.code.number)" == expected, "\(first)")
    }

    /// Every beginning of the register that ends with a line lacks something.
    @Test func aRegisterThatIsCutOffIsRefused() {
        let lines = Self.signUps.split(separator: "\n")
        for count in 0..<lines.count {
            let text = lines.prefix(count).map { $0 + "\n" }.joined()
            #expect(throws: Diagnostics.self, "\(count)") {
                try SignUpRegister.load(yaml: text, file: "s.yaml")
            }
        }
    }

    @Test(arguments: [
        ("Y99001", "2026-04-30", [Reason]()), ("Y99001", "2026-05-01", [.practiceWithdrawn]),
        ("Y99002", "2026-01-31", [.practiceNotSigned]), ("Y99002", "2026-02-01", []),
    ])
    func signaturesCountBesideThoseOfTheAgreement(
        _ ods: String, _ run: String, _ expected: [Reason]
    ) throws {
        var agreement = try #require(try Sample.load().agreement)
        agreement.add(try SignUpRegister.load(yaml: Self.signUps, file: "s.yaml"))
        let compiled = CompiledAgreement(agreement, flow: "f", runDate: try #require(day(run)))
        #expect(try reasons(compiled, Sample.facts(practice: ods)) == expected)
    }

    @Test(arguments: [
        ("agreement: t, ods: Y99001", "agreement: tt, ods: Y99001", ["E374"]),
        ("agreement: t, ods: Y99001", "agreement: another, ods: Y99001", []),
        ("ods: Y99001", "ods: Y99009", ["E303"]), ("x", "x", []),
    ])
    func entriesThatCannotBeMeantAreFound(
        _ old: String, _ new: String, _ expected: [String]
    ) throws {
        let text = Self.signUps.replacing(old, with: new)
        let register = try SignUpRegister.load(yaml: text, file: "s.yaml")
        let agreement = try #require(try Sample.load().agreement)
        let found = Agreement.misdirected(register, [agreement])
        #expect(found.map { "E\($0.code.number)" } == expected)
    }

    // MARK: - Versions

    struct Versions: Sendable, CustomTestStringConvertible {
        let name: String
        let old: String
        let new: String
        /// The reasons under 1.2.0, and under 1.3.0.
        let expected: [[Reason]]
        var testDescription: String { name }
    }
    static let versions = [
        Versions(
            name: "signed both", old: "x", new: "x", expected: [[.otherVersion], []]),
        Versions(
            name: "signed only the old one", old: "version: '1.3', by", new: "version: '1.1', by",
            expected: [[], [.otherVersion]]),
        Versions(
            name: "signs the new one tomorrow", old: "at: 2026-03-01", new: "at: 2026-06-02",
            expected: [[], [.otherVersion]]),
        Versions(
            name: "the new one begins tomorrow",
            old: "valid: {from: 2026-01-01, until: 2026-12-31}",
            new: "valid: {from: 2026-06-02, until: 2026-12-31}",
            expected: [[], [.notInForce, .otherVersion]]),
        Versions(
            name: "the new one is suspended", old: "status: active", new: "status: suspended",
            expected: [[.otherVersion], [.notActive]]),
        Versions(
            name: "withdrew", old: "sign_up:",
            new: "withdrawals: [{ods: Y99001, at: 2026-04-01}]\nsign_up:",
            expected: [[], [.otherVersion]]),
    ]

    /// 1.3.0 changes as the row says; 1.2.0 stays. A withdrawal stands in one file only there.
    @Test(arguments: versions) func theNewestSignedVersionDecides(_ row: Versions) throws {
        let newer = Sample.yaml.replacing("version: 1.2.0", with: "version: 1.3.0")
            .replacing(
                "sign_up: [{",
                with: "sign_up: [{ods: Y99001, version: '1.3', by: b, role: r, "
                    + "at: 2026-03-01, evidence: e}, {"
            )
            .replacing(row.old, with: row.new)
        let run = try #require(day("2026-06-01"))
        let agreements = try [Sample.yaml, newer].map {
            try Agreement.load(yaml: $0, file: "a.yaml", codeSets: try Sample.codeSets())
        }
        let elsewhere = Agreement.decidedElsewhere(agreements, on: run)
        let found = try zip(agreements, elsewhere).map { agreement, elsewhere in
            try reasons(
                CompiledAgreement(
                    agreement, flow: "f", runDate: run, decidedElsewhere: elsewhere))
        }
        #expect(found == row.expected)
        let reversed = Agreement.decidedElsewhere(agreements.reversed(), on: run)
        #expect(Array(reversed.reversed()) == elsewhere)
    }

    // MARK: - Stops

    private static let stop =
        #"{"number": 1, "action": "stop", "scope": "all", "reason": "r", "by": "a", "at": "t"}"#
    private static let lift =
        #"{"number": 2, "action": "lift", "stop": 1, "reason": "r", "by": "a", "#
        + #""second": "b", "at": "t"}"#

    static let registers: [(String, String)] = [
        ("", "1:1 E371"),
        ("\n", "1:1 E253"),
        (StopRegister.header.dropLast() + "", "1:1 E371"),
        (StopRegister.header.replacing("1}", with: "2}"), "1:41 E370"),
        (StopRegister.header.replacing("stops", with: "lists"), "1:14 E370"),
        (StopRegister.header + stop, "2:1 E371"),
        (StopRegister.header + stop.dropLast(40) + "\n", "2:42 E251"),
        (StopRegister.header + stop + "\n" + stop + "\n", "3:12 E372"),
        (StopRegister.header + lift.replacing("2,", with: "1,") + "\n", "2:41 E373"),
        (StopRegister.header + stop.replacing("all", with: "everyone") + "\n", "2:42 E255"),
        (StopRegister.header + stop.replacing("all", with: "practice") + "\n", "2:1 E253"),
        (StopRegister.header + stop.replacing("\"r\"", with: "\" \"") + "\n", "2:59 E316"),
        (StopRegister.header + stop.replacing("by", with: "bye") + "\n", "2:64 E252"),
        (
            StopRegister.header + stop + "\n" + lift.replacing("\"b\"", with: "\" A\"") + "\n",
            "3:41 E373"
        ),
        (StopRegister.header + stop + "\n\n", "3:1 E253"),
    ]

    @Test(arguments: registers)
    func aRegisterOfStopsIsRefused(_ text: String, _ expected: String) throws {
        let error = #expect(throws: Diagnostic.self) {
            try StopRegister.load(text, file: "s.ndjson")
        }
        let found = try #require(error)
        #expect(
            "\(found.position?.line ?? 0):\(found.position?.column ?? 0) "
                + "E\(found.code.number)" == expected, "\(found)")
        #expect(found.advice?.contains("nothing leaves") == true)
    }

    @Test func aLiftEndsAStop() throws {
        let text = StopRegister.header + Self.stop + "\n"
        #expect(try StopRegister.load(text, file: "s").inForce.map(\.id) == [1])
        let lifted = try StopRegister.load(text + Self.lift + "\n", file: "s")
        #expect(lifted.inForce.isEmpty && lifted.stops.first?.lift?.second == "b")
        #expect(lifted.whyNotLifted(1, by: "a", second: "b") == "the stop 1 is lifted already")
    }

    static let scopes: [(StopRegister.Scope, Bool)] = [
        (.all, true), (.agreement("t"), true), (.agreement("u"), false), (.flow("f"), true),
        (.flow("g"), false), (.practice("Y99001"), true), (.practice("Y99002"), false),
        (.pseudonym("PSEUDO"), true), (.pseudonym("PSEUD"), false),
    ]

    @Test(arguments: scopes)
    func aStopKeepsBackWhatItIsAbout(_ scope: StopRegister.Scope, _ isStopped: Bool) throws {
        var registers = RunRegisters()
        registers.stops = [scope]
        #expect(try reasons(registers) == (isStopped ? [.stopped] : []))
    }

    @Test(arguments: [("9990000018", true), ("9990000026", false)])
    func aStopKeepsBackThePeopleOfItsList(_ number: String, _ isStopped: Bool) throws {
        var registers = RunRegisters()
        registers.stoppedPatients = [try NHSNumber(Array(number.utf8))]
        #expect(try reasons(registers) == (isStopped ? [.stopped] : []))
    }

    // MARK: - Opt-outs

    private static func moment(_ day: Int, _ hour: Int, _ minute: Int) throws -> PartialDate {
        try #require(
            PartialDate(
                .second, year: 2026, month: 6, day: day, hour: hour, minute: minute, offset: 0))
    }

    private static let national =
        "{type1: {apply: true}, national: {apply: true, max_age: P7D, missing: withhold}}"

    /// The list says that 9990000018 does not object, and that 9990000026 does.
    static let answers: [(String, String, [Reason])] = [
        ("9990000018", "8 21:59", []), ("9990000018", "8 22:00", []),
        ("9990000018", "8 22:01", [.nationalListStale]),
        ("9990000026", "8 21:59", [.nationalOptOut]),
        ("9990000034", "8 21:59", [.nationalNotAsked]),
        ("9990000018", "1 21:59", [.nationalListStale]),
    ]

    @Test(arguments: answers)
    func nationalOptOuts(_ number: String, _ now: String, _ expected: [Reason]) throws {
        let parts = now.split { " :".contains($0) }.compactMap { Int($0) }
        var registers = RunRegisters()
        registers.now = try Self.moment(parts[0], parts[1], parts[2])
        let asked = try ["9990000018", "9990000026"].map { try NHSNumber(Array($0.utf8)) }
        registers.national = .loaded(
            NationalOptOuts(
                taken: try Self.moment(1, 22, 0), asked: asked, without: Set(asked.prefix(1))))
        let found = try reasons(
            registers, Sample.facts(number: number), ("{type1: {apply: true}}", Self.national))
        #expect(found == expected)
    }

    @Test func listsThatAreNotThereOrNotReadableReleaseNobody() throws {
        let both = Self.national.dropLast() + ", local: {apply: true, missing: withhold}}"
        let change = ("{type1: {apply: true}}", String(both))
        var registers = RunRegisters()
        #expect(
            try reasons(registers, change: change) == [.nationalListMissing, .localListMissing])
        (registers.national, registers.local) = (.unreadable, .unreadable)
        #expect(
            try reasons(registers, change: change)
                == [.nationalListUnreadable, .localListUnreadable])
        #expect(try reasons(registers).isEmpty)
    }

    @Test(arguments: [("9990000018", [Reason.localOptOut]), ("9990000026", [])])
    func localObjections(_ number: String, _ expected: [Reason]) throws {
        var registers = RunRegisters()
        registers.local = .loaded([try NHSNumber(Array("9990000018".utf8))])
        let change = ("{type1: {apply: true}}", "{type1: {apply: true}, local: {apply: true}}")
        #expect(try reasons(registers, Sample.facts(number: number), change) == expected)
    }

    static let keys: [(String, String)] = [
        ("national: {apply: true}", "E253"), ("national: {apply: false}", "E316"),
        ("national: {apply: true, max_age: P7Y}", "E314"),
        ("national: {apply: true, max_age: '7'}", "E314"),
        ("national: {apply: true, max_age: P7D, missing: release}", "E255"),
        ("national: {aply: true, max_age: P7D}", "E252"),
        ("national: {apply: yes, max_age: P7D}", "E254"),
        ("local: {apply: true, missing: release}", "E255"), ("local: {apply: false}", "E316"),
        ("national: {apply: false, why: w}", ""),
        ("national: {apply: true, max_age: P1W}, local: {apply: true}", ""),
    ]

    @Test(arguments: keys)
    func theKeysOfOptOutsAreStrict(_ key: String, _ expected: String) throws {
        let found = try Sample.load("{type1: {apply: true}}", "{type1: {apply: true}, \(key)}")
        let codes = found.findings.filter { $0.severity == .error }.map { "E\($0.code.number)" }
        #expect(codes.first ?? "" == expected, "\(found.findings)")
        #expect((found.agreement == nil) == !expected.isEmpty)
    }

    // MARK: - Helpers

    private func reasons(
        _ registers: RunRegisters, _ facts: PatientFacts = Sample.facts(),
        _ change: (String, String) = ("", "")
    ) throws -> [Reason] {
        let (loaded, _) = try Sample.load(change.0, change.1)
        let run = try #require(day("2026-06-01"))
        let compiled = CompiledAgreement(
            try #require(loaded), flow: "f", runDate: run, registers: registers)
        return try reasons(compiled, facts)
    }

    private func reasons(
        _ registers: RunRegisters, change: (String, String)
    ) throws -> [Reason] {
        try reasons(registers, Sample.facts(), change)
    }

    private func reasons(
        _ compiled: CompiledAgreement, _ facts: PatientFacts = Sample.facts()
    ) throws -> [Reason] {
        let ods = String(decoding: facts.practice, as: UTF8.self)
        let builder = Sample.patient(registration: [
            "practice": .text(ods), "type": .word("regular"),
        ])
        return compiled.decide(builder.record, facts, surrogates: Brackets()).patientReasons.reasons
    }
}
