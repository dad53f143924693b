import CanonicalModel
import RecordMapping
import Testing

/// What one field becomes of one item: operators, failures, otherwise chains.
@Suite struct FieldTests {
    /// The value of the field that `line` sets, and the findings.
    private static func run(_ line: String, _ item: String) throws -> (String?, [String]) {
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(line), "maps.yaml": "flag: {x: H, y: L}",
        ])
        let mapped = try Tiny.map(set, Tiny.record(item))
        let name = String(line.prefix { $0 != ":" })
        return (mapped.observations.first?[name], mapped.faults)
    }

    @Test(arguments: [
        ("note: kind", #"<item kind="a &amp; b"/>"#, "a & b"),
        ("note: kind", "<item><kind>é&#33;</kind></item>", "é!"),
        ("note: kind", "<item><kind/></item>", nil), ("note: kind", "<item/>", nil),
        ("note: kind", #"<item kind=""/>"#, nil),
        ("note: first(%this.kind)", #"<item kind="a"/>"#, "a"),
        ("note: amount.value", #"<item><amount value="1.50"/></item>"#, "1.50"),
        ("note: kind -> afterLast('/#')", #"<item kind="a/b#c"/>"#, "c"),
        ("note: kind -> afterLast('/')", #"<item kind="abc"/>"#, "abc"),
        ("note: kind -> lineAfter('B:')", "<item><kind>A: 1\nB: 2</kind></item>", "2"),
        ("note: kind -> lineAfter('C:')", "<item><kind>A: 1</kind></item>", nil),
        ("note: kind -> pmipText()", "<item><kind>a\nCommentType:x\n\nb</kind></item>", "a\nb"),
        ("note: kind -> refId() -> text()", #"<item kind="Patient/7"/>"#, "7"),
        ("encounter: kind -> refId()", #"<item kind="Encounter/7"/>"#, "7"),
        (
            "code: code -> concept()",
            """
            <item><code code="195967001" system="http://snomed.info/sct" display="Asthma"/>
            </item>
            """,
            "snomed 195967001 'Asthma'"
        ),
        (
            "code: code -> concept()",
            """
            <item><code code="H33.." system="2.16.840.1.113883.2.1.6.2"><original>wheeze</original>
            <translation code="x1" system="urn:made-up"/></code></item>
            """, "readv2 H33.. + urn:made-up x1 \"wheeze\""
        ),
        (
            "code: code -> concept()", "<item><code><original>wheeze</original></code></item>",
            "\"wheeze\""
        ),
        ("code: code -> concept()", "<item><code/></item>", nil),
        (
            "code: \"'195967001' -> snomed('Asthma')\"", "<item/>",
            "snomed 195967001 'Asthma'"
        ),
        (
            "code: \"'301485011' -> snomed('Asthma')\"", "<item/>",
            "snomed-description 301485011 'Asthma'"
        ),
        ("code: kind -> snomed('Asthma')", "<item/>", nil),
        (
            "code: code -> concept()",
            #"<item><code code="301485011" system="http://snomed.info/sct"/></item>"#,
            "snomed-description 301485011"
        ),
        (
            "value: amount -> quantity() | invalid(quarantine)",
            #"<item><amount value="34.0" unit="mg" sign="&lt;"/></item>"#, "<34.0 mg"
        ),
        (
            "value: amount -> quantity() | invalid(quarantine)",
            #"<item><amount value="3" ucum="1"/></item>"#, "3 {1}"
        ),
        (
            "value: amount -> quantity() | invalid(quarantine)",
            #"<item><amount value="3" unit="beats" ucum="1"/></item>"#, "3 beats"
        ),
        (
            "value: amount -> quantity() | invalid(quarantine)",
            "<item><amount unit=\"mg\"/></item>",
            nil
        ),
        (
            "value: range -> interval() | invalid(quarantine)",
            #"<item><range><low value="3" unit="mg"/></range></item>"#, ">=3 mg"
        ),
        (
            "value: range -> interval() | invalid(quarantine)",
            #"<item><range><high value="3" inclusive="false"/></range></item>"#, "<3"
        ),
        (
            "value: range -> interval() | invalid(quarantine)",
            #"<item><range><high value="3"/></range></item>"#, "<=3"
        ),
        (
            "value: kind -> textQuantity()", "<item><kind>Value: 7 kg</kind></item>",
            "7 kg (from text)"
        ),
        (
            "value: kind -> textQuantity()", "<item><kind>(a&amp;b) Value: 7 kg</kind></item>",
            "7 kg (from text)"
        ),
        ("component: kind -> boolean() | invalid(quarantine)", #"<item kind="true"/>"#, "true"),
        (
            "effective: when -> hl7Time() | invalid(quarantine)", #"<item when="202304"/>"#,
            "2023-04"
        ),
        ("interpretation: kind -> code(%maps.flag) | unmapped('A')", #"<item kind="y"/>"#, "L"),
        ("interpretation: kind -> code(%maps.flag) | unmapped('A')", #"<item kind="z"/>"#, "A"),
        ("interpretation: kind | unmapped('A')", #"<item kind="HH"/>"#, "HH"),
    ])
    func becomes(_ line: String, _ item: String, _ expected: String?) throws {
        let (value, faults) = try Self.run(line, item)
        #expect(value == expected)
        #expect(faults == [])
    }

    @Test(arguments: [
        ("effective: when -> hl7Time() | invalid(quarantine-field)", "E222 effective"),
        ("effective: when -> isoTime() | invalid(quarantine-field)", "E222 effective"),
        ("value: amount -> quantity() | invalid(quarantine-field)", "E222 value"),
        ("value: range -> interval() | invalid(quarantine-field)", "E222 value"),
        ("component: kind -> boolean() | invalid(quarantine-field)", "E222 component"),
        ("note: kind -> nhsNumber() | invalid(quarantine-field)", "E222 note"),
        ("note: amount.value -> number() | invalid(quarantine-field)", "E222 note"),
        ("interpretation: kind | unmapped(quarantine-field)", "E223 interpretation"),
    ])
    func aWrongValueIsLeftOut(_ line: String, _ fault: String) throws {
        let item = """
            <item id="x" kind="9990000019" when="20231345"><amount value="x"/>
            <range><low value="1"/><high value="2"/></range></item>
            """
        let (value, faults) = try Self.run(line, item)
        #expect(value == nil)
        #expect(faults == [fault])
    }

    @Test(arguments: [
        ("note: kind -> nhsNumber() | invalid(quarantine)", "9990000018", "9990000018"),
        ("note: kind -> nhsNumber() | invalid(quarantine)", "999 000 0018", "9990000018"),
        ("note: kind -> number() | invalid(quarantine)", "0.50", "0.50"),
    ])
    func aRightValueStays(_ line: String, _ kind: String, _ expected: String) throws {
        let (value, faults) = try Self.run(line, "<item kind=\"\(kind)\"/>")
        #expect(value == expected)
        #expect(faults == [])
    }

    private static let chain =
        "effective: when -> hl7Time() | otherwise(kind -> isoTime())"
        + " | otherwise(note.first() -> hl7Time())"
        + " | invalid(quarantine-field)"

    @Test(arguments: [
        (#"<item when="2023" kind="2024-01"/>"#, "2023", []),
        (#"<item kind="2024-01"><note>2025</note></item>"#, "2024-01", []),
        ("<item><note>2025</note><note>2026</note></item>", "2025", []),
        ("<item/>", nil, []), (#"<item when="x" kind="2024-01"/>"#, nil, ["E222 effective"]),
    ])
    func whatIsMissingIsSoughtElsewhere(
        _ item: String, _ expected: String?, _ faults: [String]
    ) throws {
        let result = try Self.run(Self.chain, item)
        #expect(result.0 == expected)
        #expect(result.1 == faults)
    }

    /// An entry without what it must have goes to quarantine alone.
    @Test(arguments: [
        ("note: kind | required(quarantine)", "E221 note entry"),
        ("effective: kind -> hl7Time() | invalid(quarantine)", "E222 effective entry"),
        ("interpretation: when | unmapped(quarantine)", "E223 interpretation entry"),
    ])
    func onlyTheBadEntryIsLost(_ line: String, _ fault: String) throws {
        let set = try Tiny.compile(["item.yaml": Tiny.item(line)])
        let good = #"kind="2023" when="H""#
        let bad = line.hasPrefix("note") ? "" : #"kind="x" when="x""#
        let mapped = try Tiny.map(
            set,
            Tiny.record("<item id=\"1\" \(good)/><item id=\"2\" \(bad)/><item id=\"3\" \(good)/>"))
        #expect(mapped.observations.map { $0["id"] } == ["1", "3"])
        #expect(mapped.faults == [fault])
        #expect(
            mapped.record.cells.count == EntryKind.patient.fieldCount
                + 2 * EntryKind.observation.fieldCount)
    }
}
