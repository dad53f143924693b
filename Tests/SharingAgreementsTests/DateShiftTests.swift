import CanonicalModel
import SharingAgreements
import Testing

/// Dates that move by a number of days a person: what is refused beside them, and what leaves.
@Suite struct DateShiftTests {
    private static let old = "fields: {age: years, event_date: month}"

    private static func yaml(_ fields: String, _ shift: String = "15") -> String {
        "date_shift: \(shift)\n  fields: {\(fields)}"
    }

    @Test(arguments: [
        ("age: band5, event_date: day", "0", "error[E314]: 0 is too small", "from 1 to 365"),
        ("age: band5, event_date: day", "366", "error[E314]: 366 is too large", "15"),
        ("age: band5, event_date: day", "two", "error[E254]", nil as String?),
        ("age: years, event_date: day", "15", "error[E348]: an exact age", "`age: band5`"),
        (
            "age: band5, event_date: exact", "15", "error[E348]: the time of day",
            "`event_date: day`"
        ),
        (
            "birth_date: month, event_date: day", "15", "error[E348]: a birth date",
            "`birth_date: drop`"
        ),
        (
            "event_date: day, encounter.start: exact", "15",
            "error[E348]: `encounter.start` leaves with its time", "`day`"
        ),
    ])
    func refuses(_ fields: String, _ shift: String, _ finding: String, _ advice: String?) throws {
        let (agreement, findings) = try Sample.load(Self.old, Self.yaml(fields, shift))
        #expect(agreement == nil)
        let texts = findings.map(\.description)
        #expect(
            texts.contains {
                $0.hasPrefix("a.yaml:23:15: \(finding)")
                    && (advice.map($0.contains) ?? true)
            }, "\(texts)")
    }

    @Test func onlyAKeyShifts() throws {
        let (_, findings) = try Counting.load(
            "level: aggregate", "level: aggregate\n  date_shift: 9")
        #expect(
            findings.contains { $0.description.contains("E348]: dates are shifted by the key") })
    }

    @Test(arguments: [
        ("2015-03-04", 10, "2015-03-14"), ("2015-03-04", -4, "2015-02-28"), ("2015-03", 10, nil),
        ("2015-03-04", nil, nil),
    ])
    func aDateLeaves(_ date: String, _ days: Int?, _ expected: String?) throws {
        let compiled = try Sample.compiled(
            "pseudonym, age_years, sex, practice], why: w}", "pseudonym, sex, practice], why: w}",
            and: (Self.old, Self.yaml("event_date: day")))
        var builder = Sample.patient()
        builder.add(.encounter, "e", ["start": .date(day(date))])
        var facts = Sample.facts()
        facts.dateShift = days
        let decision = compiled.decide(builder.record, facts, surrogates: Brackets())
        #expect(try #require(decision.released).record.value("<e>", "start") == expected)
    }
}

extension Sample {
    /// As ``compiled(_:_:flow:on:)``, with two changes.
    static func compiled(
        _ old: String, _ new: String, and other: (String, String)
    ) throws -> CompiledAgreement {
        let text = yaml.replacing(old, with: new).replacing(other.0, with: other.1)
        let agreement = try Agreement.load(
            yaml: text, file: "a.yaml", codeSets: try codeSets())
        guard let run = day("2026-06-01") else { throw NothingToReplace(text: "day") }
        return CompiledAgreement(agreement, flow: "f", runDate: run)
    }
}
