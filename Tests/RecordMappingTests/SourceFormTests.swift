import CanonicalModel
@testable import RecordMapping
import Testing

/// What the formats of EMIS Open, TPP, Vision and IM1 need of the language: dates with the day
/// first, ends of texts, amounts in parts, and several codes on one node.
@Suite struct SourceFormTests {
    @Test(arguments: [
        ("2004", "2004"), ("05/2004", "2004-05"), ("09/05/2004", "2004-05-09"),
        ("09/05/2004 11:01", "2004-05-09T11:01"), ("09/05/2004 11:01:44", "2004-05-09T11:01:44"),
        ("29/02/2004", "2004-02-29"), ("29/02/2005", nil), ("31/09/2004", nil), ("13/2004", nil),
        ("05/13/2004", nil), ("9/5/2004", nil), ("09/05/04", nil), ("09-05-2004", nil),
        ("2004-05-09", nil), ("20040", nil), ("204", nil), ("", nil), ("05/2004 11:01", nil),
        ("09/05/2004T11:01", nil), ("09/05/2004 24:00", nil), ("09/05/2004 11", nil),
        ("09/05/2004 11:01:", nil), ("09/05/2004 11:01:44.5", nil), (" 09/05/2004", nil),
        ("09/05/2004 ", nil), ("00/05/2004", nil), ("0a/05/2004", nil),
    ])
    func aDateWithTheDayFirstIs(_ source: String, _ expected: String?) {
        let bytes = Array("--\(source)".utf8).dropFirst(2)
        let text = DayFirstTime.date(bytes.span).map { date in
            var bytes: [UInt8] = []
            date.append(to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(text == expected)
    }

    /// The value of the field that `line` sets, and the findings.
    private static func run(
        _ line: String, _ item: String, coded: String? = nil
    ) throws -> (String?, [String]) {
        let shape = "Code: {code: code, system: system, display: display, text: original,"
        let source = coded.map { Tiny.source.replacing(shape + " more: translation}", with: $0) }
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(line), "source.yaml": source ?? Tiny.source,
        ])
        let mapped = try Tiny.map(set, Tiny.record(item))
        return (mapped.observations.first?[String(line.prefix { $0 != ":" })], mapped.faults)
    }

    @Test(arguments: [
        ("note: kind -> head('4')", "2018-02-18T14:23", "2018"),
        ("note: kind -> head('10')", "2018", "2018"),
        ("note: kind -> tail('7')", "09/05/2004", "05/2004"),
        ("note: kind -> tail('7')", "2004", "2004"),
        (
            "effective: kind -> head('10') -> isoTime() | invalid(quarantine)", "2018-02-18T14:23",
            "2018-02-18"
        ),
        (
            "effective: kind -> tail('4') -> dayFirstTime() | invalid(quarantine)", "09/05/2004",
            "2004"
        ),
        ("value: kind -> amount() | invalid(quarantine)", "3.60 mmol/L", "3.60 mmol/L"),
        ("value: kind -> amount() | invalid(quarantine)", "&gt;= 3 mg", ">=3 mg"),
        ("value: kind -> amount() | invalid(quarantine)", "7", "7"),
    ])
    func aFieldIs(_ line: String, _ source: String, _ expected: String) throws {
        let (value, faults) = try Self.run(line, "<item><kind>\(source)</kind></item>")
        #expect(value == expected)
        #expect(faults.isEmpty)
    }

    @Test(arguments: [
        ("value: kind -> amount() | invalid(quarantine-field)", "about 3"),
        ("value: kind -> amount() | invalid(quarantine-field)", "Value: 3"),
        ("effective: kind -> dayFirstTime() | invalid(quarantine-field)", "2004-05-09"),
    ])
    func aFieldIsInvalid(_ line: String, _ source: String) throws {
        let (value, faults) = try Self.run(line, "<item><kind>\(source)</kind></item>")
        #expect(value == nil)
        #expect(faults.count == 1 && faults[0].hasPrefix("E222"))
    }

    @Test(arguments: [
        ("2026-03-29T23:59:00+00:00 2026-03-30T00:01:00+01:00", "one-day"),
        ("2026-03-30T10:00:00+01:00 2026-03-30", "same-day"),
        ("2026-02-27 2026-03-29", "more-than-28-days"), ("2026-03-02 2026-03-01", nil),
        ("2026-03 2026-03-01", nil), ("2026-03-01 2026", nil),
    ])
    func aWaitIsABandOfDays(_ dates: String, _ band: String?) throws {
        let (value, faults) = try Self.run(
            "note: kind -> bookingWait() | invalid(quarantine-field)",
            "<item><kind>\(dates)</kind></item>")
        #expect(value == band)
        #expect(faults.isEmpty)
    }

    @Test(arguments: ["2026-03-01", "2026-03-01 ", " 2026-03-01", "2026-03-01 soon"])
    func noWaitIsReadFrom(_ dates: String) throws {
        let (value, faults) = try Self.run(
            "note: kind -> bookingWait() | invalid(quarantine-field)",
            "<item><kind>\(dates)</kind></item>")
        #expect(value == nil)
        #expect(faults.count == 1 && faults[0].hasPrefix("E222"))
    }

    @Test(arguments: [
        ("28 d", "28"), ("28.50 days", "28.50"), ("1 day", "1"), ("4 wk", "28"),
        ("1.5 week", "10.5"), ("0.125 weeks", "0.875"), ("48 h", "2"), ("36 hours", "1.5"),
    ])
    func aDurationIsSoManyDays(_ duration: String, _ days: String) throws {
        let (value, faults) = try Self.run(
            "note: kind -> durationDays() | invalid(quarantine-field)",
            "<item><kind>\(duration)</kind></item>")
        #expect(value == days)
        #expect(faults.isEmpty)
    }

    @Test(arguments: ["28", "1 mo", "2 a", "30 min", "8 h", "-1 wk", "1e1 wk", "many d", "4 Wk"])
    func noDaysAreReadFrom(_ duration: String) throws {
        let (value, faults) = try Self.run(
            "note: kind -> durationDays() | invalid(quarantine-field)",
            "<item><kind>\(duration)</kind></item>")
        #expect(value == nil)
        #expect(faults.count == 1 && faults[0].hasPrefix("E222"))
    }

    @Test(arguments: ["note: kind -> head()", "note: kind -> head('x')", "note: kind -> tail('0')"])
    func aCountIsANumber(_ line: String) {
        #expect(Tiny.faults(["item.yaml": Tiny.item(line)]) == ["E209 6:17 -"])
    }

    @Test(arguments: [
        (
            "Code: [{code: code, system: system}, {code: display, is: emis-drug, text: original}]",
            "readv2 H33.. + emis-drug D1 \"wheeze\""
        ),
        ("Code: {code: code, is: ctv3}", "ctv3 H33.."),
        ("Code: [{text: original}, {text: code}]", "\"wheeze\""),
        ("Code: [{more: translation}, {code: code, system: system}]", "snomed 1 + readv2 H33.."),
    ])
    func aNodeHoldsCodesInSeveralWays(_ coded: String, _ expected: String) throws {
        let item = """
            <item><code code="H33.." system="READ2" display="D1"><original>wheeze</original>
            <translation code="1" system="SNOMED"/></code></item>
            """
        #expect(try Self.run("code: code -> concept()", item, coded: coded).0 == expected)
    }

    @Test(arguments: [
        ("EMISNQRE553", "emis-local EMISNQRE553"), ("H33..", "readv2 H33.."),
        ("H33..00", "readv2 H33..00"), ("H33..-1", "readv2 H33..-1"), ("H33", "readv2 H33"),
        ("EMIS12-1", "emis-local EMIS12-1"),
    ])
    func aCodeTooLongForReadIsLocal(_ code: String, _ expected: String) throws {
        let item = "<item><code code=\"\(code)\" system=\"READ2\"/></item>"
        let coded = "Code: {code: code, system: system, local: emis-local}"
        #expect(try Self.run("code: code -> concept()", item, coded: coded).0 == expected)
    }

    @Test(arguments: [
        ("H33..", "", true), ("x", "195967001", true), ("x", "195967002", false),
    ])
    func anyOfSeveralCodesIsInASet(_ code: String, _ other: String, _ expected: Bool) throws {
        let item = "<item><code code=\"\(code)\" system=\"READ2\" display=\"\(other)\"/></item>"
        let coded = "Code: [{code: code, system: system}, {code: display, is: snomed}]"
        let line = "note: if(code in %codes.asthma, 'yes')"
        #expect(try Self.run(line, item, coded: coded).0 == (expected ? "yes" : nil))
    }

    @Test func aSystemThatIsNotKnownIsRefused() {
        let source = Tiny.source.replacing("display: display, text", with: "is: readv3, text")
        let faults = Tiny.faults(["source.yaml": source])
        #expect(faults.count == 1)
        #expect(faults.first?.hasSuffix("did you mean `readv2`?") == true)
    }
}
