import Testing

/// The limits, and what counts as a function, on made-up code.
@Suite struct SizesTests {
    private static func lines(_ count: Int) -> String {
        String(repeating: "    f()\n", count: count)
    }

    @Test(arguments: [
        "func a() {\n", "init() {\n", "init?(a: Int) throws {\n", "subscript(i: Int) -> Int {\n",
        "var a: Int {\n", "static func < (a: A, b: A) -> Bool {\n", "deinit {\n",
        "func a(\n    b: () -> Void = {}\n) {\n", "@Test func a() {\n",
    ])
    func aLongBodyIsFound(_ opening: String) {
        let extra = opening.count { $0 == "\n" } + 1
        let fits = opening + Self.lines(70 - extra) + "}\n"
        let isLong = opening + Self.lines(71 - extra) + "}\n"
        #expect(Self.findings(fits).isEmpty)
        #expect(Self.findings(isLong).map(\.line) == [1])
    }

    @Test(arguments: [
        "let a = f {\n", "var a = f {\n", "struct A {\n", "self.init()\nstruct A {\n",
        "protocol A { func a() }\nstruct B {\n", "protocol A {\nfunc a()\nvar b: Int { get }\n",
        "var a: Int\nstruct B {\n",
    ])
    func whatIsNotAFunctionMayBeLong(_ opening: String) {
        #expect(Self.findings(opening + Self.lines(90) + "}\n").isEmpty)
    }

    @Test func bracesInStringsAndCommentsDoNotCount() {
        let text = "func a() {\n    f(\"}\") // }\n" + Self.lines(68) + "}\n"
        #expect(Self.findings(text).map(\.problem) == ["71 lines in a `func`"])
    }

    @Test func aLongFunctionInsideAnotherIsFoundToo() {
        let text = "func a() {\nfunc b() {\n" + Self.lines(70) + "}\n}\n"
        #expect(Self.findings(text).map(\.line) == [1, 2])
    }

    @Test func aLongFileIsFound() {
        #expect(Self.findings(String(repeating: "a\n", count: 400)).isEmpty)
        #expect(Self.findings(String(repeating: "a\n", count: 401)).map(\.line) == [401])
    }

    @Test func aLongLineIsFound() {
        let line = String(repeating: "é", count: 100)
        #expect(Self.findings("a\n\(line)\n").isEmpty)
        #expect(Self.findings("a\n\(line)é\n").map(\.line) == [2])
    }

    private static func findings(_ text: String) -> [Finding] {
        Sizes.findings(in: SourceFile(path: "Sources/Feeds/A.swift", text: text))
    }
}
