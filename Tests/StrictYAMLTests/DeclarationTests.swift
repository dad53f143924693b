import CanonicalModel
import StrictYAML
import Testing

@Suite struct DeclarationTests {
    private func findings(_ yaml: String, allowed: [String], required: [String] = []) -> [String] {
        let report = DeclarationReport(file: "f.yaml")
        do {
            let root = try Declaration(yaml: yaml, report: report)
            _ = root.members(allowed: allowed, required: required)
            try report.throwIfErrors()
            return []
        } catch {
            return error.all.map(\.description)
        }
    }

    @Test(arguments: [
        ("name: x", []),
        (
            "nmae: x",
            [
                "f.yaml:1:1: error[E252]: `nmae` is not a key that belongs here; "
                    + "did you mean `name`?"
            ]
        ),
        ("a: 1\nname: [", ["f.yaml:3:1: error[E251]"]),
        ("name: x\nname: y", ["f.yaml:1:1: error[E251]: a key stands twice"]),
        ("- x", ["f.yaml:1:1: error[E254]: expected `key: value` lines here"]),
    ])
    func saysWhatIsWrongAndWhere(_ yaml: String, _ expected: [String]) {
        let found = findings(yaml, allowed: ["name"])
        #expect(found.count == expected.count)
        for (found, expected) in zip(found, expected) { #expect(found.hasPrefix(expected)) }
    }

    @Test func aMissingKeyIsNamed() {
        let found = findings("{}", allowed: ["name"], required: ["name"])
        #expect(found.first?.contains("the key `name` is missing") == true)
    }

    @Test func scalarsAreNotGuessed() throws {
        let report = DeclarationReport(file: "f.yaml")
        let root = try Declaration(yaml: "[no, 1.10, 0x1F]", report: report)
        #expect(root.texts() == ["no", "1.10", "0x1F"])
        #expect(root.items()[0].boolean() == nil)
        #expect(report.diagnostics.count == 1)
    }

    /// Source: libyaml 0.2.5; the texts are not its own, so that its next version cannot hide one.
    @Test(arguments: [
        ("a:\n\tb: 1", "begins with a tab"), ("a: b: c", "second colon"),
        ("a: [b, c\nd: 1", "does not end"), ("a: \"b\nc: 1", "never closed"),
        ("a: 1\nb\nc: 2", "no colon after its key"),
        ("a:\n  - x\n  y: 1", "does not belong to the list"),
        ("a:\n    b: 1\n  c: 1", "does not stand under its neighbours"),
    ])
    func problemsOfFormAreSaidInPlainWords(_ yaml: String, _ expected: String) {
        let found = findings(yaml, allowed: ["a"])
        #expect(found.count == 1)
        #expect(found.first?.contains(expected) == true, "\(found)")
    }

    @Test(arguments: [
        ("min:65", "put a space after the colon: `min: 65`"),
        ("min max", "put commas between them: `min, max`"),
    ])
    func suggestsThePunctuationThatIsMissing(_ word: String, _ expected: String) {
        #expect(suggestion(word, among: ["min", "max"]) == expected)
    }

    @Test(arguments: [("code", "cdoe", true), ("code", "xyz", false)])
    func suggestsOnlyWhatIsNear(_ known: String, _ word: String, _ near: Bool) {
        #expect((suggestion(word, among: [known]) == "did you mean `\(known)`?") == near)
    }
}
