import CanonicalModel
import Testing

@Suite struct IdTableTests {
    private static func record(_ entries: [(EntryKind, String)]) -> CanonicalRecord {
        var record = CanonicalRecord()
        for (kind, id) in entries {
            let first = record.appendEntry(kind, rule: 0, sourceOffset: 0, sourceLength: 0)
            record.cells[first] = .text(record.appendScratch(id.utf8))
        }
        return record
    }

    /// FHIR ids are unique within a type: a professional, an organisation and an encounter may all
    /// be `1`.
    @Test(
        arguments: [
            ([EntryKind.encounter, .practitioner, .organisation], 0, 1, 0),
            ([.organisation, .encounter], 1, 0, 0),
            ([.practitioner, .encounter, .problem], 1, 0, 1),
            ([.organisation, .practitioner], nil, 1, 0),
            ([.organisation, .organisation], nil, 0, 1),
        ] as [([EntryKind], Int?, Int?, Int)])
    func idsOfProfessionalsAreTheirOwn(
        _ kinds: [EntryKind], _ clinical: Int?, _ staff: Int?, _ duplicates: Int
    ) {
        var record = Self.record(kinds.map { ($0, "1") })
        let (one, ids) = (record.appendScratch("1".utf8), IdTable(record))
        #expect(ids.entry(one, in: record) == clinical)
        #expect(ids.staff(one, in: record) == staff)
        #expect(ids.duplicates.count == duplicates)
    }

    @Test(arguments: EntryKind.allCases)
    func staffFieldsAreReferences(_ kind: EntryKind) {
        for (index, field) in kind.definition.fields.enumerated() {
            let isStaff = kind.staffFields & 1 << UInt64(index) != 0
            let names = ["practitioner", "organisation", "recipient"]
            #expect(isStaff == names.contains(field.name))
            if isStaff { #expect(field.type == .reference) }
        }
    }

    /// A reference becomes the range of the id that it names, each in its own field.
    @Test func referencesAreLinkedByWhatTheyAreFor() throws {
        var record = Self.record([(.encounter, "1"), (.practitioner, "1"), (.observation, "o")])
        let fields = EntryKind.observation.definition
        for name in ["encounter", "practitioner"] {
            let field = try #require(fields.index(of: name))
            let id = record.appendScratch("1".utf8)
            record.cells[Int(record.entries[2].firstCell) + field] = .reference(id)
        }
        record.linkReferences()
        for (name, target) in [("encounter", 0), ("practitioner", 1)] {
            let field = try #require(fields.index(of: name))
            guard case .text(let own) = record.cell(record.entries[target], 0) else { return }
            #expect(record.cell(record.entries[2], field) == .reference(own))
        }
    }
}
