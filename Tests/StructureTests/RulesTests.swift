import Foundation
import Testing

/// The rules themselves, each held against made-up text that must trip it.
@Suite struct RulesTests {
    @Test(arguments: [
        ("a // try!\nb", "a        \nb"),
        ("a /* x /* y */ z */ b", "a                   b"),
        ("f(\"try!\")", "f(\"    \")"),
        ("f(\"a\\\"b\") // c", "f(\"    \")     "),
        ("f(#\"a\"b\"#)", "f(#\"   \"#)"),
        ("f(\"a\\(g(\"b\"))c\")", "f(\"  (g(\" \")) \")"),
        ("\"\"\"\na\n\"\"\" + b", "\"\"\"\n \n\"\"\" + b"),
        ("\"open\nb", "\"    \nb"),
    ])
    func onlyCodeIsLeft(_ text: String, _ expected: String) {
        #expect(String(decoding: CodeText.code(of: text), as: UTF8.self) == expected)
    }

    @Test(arguments: [
        ("RecordReading", "import RecordMapping", "RecordMapping"),
        ("Feeds", "public import Foundation", "Foundation"),
        ("CanonicalModel", "import struct Foundation.Data", "Foundation"),
        ("Terminology", "@testable import Feeds", "Feeds"),
        ("Feeds", "import Glibc", "Glibc"),
        ("RecordMapping", "import Yams", "Yams"),
    ])
    func aWrongImportIsFound(_ room: String, _ line: String, _ module: String) {
        let file = SourceFile(path: "Sources/\(room)/A.swift", text: "// a\n\(line)\n")
        let problem = "`\(room)` may not import `\(module)`"
        #expect(Rooms.wrongImports(in: file) == [file.finding(line: 2, problem)])
    }

    @Test(arguments: [
        ("Sources/RecordReading/A.swift", "import CLibXML2\npublic import CanonicalModel"),
        ("Sources/Feeds/A.swift", "import FoundationEssentials"),
        ("Sources/Pipeline/A.swift", "import Glibc"),
        ("Sources/sluice/A.swift", "import Foundation"),
        ("Sources/Feeds/A.swift", "let important = 1 // import Foundation"),
        ("Tests/FeedsTests/A.swift", "import Foundation"),
    ])
    func aRightImportIsNot(_ path: String, _ text: String) {
        #expect(Rooms.wrongImports(in: SourceFile(path: path, text: text)).isEmpty)
    }

    @Test func aRoomOffTheMapIsFound() {
        let file = SourceFile(path: "Sources/Attic/A.swift", text: "")
        #expect(Rooms.wrongImports(in: file).count == 1)
    }

    @Test(arguments: [
        (".target(name: \"Feeds\", dependencies: [\"CanonicalModel\", \"Pipeline\"]),", 1),
        (
            ".target(name: \"Feeds\", dependencies: [.product(name: \"Yams\", package: \"Yams\")])",
            1
        ),
        (".target(name: \"Attic\")", 1),
        (".target(name: \"Feeds\", dependencies: [\"CanonicalModel\"]),", 0),
        (".testTarget(name: \"AllTests\", dependencies: [\"Pipeline\", \"Feeds\"]),", 0),
    ])
    func aWrongDependencyIsFound(_ text: String, _ count: Int) {
        #expect(Manifest(text: text).findings().count == count)
    }

    @Test(arguments: Ban.all)
    func aBannedSpellingIsFound(_ ban: Ban) {
        let file = SourceFile(path: "Sources/Feeds/A.swift", text: "a\n  \(ban.example)\n")
        #expect(ban.findings(in: file).map(\.line) == [2])
        let quoted = SourceFile(path: "Sources/Feeds/A.swift", text: "// \(ban.example)\n")
        #expect(ban.findings(in: quoted).isEmpty)
    }

    @Test(arguments: [
        ("Sources/Pipeline/A.swift", "Task {"), ("Sources/sluice/A.swift", "print("),
        ("Tests/FeedsTests/A.swift", "Task {"),
    ])
    func aBanEndsAtItsPlace(_ path: String, _ spelling: String) throws {
        let ban = try #require(Ban.all.first { $0.spelling == spelling })
        #expect(ban.findings(in: SourceFile(path: path, text: ban.example)).isEmpty)
    }

    @Test(arguments: ["sprint(name)", "reprint(x)", "let entry = retry!", "class NoThreads {}"])
    func aLongerWordIsNotBanned(_ text: String) {
        let file = SourceFile(path: "Sources/Feeds/A.swift", text: text)
        #expect(Ban.all.flatMap { $0.findings(in: file) }.isEmpty)
    }

    @Test func aNumberOrNameUsedTwiceIsFound() {
        func file(_ name: String, _ declaration: String) -> SourceFile {
            let text = "extension Diagnostic.Code {\n    /// Diagnostic.Code(7, \"c\")\n"
            return SourceFile(
                path: "Sources/Feeds/\(name).swift",
                text: text + "    static let a = \(declaration)\n}")
        }
        let first = file("A", "Diagnostic.Code(401, \"a\")")
        #expect(DiagnosticCodes.declared(in: first).map(\.number) == [401])
        #expect(DiagnosticCodes.findings(in: [first, file("B", "Self(402, \"b\")")]).isEmpty)
        let sameNumber = file("B", "Diagnostic.Code(\n        401, \"b\")")
        #expect(DiagnosticCodes.findings(in: [first, sameNumber]).map(\.line) == [3])
        #expect(DiagnosticCodes.findings(in: [first, file("B", "Self(402, \"a\")")]).count == 1)
        #expect(DiagnosticCodes.findings(in: [file("B", "Self(9, \"a\")")]).count == 1)
    }

    @Test(arguments: [
        ("Tests/FeedsTests/A.swift", "import Feeds\n#expect(true)", true),
        ("Tests/FeedsTests/A.swift", "import Feeds\n// #expect(true)", false),
        ("Tests/FeedsTests/A.swift", "import Pipeline\n#expect(true)", false),
    ])
    func aRoomWithoutATestIsFound(_ path: String, _ text: String, _ isCovered: Bool) {
        let test = SourceFile(path: path, text: text)
        #expect(TestCover.findings(rooms: ["Feeds"], tests: [test]).isEmpty == isCovered)
    }

    @Test(arguments: [
        ("Package.resolved", false), ("a/.build-x/y", false), ("Scripts/a", false),
        ("notes.txt", false), ("Sources/A/B.swift", true), (".ci/run", true), ("LICENSE", true),
    ])
    func aStrangeNameIsFound(_ path: String, _ isFine: Bool) {
        #expect(Tracked.wrongNames(among: [path]).isEmpty == isFine)
    }

    @Test(arguments: [
        ("a\nsee /%@/x", [2]), ("\"/%@/x\"", [1]), ("/%@/x", [1]), ("FROM=/%@/x", [1]),
        ("https://host.example/%@/x", []), ("a/%@/x", []), ("/%@ing/x", []),
    ])
    func aMachinesPathIsFound(_ text: String, _ lines: [Int]) {
        for folder in ["work", "root", "home"] {
            let content = Data(text.replacing("%@", with: folder).utf8)
            #expect(Tracked.machinePaths(in: content, path: "a").map(\.line) == lines)
        }
    }
}
