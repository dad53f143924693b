import CanonicalModel
import SharingAgreements
import Testing

/// Every way in which a cohort, a window, a value or a level can be wrong.
@Suite struct LanguageTests {
    static let errors: [(String, String, String, String?)] = [
        ("[Y99001, Y99002]\n  regi", "[Y99003]\n  regi", "E303", "known here: `Y99001`"),
        ("[Y99001, Y99002]\n  regi", "[]\n  regi", "E320", nil),
        (
            "temporary_residents: withhold", "temporary_residents: release",
            "E302]: `registration`", "one of the two"
        ),
        (
            "{problem: diabetes, last", "{problems: diabetes, last", "E252",
            "did you mean `problem`?"
        ),
        (
            "{problem: diabetes, last", "{problem: diabetis, last", "E308",
            "did you mean `diabetes`?"
        ),
        (
            "{problem: diabetes, last", "{problem: diabetes, observation: hba1c, last",
            "E321]: the condition is about `problem` and `observation` at once", "problem: frailty"
        ),
        (
            "all_of: [{encounter: any, last: P5Y}]", "all_of: [{last: P5Y}]",
            "E321]: the condition does not say", nil
        ),
        (
            "all_of: [{encounter: any, last: P5Y}]", "all_of: []",
            "E321]: `all_of` has no condition", nil
        ),
        (
            "all_of: [{encounter: any, last: P5Y}]",
            "all_of: [{any_of: [{problem: heart}], last: P5Y}]", "E321]: `last` goes with",
            "move it"
        ),
        ("all_of: [{encounter: any, last: P5Y}]", "all_of: [{patient: any}]", "E252", nil),
        ("last: P20Y", "last: 20Y", "E314", "`P2Y`"),
        ("last: P20Y", "last: P900Y", "E314", nil),
        ("since: 2020-01-01}", "since: 2020}", "E301", nil),
        ("at_least: 2,", "at_least: 3,", "E321]: nobody has 3 of 2", "from 1 to 2"),
        ("at_least: 2,", "at_leats: 2,", "E252", "`at_least`"),
        ("of: [diabetes, heart]", "of: [diabetes, diabetes]", "E309", nil),
        ("times: 2", "times: 0", "E321", "1 to 1000"),
        (
            "of: [diabetes, heart]}}", "of: [diabetes, heart]}, times: 2}",
            "E321]: `times` does not", nil
        ),
        (
            "values: {status: [active]}", "values: {status: [activ]}", "E255",
            "did you mean `active`?"
        ),
        (
            "values: {status: [active]}", "values: {statu: [active]}", "E307",
            "did you mean `status`?"
        ),
        ("values: {status: [active]}", "values: {}", "E322]: `values` tests nothing", nil),
        (
            "values: {status: [active]}", "values: {code: x}", "E322]: `code` is concept",
            "use `codes`"
        ),
        ("at_least: 48, unit", "at_least: forty, unit", "E322]: `forty` is not a number", "`58`"),
        ("at_least: 48, unit", "at_least: 48, more_than: 47, unit", "E322]: two limits", nil),
        ("at_least: 48, unit: mmol/mol", "unit: mmol/mol", "E322]: there is no limit", nil),
        ("at_least: 48, unit: mmol/mol", "at_least: 48", "E253]: the key `unit`", nil),
        (
            "at_least: 48, unit: mmol/mol", "at_least: 48, unit: mmol/mole", "E322]: `mmol/mole`",
            nil
        ),
        ("at_least: 48, unit", "at_least: 48, less_than: 48, unit", "E302]: no number", nil),
        ("list: people", "list: peple", "E323", "did you mean `people`?"),
        ("on_exit: retract", "on_exit: forget", "E255", nil),
        ("on_exit: retract", "on_exit: {retain_until: soon}", "E301", nil),
        (
            "window: {since: 2000-01-01, last: P25Y, long", "window: {long",
            "E253]: the window has no", nil
        ),
        ("long_lived: [problem]", "long_lived: [problems]", "E306", "did you mean `problem`?"),
        (
            "ethnic_category], why", "ethnic_category], last: P1Y, why",
            "E321]: `patient` has no date", nil
        ),
        ("documents: withhold", "documents: keep", "E255", nil),
        ("exclude:\n", "exclude:\n    - {entry: problem, why: w}\n", "E302", nil),
        ("problem.onset: year", "problm.onset: year", "E306", "did you mean `problem`?"),
        ("problem.onset: year", "problem.onst: year", "E307", "did you mean `onset`?"),
        ("problem.onset: year", "problem.onset: decade", "E255", nil),
        ("problem.onset: year", "problem.onset: withheld", "E310", "raise `problem.onset`"),
        ("problem.onset: year", "problem.code: year", "E302]: `problem.code` is no date", nil),
        ("problem.onset: year", "onset: year", "E252", nil),
        ("death_date: year", "death_date: day", "E302]: `death_date` leaves no more", "`month`"),
        ("top_code: 85", "top_code: 87", "E315]: 87 lies within a band", "multiple of 5"),
        ("top_code: 85", "top_code: 30", "E315", "usually 90"),
        ("age: band5, ", "", "E302]: no age leaves", nil),
        ("postcode: district", "postcode: lsoa21", "E255]: `lsoa21` is no place", "`district`"),
        ("ethnicity: group5", "ethnicity: exact", "E310", "`group5` or `group16`"),
        ("ethnicity: group5", "ethnicity: group6", "E255", "did you mean `group16`?"),
        ("practitioner: drop", "practitioner: role", "E255]: `role` is no way", "`drop`"),
        (
            "exclude:\n", "  - {entry: referral, fields: [recipient], why: w}\n  exclude:\n",
            "E310]: `recipient` never leaves", "or `practitioner: drop`"
        ),
        (
            "exclude:\n", "  - {entry: practitioner, fields: [role], why: w}\n  exclude:\n",
            "E310]: `role` never leaves", "or `practitioner: drop`"
        ),
    ]

    @Test(arguments: errors)
    func refuses(_ old: String, _ new: String, _ finding: String, _ advice: String?) throws {
        let (agreement, findings) = try Complete.load(old, new)
        #expect(agreement == nil)
        let texts = findings.map(\.description)
        #expect(
            texts.contains { text in
                text.contains("error[\(finding)") && (advice.map { text.contains($0) } ?? true)
                    || text.contains(finding) && text.contains("error")
                        && (advice.map { text.contains($0) } ?? true)
            }, "\(texts)")
        #expect(findings.allSatisfy { $0.position != nil })
    }

    @Test func aCohortHasOnlySoManyConditions() throws {
        let many = Array(repeating: "{problem: diabetes}", count: 61).joined(separator: ", ")
        let (agreement, findings) = try Sample.load("age: {min: 65}", "any_of: [\(many)]")
        #expect(agreement == nil)
        #expect(findings.contains { $0.description.contains("E321]: a cohort can have 60") })
    }

    static let lists: [(String, [String])] = [
        ("9990000018\n", []), ("999 000 0018\r\n# note\n\n", []),
        ("", ["1:1: error[E323]: the list holds no NHS number"]),
        ("# only a note\n", ["1:1: error[E323]: the list holds no NHS number"]),
        (
            "9990000018\n9990000019\nname,number\n",
            [
                "2:1: error[E323]: the line is not a valid NHS number",
                "3:1: error[E323]: the line is not a valid NHS number",
            ]
        ),
        ("9999999999\n", ["1:1: error[E323]: the line is not a valid NHS number"]),
    ]

    @Test(arguments: lists)
    func listOfPeople(_ text: String, _ expected: [String]) {
        do {
            let list = try PatientList.load(text: text, name: "l", file: "l.txt")
            #expect(expected.isEmpty && list.numbers.count == 1)
            #expect("\(list)" == "patient list `l`")
        } catch {
            let texts = error.all.map(\.description)
            #expect(texts.count == expected.count)
            for (text, expected) in zip(texts, expected) {
                #expect(text.hasPrefix("l.txt:\(expected)"))
                #expect(!text.contains("999"))
            }
        }
    }
}
