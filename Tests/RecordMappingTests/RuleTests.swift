import CanonicalModel
import RecordMapping
import Testing

/// Which rule takes which node, and what a record is.
@Suite struct RuleTests {
    private static let source = Tiny.source.replacing("item.yaml]", with: "first.yaml, item.yaml]")

    /// The kinds and ids of the entries that `first.yaml`, then `item.yaml`, make.
    private static func entries(_ first: String, _ body: String) throws -> [String] {
        let set = try Tiny.compile([
            "source.yaml": source,
            "first.yaml": Tiny.item("", more: first).replacing("tiny.item", with: "tiny.first")
                .replacing("observation", with: "problem"),
            "item.yaml": Tiny.item("", each: "[..item, ..part]"),
        ])
        let mapped = try Tiny.map(set, Tiny.record(body))
        return mapped.record.entries.dropFirst().map { entry in
            let id = EntryText.fields(of: entry, in: mapped.record)["id"] ?? "-"
            return "\(entry.kind.name) \(id)"
        }
    }

    @Test(arguments: [
        (
            "where: kind = 'a'", #"<item id="1" kind="a"/><item id="2" kind="b"/>"#,
            ["problem 1", "observation 2"]
        ),
        ("shared: true", #"<item id="1"/>"#, ["problem 1", "observation 1"]),
        (
            "where: kind = 'a'\nshared: true", #"<item id="1" kind="a"/><item id="2"/>"#,
            ["problem 1", "observation 1", "observation 2"]
        ),
        (
            "where: kind = 'a'", #"<item id="1"><part id="2"/></item>"#,
            ["observation 1", "observation 2"]
        ),
        (
            "where: kind = 'a'\nclaims: part",
            """
            <item id="1" kind="a"><part id="2"/><part id="3"/></item>
            <item id="4"><part id="5"/></item>
            """,
            ["problem 1", "observation 4", "observation 5"]
        ),
        (
            "where: kind = 'a'\nclaims: '%items(link)'",
            #"<item id="1" kind="a" link="3"/><item id="2"/><item id="3"/>"#,
            ["problem 1", "observation 2"]
        ),
        (
            "where: kind = 'a'\nclaims: part.where(kind = 'c')",
            #"<item id="1" kind="a"><part id="2" kind="c"/><part id="3"/></item>"#,
            ["problem 1", "observation 3"]
        ),
    ])
    func entriesAre(_ first: String, _ body: String, _ expected: [String]) throws {
        #expect(try Self.entries(first, body) == expected)
    }

    @Test func aClaimIsForgottenWithTheRecord() throws {
        let set = try Tiny.compile(["item.yaml": Tiny.item("", more: "claims: item")])
        var mapper = RecordMapper(set)
        func ids(_ body: String) throws -> [String?] {
            try Tiny.map(set, Tiny.record(body), with: &mapper).observations.map { $0["id"] }
        }
        #expect(try ids(#"<item id="1"><item id="2"/></item>"#) == ["1"])
        #expect(try ids(#"<item id="1"/><item id="2"/>"#) == ["1", "2"])
    }

    @Test(arguments: [
        ("<record/>", 232), ("<record><patient/></record>", 232),
        (#"<record><patient id="1"/><patient id="2"/></record>"#, 233), ("<other/>", 231),
        (#"{"resourceType": "Bundle"}"#, 231),
    ])
    func aRecordIsRefused(_ record: String, _ code: Int) throws {
        let set = try Tiny.compile()
        let error = #expect(throws: Diagnostic.self) { try Tiny.map(set, record) }
        #expect(error?.code.number == code)
    }

    @Test func aRecordMayStandInAnEnvelope() throws {
        let record = "<envelope><head/><body>\(Tiny.record("<item id=\"1\"/>"))</body></envelope>"
        #expect(try Tiny.map(try Tiny.compile(), record).observations.count == 1)
    }

    @Test(arguments: [
        (#"<item kind="a"/>"#, "alpha"), (#"<group><item kind="bb"/></group>"#, "beta"),
        (#"<item kind="b"/><item kind="a"/>"#, "alpha"), ("<item/>", "unknown"),
    ])
    func theSystemIs(_ body: String, _ expected: String) throws {
        #expect(try Tiny.map(try Tiny.compile(), Tiny.record(body)).system == expected)
    }

    @Test func anEntryAndAFindingKnowWhereTheyStand() throws {
        let item = Tiny.item("effective: when -> hl7Time() | invalid(quarantine-field)")
        let body = #"<item id="1" when="x"/>"#
        let record = Tiny.record(body)
        let mapped = try Tiny.map(try Tiny.compile(["item.yaml": item]), record)
        let entry = try #require(mapped.record.entries.last)
        let finding = try #require(mapped.findings.first)
        let place = Int(entry.sourceOffset)..<Int(entry.sourceOffset + entry.sourceLength)
        #expect(String(decoding: Array(record.utf8)[place], as: UTF8.self) == body)
        #expect(finding.sourceOffset == entry.sourceOffset)
        #expect(finding.sourceLength == entry.sourceLength)
        #expect(finding.rule == entry.rule)
    }

    /// A mapper keeps its buffers; nothing of one record may be seen in the next.
    @Test func recordsAreMappedOneAfterAnother() throws {
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(
                "note: \"first(%items('1').kind, %g.id, 'none')\"", each: "..group as %g ..item")
        ])
        let bodies = [
            (#"<group id="g"><item id="1" kind="k"/></group>"#, "k"),
            (#"<group id="h"><item id="2"/></group>"#, "h"), ("<group><item/></group>", "none"),
        ]
        var mapper = RecordMapper(set)
        for (body, expected) in bodies + bodies.reversed() {
            let mapped = try Tiny.map(set, Tiny.record(body), with: &mapper)
            #expect(mapped.observations.map { $0["note"] } == [expected])
        }
    }

    /// What is asked of a node more than once is remembered for that node, one value or several.
    @Test(arguments: [
        (["a"], "a", "a"), (["a", "b"], "a b", "a"), ([], nil, nil),
        (["c", "b", "a"], "c b a", "c"),
    ])
    func whatIsRememberedIsOfTheNode(_ codes: [String], _ all: String?, _ first: String?) throws {
        let fields = """
            note: conf.translation.code.join(' ')
              value_text: conf.translation.code.first()
            """
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(fields, more: "where: not (conf.translation.code = 'no')")
        ])
        let parts = codes.map { "<translation code=\"\($0)\"/>" }.joined()
        let body = """
            <item id="0"><conf><translation code="x"/><translation code="y"/></conf></item>
            <item id="1"><conf>\(parts)</conf></item>
            <item id="2"><conf><translation code="no"/></conf></item>
            """
        let found = try Tiny.map(set, Tiny.record(body)).observations
        #expect(found.map { $0["id"] } == ["0", "1"])
        #expect(found.last?["note"] == all)
        #expect(found.last?["value_text"] == first)
    }

    /// The key of an index is made before any rule is at work: the node of the record before it
    /// may lie beyond this one's end.
    @Test func aFindingOfAnIndexIsOfItsOwnRecord() throws {
        let source = Tiny.source.replacing(
            "{each: item, key: id}", with: "{each: item, key: link.single()}")
        let set = try Tiny.compile(["source.yaml": source])
        var mapper = RecordMapper(set)
        let long = String(repeating: #"<item id="1"><note>n</note></item>"#, count: 50)
        _ = try Tiny.map(set, Tiny.record(long), with: &mapper)
        let record = Tiny.record("<item><link>1</link><link>2</link></item>")
        let mapped = try Tiny.map(set, record, with: &mapper)
        #expect(mapped.findings.map(\.code) == [.unexpectedSecondValue])
        let start = try #require(record.firstRange(of: "<item>")?.lowerBound)
        let offset = UInt32(record.utf8.distance(from: record.startIndex, to: start))
        #expect(mapped.findings.map(\.sourceOffset) == [offset])
    }
}
