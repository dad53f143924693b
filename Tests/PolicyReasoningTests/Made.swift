import CanonicalModel
import SharingAgreements
import Terminology

/// SplitMix64, so that a failure can be repeated.
struct Random: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func one<Element>(_ list: [Element]) -> Element {
        list[Int.random(in: 0..<list.count, using: &self)]
    }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

func day(_ text: String) -> PartialDate? {
    let parts = text.split(separator: "-").compactMap { Int($0) }
    switch parts.count {
    case 1: return PartialDate(.year, year: parts[0])
    case 2: return PartialDate(.month, year: parts[0], month: parts[1])
    case 3: return PartialDate(.day, year: parts[0], month: parts[1], day: parts[2])
    default: return nil
    }
}

/// Agreements made up of parts that are drawn, and code sets that they name.
struct MadeAgreement {
    /// By the name of a part, what stands there.
    var parts: [String: String] = [:]
    /// The codes of the sets.
    var sets: [[String]] = []
    var list: [String] = []

    static let codes = [
        "{snomed: '73211009'}", "{snomed: '195967001'}", "{snomed: '197997008'}",
        "{snomed: '44054006'}", "{readv2: 'C10..'}", "{readv2: 'G30..'}", "{snomed: '38341003'}",
    ]
    /// In the order of ``codes``.
    static let plainCodes: [(CodeSystem, String)] = [
        (.snomed, "73211009"), (.snomed, "195967001"), (.snomed, "197997008"),
        (.snomed, "44054006"), (.readV2, "C10.."), (.readV2, "G30.."), (.snomed, "38341003"),
    ]
    static let numbers = ["9990000018", "4010232137", "9434765919"]
    static let setNames = ["one", "two", "three", "refused", "agreed", "legally-restricted"]

    private static let measured = """
        {entry: observation, fields: [code, value], \
        values: {value: {more_than: 48, at_most: 86.5, unit: mmol/mol}}, why: w}
        """
    private static let flagged = """
        {entry: observation, fields: [effective, component], values: {component: true}, \
        since: 2025-01-01, why: w}
        """
    private static let finished = """
        {entry: observation, fields: [code, status], codes: one, values: {status: [final]}, why: w}
        """
    private static let openLinks = """
        sensitive: {legally_restricted: withhold, linked: release, \
        categories: [{set: three, action: withhold}]}
        """
    private static let uncoded = """
        sensitive: {legally_restricted: withhold, linked: withhold, \
        uncoded: [problem, observation, encounter], \
        categories: [{set: two, action: withhold, drugs: one}]}
        """
    private static let staff = """
        {entry: practitioner, fields: [role, organisation], why: w}
            - {entry: organisation, fields: [name], why: w}
        """
    private static let twoFlows = """
        [{id: f, recipient: Y99N01, purpose: p, format: csv}, \
        {id: g, recipient: Y99N01, purpose: q, format: csv}]
        """

    static let options: [String: [String]] = [
        "version": ["1.2.0", "1.2.0", "1.2.1", "1.3.0"],
        "status": ["active", "active", "active", "active", "active", "active", "suspended"],
        "valid": [
            "{from: 2026-01-01, until: 2026-12-31}", "{from: 2026-01-01, until: 2026-12-31}",
            "{from: 2026-06-01, until: 2026-06-01}", "{from: 2026-07-01, until: 2026-12-31}",
        ],
        "publishers": [
            "[{ods: Y99001}, {ods: Y99002}, {ods: Y99003}]", "[{ods: Y99001}, {ods: Y99002}]",
            "[{ods: Y99001}]",
        ],
        "signed": [
            "Y99001 1.2 2026-01-01", "Y99001 1.2 2026-06-01", "Y99001 1.2 2026-06-02",
            "Y99001 1.1 2026-01-01", "Y99001 1.2 2026-01-01,Y99002 1.2 2026-02-01",
            "Y99001 1.3 2026-02-02,Y99001 1.2 2026-01-01,Y99002 1.2 2026-02-01",
        ],
        "withdrawn": [
            "", "", "", "withdrawals: [{ods: Y99001, at: 2026-05-01}]",
            "withdrawals: [{ods: Y99001, at: 2026-01-01}, {ods: Y99002, at: 2026-06-02}]",
        ],
        "type1": ["{apply: true}", "{apply: false, why: w}"],
        "national": [
            "", "", "  national: {apply: true, max_age: P7D, missing: withhold}",
            "  national: {apply: true, max_age: P3D, missing: withhold}",
        ],
        "local": ["", "", "  local: {apply: true, missing: withhold}"],
        "coded": [
            "", "", "", "  coded: [{dissent: refused, withdrawal: agreed, why: w}]",
            "  coded: [{dissent: refused, why: w}]",
        ],
        "place": ["publishers", "publishers", "[Y99001]"],
        "registration": ["[regular]", "[regular, temporary]", "[temporary]", "[regular]"],
        "unstated": ["release", "withhold"],
        "tests": ["release", "release", "withhold"],
        "age": ["", "  age: {min: 65}", "  age: {min: 18, max: 64}", "  age: {max: 65}"],
        "deceased": ["withhold", "release"],
        "listed": ["", "", "", "  list: people"],
        "any": [
            "", "", "  any_of: [{problem: one}, {problem: two, last: P2Y}]",
            "  any_of: [{conditions: {at_least: 2, of: [one, two, three]}}, {problem: three}]",
            "  any_of: [{observation: one, values: {value: {at_least: 48, unit: mmol/mol}}}]",
            "  any_of: [{problem: [one, two]}, {encounter: any, times: 2}]",
        ],
        "none": [
            "", "", "", "  none_of: [{problem: two}]",
            "  none_of: [{problem: one, values: {status: [active]}}, {observation: three}]",
            "  none_of: [{all_of: [{problem: one}, {problem: two}]}, {encounter: any, times: 3}]",
        ],
        "problem": [
            "{entry: problem, fields: [code, onset], codes: one, why: w}",
            "{entry: problem, fields: [code, onset, status, items], why: w}",
            "{entry: problem, fields: [code], codes: two, last: P2Y, why: w}",
            "{entry: problem, fields: [code, abatement], values: {status: [active]}, why: w}",
        ],
        "observation": [
            "{entry: observation, fields: [code, effective, value, part_of, encounter], why: w}",
            "{entry: observation, fields: [code, value_concept], codes: three, why: w}",
            measured, flagged,
        ],
        "further": [
            "{entry: encounter, fields: [start], why: w}",
            "{entry: encounter, fields: [code, start], codes: one, last: P1Y, why: w}",
            "{entry: problem, fields: [code, recorded], codes: three, since: 2024-06-01, why: w}",
            finished,
            "{entry: consent, fields: [code], why: w}",
        ],
        "staff": [
            "", "    - " + staff,
            "    - {entry: problem, fields: [practitioner], codes: one, why: w}\n    - " + staff,
            "    - {entry: encounter, fields: [practitioner], last: P1Y, why: w}\n    - " + staff,
        ],
        "exclude": [
            "", "", "  exclude: [{codes: two, why: w}]",
            "  exclude: [{codes: three, entry: observation, why: w}]",
            "  exclude: [{entry: problem, fields: [onset], why: w}, {entry: recall, why: w}]",
            "  exclude: [{codes: one, entry: problem, why: w}, {codes: three, why: w}]",
        ],
        "window": [
            "", "", "  window: {last: P2Y, long_lived: [problem]}", "  window: {since: 2024-06-01}",
        ],
        "sensitive": [
            "", "", "sensitive: {legally_restricted: withhold, linked: withhold}", openLinks,
            uncoded,
        ],
        "record": ["withhold", "withhold", "release"],
        "item": ["withhold", "withhold", "release"],
        "unknown": ["withhold", "withhold", "release"],
        "dates": ["month", "year", "day", "exact"],
        "birth": ["year", "drop"],
        "onset": ["", ", problem.onset: year", ", observation.effective: suppressed"],
        "level": ["pseudonymised", "pseudonymised", "identifiable"],
        "flows": [
            "[{id: f, recipient: Y99N01, purpose: p, format: csv}]",
            twoFlows,
        ],
    ]

    /// The parts of an agreement that lets out what it can.
    static let plainest: [String: String] = [
        "version": "1.2.0", "status": "active", "valid": "{from: 2026-01-01, until: 2026-12-31}",
        "publishers": "[{ods: Y99001}, {ods: Y99002}]",
        "signed": "Y99001 1.2 2026-01-01,Y99002 1.2 2026-02-01", "withdrawn": "",
        "type1": "{apply: false, why: w}", "national": "", "local": "", "coded": "",
        "place": "publishers", "registration": "[regular]", "unstated": "withhold",
        "tests": "release", "age": "", "deceased": "release", "listed": "", "any": "", "none": "",
        "problem": "{entry: problem, fields: [code, onset, status, items], why: w}",
        "observation": "{entry: observation, fields: [code, effective, value], why: w}",
        "further": "{entry: encounter, fields: [start], why: w}", "staff": "", "exclude": "",
        "window": "",
        "sensitive": "", "record": "withhold", "item": "withhold", "unknown": "withhold",
        "dates": "month", "birth": "drop", "onset": "", "level": "pseudonymised",
        "flows": "[{id: f, recipient: Y99N01, purpose: p, format: csv}]",
    ]

    /// Most of its parts are the plainest, for otherwise hardly anything would ever leave.
    static func random(_ random: inout Random) -> MadeAgreement {
        var made = MadeAgreement(parts: plainest)
        for name in options.keys.sorted() where random.once(in: 4) { made.draw(name, &random) }
        for _ in setNames { made.sets.append(Self.set(&random)) }
        made.list = [random.one(numbers)]
        return made
    }

    /// The same with one or two parts drawn anew.
    func changed(_ random: inout Random) -> MadeAgreement {
        var made = self
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            if random.once(in: 4) {
                made.sets[Int.random(in: 0..<sets.count, using: &random)] = Self.set(&random)
            } else {
                made.draw(random.one(Self.options.keys.sorted()), &random)
            }
        }
        return made
    }

    private mutating func draw(_ name: String, _ random: inout Random) {
        parts[name] = random.one(Self.options[name] ?? [""])
    }

    private static func set(_ random: inout Random) -> [String] {
        let found = codes.filter { _ in random.once(in: 3) }
        return found.isEmpty ? [random.one(codes)] : found
    }

    var codeSets: [CodeSet] {
        get throws {
            // Objections of Type 1 are told by the facts of a patient; that the sets are there is
            // all that is asked.
            let objections = zip(OptOutCodes.setNames, Self.codes).map { ($0, [$1]) }
            return try (Array(zip(Self.setNames, sets)) + objections).map { name, codes in
                try CodeSet.load(
                    yaml: "code_set: \(name)\nversion: '1'\ntitle: t\nsource: s\n"
                        + "codes: [\(codes.joined(separator: ", "))]", file: name)
            }
        }
    }

    private func part(_ name: String) -> String { parts[name] ?? "" }

    var yaml: String {
        let isNamed = part("level") == "identifiable"
        let person = isNamed ? "nhs_number" : "pseudonym"
        let birth = part("birth") == "drop" ? "" : ", birth_date"
        let flows = part("flows").contains("id: g") ? "[f, g]" : "[f]"
        var signUps: [String] = []
        for row in part("signed").split(separator: ",") {
            let words = row.split(separator: " ").map(String.init)
            guard part("publishers").contains(words[0]) else { continue }
            let (who, how) = ("{ods: \(words[0]), version: '\(words[1])'", "by: b, role: r")
            signUps.append("\(who), \(how), at: \(words[2]), evidence: e}")
        }
        let places = part("publishers").contains("Y99002") ? part("withdrawn") : ""
        let key = isNamed ? "" : "pseudonym: {key: 'env:K', epoch: '1'}, "
        return """
            agreement: {id: t, version: \(part("version")), status: \(part("status")), title: T,
              valid: \(part("valid"))}
            parties:
              publishers: \(part("publishers"))
              recipients: [{ods: Y99N01, flows: \(flows)}]
            purposes: [{id: p, class: direct_care, description: d},
              {id: q, class: direct_care, description: d}]
            legal: {article6: '6(1)(e)', article9: '9(2)(h)',
              confidentiality: {basis: implied_consent, why: w}}
            opt_outs:
              type1: \(part("type1"))
            \(part("national"))
            \(part("local"))
            \(part("coded"))
            cohort:
              registered_at: \(part("place"))
              registration: \(part("registration"))
              unstated_registration: \(part("unstated"))
              test_patients: \(part("tests"))
              deceased: \(part("deceased"))
            \(part("age"))
            \(part("listed"))
            \(part("any"))
            \(part("none"))
            dataset:
              include:
                - {entry: patient, fields: [\(person), sex, practice\(birth)], why: w}
                - \(part("problem"))
                - \(part("observation"))
                - \(part("further"))
            \(part("staff"))
            \(part("exclude"))
            \(part("window"))
              free_text: withhold
            \(part("sensitive"))
            confidentiality: {record: \(part("record")), item: \(part("item")),
              unknown: \(part("unknown"))}
            deidentification: {level: \(part("level")), \(key)fields:
              {birth_date: \(part("birth")), event_date: \(part("dates"))\(part("onset"))}}
            flows: \(part("flows"))
            \(places)
            sign_up: [\(signUps.joined(separator: ", "))]
            """
    }

    func agreement() throws -> Agreement {
        let people = try PatientList.load(
            text: list.joined(separator: "\n"), name: "people", file: "people.txt")
        return try Agreement.load(
            yaml: yaml, file: "a.yaml", codeSets: try codeSets, lists: [people])
    }

    /// One that loads, and what it is made of.
    static func loaded(_ random: inout Random) -> (made: MadeAgreement, agreement: Agreement) {
        while true {
            let made = Self.random(&random)
            if let agreement = try? made.agreement() { return (made, agreement) }
        }
    }

    /// A change of this one that loads.
    func changedAndLoaded(
        _ random: inout Random
    ) -> (made: MadeAgreement, agreement: Agreement) {
        while true {
            let made = changed(&random)
            if let agreement = try? made.agreement() { return (made, agreement) }
        }
    }
}
