import CanonicalModel
import RecordMapping
import Testing

/// Which mistakes provably change nothing: those that do, and their neighbours that may not.
@Suite struct EquivalenceTests {
    /// A mapping with one field and further lines, the mistakes of which one is asked, and whether
    /// each of them changes nothing, in the order of the file.
    @Test(arguments: [
        // An alternative that is not reached.
        ("note: first(kind, kind, when)", "", "alternative 2 is left out", [true]),
        ("note: first(kind, kind, when)", "", "alternative 3 is left out", [false]),
        ("note: first(code.code, code.code, when)", "", "alternative 1 is left out", [true]),
        ("note: first('a', kind)", "", "alternative 2 is left out", [true]),
        ("note: first(kind, part.where(kind = 'a').kind.first())", "", "alternative 2", [false]),
        ("note: first(part.kind.first(), part.kind.last())", "", "alternative 2", [true]),
        ("note: first(part.kind.first(), part.kind.last())", "", "alternative 1", [false]),
        // One item is the first and the last; one declared to be single may yet come twice.
        ("note: note.first().first()", "", "`first()` becomes `last()`", [true, false]),
        ("note: kind.first()", "", "`first()` becomes `last()`", [false]),
        ("note: note.first().join(',')", "", "the separator is spelt otherwise", [true]),
        ("note: note.join(',')", "", "the separator is spelt otherwise", [false]),
        // A condition that holds where there is anything at all.
        ("note: if(note, note.first())", "", "the condition is left out", [true]),
        ("note: if(kind, note.first())", "", "the condition is left out", [false]),
        ("note: part.where(kind).kind.first()", "", "`.where()` is left out", [true]),
        ("note: part.where(kind = 'a').kind.first()", "", "`.where()` is left out", [false]),
        ("note: part.where(kind).when.first()", "", "`.where()` is left out", [false]),
        // Parts of a condition that another implies.
        ("", "where: kind and kind = 'a'", "this part is left out", [true, false]),
        ("", "where: kind = 'a' or kind", "this part is left out", [true, false]),
        ("", "where: kind = 'a' and kind in ('a', 'b')", "this part is left out", [false, true]),
        (
            "", "where: kind in ('ab', 'b') and kind starts 'a'", "this part is left out",
            [false, false]
        ),
        ("", "where: kind = 'ab' and kind contains 'b'", "this part is left out", [false, true]),
        ("", "where: not (kind and kind = 'a')", "this part is left out", [true, false]),
        // `single()` reports a second value, so that it is not idle.
        (
            "", "where: kind and note.single() = 'a' and kind", "this part is left out",
            [false, false, false, false]
        ),
        // A policy that cannot apply.
        ("status: \"'final'\"", "defaults: {unmapped: quarantine-field}", "`unmapped` of", [true]),
        ("status: kind", "defaults: {unmapped: quarantine-field}", "`unmapped` of", [false]),
        (
            "status: first(if(kind, 'final'), 'amended')", "defaults: {unmapped: quarantine-field}",
            "`unmapped` of", [true]
        ),
        ("note: kind | required(quarantine)", "", "`required` is left out", [false]),
        (
            "note: first(if(kind, 'a'), 'b') | required(quarantine)", "", "`required` is left out",
            [true]
        ),
        ("note: kind | otherwise(when)", "", "`otherwise` is left out", [false]),
        ("note: \"'a' | otherwise(when)\"", "", "`otherwise` is left out", [true]),
        // Texts that lead to the same.
        (
            "status: first(kind, 'odd') | unmapped('unknown')", "", "the text is spelt otherwise",
            [true]
        ),
        (
            "status: first(kind, 'final') | unmapped('unknown')", "", "the text is spelt otherwise",
            [false]
        ),
        (
            "status: first(kind, 'unknown') | unmapped('unknown')", "",
            "the text is spelt otherwise", [true]
        ),
        (
            "effective: first(when, 'odd') -> hl7Time() | invalid(quarantine-field)", "",
            "the text is spelt otherwise", [true]
        ),
        (
            "effective: first(when, '2020') -> hl7Time() | invalid(quarantine-field)", "",
            "the text is spelt otherwise", [false]
        ),
        // Whether a node is shared, if no rule comes after.
        ("", "shared: true", "`shared` is left out", [true]),
        ("", "shared: false", "`shared` is left out", []),
    ])
    func changesNothing(
        _ field: String, _ more: String, _ change: String, _ expected: [Bool]
    ) throws {
        let item = Tiny.item(field, more: more)
        let files = ["source.yaml": Tiny.source, "patient.yaml": Tiny.patient, "item.yaml": item]
        let mutations = try MappingMutations(
            files: files.map { MappingFile(path: "tiny/\($0.key)", text: $0.value) }, codeSets: [])
        var found: [Bool] = []
        let line =
            field.isEmpty ? item.split(separator: "\n", omittingEmptySubsequences: false).count : 6
        mutations.forEach(of: "tiny/item.yaml") { mutant in
            let isAsked = mutant.change.hasPrefix(change)
            if isAsked,
                mutant.position?.line == line || change.hasPrefix("`unmapped` of")
                    || change.hasPrefix("`shared`")
            {
                found.append(mutant.isEquivalent)
            }
        }
        #expect(found == expected)
    }

    /// A table that says what another says is the same table.
    @Test(arguments: [("{final: final, amended: amended}", true), ("{final: amended}", false)])
    func tablesAreWhatTheyMake(_ rows: String, _ isSame: Bool) throws {
        let files = [
            "source.yaml": Tiny.source, "patient.yaml": Tiny.patient,
            "maps.yaml": "one: \(rows)\ntwo: {final: final, amended: amended}",
            "item.yaml": Tiny.item(
                "status: kind -> code(%maps.one) | unmapped(quarantine-field)",
                more: "cases: item.cases.yaml"),
        ]
        let mutations = try MappingMutations(
            files: files.map { MappingFile(path: "tiny/\($0.key)", text: $0.value) }, codeSets: [])
        var found: [Bool] = []
        mutations.forEach(of: "tiny/item.yaml") { mutant in
            // Every choice says the same, or the first that does not is taken.
            if mutant.change.hasPrefix("the table `one` becomes `two`") {
                found.append(mutant.isEquivalent)
            }
        }
        #expect(found == (isSame ? [] : [false]))
    }
}
