import CanonicalModel
import DisclosureControl
import Terminology
import Testing

@testable import Indicators

/// Counts of made-up practices, and what is published of them.
@Suite struct CountingTests {
    static func definition(_ body: String) throws -> IndicatorDefinition {
        try IndicatorDefinition.load(
            yaml: DefinitionTests.head + body, file: "sample.yaml", codeSets: [])
    }

    /// A practice of so many people, so many of them with a problem.
    struct Practice {
        let code: String
        var supplier = "emis"
        var people = 0
        var ill = 0
    }

    static func count(
        _ definition: IndicatorDefinition, _ practices: [Practice],
        columns: [EntryKind: [String]] = [:]
    ) throws -> IndicatorCounting {
        let plan = try IndicatorPlan(
            [definition], codeSets: [], lastDay: try #require(CalendarDay("2026-06-30")))
        let headers =
            columns.isEmpty
            ? [
                EntryKind.patient: ["person_key", "practice", "source_system", "sex", "age_years"],
                .problem: ["person_key", "practice", "source_system", "status"],
            ] : columns
        var shape = FeedShape()
        for (kind, header) in headers { shape.add(header, of: kind) }
        var counting = IndicatorCounting(plan, shape: shape)
        for practice in practices {
            counting.begin(practice.code)
            let (code, supplier) = (practice.code, practice.supplier)
            let patients = (0..<practice.people).map { number in
                let sex = number.isMultiple(of: 2) ? "male" : "female"
                return "\(number),\(code),\(supplier),\(sex),\(number % 90)\r\n"
            }
            let problems = (0..<practice.ill).map { "\($0),\(code),\(supplier),active\r\n" }
            counting.read(
                Array(patients.joined().utf8).span, of: .patient,
                header: headers[.patient] ?? [])
            counting.read(
                Array(problems.joined().utf8).span, of: .problem, header: headers[.problem] ?? [])
            counting.finish()
        }
        return counting
    }

    static func published(
        _ counting: IndicatorCounting, _ organisations: Organisations = Organisations(),
        profile: DisclosureProfile = .nhsSecondaryCare, standard: StandardPopulation? = nil
    ) -> [ResultRow] {
        counting.results(
            IndicatorResults.Basis(), organisations: organisations, profile: profile,
            standard: standard
        ).rows[0]
    }

    @Test func appointmentsAreToldApart() throws {
        let definition = try Self.definition(
            """
            measure: rate
            of: appointment
            denominator: everybody
            numerator: {appointment: any}
            strata: [weekday, hour, slot_category, delivery_channel]
            """)
        let header = ["person_key", "practice", "start", "slot_category", "delivery_channel"]
        var counting = try Self.count(
            definition, [],
            columns: [.patient: ["person_key", "practice"], .appointment: header])
        counting.begin("A")
        counting.read(
            Array("1,A\r\n".utf8).span, of: .patient, header: ["person_key", "practice"])
        let rows = [
            "1,A,2026-05-04T08:59:00+01:00,walk-in,telephone", "1,A,2026-05-11T08:00:00,walk-in,",
            "1,A,2026-05-05,planned-clinics,in-person", "1,A,2026-05,nothing,video",
        ]
        counting.read(
            Array(rows.map { $0 + "\r\n" }.joined().utf8).span, of: .appointment, header: header)
        counting.finish()
        let others = try #require(counting.practices.first?.indicators.first?.others)
        let counts = others.mapValues { $0.mapValues(\.numerator) }
        #expect(
            counts == [
                .weekday: ["Monday": 2, "Tuesday": 1, "not known": 1],
                .hour: ["08:00": 2, "not known": 2],
                .slotCategory: ["walk-in": 2, "planned-clinics": 1, "not known": 1],
                .deliveryChannel: ["telephone": 1, "in-person": 1, "video": 1, "not known": 1],
            ])
    }

    @Test(arguments: [true, false]) func fifthsAreOfPeopleOrElseOfPractices(_ isKnown: Bool) throws
    {
        let definition = try Self.definition(
            "denominator: everybody\nnumerator: {sex: male}\nstrata: [deprivation]")
        let header =
            ["person_key", "practice", "source_system", "sex"] + (isKnown ? ["imd_decile"] : [])
        var counting = try Self.count(definition, [], columns: [.patient: header])
        counting.begin("A")
        // Tenths 1 to 10, the eleventh not known: fifty people each, half of them male.
        let rows = (0..<550).map { number in
            let decile = number % 11 == 10 ? "" : "\(number % 11 + 1)"
            let sex = number / 11 % 2 == 0 ? "male" : "female"
            return "\(number),A,emis,\(sex)" + (isKnown ? ",\(decile)\r\n" : "\r\n")
        }
        counting.read(Array(rows.joined().utf8).span, of: .patient, header: header)
        counting.finish()
        let places = "practice,name,pcn,pcn_name,neighbourhood,deprivation_fifth\nA,a,p,P,n,4\n"
        let results = Self.published(
            counting, try Organisations(csv: Array(places.utf8), file: "o.csv")
        ).filter { $0.level == .stratum }
        let found = results.map { "\($0.stratification) \($0.name) \($0.denominator ?? -1)" }
        let own = ["1, most deprived 100", "2 100", "3 100", "4 100", "5, least deprived 100"]
        #expect(
            found
                == (isKnown
                    ? (own + ["not known 50"]).map { "deprivation \($0)" }
                    : ["deprivation_of_practice 4 550"]))
    }

    static let ill = "denominator: everybody\nnumerator: {problem: any}"

    /// The made-up people of both practices have the same keys.
    @Test(arguments: [(300, "300"), (3, "*"), (0, "0")])
    func peopleOnTwoListsAreCounted(_ second: Int, _ expected: String) throws {
        let counting = try Self.count(
            try Self.definition(Self.ill),
            [Practice(code: "A", people: 500, ill: 100), Practice(code: "B", people: second)])
        #expect(counting.lists.onMore == second)
        let results = counting.results(
            IndicatorResults.Basis(), organisations: Organisations(), profile: .nhsSecondaryCare,
            standard: nil)
        #expect(results.onSeveralLists == expected)
        let all = try #require(results.rows[0].first { $0.level == .all })
        if second == 300 { #expect(all.denominator == 800) }
    }

    /// The page says on which lists of codes a figure rests, and that those that come with the
    /// program are no national ones.
    @Test(arguments: [0, 1]) func thePageSaysWhoseTheListsOfCodesAre(_ own: Int) throws {
        let set = """
            code_set: asthma
            version: '1'
            title: Asthma
            source: test
            codes: [{snomed: '195967001'}]
            """
        let definition =
            DefinitionTests.head + "denominator: everybody\nnumerator: {problem: asthma}"
        let library = try IndicatorLibrary(
            definitions: [("sample.yaml", definition)], codeSets: [[("asthma.yaml", set)]],
            own: own)
        let plan = try IndicatorPlan(
            library.definitions, of: library, lastDay: try #require(CalendarDay("2026-06-30")))
        let results = IndicatorCounting(plan, shape: FeedShape()).results(
            IndicatorResults.Basis(), organisations: Organisations(), profile: .nhsSecondaryCare,
            standard: nil)
        let page = ReportPage(results) { $0 }.html
        #expect(page.contains("asthma 1"))
        #expect(page.contains("not the national") == (own == 0))
        #expect(page.contains("The site") == (own == 1))
    }

    /// How many object is a figure of its own: from counts that are published, or not at all.
    @Test func thePageSaysWhichShareObjects() throws {
        let plan = try IndicatorPlan(
            [], codeSets: [], lastDay: try #require(CalendarDay("2026-06-30")))
        var basis = IndicatorResults.Basis()
        basis.records = [("read", "200"), ("TYPE1_OPT_OUT", "25"), ("DECEASED", "*")]
        let results = IndicatorCounting(plan, shape: FeedShape()).results(
            basis, organisations: Organisations(), profile: .nhsSecondaryCare, standard: nil)
        let page = ReportPage(results) { $0 }.html
        #expect(page.contains("<td class=\"number\">12.5 %</td>"))
        #expect(page.contains("<td class=\"number\">kept back</td><td class=\"number\"></td>"))
    }

    @Test func smallCountsAreKeptBack() throws {
        let counting = try Self.count(
            try Self.definition(Self.ill),
            [
                Practice(code: "A", people: 500, ill: 100),
                Practice(code: "B", people: 400, ill: 3),
                Practice(code: "C", supplier: "systmone", people: 300, ill: 60),
            ])
        let rows = Self.published(counting)
        #expect(rows.map(\.code) == ["A", "B", "C", "all", "emis", "systmone"])
        #expect(rows[0].numerator == 100 && rows[0].denominator == 500)
        #expect(rows[0].value == 0.2)
        #expect(rows[1].state == .suppressed && rows[1].value == nil)
        #expect(rows[3].numerator == 165 && rows[3].state == .published)
        // A supplier pools the practices that are shown, so that it does not give the others away.
        #expect(rows[4].numerator == 100 && rows[4].denominator == 500)
        #expect(rows[4].comparability.verdict == .withCare)
        #expect(rows[4].comparability.reasons.first?.contains("1 of 2 practices") == true)
        #expect(rows[5].comparability.reasons.isEmpty)
        #expect(rows[0].supplier == "emis" && rows[2].supplier == "systmone")
    }

    /// Twelve visits of one person are as small as one; twelve of twelve people are not.
    @Test(arguments: [(1, ResultRow.State.suppressed), (12, .published)])
    func whatOnePersonHasIsSmall(_ people: Int, _ state: ResultRow.State) throws {
        let definition = try Self.definition(
            """
            of: appointment
            denominator: {appointment: any}
            numerator: {appointment: any, values: {status: [noshow]}}
            strata: [weekday]
            """)
        let headers = [
            EntryKind.patient: ["person_key", "practice"],
            .appointment: ["person_key", "practice", "start", "status"],
        ]
        var counting = try Self.count(definition, [], columns: headers)
        for practice in ["A", "B"] {
            counting.begin(practice)
            let patients = (0..<60).map { "\($0),\(practice)\r\n" }
            // Everybody comes on Monday; on Sunday nobody has come, twelve times.
            let seen = (0..<60).flatMap { person in
                Array(repeating: "\(person),\(practice),2026-05-04,fulfilled\r\n", count: 2)
            }
            let missed = (0..<12).map { "\($0 % people),\(practice),2026-05-10,noshow\r\n" }
            counting.read(
                Array(patients.joined().utf8).span, of: .patient, header: headers[.patient] ?? [])
            counting.read(
                Array((seen + missed).joined().utf8).span, of: .appointment,
                header: headers[.appointment] ?? [])
            counting.finish()
        }
        let rows = Self.published(counting, profile: .openSAFELY)
        #expect(rows.first { $0.code == "A" }?.state == state)
        let sunday = rows.first { $0.code == "Sunday" }
        #expect(sunday?.state == (people == 1 ? .withheld : .published))
    }

    @Test func practicesBelongToNetworks() throws {
        let text = """
            practice,name,pcn,pcn_name,neighbourhood
            A,Alpha,P1,One,n
            B,Beta,P2,Two,n
            C,Gamma,P1,One,n
            """
        let organisations = try Organisations(csv: Array(text.utf8), file: "o.csv")
        let people = [("A", 100), ("B", 200), ("C", 300), ("D", 400)].map {
            Practice(code: $0, people: $1, ill: $1 / 2)
        }
        let rows = Self.published(
            try Self.count(try Self.definition(Self.ill), people), organisations)
        let found = rows.filter { $0.level == .pcn }.map { "\($0.code) \($0.denominator ?? -1)" }
        #expect(found == ["P1 400", "P2 200", "none 400"])
        #expect(rows.first { $0.level == .neighbourhood }?.denominator == 600)
        #expect(rows.first { $0.code == "A" }?.name == "Alpha")
    }

    @Test(arguments: [
        ("practice,name,pcn,pcn_name\n", 1), ("practice,name,pcn,pcn_name,neighbourhood\nA,B\n", 2),
        ("practice,name,pcn,pcn_name,neighbourhood\nA,a,p,P,n\nA,a,p,P,n\n", 3),
        ("practice,name,pcn,pcn_name,neighbourhood\nA,a,p,P,n\nB,b,p,P,m\n", nil),
        (
            "practice,name,pcn,pcn_name,neighbourhood,deprivation_fifth\nA,a,p,P,n,6\n", 2
        ),
    ])
    func isNoFileOfOrganisations(_ text: String, _ line: Int?) {
        let error = #expect(throws: Diagnostic.self) {
            try Organisations(csv: Array(text.utf8), file: "o.csv")
        }
        #expect(error?.code == .malformedTable)
        #expect(error?.position?.line == line)
    }

    @Test func whatTheFeedLacksIsSaid() throws {
        let definition = try Self.definition(
            """
            denominator: {age: {min: 40}}
            numerator: {problem: any, last: P1Y, values: {status: [active]}}
            """)
        let columns: [EntryKind: [String]] = [.patient: ["person_key", "practice", "sex"]]
        let rows = Self.published(
            try Self.count(definition, [Practice(code: "A", people: 9)], columns: columns))
        #expect(rows.map(\.state) == [.notComputable])
        #expect(
            rows[0].comparability.reasons == [
                "The feed has no `problem.person_key`.",
                "The feed has no `problem.onset` or `problem.recorded`.",
                "The feed has no `problem.status`.",
                "The feed has no `patient.birth_date` or `patient.age_years` or "
                    + "`patient.age_band`.",
            ])
    }

    @Test func supplierRulesHoldForTheirSupplier() throws {
        let definition = try Self.definition(
            Self.ill + """

                comparability:
                  - {supplier: [systmone], verdict: not-comparable, reason: Counted otherwise.}
                """)
        let rows = Self.published(
            try Self.count(
                definition,
                [
                    Practice(code: "A", people: 100, ill: 50),
                    Practice(code: "B", supplier: "systmone", people: 100, ill: 50),
                ]))
        #expect(rows[0].comparability.verdict == .comparable)
        #expect(
            rows[1].comparability
                == {
                    var verdict = Comparability()
                    verdict.add(.notComparable, "Counted otherwise.")
                    return verdict
                }())
        // A sum of which a part cannot be compared is to be taken with care.
        #expect(rows[2].comparability.verdict == .withCare)
    }

    @Test func funnelsShowWhoIsFarOut() throws {
        let people = [("A", 1000, 500), ("B", 1000, 490), ("C", 1000, 700)].map {
            Practice(code: $0, people: $1, ill: $2)
        }
        let rows = Self.published(try Self.count(try Self.definition(Self.ill), people))
        #expect(rows.prefix(3).map(\.position) == ["below", "below", "above"])
    }

    /// Under a rule whose totals leave suppressed cells out, strata would make practices smaller.
    @Test(arguments: [DisclosureProfile.nhsSecondaryCare, .midpointSix, .openSAFELY])
    func strataDoNotShrinkTotals(_ profile: DisclosureProfile) throws {
        let definition = try Self.definition(Self.ill + "\nstandardise: true")
        let counting = try Self.count(definition, [Practice(code: "A", people: 1800, ill: 900)])
        let rows = Self.published(counting, profile: profile, standard: IntervalTests.even)
        let adjusted = try #require(rows[0].standardised?.value)
        #expect(abs(adjusted - 0.5) < 0.01)
        #expect(rows[0].standardStrata == "0-19 20-39 40-59 60-69 70-79 80+ by sex")
        #expect(abs((rows[0].denominator ?? 0) - 1800) <= 45)
    }

    /// Few ill people below twenty keep no figure back: they are counted with those below forty.
    @Test func aRareCellDoesNotKeepTheFigureBack() throws {
        let definition = try Self.definition(Self.ill + "\nstandardise: true")
        // Numbers are ages, modulo 90: of the first 90 people one of each age is ill.
        let counting = try Self.count(definition, [Practice(code: "A", people: 1800, ill: 90)])
        let rows = Self.published(counting, standard: IntervalTests.even)
        #expect(rows[0].standardised != nil)
        #expect(rows[0].standardStrata.hasPrefix("0-19 20-39 40-"))
    }

    @Test func meansOfFewAreKeptBack() throws {
        let definition = try Self.definition(
            """
            denominator: everybody
            measure: mean
            score: {continuity: upc, contacts: {encounter: any}}
            """)
        func value(_ people: Int) throws -> ResultRow? {
            let header = ["person_key", "practice", "practitioner"]
            let plan = try IndicatorPlan(
                [definition], codeSets: [], lastDay: try #require(CalendarDay("2026-06-30")))
            var shape = FeedShape()
            shape.add(header, of: .encounter)
            shape.add(header, of: .patient)
            var counting = IndicatorCounting(plan, shape: shape)
            counting.begin("A")
            let patients = (0..<people).map { "\($0),A,\n" }.joined()
            let contacts = (0..<people).map { "\($0),A,x\n\($0),A,y\n\($0),A,x\n" }.joined()
            counting.read(Array(patients.utf8).span, of: .patient, header: header)
            counting.read(Array(contacts.utf8).span, of: .encounter, header: header)
            counting.finish()
            return Self.published(counting).first
        }
        #expect(try value(50)?.value == 0.67)
        #expect(try value(9)?.value == nil)
    }

    @Test func theCSVHasItsColumnsInEveryRow() throws {
        let counting = try Self.count(
            try Self.definition(Self.ill), [Practice(code: "A, \"x\"", people: 100, ill: 3)])
        let results = counting.results(
            IndicatorResults.Basis(), organisations: Organisations(),
            profile: .nhsSecondaryCare, standard: nil)
        let bytes = Array(ResultCSV.text(results).utf8)
        var (rows, offset, counts) = (CSVRows(), 0, [Int]())
        while rows.next(bytes.span, &offset) { counts.append(rows.count) }
        #expect(counts == Array(repeating: ResultCSV.columns.count, count: 4))
        let report = MeasureReport.lines(results)
        #expect(report.contains("\"valueCode\":\"masked\""))
        #expect(!report.contains("\"count\":3"))
    }
}
