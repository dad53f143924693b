import CanonicalModel
import Testing

@testable import StrictYAML

/// What YAML allows and a declaration does not, each of which could be used to exhaust memory or
/// time, or to say something else to another reader.
@Suite struct YAMLExcessTests {
    private static func finding(_ yaml: String) -> String? {
        let report = DeclarationReport(file: "f")
        do throws(Diagnostics) {
            _ = try Declaration(yaml: yaml, report: report)
            return nil
        } catch {
            return error.all.first.map { "\($0.code.number) \($0.message)" }
        }
    }

    /// Nine aliases of nine aliases, eleven times over: 31 thousand million scalars of 400 bytes.
    private static let laughs =
        "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + (1..<12).map { number in
            let items = Array(repeating: "*a\(number - 1)", count: 9).joined(separator: ",")
            return "a\(number): &a\(number) [\(items)]\n"
        }.joined()
    /// The same as keys, which are compared with one another while YAML is read.
    private static let laughingKeys =
        "- &a0 [x,x]\n"
        + (1..<64).map { "- &a\($0) [*a\($0 - 1),*a\($0 - 1)]\n" }.joined()
        + "- {? *a63 : 1, ? *a63 : 2}\n"

    private static let refused: [(String, String, String?)] = [
        ("an alias", "a: &b c\nd: *b\n", "251 an alias stands here"),
        ("an alias in brackets", "a: &b c\nd: [x,*b]\n", "251 an alias stands here"),
        ("a merge key", "a: &b {c: d}\ne:\n  <<: *b\n", "251 an alias stands here"),
        ("an alias behind a line break of Unicode", "a: &b c\nd:\u{2028}*b\n", nil),
        ("a thousand million laughs", laughs, "251 an alias stands here"),
        ("laughs as keys", laughingKeys, "251 an alias stands here"),
        ("a tag", "a: !!int 5\n", "251 a tag stands here"),
        ("a tag that makes an object", "a: !!python/object/apply:os.system [x]\n", tagged),
        ("a tag of one's own", "a: !b {c: d}\n", "251 a tag stands here"),
        ("a title that runs backwards", "title: a \u{202E}b\u{202C} c\n", turned),
        ("an isolate in a comment", "# \u{2066}a\nb: c\n", turned),
        ("an Arabic letter mark", "a: \"\u{61C}b\"\n", turned),
        ("brackets without end", "a: \(String(repeating: "[", count: 200_000))", nested),
        ("groups without end", "a: \(String(repeating: "{a: ", count: 200_000))", nested),
        ("lists in lists", String(repeating: "- ", count: 900) + "a", tooDeep),
        ("lines that go ever deeper", deepLines(80), tooDeep),
    ]

    @Test(arguments: refused)
    func isRefused(_ what: String, _ yaml: String, _ expected: String?) {
        let found = Self.finding(yaml)
        #expect(found != nil, "\(what)")
        if let expected { #expect(found == expected, "\(what)") }
    }

    private static let tagged = "251 a tag stands here"
    private static let turned =
        "251 a sign stands here that cannot be seen and turns the direction of writing, so that "
        + "people read something else than the program"
    private static let tooDeep = "251 more than 64 lists and groups stand in one another"
    /// The reader below has a limit of its own.
    private static let nested =
        "251 Maximum nesting level reached, set with yaml_set_max_nest_level())"

    private static func deepLines(_ count: Int) -> String {
        (0..<count).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
            + String(repeating: " ", count: count) + "b\n"
    }

    @Test(arguments: [
        ("as deep as may be", "a: \(String(repeating: "[", count: 63))b\(closing)"),
        ("lines as deep as may be", deepLines(64)),
        ("signs in a text", "a: 'x & y * z'\nb: |\n  - &c or *d\n"),
        ("an anchor that nobody names", "a: &b c\n"),
        ("a text of two stars", "a: &b '**bold**'\n"),
        ("the tag of text", "a: !!str 5\n"),
    ])
    func isRead(_ what: String, _ yaml: String) { #expect(Self.finding(yaml) == nil, "\(what)") }

    private static let closing = String(repeating: "]", count: 63)
}
