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
        ("a: 1\nname: [", ["f.yaml:2:8: error[E251]"]),
        ("name: x\nname: y", ["f.yaml:2:1: error[E251]: a key stands twice"]),
        ("a:\n  b: name\n  c: 1\n  b: 2", ["f.yaml:4:3: error[E251]: a key stands twice"]),
        ("é: {b: x, c: 1, b: 2}", ["f.yaml:1:18: error[E251]: a key stands twice"]),
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

    /// What people write who know letters and no YAML: one finding, where it is, and what to type.
    @Test(arguments: [
        ("a:\n  b:\u{A0}x\n  c: 1", "2:5: error[E251]: here stands a no-break space (U+00A0)"),
        ("a:\n\u{A0}\u{A0}b: x\n  c: 1", "2:1: error[E251]: here stands a no-break space"),
        ("a:\n  b：x\n  c: 1", "2:4: error[E251]: here stands a fullwidth colon (U+FF1A)"),
        ("a:\n  b:x\n  c: 1", "2:3: error[E251]: there is no space after the colon of `b`"),
        ("a:\n  b: 1\n   c: 1", "3:4: error[E251]: a line does not stand under its neighbours"),
        ("a: %5", "1:4: error[E251]: the sign `%` cannot begin a text"),
        ("a: 'b' c's", "1:8: error[E251]: the text goes on after its closing quotation mark"),
        ("a\u{A0}: 1", "1:1: error[E252]: a no-break space (U+00A0) stands in the key `a`"),
        ("\u{200B}a: 1", "a zero width space (U+200B) stands in the key `a`; take the zero"),
        ("A: 1", "1:1: error[E252]: `A` is not a key that belongs here; did you mean `a`?"),
        ("reason: 1", "`reason` is not a key that belongs here; write `a: ...`, which is missing"),
        ("a: 1\nb”: 1", "2:1: error[E252]: `b”` is not a key that belongs here; type `\"` in"),
    ])
    func whatOnlyLooksRightIsOneFinding(_ yaml: String, _ expected: String) {
        let found = findings(yaml, allowed: ["a"], required: ["a"])
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains(expected) == true, "\(found)")
    }

    @Test(arguments: [
        ("65\u{A0}", "type a space in place of the no-break space (U+00A0) at 1:6"),
        ("−65", "type `-` in place of the minus sign (U+2212) at 1:4"),
        ("#65", "what follows `#` is a comment: put quotes round the text"), ("65’", "U+2019"),
    ])
    func aValueSaysWhichSignOfItIsForeign(_ value: String, _ expected: String) throws {
        let report = DeclarationReport(file: "f.yaml")
        let root = try Declaration(yaml: "a: \(value)", report: report)
        #expect(root.members(allowed: ["a"])["a"]?.integer() == nil)
        #expect(report.diagnostics.first?.advice?.contains(expected) == true)
    }

    /// Texts are full of these, and mean what they say.
    @Test func signsThatMeanThemselvesAreLeftAlone() {
        let text = "a: the patient’s own “choice” – as\u{A0}said, at 5 %\nb: it’s, so\n"
        #expect(findings(text, allowed: ["a", "b"]).isEmpty)
    }

    @Test(arguments: [
        ("01/07/2026", "`2026-07-01`"), ("1.7.2026", "`2026-07-01`"),
        ("1 July 2026", "`2026-07-01`"), ("30-Sept-2026", "`2026-09-30`"),
        ("31/02/2026", "write it as `2026-04-01`"), ("soon", "write it as `2026-04-01`"),
        ("2026-7-1", "write it as `2026-04-01`"), ("1/7/26", "write it as `2026-04-01`"),
    ])
    func aDayIsSuggestedAsItWasMeant(_ text: String, _ expected: String) {
        #expect(dayAdvice(text).contains(expected), "\(dayAdvice(text))")
    }

    /// A megabyte in the place of a word is looked at, and not compared letter by letter.
    @Test func nothingNearIsSoughtToAVeryLongWord() {
        let known = (0..<2_000).map { "set-\($0)" }
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(suggestion(String(repeating: "x", count: 1 << 20), among: known) == nil)
        }
        #expect(time < .seconds(2))
        #expect(suggestion("sett-12", among: known) == "did you mean `set-12`?")
    }

    @Test(arguments: [
        ("min:65", "put a space after the colon: `min: 65`"),
        ("min max", "put commas between them: `min, max`"),
    ])
    func suggestsThePunctuationThatIsMissing(_ word: String, _ expected: String) {
        #expect(suggestion(word, among: ["min", "max"]) == expected)
    }

    /// Each scalar holds one `#`, and the place of that is wanted.
    @Test(arguments: [
        ("a: x #", nil), ("a: x#", "1:5"), ("a: 'x#'", "1:6"), ("a: 'it''s #'", "1:11"),
        ("a: \"x#\"", "1:6"), ("a: \"\\\"\\u00e9\\n#\"", "1:15"), ("é: [\"é\", é#]", "1:14"),
        ("a: x\n  y #z", nil), ("a: x\n  y#z", "2:4"), ("a: 'x\n\n  y #z'", "3:5"),
        ("a: \"x \\\n  #\"", "2:3"), ("a: >-\n  x\n  y #", "3:5"),
        ("a: >\n\n  x\n    y #\n  z", "4:7"),
        ("a: >-\n  x\n\n\n  #\n", "5:3"), ("a: |\n    x\n\n      #\n", "4:7"),
        ("a: |-\n  #", "2:3"),
    ])
    func aByteOfAScalarHasAPlace(_ yaml: String, _ expected: String?) throws {
        let report = DeclarationReport(file: "f.yaml")
        let value = try #require(try Declaration(yaml: yaml, report: report).members().first?.value)
        let scalar = value.itemsOrSelf().last
        let text = try #require(scalar?.text())
        let offset = text.utf8.firstIndex(of: UInt8(ascii: "#"))
            .map { text.utf8.distance(from: text.startIndex, to: $0) }
        let place = offset.flatMap { scalar?.position(ofByte: $0) }
        #expect(place.map { "\($0.line):\($0.column)" } == expected)
    }

    @Test(arguments: [("code", "cdoe", true), ("code", "xyz", false)])
    func suggestsOnlyWhatIsNear(_ known: String, _ word: String, _ near: Bool) {
        #expect((suggestion(word, among: [known]) == "did you mean `\(known)`?") == near)
    }
}
