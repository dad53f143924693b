import CanonicalModel
import RecordMapping
import Testing

/// What no rule takes is counted, and by names that the mapping has.
@Suite struct UnreadTests {
    private static func counted(_ unread: String, _ body: String) throws -> [String: Int] {
        let files = ["source.yaml": Tiny.source + "\n" + unread, "item.yaml": items]
        return try Tiny.map(try Tiny.compile(files), Tiny.record(body)).unread
    }

    private static let items = Tiny.item("note: kind", more: "where: kind")

    @Test(arguments: [
        (#"<item id="x" kind="k"/>"#, [:]),
        (#"<item id="x"/>"#, ["item": 1]),
        (#"<item id="x" when="2020"/>"#, [:]),
        // In what is taken, or not taken; of another name; a part is not asked for.
        (#"<item id="x" kind="k"><item id="y"/></item><item id="z"/>"#, ["item": 2]),
        (#"<group id="g"><item id="x"/><group id="h"/></group>"#, ["item": 1, "group": 2]),
        (#"<item id="x" kind="k"><part id="y"/></item>"#, [:]),
        // What went to quarantine was not passed over.
        (#"<item id="x" kind="k"><conf code="wrong"/></item>"#, [:]),
    ])
    func isCountedByName(_ body: String, _ expected: [String: Int]) throws {
        let unread = """
            unread: {each: [item, group], except: when = '2020'}
            refuse: [{each: item, as: entered-in-error, when: conf.code = 'wrong'}]
            """
        #expect(try Self.counted(unread, body) == expected)
    }

    /// A type that the mapping does not name is never told: a record could put anything there.
    @Test func aTypeIsToldOnlyIfItIsKnown() throws {
        let files = [
            "source.yaml": Tiny.json
                + "\nunread: {each: resource, kinds: [Device, Practitioner]}",
            "patient.yaml": Tiny.jsonPatient,
            "item.yaml": Tiny.item("note: note.first()", each: "..resource.ofType(Observation)"),
        ]
        // One is written with an escape, and one with a character that no name has.
        let resources = [
            "Patient", "Device", #"D\u0065vice"#, "Practitioner", "Observation", "Appleyard",
            #"Pl\u0000an"#,
        ]
        let entries = resources.map {
            #"{"fullUrl": "u", "resource": {"resourceType": "\#($0)", "id": "\#($0)"}}"#
        }
        let more = #"{"fullUrl": "u", "resource": {"id": "no-type"}}"#
        let record = #"{"entry": [\#((entries + [more]).joined(separator: ", "))]}"#
        var mapper = RecordMapper(try Tiny.compile(files))
        let set = try Tiny.compile(files)
        let mapped = try Tiny.map(set, record, with: &mapper)
        #expect(mapped.unread == ["Device": 2, "Practitioner": 1, "other": 3])
        // The next record begins at nothing.
        let small = #"{"entry": [\#(entries[0])]}"#
        #expect(try Tiny.map(set, small, with: &mapper).unread == [:])
    }

    @Test(arguments: [
        ("unread: {each: itm}", "E202"),
        ("unread: {each: item, except: knd}", "E202"),
        ("unread: {except: kind}", "each"),
        ("unread: {each: item, kind: [a]}", "kinds"),
    ])
    func aMistakeIsFound(_ unread: String, _ expected: String) {
        let faults = Tiny.faults(["source.yaml": Tiny.source + "\n" + unread])
        #expect(faults.joined(separator: "\n").contains(expected), "\(faults)")
    }
}
