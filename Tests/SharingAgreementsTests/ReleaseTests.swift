import CanonicalModel
import Foundation
import Testing

@testable import SharingAgreements

/// What a released record holds, field by field.
@Suite struct ReleaseTests {
    private func released(
        _ builder: RecordBuilder, _ compiled: CompiledAgreement? = nil
    ) throws -> ReleasedRecord {
        let compiled = try compiled ?? Sample.compiled()
        return try #require(
            compiled.decide(builder.record, Sample.facts(), surrogates: Brackets()).released)
    }

    @Test func namesThePersonByPseudonym() throws {
        let released = try released(Sample.patient())
        #expect(!released.isIdentifiable)
        #expect(released.record.string(released.personKey) == "PSEUDO")
        #expect(released.record.string(released.practice) == "Y99001")
        #expect(released.record.value("<p>", "pseudonym") == "PSEUDO")
    }

    @Test func onlyListedFieldsLeave() throws {
        let record = try released(Sample.patient()).record
        let definition = EntryKind.patient.definition
        let present = definition.fields.map(\.name).filter { record.value("<p>", $0) != nil }
        #expect(present == ["id", "sex", "practice", "pseudonym", "age_years"])
        #expect(record.value("<p>", "age_years") == "80")
        #expect(record.value("<p>", "practice") == "Y99001")
    }

    @Test func theScratchHoldsNothingThatIsWithheld() throws {
        let released = try released(Sample.patient())
        let scratch = String(decoding: released.record.scratch, as: UTF8.self)
        #expect(!scratch.contains("Made"))
        #expect(!scratch.contains("9990000018"))
    }

    @Test(arguments: [
        ("exact", "2024-05-06T07:08"), ("day", "2024-05-06"), ("month", "2024-05"),
        ("year", "2024"),
    ])
    func eventDates(_ rule: String, _ expected: String) throws {
        var builder = Sample.patient()
        let date = PartialDate(.minute, year: 2024, month: 5, day: 6, hour: 7, minute: 8)
        builder.add(.encounter, "e", ["start": .date(date)])
        let compiled =
            rule == "month"
            ? try Sample.compiled()
            : try Sample.compiled("event_date: month", "event_date: \(rule)")
        #expect(try released(builder, compiled).record.value("<e>", "start") == expected)
    }

    @Test(arguments: [("exact", "1946-03-04"), ("month", "1946-03"), ("year", "1946")])
    func birthDates(_ rule: String, _ expected: String) throws {
        let yaml = Sample.yaml.replacing("sex, practice", with: "birth_date, practice")
            .replacing("age: years,", with: "age: years, birth_date: \(rule),")
        let record = try released(Sample.patient(), try compiled(yaml)).record
        #expect(record.value("<p>", "birth_date") == expected)
    }

    @Test(arguments: [
        ("LS6 2AB", "district", "postcode_district", "LS6"),
        ("ls62ab", "district", "postcode_district", "LS6"),
        ("LS6", "district", "postcode_district", nil),
        ("LS6 2AB", "exact", "postcode", "LS6 2AB"),
    ])
    func postcodes(
        _ postcode: String, _ rule: String, _ field: String, _ expected: String?
    ) throws {
        let yaml = Sample.yaml.replacing("sex, practice", with: "\(field), practice")
            .replacing("age: years,", with: "age: years, postcode: \(rule),")
        let builder = Sample.patient(["postcode": .text(postcode)])
        #expect(try released(builder, try compiled(yaml)).record.value("<p>", field) == expected)
    }

    /// A year of birth leaves two ages open: the band leaves only if both lie in it.
    @Test(arguments: [
        ("1946-03-04", "80-84"), ("1945", "80-84"), ("1941", nil), ("1930", "90+"),
    ])
    func ageBands(_ birth: String, _ expected: String?) throws {
        let yaml = Sample.yaml.replacing("age_years", with: "age_band")
            .replacing("age: years", with: "age: band5")
        let builder = Sample.patient(["birth_date": .date(day(birth))])
        let found = try released(builder, try compiled(yaml)).record.value("<p>", "age_band")
        #expect(found == expected)
    }

    @Test(arguments: [("1946-03-04", "80"), ("1945", nil)])
    func ages(_ birth: String, _ expected: String?) throws {
        let builder = Sample.patient(["birth_date": .date(day(birth))])
        #expect(try released(builder).record.value("<p>", "age_years") == expected)
    }

    @Test func codesAndNumbersLeaveAndWhatSomebodyTypedStays() throws {
        var builder = Sample.patient()
        builder.add(
            .observation, "o",
            [
                "code": EntryGateTests.asthma, "value": .number("34.0"), "note": .text("secret"),
                "value_text": .text("secret"),
            ])
        let record = try released(builder).record
        #expect(record.value("<o>", "code") == "195967001||")
        #expect(record.value("<o>", "value") == "34.0")
        #expect(!String(decoding: record.scratch, as: UTF8.self).contains("secret"))
        #expect(!String(decoding: record.scratch, as: UTF8.self).contains("term text"))
        #expect(!String(decoding: record.scratch, as: UTF8.self).contains("display"))
    }

    /// A unit that is none may be anything that somebody typed; the number goes with it.
    @Test(arguments: [
        ("mm[Hg]", true), ("mmHg", true), ("KG/M2", true), ("428673006", true), ("", true),
        ("Banana", false), ("Mrs Made-Up", false), ("9990000018", false),
    ])
    func unitsThatAreNoneStayWithTheFreeText(_ unit: String, _ leaves: Bool) throws {
        var builder = Sample.patient()
        builder.add(
            .observation, "o",
            ["code": EntryGateTests.asthma, "value": .number("34.0", unit: unit)])
        #expect(try released(builder).record.value("<o>", "value") == (leaves ? "34.0" : nil))
        let open = try released(builder, try compiled(Self.identifiable)).record
        #expect(open.value("o", "value") == "34.0")
    }

    /// The words of a unit and its UCUM code say the same: what is none of ours stays, and the
    /// amount leaves with the other.
    @Test(arguments: [
        ("millimeter of mercury", "mm[Hg]", ["140", "millimeter of mercury", "mm[Hg]"]),
        ("as Mrs Made-Up has it", "mm[Hg]", ["140", "", "mm[Hg]"]),
        ("mmHg", "made-up", ["140", "mmHg", ""]), ("", "mm[Hg]", ["140", "", "mm[Hg]"]),
        ("Mrs Made-Up", "9990000018", nil), ("", "Mrs Made-Up", nil),
    ])
    func anAmountLeavesWithTheUnitThatIsKnown(
        _ unit: String, _ code: String, _ expected: [String]?
    ) throws {
        var builder = Sample.patient()
        builder.add(
            .observation, "o",
            ["code": EntryGateTests.asthma, "value": .number("140", unit: unit, code: code)])
        let record = try released(builder).record
        let entry = try #require(record.entries.first { $0.kind == .observation })
        var parts: [String]?
        let field = try #require(entry.kind.definition.index(of: "value"))
        if case .quantity(let number) = record.cell(entry, field) {
            let quantity = record.quantities[Int(number)]
            parts = [quantity.number, quantity.unit, quantity.unitCode].map(record.string)
        }
        #expect(parts == expected)
    }

    /// What indicators can read leaves.
    @Test func everySpellingOfOurMeasurementsIsAKnownUnit() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Mappings/units/measurements.yaml")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let units = lines.drop { $0 != "units:" }.dropFirst().prefix { $0.hasPrefix("  ") }
            .filter { !$0.hasPrefix("  #") }
            .flatMap { $0.matches(of: /'((?:[^']|'')+)'|([^\s,:\[\]'][^,:\]]*)/) }
            .map { String($0.1 ?? $0.2 ?? "").replacing("''", with: "'") }
        #expect(units.count > 150)
        #expect(units.filter { !KnownUnits.contains(Array($0.utf8)[...]) } == [])
    }

    /// An NHS number in the place of a code has no partition identifier and no Verhoeff digit.
    @Test(arguments: [
        (CodeSystem.snomed, "195967001", true), (.snomed, "9990000018", false),
        (.snomed, "195967002", false), (.loinc, "29463-7", true), (.loinc, "29463-8", false),
        (.loinc, "weight", false), (.other, "29463-7", false),
    ])
    func codesThatAreNoneStayWithTheFreeText(
        _ system: CodeSystem, _ code: String, _ leaves: Bool
    ) throws {
        var builder = Sample.patient()
        builder.add(.observation, "o", ["code": .code(system, code, .native)])
        let yaml = Sample.yaml.replacing("codes: asthma\n", with: "")
        let found = try released(builder, try compiled(yaml)).record.value("<o>", "code")
        #expect(found?.contains(code) == leaves, "\(found ?? "nothing")")
    }

    static let identifiable = Sample.yaml
        .replacing("level: pseudonymised\n", with: "level: identifiable\n")
        .replacing("basis: not_confidential", with: "basis: explicit_consent")
        .replacing("  pseudonym: {key: 'env:K', epoch: '1'}\n", with: "")
        .replacing("[pseudonym, ", with: "[nhs_number, family_name, ")
        .replacing("free_text: withhold", with: "free_text: release")
        .replacing("fields: [code, effective,", with: "fields: [code, note, effective,")

    @Test func anIdentifiableFeedKeepsIdsAndNamesThePerson() throws {
        var builder = Sample.patient()
        builder.add(.encounter, "e")
        builder.add(
            .observation, "o",
            ["code": EntryGateTests.asthma, "note": .text("said"), "encounter": .ref("e")])
        let released = try released(builder, try compiled(Self.identifiable))
        #expect(released.isIdentifiable)
        #expect(released.record.string(released.personKey) == "9990000018")
        #expect(released.record.value("p", "family_name") == "Made")
        #expect(released.record.value("o", "encounter") == "e")
        #expect(released.record.value("o", "note") == "said")
        #expect(released.record.value("o", "code") == "195967001|display|term text")
    }

    @Test func referencesBecomeSurrogatesOrDisappear() throws {
        var builder = Sample.patient()
        builder.add(.encounter, "e")
        builder.add(.encounter, "hidden", mark: "nopat")
        builder.add(.observation, "a", ["code": EntryGateTests.asthma, "encounter": .ref("e")])
        builder.add(.observation, "b", ["code": EntryGateTests.asthma, "part_of": .ref("nowhere")])
        builder.add(
            .problem, "q",
            ["code": EntryGateTests.diabetes, "items": .refs(["a", "hidden", "nowhere", "b"])])
        let record = try released(builder).record
        #expect(record.value("<a>", "encounter") == "<e>")
        #expect(record.value("<b>", "part_of") == nil)
        #expect(record.value("<q>", "items") == "<a> <b>")
    }

    @Test func excludedFieldsDoNotLeave() throws {
        let compiled = try Sample.compiled(
            "exclude: [", "exclude: [{entry: problem, fields: [onset], why: w}, ")
        var builder = Sample.patient()
        builder.add(
            .problem, "q", ["code": EntryGateTests.diabetes, "onset": .date(day("2020-01-01"))])
        #expect(try released(builder, compiled).record.value("<q>", "onset") == nil)
        #expect(try released(builder).record.value("<q>", "onset") == "2020-01")
        let problem = EntryKind.problem.definition
        #expect(
            compiled.releasableFields[.problem]?.map { problem.fields[$0].name }
                == ["id", "code", "items"])
        #expect(compiled.releasableFields[.document] == nil)
    }

    private func compiled(_ yaml: String) throws -> CompiledAgreement {
        let agreement = try Agreement.load(yaml: yaml, file: "a", codeSets: Sample.codeSets())
        return CompiledAgreement(agreement, flow: "f", runDate: try #require(day("2026-06-01")))
    }
}
