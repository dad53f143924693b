import CanonicalModel
import SharingAgreements
import Testing

/// What agreements let out of who did what.
@Suite struct StaffTests {
    private static let inclusion =
        "- {entry: observation, fields: [code, effective, value, part_of, encounter], why: w}"
    private static let named =
        "- {entry: observation, fields: [code, effective, practitioner, encounter], why: w}"
    private static let staff = """
        - {entry: practitioner, fields: [role, organisation, unknown], why: w}
            - {entry: organisation, fields: [name, ods_code], why: w}
        """
    private static let asthma = RecordBuilder.Value.code(.snomed, "195967001", .native)
    private static let sensitive = RecordBuilder.Value.code(.snomed, "197997008", .native)

    private static func decide(
        _ inclusions: [String], _ fill: (inout RecordBuilder) -> Void
    ) throws -> RecordDecision {
        let compiled = try Sample.compiled(inclusion, inclusions.joined(separator: "\n    "))
        var builder = Sample.patient()
        fill(&builder)
        return compiled.decide(builder.record, Sample.facts(), surrogates: Brackets())
    }

    private static func addStaff(_ builder: inout RecordBuilder, mark: String? = nil) {
        builder.add(.organisation, "o1", ["name": .text("Madeup Surgery")])
        builder.add(
            .practitioner, "g1",
            [
                "name": .text("Robin Madeup"), "gmc_number": .text("9999982"),
                "role": .code(.jobRole, "R0260", .unmapped), "organisation": .ref("o1"),
            ], mark: mark)
    }

    @Test func whoDidWhatLeavesIsASurrogateWithARole() throws {
        let decision = try Self.decide([Self.named, Self.staff]) { builder in
            Self.addStaff(&builder)
            builder.add(.observation, "x", ["code": Self.asthma, "practitioner": .ref("g1")])
        }
        let record = try #require(decision.released?.record)
        #expect(record.value("<x>", "practitioner") == "<g1>")
        #expect(record.value("<g1>", "organisation") == "<o1>")
        #expect(record.value("<g1>", "role") == "R0260||")
        #expect(record.value("<o1>", "name") == "Madeup Surgery")
        for field in ["name", "gmc_number"] { #expect(record.value("<g1>", field) == nil) }
    }

    /// Who is seen tells of what stays behind: an observation that does not leave, or one that
    /// leaves without the field, lets nobody out.
    @Test(
        arguments: [
            ("by a sensitive entry", [named, staff], sensitive, nil, Reason.notInvolved),
            ("by a confidential entry", [named, staff], asthma, "nopat", .notInvolved),
            ("by a field that stays", [inclusion, staff], asthma, nil, .notInvolved),
            ("by anything, and not covered", [named], asthma, nil, .notInDataset),
        ] as [(String, [String], RecordBuilder.Value, String?, Reason)])
    func whoIsNamed(
        _ name: String, _ inclusions: [String], _ code: RecordBuilder.Value, _ mark: String?,
        _ expected: Reason
    ) throws {
        let decision = try Self.decide(inclusions) { builder in
            builder.add(
                .observation, "x", ["code": code, "practitioner": .ref("g1")], mark: mark)
            Self.addStaff(&builder)
        }
        let record = try #require(decision.released?.record)
        #expect(decision.entryReasons[3].reasons == [expected], "organisation \(name)")
        #expect(decision.entryReasons[4].reasons == [expected], "professional \(name)")
        #expect(!record.ids.contains("<g1>") && !record.ids.contains("<o1>"), "\(name)")
        #expect(record.value("<x>", "practitioner") == nil, "\(name)")
    }

    /// A professional whose entry is confidential takes nothing along but the reference.
    @Test func whoIsHiddenTakesNothingAlong() throws {
        let decision = try Self.decide([Self.named, Self.staff]) { builder in
            Self.addStaff(&builder, mark: "nopat")
            builder.add(.observation, "x", ["code": Self.asthma, "practitioner": .ref("g1")])
        }
        let record = try #require(decision.released?.record)
        #expect(record.value("<x>", "code") != nil)
        #expect(record.value("<x>", "practitioner") == nil)
        #expect(decision.entryReasons[2].reasons == [.notInvolved])
        #expect(decision.entryReasons[3].reasons == [.itemConfidential])
    }

    /// Ids of professionals are their own: a withheld entry of the same id changes nothing.
    @Test func anEntryOfTheSameIdIsAnother() throws {
        let decision = try Self.decide([Self.named, Self.staff]) { builder in
            builder.add(.encounter, "g1", mark: "nopat")
            Self.addStaff(&builder)
            builder.add(.observation, "x", ["code": Self.asthma, "practitioner": .ref("g1")])
        }
        let record = try #require(decision.released?.record)
        #expect(record.value("<x>", "practitioner") == "<g1>")
        #expect(decision.entryReasons[2].reasons == [.itemConfidential])
        #expect(decision.entryReasons[5].reasons.isEmpty)
    }

    @Test func anOrganisationMayHaveDoneItItself() throws {
        let decision = try Self.decide([Self.named, Self.staff]) { builder in
            Self.addStaff(&builder)
            builder.add(.observation, "x", ["code": Self.asthma, "practitioner": .ref("o1")])
        }
        let record = try #require(decision.released?.record)
        #expect(record.value("<x>", "practitioner") == "<o1>")
        #expect(record.ids.contains("<o1>") && !record.ids.contains("<g1>"))
    }

    /// Names and numbers of professionals are personal data of theirs.
    @Test(arguments: ["name", "gmc_number", "gmp_number", "sds_user_id", "other_number"])
    func aPseudonymisedAgreementHasNoNames(_ field: String) throws {
        let (agreement, findings) = try Sample.load(
            Self.inclusion,
            Self.inclusion + "\n    - {entry: practitioner, fields: [\(field)], why: w}")
        #expect(agreement == nil)
        #expect(findings.contains { $0.code == .directIdentifier })
    }
}
