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

    @Test(arguments: [("code", "cdoe", true), ("code", "xyz", false)])
    func suggestsOnlyWhatIsNear(_ known: String, _ word: String, _ near: Bool) {
        #expect((suggestion(word, among: [known]) == "did you mean `\(known)`?") == near)
    }
}
