import CanonicalModel
import DisclosureControl
import SharingAgreements
import Terminology
import Testing

/// What a record adds to which cells, after every gate.
@Suite struct TableProgramTests {
    /// The cells that a record adds to, each as its values and the count.
    static func cells(
        _ builder: RecordBuilder, _ table: Int, _ compiled: CompiledAgreement,
        practice: String = "Y99001"
    ) throws -> [String] {
        let decision = compiled.decide(
            builder.record, Sample.facts(practice: practice), surrogates: Brackets())
        let released = try #require(decision.released)
        let program = compiled.tables[table]
        let shape = try #require(program.shape)
        return compiled.shares(of: released)[table].map { share in
            let (line, column) = shape.place(ofCell: share.cell)
            let values = program.values(ofLine: line) + program.values(ofColumn: column)
            return values.joined(separator: " ") + " \(share.count)"
        }
    }

    static func patient(_ change: [String: RecordBuilder.Value] = [:]) -> RecordBuilder {
        Sample.patient(
            change.merging(["postcode": .text("LS6 2AB")]) { first, _ in first },
            registration: nil)
    }

    @Test(arguments: [
        ([:], "Y99001 80+ 1"),
        (["birth_date": RecordBuilder.Value.date(day("2020-01-01"))], "Y99001 0-9 1"),
        (["birth_date": .date(day("1996"))], "Y99001 unknown 1"),
        (["birth_date": .date(nil)], "Y99001 unknown 1"),
    ])
    func aPersonCountsOnce(
        _ change: [String: RecordBuilder.Value], _ expected: String
    ) throws {
        var builder = Self.patient(change)
        builder.add(.encounter, "e", ["start": .date(day("2026-05-01"))])
        #expect(try Self.cells(builder, 0, Counting.compiled()) == [expected])
    }

    @Test func entriesCountEach() throws {
        var builder = Self.patient()
        for (number, entry) in [
            ("2026-05-01", "finished"), ("2026-05-31", "finished"), ("2026-06-01", "finished"),
            ("2026-05-02", "planned"), ("2025-01-01", "finished"),
        ].enumerated() {
            builder.add(
                .encounter, "e\(number)",
                ["start": .date(day(entry.0)), "status": .word(entry.1)])
        }
        #expect(
            try Self.cells(builder, 1, Counting.compiled()) == [
                "Y99001 2026-05 female finished 2", "Y99001 2026-06 female finished 1",
            ])
    }

    @Test(arguments: [
        ("{name: dm, has: problem, codes: diabetes}", "73211009", "yes"),
        ("{name: dm, has: problem, codes: diabetes}", "84114007", "no"),
        ("{name: dm, has: problem, values: {status: [active]}}", "84114007", "yes"),
        ("{name: dm, has: problem, values: {status: [inactive]}}", "84114007", "no"),
        ("{field: postcode_district, values: [LS6, LS7]}", "84114007", "LS6"),
        ("{field: postcode_district, values: [LS7]}", "84114007", "other"),
        ("sex", "84114007", "female"),
    ])
    func peopleAreToldApartBy(_ dimension: String, _ code: String, _ expected: String) throws {
        var builder = Self.patient()
        builder.add(
            .problem, "p1",
            ["code": .code(.snomed, code, .native), "status": .word("active")])
        let compiled = try Counting.compiled("columns: [age_band]}", "columns: [\(dimension)]}")
        #expect(try Self.cells(builder, 0, compiled) == ["Y99001 \(expected) 1"])
    }

    @Test(arguments: [("197997008", "sensitive"), ("73211009", "diabetes"), ("84114007", "other")])
    func entriesAreToldApartByCodeSets(_ code: String, _ expected: String) throws {
        var builder = Self.patient()
        builder.add(.problem, "p1", ["code": .code(.snomed, code, .native)])
        let compiled = try Counting.compiled(
            """
            of: encounter
                values: {status: [finished]}
                rows: [practice, month]
                columns: [sex, status]
            """,
            """
            of: problem
                rows: [practice]
                columns: [{name: group, codes: [diabetes, sensitive]}]
            """)
        #expect(try Self.cells(builder, 1, compiled) == ["Y99001 \(expected) 1"])
    }

    /// A practice that has not signed has no row, so that nobody takes it for one with nobody.
    @Test func onlyPracticesThatMayBeCountedHaveARow() throws {
        let compiled = try Counting.compiled()
        let rows = compiled.tables[0].dimensions[0]
        #expect(rows.name == "practice" && rows.values == ["Y99001", "Y99002"])
    }

    @Test func theValuesAreKnownBeforehand() throws {
        let contacts = try Counting.compiled().tables[1]
        #expect(
            contacts.dimensions[1].values == [
                "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06",
                "unknown",
            ])
        let shape = try #require(contacts.shape)
        #expect((shape.rowCount, shape.columnCount) == (16, 36))
        // Rows, then the sum of each practice, then that of all.
        #expect(contacts.values(ofLine: 15) == ["Y99002", "unknown"])
        #expect(contacts.values(ofLine: 16) == ["Y99001", "all"])
        #expect(contacts.values(ofLine: 18) == ["all", "all"])
        #expect(contacts.values(ofColumn: 36) == ["all", "all"])
        #expect(contacts.values(ofColumn: 9) == ["female", "planned"])
    }

    @Test func whatIsCountedIsWhatIsReleased() throws {
        let compiled = try Counting.compiled()
        #expect(compiled.releasableFields.isEmpty)
        let objector = compiled.decide(
            Self.patient().record,
            Sample.facts(practice: "Y99003"), surrogates: Brackets())
        #expect(objector.released == nil)
        #expect(objector.patientReasons.reasons == [.practiceNotSigned])
    }

    @Test(arguments: [("2026-06-10", []), ("2027-01-01", [Reason.notInForce])])
    func outsideItsTermNothingIsCounted(_ run: String, _ expected: [Reason]) throws {
        let agreement = try #require(Counting.load().agreement)
        let compiled = CompiledAgreement(
            agreement, flow: nil, runDate: try #require(day(run)))
        #expect(compiled.reasonsAgainstTables.reasons == expected)
    }
}
