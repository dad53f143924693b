import CanonicalModel
import Foundation
import RecordMapping
import Testing

@testable import Pipeline

/// What is filled in, what is not, and what contradicts.
@Suite struct DemographicsTests {
    private static let fields = EntryKind.patient.definition.fields.map(\.name)

    /// A record of one patient; dates as `1950-01-02` or less, sex as its word.
    private static func record(_ values: [String: String]) throws -> CanonicalRecord {
        var record = CanonicalRecord()
        let first = record.appendEntry(.patient, rule: 0, sourceOffset: 0, sourceLength: 0)
        for (name, value) in values {
            let index = try #require(fields.firstIndex(of: name))
            let field = EntryKind.patient.definition.fields[index]
            record.cells[first + index] =
                switch field.type {
                case .date: .date(try date(value))
                case .boolean: .boolean(value == "true")
                case .code(let words): .code(try #require(words.index(of: value)))
                default: .text(record.appendScratch(Array(value.utf8)))
                }
        }
        return record
    }

    private static func date(_ text: String) throws -> PartialDate {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        let precision: PartialDate.Precision = [.year, .month, .day][parts.count - 1]
        return try #require(
            PartialDate(
                precision, year: parts[0], month: parts.count > 1 ? parts[1] : 1,
                day: parts.count > 2 ? parts[2] : 1))
    }

    /// The patient's fields, but the id.
    private static func fields(of record: CanonicalRecord) -> [String: String] {
        EntryText.fields(of: record.entries[0], in: record)
    }

    private static func join(
        _ record: CanonicalRecord, _ people: Demographics, unreadable: Set<Int> = []
    ) -> (fate: Demographics.Join, record: CanonicalRecord) {
        var record = record
        let fate = people.join(&record, unreadable: unreadable)
        return (fate, record)
    }

    private static let person = [
        "nhs_number": "9990000018", "family_name": "TANSY", "given_name": "Ivy May",
        "birth_date": "1950-03-02", "sex": "female", "address": "1 Mill Lane", "city": "Ferry",
        "postcode": "ZZ99 3VZ",
    ]

    private static func people(_ all: [String: String]...) throws -> Demographics {
        var people = Demographics()
        for one in all { #expect(people.add(try record(one))) }
        return people
    }

    @Test func whatTheRecordLacksIsFilledIn() throws {
        let (fate, record) = Self.join(
            try Self.record(["nhs_number": "9990000018"]), try Self.people(Self.person))
        #expect(fate == .joined)
        #expect(Self.fields(of: record) == Self.person)
    }

    /// Of what the record has nothing is replaced, nor mixed with another's.
    @Test func whatTheRecordHasStays() throws {
        let own = [
            "nhs_number": "9990000018", "family_name": "TANSY-REED", "postcode": "ZZ99 3WZ",
            "birth_date": "1950",
        ]
        let (fate, record) = Self.join(try Self.record(own), try Self.people(Self.person))
        #expect(fate == .joined)
        #expect(Self.fields(of: record) == own.merging(["sex": "female"]) { $1 })
    }

    @Test func whatTheRecordStatesAndCannotBeReadIsNotFilledIn() throws {
        let birth = try #require(Self.fields.firstIndex(of: "birth_date"))
        let (_, record) = Self.join(
            try Self.record(["nhs_number": "9990000018"]), try Self.people(Self.person),
            unreadable: [birth])
        #expect(Self.fields(of: record)["birth_date"] == nil)
        #expect(Self.fields(of: record)["sex"] == "female")
    }

    @Test(arguments: [
        (["birth_date": "1950-03-02"], Demographics.Join.joined),
        (["birth_date": "1950-03"], .joined), (["birth_date": "1950"], .joined),
        (["birth_date": "1950-03-03"], .conflicting), (["birth_date": "1950-04"], .conflicting),
        (["birth_date": "1951"], .conflicting), (["sex": "female"], .joined),
        (["sex": "unknown"], .joined), (["sex": "male"], .conflicting),
        (["sex": "other"], .conflicting), (["family_name": "OTHER"], .joined),
    ])
    func itContradictsOrNot(_ own: [String: String], _ expected: Demographics.Join) throws {
        let own = own.merging(["nhs_number": "9990000018"]) { $1 }
        let (fate, record) = Self.join(try Self.record(own), try Self.people(Self.person))
        #expect(fate == expected)
        if expected == .conflicting { #expect(Self.fields(of: record) == own) }
    }

    @Test func nobodyIsMistakenForAnother() throws {
        let people = try Self.people(Self.person, ["family_name": "WITHOUT"])
        #expect(people.count == 1)
        #expect(people.unusable == 1)
        #expect(Self.join(try Self.record(["nhs_number": "9990000026"]), people).fate == .notFound)
        #expect(Self.join(try Self.record([:]), people).fate == .withoutNumber)
        #expect(
            Self.join(try Self.record(["nhs_number": "9990000019"]), people).fate == .withoutNumber)
    }

    /// Two sources that speak of two people under one number help nobody.
    @Test func sourcesThatContradictOneAnotherFillNothingIn() throws {
        var other = Self.person
        other["birth_date"] = "1951-03-02"
        let people = try Self.people(Self.person, other)
        #expect(people.contradictions == 1)
        let own = try Self.record(["nhs_number": "9990000018"])
        #expect(Self.join(own, people).fate == .conflicting)
        other["birth_date"] = "1950-03"
        #expect(try Self.people(Self.person, other).contradictions == 0)
    }

    @Test func theFirstOfSeveralCountsAndAnyRestriction() throws {
        var later = Self.person
        (later["family_name"], later["confidential"]) = ("LATER", "restricted")
        let (fate, record) = Self.join(
            try Self.record(["nhs_number": "9990000018"]), try Self.people(Self.person, later))
        #expect(fate == .joined)
        let expected = Self.person.merging(["confidential": "restricted"]) { $1 }
        #expect(Self.fields(of: record) == expected)
    }
}
