import CanonicalModel
import RecordMapping
import Testing

/// One mistake, one finding: its code, its line and column, and what to do.
@Suite struct CompilerTests {
    @Test func theTinySourcesAreWithoutMistake() {
        #expect(Tiny.faults([:]) == [])
        #expect(
            Tiny.faults([
                "source.yaml": Tiny.json, "patient.yaml": Tiny.jsonPatient,
                "item.yaml": Tiny.item("", each: "..resource.ofType(Observation)"),
            ]) == [])
    }

    /// A field of an observation, on line 6.
    @Test(arguments: [
        ("note: kind -> txet()", "E201 6:17 did you mean `text`?"),
        ("note: nots.first()", "E202 6:9 did you mean `note`?"),
        ("note: ..nots.first()", "E202 6:11 did you mean `note`?"),
        ("note: amount.valeu", "E202 6:16 did you mean `value`?"),
        ("note: first(part.knid.first())", "E202 6:20 did you mean `kind`?"),
        ("note: note.where(zzzzzzzz = 'x').first()", "E202 6:20 -"),
        ("nots: note.first()", "E203 6:3 did you mean `note`?"),
        (
            "effective: when -> hl7Time() | invalid(drop)",
            "E203 6:14 use `quarantine`, `quarantine-field` or a 'word' of the field"
        ),
        (
            "status: kind | unmapped('finl')",
            "E203 6:11 use `quarantine`, `quarantine-field` or a 'word' of the field"
        ),
        ("note: note", "E205 6:9 add `.first()`, `.last()`, `.single()` or `.join(', ')`"),
        (
            "note: concat('a', note)",
            "E205 6:9 add `.first()`, `.last()`, `.single()` or `.join(', ')`"
        ),
        ("effective: when", "E206 6:14 end it with an operator that gives a date"),
        ("value: kind", "E206 6:10 end it with an operator that gives a quantity"),
        (
            "code: kind -> concept()",
            "E206 6:17 declare it under `coded` in the source file, or name one that does"
        ),
        ("note: kind -> code()", "E206 6:17 -"),
        ("note: kind.join(' ').note", "E206 6:24 -"),
        (
            "note: if(code in %codes.asthma, kind) -> boolean() | invalid(quarantine)",
            "E206 6:9 end it with an operator that gives a text"
        ),
        ("effective: when -> hl7Time() -> text() | invalid(quarantine)", "E206 6:35 -"),
        ("note: first(%nope.id)", "E207 6:15 -"),
        ("note: first(%itemz(id).kind)", "E207 6:15 did you mean `items`?"),
        (
            "interpretation: kind -> code(%maps.flga) | unmapped(quarantine)",
            "E207 6:33 did you mean `flag`?"
        ),
        ("note: if(code in %codes.astma, kind)", "E207 6:20 did you mean `asthma`?"),
        ("note: note.first(", "E209 6:20 -"),
        ("note: kind.frist()", "E209 6:19 -"),
        ("note: frist(kind)", "E209 6:9 did you mean `first`?"),
        ("note: kind kind", "E209 6:14 -"),
        ("note: kind ? id", "E209 6:14 -"),
        ("note: first('a)", "E209 6:15 -"),
        ("note: kind -> text('x')", "E209 6:17 -"),
        ("note: kind -> afterLast()", "E209 6:17 -"),
        ("note: kind | required(drop)", "E209 6:25 -"),
        ("note: enclosing(conf, conf)", "E209 6:9 -"),
        ("note: position(id)", "E209 6:9 -"), ("note: position(%item)", "E207 6:18 -"),
        (
            "effective: when -> hl7Time()",
            "E210 6:14 add `| invalid(quarantine-field)`, or `defaults: {invalid: ...}`"
        ),
        (
            "interpretation: kind",
            "E210 6:19 add `| unmapped(quarantine-field)`, or `defaults: {unmapped: ...}`"
        ),
        (
            "value: amount -> quantity() | unmapped(quarantine)",
            "E210 6:10 add `| invalid(quarantine-field)`, or `defaults: {invalid: ...}`"
        ),
    ])
    func aFieldIsRefused(_ field: String, _ expected: String) {
        let faults = Tiny.faults([
            "item.yaml": Tiny.item(field), "maps.yaml": "flag: {x: H}",
        ])
        #expect(faults.map { $0.hasSuffix("-") ? $0 : Self.short($0) } == [expected])
    }

    /// Lists of all names are left out of the comparison.
    private static func short(_ fault: String) -> String {
        guard let list = fault.firstRange(of: "known here:") ?? fault.firstRange(of: "name one of")
        else {
            return fault
        }
        return fault[..<list.lowerBound] + "-"
    }

    /// What else can be wrong with a mapping file.
    @Test(arguments: [
        (Tiny.item("", each: "..itme"), "E202 3:9 did you mean `item`?"),
        (Tiny.item("", each: ".group .itme"), "E202 3:15 did you mean `item`?"),
        (Tiny.item("", each: "..item.ofType(Itme)"), "E202 3:9 did you mean `Item`?"),
        (Tiny.item("", each: ".. item ."), "E209 3:16 -"),
        (Tiny.item("", each: "..group as %g ..item"), "E208 3:7 remove `as %g`"),
        (Tiny.item("", more: "let: {a: kind}"), "E208 7:7 remove it"),
        (Tiny.item("", more: "where: knid = 'x'"), "E202 7:8 did you mean `kind`?"),
        (Tiny.item("", more: "where: kind = "), "E209 7:14 -"),
        (Tiny.item("", more: "claims: prat"), "E202 7:9 did you mean `part`?"),
        (Tiny.item("", more: "ignore: [{path: lnik, why: x}]"), "E202 7:17 did you mean `link`?"),
        (Tiny.item("", more: "ignore: [{path: link}]"), "E253 7:10 add `why: ...`"),
        (Tiny.item("", more: "wher: kind"), "E252 7:1 did you mean `where`?"),
        (Tiny.item("", more: "shared: yes"), "E254 7:9 write `true`"),
        (
            Tiny.item("").replacing("observation", with: "observatoin"),
            "E203 2:9 did you mean `observation`?"
        ),
        (
            Tiny.item("").replacing(
                "  id: first(id, 'none') | required(quarantine)", with: "  note: kind"),
            "E211 5:3 add `id: ...`"
        ),
        (
            Tiny.patient.replacing("tiny.patient", with: "x").replacing(".patient", with: "..item")
                .replacing(
                    "birth_date: birth -> hl7Time() | invalid(quarantine-field)",
                    with: "pseudonym: kind"),
            "E203 6:3 known here: `address`, `birth_date`, "
        ),
        (Tiny.item("note: kind\n  note: id"), "E251 7:3 keep one of them"),
        (
            Tiny.item("").replacing("tiny.item", with: "tiny.patient"),
            "E204 1:6 name it otherwise, and list every file once in `maps`"
        ),
        (
            Tiny.item("", each: ".patient"),
            "E212 3:7 move it before `tiny.patient` in `maps`, or give that a `where`"
        ),
    ])
    func aMappingIsRefused(_ mapping: String, _ expected: String) {
        let faults = Tiny.faults(["item.yaml": mapping])
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix(expected) == true, "\(faults)")
    }

    /// What can be wrong with a source file, by what is put for what.
    @Test(arguments: [
        ("patient: Patient*", "patient: Patinet*", "E214 7:21 did you mean `Patient`?"),
        ("key: id}", "key: di}", "E202 20:28 did you mean `id`?"),
        (
            "key: id}", "key: enclosing(id)}",
            "E209 20:28 what stands around a node is asked where the node is mapped"
        ),
        ("each: item, key", "each: itme, key", "E202 20:17 did you mean `item`?"),
        ("item.kind = 'a'", "item.knid = 'a'", "E202 23:30 did you mean `kind`?"),
        ("reader: xml", "reader: yaml", "E255 3:9"),
        ("root: Record", "rooot: Record", "E252 5:1 did you mean `root`?"),
        ("item.yaml]", "itme.yaml]", "E207 - add it beside the source file"),
    ])
    func aSourceIsRefused(_ old: String, _ new: String, _ expected: String) {
        let faults = Tiny.faults(["source.yaml": Tiny.source.replacing(old, with: new)])
        #expect(faults.contains { $0.hasPrefix(expected) }, "\(faults)")
    }

    @Test func aWordOfATableMustBeOneOfTheField() {
        let field = "interpretation: kind -> code(%maps.flag) | unmapped(quarantine)"
        let faults = Tiny.faults(["item.yaml": Tiny.item(field), "maps.yaml": "flag: {x: HIGH}"])
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("E203 6:33") == true, "\(faults)")
    }

    @Test func aTypeThatCannotStandThereIsRefused() {
        let item = Tiny.item("", each: "..entry.ofType(Observation)")
        #expect(
            Tiny.faults([
                "source.yaml": Tiny.json, "patient.yaml": Tiny.jsonPatient, "item.yaml": item,
            ]).map { String($0.prefix(8)) } == ["E202 3:9"])
    }

    @Test func aLetOfTextIsRefused() {
        let faults = Tiny.faults(["item.yaml": Tiny.item("", more: "let: {a: first('x')}")])
        #expect(faults.contains("E206 7:10 -"))
    }

    @Test func everythingWrongIsSaidAtOnce() {
        let item = Tiny.item("note: nots.first()\n  effective: when\n  value_text: knid")
        #expect(
            Tiny.faults(["item.yaml": item]).map { String($0.prefix(8)) }
                == ["E202 6:9", "E206 7:1", "E202 8:1"])
    }

    /// A rule that is given no node, or is it?
    @Test(arguments: [
        ("..item", "..item", true), (".item", ".item", true), ("..item", ".item", true),
        ("..item", ".group .item", true), (".item", "..item", false),
        ("..group .item", "..group .group .item", true),
        ("..group .item", ".group ..item", false), ("..group ..item", "..group .item", true),
        (".group .item", "..group .item", false), (".group .item", ".group .item", true),
        ("..item", "..part", false), ("..group .item", "..item", false),
    ])
    func theSecondRuleIsNeverReached(_ first: String, _ second: String, _ isNever: Bool) {
        let other = Tiny.item("", each: second).replacing("tiny.item", with: "tiny.other")
        let source = Tiny.source.replacing("item.yaml]", with: "item.yaml, other.yaml]")
        func codes(_ more: String) -> [String] {
            Tiny.faults([
                "source.yaml": source, "item.yaml": Tiny.item("", each: first, more: more),
                "other.yaml": other,
            ]).map { String($0.prefix(4)) }
        }
        #expect(codes("") == (isNever ? ["E212"] : []))
        #expect(codes("where: kind = 'x'") == [])
        #expect(codes("shared: true") == [])
    }

    @Test(arguments: [
        ("..resource.ofType(Observation)", "..resource.ofType(Practitioner)", false),
        ("..resource.ofType(Observation)", "..resource.ofType(Observation)", true),
        ("..resource.ofType(Observation)", "..resource", false),
        ("..resource", "..resource.ofType(Observation)", true),
        ("..resource.ofType(Observation)", "..contained.ofType(Observation)", false),
    ])
    func typesAreToldApart(_ first: String, _ second: String, _ isNever: Bool) {
        let faults = Tiny.faults([
            "source.yaml": Tiny.json, "patient.yaml": Tiny.jsonPatient,
            "item.yaml": Tiny.item("", each: "[\(first), \(second)]"),
        ])
        #expect(faults.map { String($0.prefix(4)) } == (isNever ? ["E212"] : []))
    }

    /// More names than a node can tell apart are refused, and end nothing.
    @Test func namesHaveALimit() {
        let types = "  Big: {\((0..<66_000).map { "n\($0): text?" }.joined(separator: ", "))}\n"
        let source = Tiny.source.replacing("types:\n", with: "types:\n\(types)")
        #expect(Tiny.faults(["source.yaml": source]).contains { $0.hasPrefix("E234") })
    }
}
