import CanonicalModel
import Foundation
import SharingAgreements
import Terminology
import Testing

/// Example patients under each of the neighbourhood's agreements: who leaves, and what of them.
@Suite struct NeighbourhoodTests {
    typealias Value = RecordBuilder.Value
    typealias Item = (EntryKind, [String: Value], leaves: [String])

    struct Example: Sendable, CustomTestStringConvertible {
        let policy: String
        let testDescription: String
        let patient: [String: Value]
        let items: [Item]
        let expected: [Reason]

        /// - Parameter expected: Why the record is kept back; if it is not, each item says which
        ///   of its fields leave.
        init(
            _ policy: String, _ name: String, _ patient: [String: Value] = [:], _ items: [Item],
            _ expected: [Reason] = []
        ) {
            testDescription = "\(policy): \(name)"
            (self.policy, self.patient, self.items) = (policy, patient, items)
            self.expected = expected
        }
    }

    static func snomed(_ code: String) -> Value { .code(.snomed, code, .native) }
    static func on(_ text: String) -> Value { .date(day(text)) }

    static func problem(_ code: String, _ leaves: String...) -> Item {
        (
            .problem,
            ["code": snomed(code), "onset": on("2015-03-04"), "status": .word("active")], leaves
        )
    }

    static func encounter(_ date: String, _ leaves: String...) -> Item {
        (
            .encounter,
            ["start": on(date), "status": .word("finished"), "location": .text("branch")], leaves
        )
    }

    static func drug(_ status: String, _ leaves: String...) -> Item {
        (
            .medication,
            [
                "code": snomed("325278007"), "status": .word(status), "type": .word("repeat"),
                "start": on("2024-05-06"), "dosage": .text("as told"),
            ], leaves
        )
    }

    static func result(_ code: String, _ unit: String, on date: String, _ leaves: String...) -> Item
    {
        (
            .observation,
            [
                "code": snomed(code), "status": .word("final"), "effective": on(date),
                "value": .number("55", unit: unit), "note": .text("rang the patient"),
            ], leaves
        )
    }

    static func consent(_ code: String, _ date: String) -> Item {
        (.consent, ["code": snomed(code), "decided": on(date)], [])
    }

    static let creatinine = "1000731000000107"
    static let hba1c = "999791000000106"

    static let direct: [Example] = [
        Example(
            "proactive-care", "frail",
            [:],
            [
                problem("248279007", "code", "status", "onset"),
                drug("active", "code", "status", "type", "start"), drug("stopped"),
                result(
                    creatinine, "umol/l", on: "2026-01-05", "code", "status", "effective", "value"),
                result(creatinine, "umol/l", on: "2020-01-05"),
                result("197997008", "1", on: "2026-01-05"),
                encounter("2026-05-05", "status", "start"), encounter("2025-05-05"),
            ]),
        Example("proactive-care", "one condition", [:], [problem("73211009")], [.notInCohort]),
        Example(
            "proactive-care", "four conditions", [:],
            ["73211009", "84114007", "52448006", "230690007"].map {
                problem($0, "code", "status", "onset")
            }),
        Example(
            "proactive-care", "two names of one condition count once", [:],
            ["73211009", "44054006", "52448006", "230690007"].map { problem($0) }, [.notInCohort]),
        Example(
            "proactive-care", "refuses the shared record", [:],
            [problem("248279007"), consent("416409005", "2026-01-01")], [.localOptOut]),
        Example(
            "proactive-care", "refused and agreed later", [:],
            [
                problem("248279007", "code", "status", "onset"),
                consent("416409005", "2026-01-01"), consent("417528008", "2026-02-01"),
            ]),
        Example(
            "proactive-care", "died", ["deceased": .yes], [problem("248279007")], [.deceased]),
        Example(
            "medicines-review", "five medicines", ["telephone": .text("01632 960000")],
            (0..<5).map { _ in drug("active", "code", "status", "type", "start") }
                + [
                    problem("73211009"),
                    result(
                        creatinine, "umol/l", on: "2026-01-05", "code", "status", "effective",
                        "value"),
                    result(creatinine, "umol/l", on: "2025-01-05"),
                    result(hba1c, "mmol/mol", on: "2026-01-05"),
                ]),
        Example(
            "medicines-review", "four of five are active", [:],
            (0..<4).map { _ in drug("active") } + [drug("completed")], [.notInCohort]),
        Example(
            "social-prescribing", "has agreed", [:],
            [
                consent("319951000000105", "2026-01-01"),
                (
                    .referral,
                    [
                        "code": snomed("195967001"), "status": .word("active"),
                        "requested": on("2026-05-02"),
                    ], ["status", "requested"]
                ),
                problem("73211009"), drug("active"),
            ]),
        Example("social-prescribing", "was never asked", [:], [], [.consentNotRecorded]),
        Example(
            "social-prescribing", "has refused since", [:],
            [consent("319951000000105", "2026-01-01"), consent("320011000000108", "2026-01-01")],
            [.consentNotRecorded]),
    ]

    static let secondary: [Example] = [
        Example(
            "population-health", "a child too", ["birth_date": on("2020-01-01")],
            [
                problem("44054006", "code", "status", "onset"), problem("35489007"),
                result(hba1c, "mmol/mol", on: "2025-01-05", "code", "effective", "value"),
                result(hba1c, "mmol/mol", on: "2024-01-05"),
                result(creatinine, "umol/l", on: "2026-01-05"),
                drug("active", "code", "status", "type", "start"),
                encounter("2025-06-05", "status", "start"), encounter("2024-05-05"),
            ]),
        Example(
            "population-health", "objects to secondary use", [:],
            [consent("827241000000103", "2020-01-01")], [.type1OptOut]),
        Example(
            "continuity-of-care", "seen twice", [:],
            [
                problem("73211009", "code"), encounter("2026-05-05", "status", "start"),
                encounter("2025-05-05", "status", "start"),
            ]),
        Example(
            "continuity-of-care", "seen once in two years", [:],
            [problem("73211009"), encounter("2026-05-05"), encounter("2023-05-05")],
            [.notInCohort]),
        Example(
            "same-day-access", "seen last month", [:],
            [encounter("2026-05-05", "status", "start"), encounter("2025-05-05")]),
        Example(
            "same-day-access", "not seen for a year", [:], [encounter("2025-05-05")],
            [.notInCohort]),
        Example(
            "childhood-immunisation", "two years old", ["birth_date": on("2024-01-01")],
            [
                (
                    .immunisation,
                    [
                        "code": snomed("38598009"), "given": on("2025-02-03"),
                        "status": .word("completed"), "batch": .text("A1"),
                    ], ["code", "status", "given"]
                )
            ]),
        Example(
            "childhood-immunisation", "a grown-up", [:], [], [.outsideAge]),
        Example(
            "research-kidney-study", "diabetes", [:],
            [
                problem("73211009", "code", "status", "onset"),
                result(
                    creatinine, "umol/l", on: "2012-01-05", "code", "status", "effective", "value"),
                result(creatinine, "umol/l", on: "2009-01-05"),
                drug("active", "code", "status", "type", "start"),
            ]),
        Example(
            "research-kidney-study", "by a result alone", [:],
            [result(hba1c, "mmol/mol", on: "2024-01-05", "code", "status", "effective", "value")]),
        Example(
            "research-kidney-study", "a result in per cent", [:],
            [result(hba1c, "%", on: "2024-01-05")], [.cohortUnknown]),
        Example(
            "research-kidney-study", "dementia as well", [:],
            [problem("73211009"), problem("52448006")], [.notInCohort]),
        Example(
            "research-kidney-study", "a problem in words", [:],
            [problem("73211009"), (.problem, ["code": .phrase("forgets names")], [])],
            [.cohortUnknown]),
    ]

    /// Everything is on the day that the agreements' first year is half over.
    static func compiled(_ policy: String) throws -> CompiledAgreement {
        let url = PoliciesTests.root.appending(path: "Policies/\(policy)")
        let lists = try ["kidney-study"].compactMap { name -> PatientList? in
            let file = url.appending(path: "lists/\(name).txt")
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
            return try PatientList.load(
                text: text + "9990000018\n", name: name, file: file.lastPathComponent)
        }
        let agreement = try Agreement.load(
            yaml: try String(contentsOf: url.appending(path: "agreement.yaml"), encoding: .utf8),
            file: policy, codeSets: PoliciesTests.codeSets(), lists: lists)
        let number = try #require(Sample.facts().nhsNumber)
        var registers = RunRegisters()
        registers.now = PartialDate(.second, year: 2026, month: 7, day: 1, offset: 0)
        registers.national = .loaded(
            NationalOptOuts(
                taken: try #require(
                    PartialDate(.second, year: 2026, month: 6, day: 30, offset: 0)),
                asked: [number], without: [number]))
        return CompiledAgreement(
            agreement, flow: nil, runDate: try #require(day("2026-07-01")), registers: registers)
    }

    @Test(arguments: direct + secondary)
    func example(_ example: Example) throws {
        var builder = Sample.patient(example.patient)
        for (number, item) in example.items.enumerated() {
            builder.add(item.0, "e\(number)", item.1)
        }
        let codes = try #require(OptOutCodes(codeSets: PoliciesTests.codeSets()))
        let facts = Sample.facts(optOut: OptOutEvidence(builder.record, codes))
        let decision = try Self.compiled(example.policy).decide(
            builder.record, facts, surrogates: Brackets())
        #expect(decision.patientReasons.reasons == example.expected)
        guard let released = decision.released else { return }
        for (number, item) in example.items.enumerated() {
            for field in item.0.definition.fields.map(\.name) where field != "id" {
                let id = released.isIdentifiable ? "e\(number)" : "<e\(number)>"
                let value = released.record.value(id, field)
                #expect((value != nil) == item.leaves.contains(field), "\(number) \(field)")
            }
        }
    }

    /// What leaves of the patient, and of dates.
    @Test(arguments: [
        ("proactive-care", "birth_date", "1946-03-04"), ("population-health", "birth_date", nil),
        ("population-health", "age_band", "80-84"), ("population-health", "pseudonym", "PSEUDO"),
        ("population-health", "family_name", nil), ("continuity-of-care", "age_band", "80-89"),
        ("medicines-review", "birth_date", "1946-03-04"), ("medicines-review", "postcode", nil),
        ("social-prescribing", "birth_date", nil), ("social-prescribing", "family_name", "Made"),
        ("research-kidney-study", "birth_date", "1946-03"),
        ("research-kidney-study", "family_name", nil),
        ("research-kidney-study", "nhs_number", "9990000018"),
    ])
    func ofThePatient(_ policy: String, _ field: String, _ expected: String?) throws {
        let cases = (Self.direct + Self.secondary).filter {
            $0.policy == policy && $0.expected.isEmpty
        }
        let example = try #require(cases.first)
        var builder = Sample.patient()
        for (number, item) in example.items.enumerated() {
            builder.add(item.0, "e\(number)", item.1)
        }
        let decision = try Self.compiled(policy).decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        let released = try #require(decision.released)
        #expect(released.record.value(released.isIdentifiable ? "p" : "<p>", field) == expected)
    }

    @Test(arguments: [
        ("proactive-care", "onset", "2015-03-04"), ("population-health", "onset", "2015"),
        ("research-kidney-study", "onset", "2015-03"),
    ])
    func ofDates(_ policy: String, _ field: String, _ expected: String) throws {
        var builder = Sample.patient()
        builder.add(.problem, "f", Self.problem("248279007").1)
        builder.add(.problem, "e", Self.problem("73211009").1)
        let decision = try Self.compiled(policy).decide(
            builder.record, Sample.facts(), surrogates: Brackets())
        let released = try #require(decision.released)
        #expect(released.record.value(released.isIdentifiable ? "e" : "<e>", field) == expected)
    }

    /// Every agreement loads with no error, and its notes say what nobody should overlook.
    @Test(arguments: [
        ("proactive-care", ["registration-assumed"]),
        ("population-health", ["registration-assumed"]),
        ("same-day-access", ["registration-assumed"]),
        ("continuity-of-care", ["registration-assumed"]),
        ("childhood-immunisation", ["registration-assumed"]),
        ("medicines-review", ["registration-assumed"]),
        ("social-prescribing", ["registration-assumed"]),
        ("research-kidney-study", ["registration-assumed"]),
    ])
    func notes(_ policy: String, _ expected: [String]) throws {
        let agreement = try Self.compiled(policy).agreement
        #expect(agreement.id == policy)
        #expect(Set(agreement.notes.map(\.code.name)) == Set(expected), "\(agreement.notes)")
    }
}
