import CanonicalModel
import RecordMapping
import Testing

/// What must not become an entry, and what is one entry though it stands twice.
@Suite struct RefusalTests {
    private static func source(_ more: String) -> [String: String] {
        ["source.yaml": Tiny.source + "\n" + more, "item.yaml": Tiny.item("note: kind")]
    }

    private static let refuse = """
        refuse:
          - {each: [item, group], as: entered-in-error, when: conf.code = 'wrong'}
          - {each: item, as: unknown-modifier, when: ..part}
        """

    @Test(arguments: [
        (#"<item id="x"/>"#, ["x"], []),
        (#"<item id="x"><conf code="wrong"/></item>"#, [], ["E225 - entry"]),
        (#"<item id="x"><conf code="right"/></item>"#, ["x"], []),
        (#"<item id="x"><part/></item>"#, [], ["E226 - entry"]),
        (
            #"<item id="x"><item id="y"/><conf code="wrong"/></item><item id="z"/>"#, ["z"],
            ["E225 - entry", "E225 - entry"]
        ),
        (
            #"<group id="g"><item id="x"/><conf code="wrong"/></group><item id="y"/>"#, ["y"],
            ["E225 - entry"]
        ),
    ])
    func isRefused(_ body: String, _ kept: [String], _ faults: [String]) throws {
        let set = try Tiny.compile(Self.source(Self.refuse))
        let mapped = try Tiny.map(set, Tiny.record(body))
        #expect(mapped.observations.compactMap { $0["id"] } == kept)
        #expect(mapped.faults == faults)
    }

    /// What one rule learnt of a record must not be taken for the next one's by another rule.
    @Test func everyRecordIsRefusedByItself() throws {
        var files = Self.source(Self.refuse)
        files["source.yaml"] = files["source.yaml"]?
            .replacing("item.yaml]", with: "item.yaml, group.yaml]")
        files["group.yaml"] = Tiny.item("note: conf.code", each: "..group")
            .replacing("tiny.item", with: "tiny.group")
        let set = try Tiny.compile(files)
        var mapper = RecordMapper(set)
        let wrong = #"<item id="x"><item id="y"/><conf code="wrong"/></item>"#
        let bodies = [
            wrong, #"<group id="g"/>"#, wrong, #"<group id="g"><conf code="wrong"/></group>"#,
            #"<item id="x"><part/></item>"#, #"<group id="g"/>"#, wrong, #"<item id="x"/>"#,
        ]
        for body in bodies {
            let later = try Tiny.map(set, Tiny.record(body), with: &mapper)
            let alone = try Tiny.map(set, Tiny.record(body))
            #expect(later.observations == alone.observations, "\(body)")
            #expect(later.faults == alone.faults, "\(body)")
        }
    }

    @Test(arguments: [
        ("refuse: [{each: itm, as: entered-in-error, when: kind}]", "E202"),
        ("refuse: [{each: item, as: entered-by-error, when: kind}]", "did you mean"),
        ("refuse: [{each: item, as: entered-in-error, when: knd}]", "E202"),
        ("refuse: [{each: item, as: entered-in-error}]", "when"),
        ("let: {mark: knd}", nil),
    ])
    func aMistakeIsFound(_ more: String, _ expected: String?) {
        let faults = Tiny.faults(Self.source(more)).joined(separator: "\n")
        #expect(faults.isEmpty == (expected == nil), "\(faults)")
    }

    /// Names of the source file, of which one uses another; a mapping has those it mentions.
    @Test func aNameOfTheSourceIsShared() throws {
        var files = Self.source("let: {marks: enclosing(conf), mark: \"%marks.code\"}")
        files["item.yaml"] = Tiny.item("note: \"%mark.join(' ')\"")
        let mapped = try Tiny.map(
            try Tiny.compile(files),
            Tiny.record(
                #"<group id="g"><conf code="a"/><item id="x"><conf code="b"/></item></group>"#)
        )
        #expect(mapped.observations == [["id": "x", "note": "b a"]])
    }

    /// A name of the source file may rest on one that each mapping makes for itself.
    @Test(arguments: [("kind", "k"), ("when", "2020")])
    func aNameOfTheSourceMayUseOneOfTheMapping(_ path: String, _ expected: String) throws {
        var files = Self.source("let: {both: \"first(%whose, %whose)\", who: note}")
        files["item.yaml"] = Tiny.item(
            "note: \"%both.first()\"", more: "let: {whose: \(path)}")
        let mapped = try Tiny.map(
            try Tiny.compile(files),
            Tiny.record(#"<item id="x" kind="k" when="2020"/>"#))
        #expect(mapped.observations == [["id": "x", "note": expected]])
    }

    /// What is wrong with a name of the source file is found where it is used, and said once.
    @Test func aMistakeInANameOfTheSourceIsFound() {
        var files = Self.source("let: {mark: \"first(%whose, kind)\"}")
        files["item.yaml"] = Tiny.item("note: \"%mark.first()\"\n  value_text: \"%mark.last()\"")
        #expect(Tiny.faults(files).map { $0.prefix(4) } == ["E207"])
    }

    /// A path of names: the marks of what holds the path, and of nothing beside it.
    @Test func aMarkMayStandInAPath() throws {
        let set = try Tiny.compile([
            "item.yaml": Tiny.item("note: \"enclosing(part.note).join(' ')\"")
        ])
        let body = """
            <group id="g"><item id="x"><part><note>1</note></part><note>2</note>
            <item id="y"/></item><item id="z"/></group>
            """
        let mapped = try Tiny.map(set, Tiny.record(body))
        #expect(
            mapped.observations == [
                ["id": "x", "note": "1"], ["id": "y", "note": "1"], ["id": "z"],
            ])
    }

    /// Two paths of names that end alike: each has its own marks.
    @Test func marksOfOneNameAreToldApart() throws {
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(
                "note: \"enclosing(part.note).join(' ')\"\n"
                    + "  value_text: \"enclosing(note).join(' ')\"")
        ])
        let body =
            #"<item id="x"><part><note>1</note></part><note>2</note><item id="y"/></item>"#
        let mapped = try Tiny.map(set, Tiny.record(body))
        #expect(
            mapped.observations == [
                ["id": "x", "note": "1", "value_text": "2"],
                ["id": "y", "note": "1", "value_text": "2"],
            ])
    }

    @Test(arguments: [
        (#"<item id="x" kind="a"/><item id="x" kind="a"/>"#, [["id": "x", "note": "a"]], []),
        (
            #"<item id="x" kind="a"/><item id="x" kind="b"/>"#, [["id": "x", "note": "a"]],
            ["E228 - entry"]
        ),
        (
            #"<item id="x"/><item id="x"><conf code="NOPAT"/></item>"#,
            [["id": "x", "confidential": "nopat"]], []
        ),
        (
            #"<item id="x"><conf code="NOPAT"/></item><item id="x"/>"#,
            [["id": "x", "confidential": "nopat"]], []
        ),
    ])
    func oneIdIsOneEntry(
        _ body: String, _ expected: [[String: String]], _ faults: [String]
    ) throws {
        let set = try Tiny.compile([
            "item.yaml": Tiny.item(
                "note: kind\n  confidential: conf.code -> code(%maps.mark) | unmapped('other')"),
            "maps.yaml": "mark: {NOPAT: nopat}",
        ])
        let mapped = try Tiny.map(set, Tiny.record(body))
        #expect(mapped.observations == expected)
        #expect(mapped.faults == faults)
    }
}
