import CanonicalModel
import RecordMapping
import Testing

/// What an expression gives. Each row: expression, the inside of a record, the note of item `x`.
@Suite struct EvaluationTests {
    private static func run(
        _ expression: String, _ body: String, each: String, more: String = ""
    ) throws -> (notes: [String?], faults: [String]) {
        let item = Tiny.item("note: \(expression)", each: each, more: more)
        let mapped = try Tiny.map(try Tiny.compile(["item.yaml": item]), Tiny.record(body))
        let found = mapped.observations.filter { $0["id"]?.hasPrefix("x") == true }
        return (found.map { $0["note"] }, mapped.faults)
    }

    private static let three = #"<item id="x"><note>1</note><note>2</note><note>3</note></item>"#
    private static let linked = """
        <item id="a" kind="A1"/><item id="x" link="a"><note>a</note><note>b</note></item>
        <item id="a" kind="A2"/><item id="b" kind="B"/>
        """
    private static let parts = """
        <item id="x"><part kind="p" when="1"/><part kind="q" when="2">
        <part kind="p" when="3"/></part><part when="4"/></item>
        """

    private static let branches = """
        <item id="x"><part><part when="1" kind="a"/><part when="2"/></part><part/>
        <part><part kind="b"/></part><part><part when="3"/></part></item>
        """

    @Test(arguments: [
        ("part.part.when.join(' ')", branches, "1 2 3"),
        ("part.part.kind.join(' ')", branches, "a b"),
        ("part.part.where(when).kind.join(' ')", branches, "a"),
        ("part.last().part.when.join(' ')", branches, "3"), ("part.link.first()", branches, nil),
        ("note.first()", three, "1"), ("note.last()", three, "3"),
        ("note.join(', ')", three, "1, 2, 3"), ("note.join('\\n')", three, "1\n2\n3"),
        ("note.join(', ')", #"<item id="x"/>"#, nil),
        ("note.join(', ')", #"<item id="x"><note>1</note><note/><note>3</note></item>"#, "1, 3"),
        ("first(kind, note.first(), 'none')", three, "1"),
        ("first(kind, 'none')", three, "none"), ("first(kind)", three, nil),
        ("concat('<', note.first(), '>')", three, "<1>"), ("concat('a', kind)", three, nil),
        ("(kind | note).join('+')", #"<item id="x" kind="0"><note>1</note></item>"#, "0+1"),
        ("note.where(%this = '2').first()", three, "2"),
        ("part.where(kind = 'p').when.join(' ')", parts, "1"),
        ("..part.where(kind = 'p').when.join(' ')", parts, "1 3"),
        ("part.where(not kind).when.join(' ')", parts, "4"),
        ("part.where(kind != 'p').when.join(' ')", parts, "2"),
        ("part.where(kind in ('p', 'q')).when.join(' ')", parts, "1 2"),
        ("part.where(kind = 'p' or when = '4').when.join(' ')", parts, "1 4"),
        ("part.where(kind = 'p' and when = '4').when.join(' ')", parts, nil),
        ("part.where(not (kind = 'p' or when = '4')).when.join(' ')", parts, "2"),
        ("part.where((kind | when) = '4').when.join(' ')", parts, "4"),
        ("part.where(part).when.join(' ')", parts, "2"), ("part.part.when.first()", parts, "3"),
        ("..part.when.last()", parts, "4"),
        ("if(kind contains 'bc', 'yes')", #"<item id="x" kind="abcd"/>"#, "yes"),
        ("if(kind contains 'bd', 'yes')", #"<item id="x" kind="abcd"/>"#, nil),
        ("if(kind contains 'abcde', 'yes')", #"<item id="x" kind="abcd"/>"#, nil),
        ("if(kind starts 'ab', 'yes')", #"<item id="x" kind="abcd"/>"#, "yes"),
        ("if(kind starts 'bc', 'yes')", #"<item id="x" kind="abcd"/>"#, nil),
        ("if(kind = 'a&b', 'yes')", #"<item id="x" kind="a&amp;b"/>"#, "yes"),
        ("if(kind, 'yes')", #"<item id="x" kind=""/>"#, "yes"),
        (
            "if(code in %codes.asthma, 'yes')",
            #"<item id="x"><code code="195967001" system="http://snomed.info/sct"/></item>"#, "yes"
        ),
        (
            "if(code in %codes.asthma, 'yes')",
            #"<item id="x"><code code="195967001" system="http://read.info/readv2"/></item>"#, nil
        ),
        (
            "if(code in %codes.asthma, 'yes')",
            """
            <item id="x"><code code="1" system="urn:x"><translation code="H33.."
            system="http://read.info/readv2"/></code></item>
            """, "yes"
        ),
        ("%items(link).kind.first()", linked, "A1"),
        ("%items(note).kind.join(' ')", linked, "A1 A2 B"),
        ("%items('zzz').kind.first()", linked, nil),
        ("(concat('<', %items('a').kind, '>') | concat('-', kind)).join(' ')", linked, "<A1> <A2>"),
        ("%noted('b').id.first()", linked, "x"),
        ("position()", linked, "2"), ("concat(id, '-', position())", linked, "x-2"),
    ])
    func gives(_ expression: String, _ body: String, _ expected: String?) throws {
        let quoted = "\"\(expression.replacing("\\n", with: "\\\\n"))\""
        let (notes, faults) = try Self.run(quoted, body, each: "..item")
        #expect(notes == [expected])
        // Two items of `linked` have one id, and not always one note.
        #expect(faults.filter { $0 != "E228 - entry" } == [])
    }

    @Test(arguments: [("note.single()", "1"), ("part.single().kind", nil)])
    func aSecondValueIsReported(_ expression: String, _ expected: String?) throws {
        let (notes, faults) = try Self.run(expression, Self.three, each: "..item")
        #expect(notes == [expected])
        #expect(faults == (expected == nil ? [] : ["E224 note"]))
    }

    private static let nested = """
        <group id="g"><item id="n" kind="k"><conf code="N"/></item><group id="h"><conf code="H"/>
        <item id="x"><part kind="p"/></item><group><conf code="M"/></group></group></group>
        """

    @Test(arguments: [
        ("..group as %g .item", "first(%g.id)", nested, ["h"]),
        (".group as %g ..item", "first(%g.id)", nested, ["g"]),
        (".group as %g .group as %h .item", "concat(%g.id, %h.id)", nested, ["gh"]),
        ("..item as %me", "first(%me.id)", nested, ["x"]),
        (".item", "id", nested, []), (".group .item", "id", nested, []),
        (".group .group .item", "id", nested, ["x"]),
        ("..item", "ancestors(group).id.join(' ')", nested, ["h g"]),
        ("..item", "ancestors(group).id.last()", nested, ["g"]),
        ("..item", "ancestors(item).id.first()", nested, [nil]),
        ("..item", "position()", nested, ["1"]),
        ("..group as %g .item", "position(%g)", nested, ["1"]),
        (".group as %g ..item as %i", "concat(position(%g), position(%i))", nested, ["11"]),
        (
            ".group as %g .group as %h .item", "concat(position(%g), '-', position(%h))",
            "<group/><group><group/><group/><group><item id=\"x\"/></group></group>", ["2-3"]
        ),
    ])
    func theSurroundingsGive(
        _ each: String, _ expression: String, _ body: String, _ expected: [String?]
    ) throws {
        #expect(try Self.run(expression, body, each: each).notes == expected)
    }

    /// What depends on a captured node alone is kept for that node, and is never another's.
    @Test func whatACaptureGivesIsItsOwn() throws {
        let body = """
            <group id="g"><conf code="N"/><item id="x"/><item id="x2"/></group>
            <group id="h"><item id="x3"/></group>
            <group id="i"><conf code="N"/><item id="x4"/></group>
            """
        let notes = try Self.run(
            "if(%g.conf.code = 'N', %g.id)", body, each: "..group as %g .item"
        ).notes
        #expect(notes == ["g", "g", nil, "i"])
    }

    @Test func aSecondValueOfACaptureIsReportedForEveryEntry() throws {
        let body = #"<group id="g"><item id="x"/><item id="x2"/></group>"#
        let (notes, faults) = try Self.run(
            "\"%g.item.id.single()\"", body, each: "..group as %g .item")
        #expect(notes == ["x", "x"])
        #expect(faults == ["E224 note", "E224 note"])
    }

    /// Confidentiality is of the true ancestors, never of a neighbour or of what stands below one.
    @Test(arguments: [
        (nested, "H"),
        (nested.replacing("<conf code=\"H\"/>", with: ""), nil),
        (#"<item id="x"><conf code="own"/></item>"#, "own"),
        (#"<item><conf code="other"/></item><item id="x"/>"#, nil),
        (#"<item id="x"/><item><conf code="other"/></item>"#, nil),
        (#"<item id="x"/><conf code="whole"/>"#, "whole"),
        (#"<group><conf code="g"/></group><item id="x"/>"#, nil),
        (#"<group><conf code="g"/><item id="x"><conf code="own"/></item></group>"#, "own g"),
        (#"<item id="x"><item><conf code="child"/></item></item>"#, nil),
    ])
    func whatEnclosesIs(_ body: String, _ expected: String?) throws {
        let notes = try Self.run("enclosing(conf).code.join(' ')", body, each: "..item").notes
        #expect(notes == [expected])
    }

    @Test func theSurroundingsOfAnotherNodeAreItsOwn() throws {
        let body = #"<item id="x" link="y"/><group><conf code="g"/><item id="y"/></group>"#
        let notes = try Self.run(
            "first(%items(link).enclosing(conf).code.first())", body, each: "..item")
        #expect(notes.notes == ["g"])
    }

    @Test func aLetIsFoundAnewForEveryEntry() throws {
        let item = Tiny.item(
            "note: \"%own.kind.first()\"\n  value_text: \"%own.when.first()\"",
            more: "let: {own: part.where(kind), first: '%own.first()'}\nwhere: '%first.kind'")
        let body = """
            <item id="1"><part kind="a" when="b"/></item><item id="2"/>
            <item id="3"><part kind="c"/></item>
            """
        let mapped = try Tiny.map(try Tiny.compile(["item.yaml": item]), Tiny.record(body))
        #expect(mapped.observations.map { $0["note"] } == ["a", "c"])
        #expect(mapped.observations.map { $0["value_text"] } == ["b", nil])
    }

    @Test func manyReferencesAreKeptOnce() throws {
        let item = Tiny.item("items: link -> refId()").replacing("observation", with: "heading")
        let body = """
            <item id="x"><link>A/1</link><link/><link>B/2</link><link>C/1</link></item>
            <item id="y"/>
            """
        let mapped = try Tiny.map(try Tiny.compile(["item.yaml": item]), Tiny.record(body))
        let fields = mapped.record.entries.dropFirst().map {
            EntryText.fields(of: $0, in: mapped.record)["items"]
        }
        #expect(fields == ["1 2", nil])
    }

    /// So many that each cannot be compared with all before it: the first of each stands, in order.
    @Test(.timeLimit(.minutes(1))) func thousandsOfReferencesAreKeptOnce() throws {
        let item = Tiny.item("items: link -> refId()").replacing("observation", with: "heading")
        let ids = (0..<100_000).map { "id-\($0)" }
        let links = (ids + ids.prefix(500) + ids.suffix(500)).map { "<link>A/\($0)</link>" }
        let body = "<item id=\"x\">\(links.joined())</item>"
        let mapped = try Tiny.map(try Tiny.compile(["item.yaml": item]), Tiny.record(body))
        let references = mapped.record.references.map {
            String(decoding: mapped.record.bytes($0), as: UTF8.self)
        }
        #expect(references == ids)
    }

    /// A text of a million bytes and more is none of a general practice's.
    @Test(arguments: [(1 << 20, true), ((1 << 20) + 1, false)])
    func aTextHasALimit(_ count: Int, _ isKept: Bool) throws {
        let set = try Tiny.compile(["item.yaml": Tiny.item("note: kind")])
        let text = String(repeating: "x", count: count)
        let mapped = try Tiny.map(set, Tiny.record("<item id=\"1\" kind=\"\(text)\"/>"))
        #expect(mapped.observations.map { $0["note"]?.utf8.count } == [isKept ? count : nil])
        #expect(mapped.faults == (isKept ? [] : ["E222 note"]))
    }
}
