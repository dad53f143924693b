import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Testing

/// Each row changes one thing in a draft that is filled in, and says what the rules must find.
@Suite struct RuleTests {
    struct Row: Sendable {
        let code: String
        let kind: PolicyTemplate
        let old: String
        let new: String
        let says: String
        var isFound = true
        var today = "2026-06-01"

        init(
            _ code: String, _ kind: PolicyTemplate, _ old: String, _ new: String, _ says: String,
            isFound: Bool = true, today: String = "2026-06-01"
        ) {
            (self.code, self.kind, self.old, self.new) = (code, kind, old, new)
            (self.says, self.isFound, self.today) = (says, isFound, today)
        }
    }

    private static let include = "dataset:\n  include:\n"
    private static let month = "event_date: month, problem.onset: year}"

    static let dead: [Row] = [
        Row(
            "adds-nothing", .populationHealth, "      last: P2Y\n", "      last: P9Y\n", "shorter",
            isFound: false),
        Row(
            "adds-nothing", .populationHealth, "  free_text: withhold",
            "  window: {last: P1Y}\n  free_text: withhold", "`dataset.window` cuts"),
        Row(
            "adds-nothing", .populationHealth, "  free_text: withhold",
            "  window: {last: P1Y, long_lived: [encounter]}\n  free_text: withhold", "",
            isFound: false),
        Row(
            "adds-nothing", .research, "any_of: [{problem: diabetes}]",
            "any_of: [{problem: diabetes, last: P2Y}, {problem: diabetes}]", "changes nothing"),
        Row(
            "adds-nothing", .research, "any_of: [{problem: diabetes}]",
            "any_of: [{problem: diabetes}, {problem: hba1c}]", "", isFound: false),
        Row(
            "adds-nothing", .populationHealth, include,
            include
                + "    - {entry: problem, fields: [code], codes: diabetes, why: To see it twice}\n",
            "by the one on line"),
        Row(
            "adds-nothing", .populationHealth, include,
            include
                + "    - {entry: problem, fields: [recorded], codes: diabetes, why: To see when}\n",
            "", isFound: false),
        Row(
            "clauses-contradict", .populationHealth, "  free_text: withhold",
            "  exclude: [{entry: encounter, fields: [status, start], why: Not wanted here}]\n"
                + "  free_text: withhold", "releases nothing"),
        Row(
            "clauses-contradict", .populationHealth, "  free_text: withhold",
            "  exclude: [{codes: diabetes, why: Not wanted here}]\n  free_text: withhold",
            "which is excluded"),
        Row(
            "clauses-contradict", .populationHealth, "{set: sexual-health, action: withhold}",
            "{set: diabetes, action: withhold}", "withheld as sensitive"),
        Row(
            "clauses-contradict", .research, "any_of: [{problem: diabetes}]",
            "all_of: [{problem: diabetes, last: P1Y}]\n  none_of: [{problem: diabetes}]",
            "nobody is in the cohort"),
        Row(
            "clauses-contradict", .populationHealth, "      last: P2Y\n",
            "      since: 2031-01-01\n",
            "has ended by then"),
        Row(
            "unused", .directCare, "registered_at: publishers", "registered_at: [Y99001]",
            "does not name `Y99002`"),
        Row(
            "unused", .directCare, "      flows: [feed]\n",
            "      flows: [feed]\n    - {ods: Y99N02, flows: []}\n", "no flow goes to `Y99N02`"),
        Row(
            "never-fires", .populationHealth, "uncoded: [encounter]", "uncoded: [document]",
            "nothing of `document`"),
        Row(
            "never-filled", .populationHealth, "fields: [status, start]",
            "fields: [status, start, location]", "", isFound: false),
        Row(
            "never-filled", .directCare, "    - entry: allergy\n",
            "    - {entry: procedure, fields: [code, recorded], why: To know what was done}\n"
                + "    - entry: allergy\n", "no source fills `recorded`"),
    ]

    static let precise: [Row] = [
        Row(
            "linked-date", .populationHealth, "fields: [status, start]",
            "fields: [status, start, recorded]", "", isFound: false),
        Row(
            "linked-date", .populationHealth, "fields: [code, status, onset]",
            "fields: [code, status, onset, encounter]", "belongs to a consultation of 2027-05"),
        Row(
            "linked-date", .populationHealth, "fields: [code, status, onset]",
            "fields: [code, status, onset, recorded]", "2027 in the one and 2027-05 in the other"),
        Row(
            "linked-date", .research, "fields: {birth_date: month, event_date: day}",
            "fields: {birth_date: month, death_date: year, event_date: day}", "", isFound: false),
        Row(
            "finer-together", .populationHealth, "birth_date: drop, age: band5, top_code: 90",
            "birth_date: drop, age: band5, top_code: 85", "", isFound: false),
    ]

    static let minimal: [Row] = [
        Row(
            "weak-reason", .directCare, "why: So that nobody is given what harms them", "why: TBC.",
            "`TBC.` is no reason"),
        Row(
            "whole-entry", .directCare, "fields: [code, status, verification, reaction, severity]",
            "fields: [code, status, verification, reaction, severity, onset]", "", isFound: false),
        Row("any-code", .populationHealth, "      codes: diabetes\n", "", "each `problem`"),
    ]

    static let people: [Row] = [
        Row("unlikely-ods-code", .directCare, "{ods: Y99002,", "{ods: Y9900I,", "`Y99001`"),
        Row("unlikely-ods-code", .directCare, "{ods: Y99002,", "{ods: QWO,", "look it up again"),
        Row("out-of-date", .directCare, "Our", "Our", "overdue", today: "2027-04-02"),
        Row("out-of-date", .directCare, "Our", "Our", "due in 31 days", today: "2027-03-01"),
        Row("out-of-date", .directCare, "Our", "Our", "", isFound: false, today: "2027-01-01"),
        Row(
            "out-of-date", .directCare, "Our", "Our", "the agreement has ended", today: "2028-04-01"
        ),
        Row(
            "out-of-date", .research, "expires: 2028-03-31", "expires: 2026-05-01",
            "section 251 has ended"),
        Row(
            "signature-date", .directCare, "sign_up: []",
            "sign_up:\n  - {ods: Y99001, version: '1.0', by: A, role: B, at: 2026-06-02,\n "
                + "    evidence: e}",
            "a day to come"),
        Row(
            "schedule-too-dense", .populationHealth, "schedule: monthly}",
            "schedule: monthly, minimum_interval: P28D}", "", isFound: false),
        Row(
            "schedule-too-dense", .populationHealth, "schedule: monthly}",
            "schedule: monthly, minimum_interval: P3M}", "`P3M` apart"),
        Row(
            "unused-waiver", .directCare, "sign_up: []",
            "waivers: [{rule: E382, why: w, by: b}]\nsign_up: []", "waives nothing"),
    ]

    @Test(arguments: dead + precise + minimal + people)
    func finds(_ row: Row) throws {
        let text = try #require(
            Guided.replacing(row.old, with: row.new, in: MistakeTests.whole(row.kind)), "\(row.old)"
        )
        let findings = Guided.findings(text, today: row.today)
        let found = findings.filter { $0.code.name == row.code }
        if row.isFound {
            let says = row.says
            #expect(
                found.contains { $0.message.contains(says) || ($0.advice ?? "").contains(says) },
                "\(findings.map(\.description))")
        } else {
            #expect(found.isEmpty, "\(found)")
        }
        #expect(found.allSatisfy { $0.position != nil })
    }

    /// A waiver makes a note of a warning, with its reason, and leaves errors alone.
    @Test func waivers() throws {
        let waiver =
            "waivers: [{rule: E382, why: It is a test code, by: the lead, at: 2026-05-01}]\n"
        let whole = MistakeTests.whole(.directCare).replacing("{ods: Y99002,", with: "{ods: QWO,")
        let before = Guided.findings(whole).first { $0.code == .unlikelyODS }
        #expect(before?.severity == .warning)
        let after = Guided.findings(whole.replacing("sign_up: []", with: waiver + "sign_up: []"))
        let waived = try #require(after.first { $0.code == .unlikelyODS })
        #expect(waived.severity == .note)
        #expect(waived.message.hasPrefix("waived by the lead: `QWO`"))
        #expect(waived.advice == "the reason: It is a test code")
        #expect(!after.contains { $0.code == .unusedWaiver })
    }

    /// Ages in years give the birthday away as often as feeds come, if that is finer than declared.
    @Test(arguments: [
        ("daily", "drop", true), ("weekly", "month", true), ("monthly", "year", true),
        ("monthly", "month", false), ("quarterly", "drop", true), ("annually", "drop", false),
    ])
    func agesFromFeedToFeed(_ schedule: String, _ birth: String, _ isFound: Bool) {
        let text = MistakeTests.whole(.populationHealth)
            .replacing(
                "age_band, sex", with: birth == "drop" ? "age_years" : "age_years, birth_date"
            )
            .replacing(
                "birth_date: drop, age: band5, top_code: 90",
                with: "birth_date: \(birth), age: years"
            )
            .replacing("schedule: monthly", with: "schedule: \(schedule)")
        let findings = Guided.findings(text)
        #expect(!findings.contains { $0.severity == .error }, "\(findings)")
        let found = findings.filter { $0.code == .ageGivesBirthday }
        #expect(found.isEmpty != isFound, "\(findings)")
        for finding in found { #expect(finding.message.contains("and 77 in that of")) }
    }

    /// A band changes on a birthday; feeds a month apart narrow it to no day.
    @Test(arguments: [
        ("daily", "drop", true), ("weekly", "month", true), ("monthly", "drop", false),
        ("daily", "day", false),
    ])
    func bandsFromFeedToFeed(_ schedule: String, _ birth: String, _ isFound: Bool) {
        let text = MistakeTests.whole(.populationHealth)
            .replacing("age_band, sex", with: birth == "drop" ? "age_band" : "age_band, birth_date")
            .replacing("birth_date: drop", with: "birth_date: \(birth)")
            .replacing("schedule: monthly", with: "schedule: \(schedule)")
        let found = Guided.findings(text).filter { $0.code == .ageGivesBirthday }
        #expect(found.isEmpty != isFound, "\(Guided.findings(text))")
        for finding in found { #expect(finding.message.contains("in 75-79 in the feed of")) }
    }

    /// The birthdays that the example names are exactly those that fit both feeds.
    @Test(arguments: ["daily", "weekly", "monthly", "quarterly"])
    func theExampleIsWorkedOutRight(_ schedule: String) throws {
        let example = try #require(BirthdayExample(schedule: schedule))
        let months = ["January": 1, "March": 3, "April": 4]
        func date(_ text: String, _ year: Int) throws -> PartialDate {
            let parts = text.split(separator: " ")
            return try #require(
                PartialDate(
                    .day, year: year, month: months[String(parts[1])] ?? 0, day: Int(parts[0]) ?? 0)
            )
        }
        let (first, second) = (
            try date(example.words.first, 2027), try date(example.words.second, 2027)
        )
        let range =
            try date(example.words.from, 1950).dayNumber...date(example.words.to, 1950).dayNumber
        for month in 1...12 {
            for day in 1...31 {
                guard let birth = PartialDate(.day, year: 1950, month: month, day: day) else {
                    continue
                }
                let fits =
                    birth.wholeYears(until: first) == 76 && birth.wholeYears(until: second) == 77
                #expect(fits == range.contains(birth.dayNumber), "\(schedule) \(month) \(day)")
            }
        }
        #expect(example.story(in: 2027).contains("76 in the feed of"))
    }

    @Test func theMappingsFillWhatTheyFill() {
        #expect(!Guided.filled.isEmpty)
        #expect(FilledFields(mappings: []).isEmpty)
        let filled = FilledFields(mappings: [
            "target: problem\nfields:\n  id: a\n  # onset: b\n  code: c\ncases: x\n  note: d\n"
        ])
        let problem = EntryKind.problem.definition
        let names = problem.fields.indices.filter { filled.contains($0, of: .problem) }
            .map { problem.fields[$0].name }
        #expect(names == ["id", "code"])
    }
}
