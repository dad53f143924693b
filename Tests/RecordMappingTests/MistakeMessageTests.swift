import CanonicalModel
import RecordMapping
import Testing

/// What an author is told of each of the nine mistakes, word for word.
@Suite struct MistakeMessageTests {
    @Test(arguments: [
        (
            "effective: wehn -> hl7Time() | invalid(quarantine)",
            "item.yaml:6:14: error[E202]: the source schema has no `wehn` here; "
                + "did you mean `when`?"
        ),
        (
            "efective: when -> hl7Time() | invalid(quarantine)",
            "item.yaml:6:3: error[E203]: `observation` has no field `efective` that a mapping can "
                + "set; did you mean `effective`?"
        ),
        (
            "note: kind\n  note: when",
            "item.yaml:7:3: error[E251]: a key stands twice in the same mapping: `note`; "
                + "keep one of them"
        ),
        (
            "note: \"if(%itme, kind)\"",
            "item.yaml:6:13: error[E207]: `%itme` is not declared"
        ),
        (
            "effective: >-\n    when\n    -> hl7Tmie() | invalid(quarantine)",
            "item.yaml:8:8: error[E201]: there is no operator `hl7Tmie`; did you mean `hl7Time`?"
        ),
        (
            "effective: when -> number() | invalid(quarantine)",
            "item.yaml:6:14: error[E206]: the field `effective` holds a date, not what this gives; "
                + "end it with an operator that gives a date"
        ),
        (
            "note: 'first(kind, when'",
            "item.yaml:6:26: error[E209]: expected `)` here"
        ),
        (
            "note: \"note.where(%this = 'x')\"",
            "item.yaml:6:15: error[E205]: this path can give many values; "
                + "add `.first()`, `.last()`, `.single()` or `.join(', ')`"
        ),
    ])
    func theMessageIs(_ field: String, _ expected: String) {
        #expect(Self.messages(Tiny.item(field)) == ["tiny/" + expected])
    }

    @Test func aMissingRequiredField() {
        let item = Tiny.item("note: kind").replacing(
            "  id: first(id, 'none') | required(quarantine)\n", with: "")
        #expect(
            Self.messages(item) == [
                "tiny/item.yaml:5:3: error[E211]: the required field `id` is not set; add `id: ...`"
            ])
    }

    @Test func aRequiredFieldThatMayBeEmpty() {
        let item = Tiny.item("").replacing(" | required(quarantine)", with: "")
        #expect(
            Self.messages(item) == [
                "tiny/item.yaml:5:7: error[E210]: the required field `id` can be empty, and "
                    + "nothing says what then happens; add `| required(quarantine)`"
            ])
    }

    private static func messages(_ item: String) -> [String] {
        do {
            _ = try Tiny.compile(["item.yaml": item])
            return []
        } catch {
            return error.all.map(\.description)
        }
    }
}
