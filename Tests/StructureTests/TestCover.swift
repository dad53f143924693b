/// Whether every room is looked at by a test that can fail.
enum TestCover {
    /// Rooms without a test file that imports them and asserts; `sluice` is tested as a program.
    static func findings(rooms: [String], tests: [SourceFile]) -> [Finding] {
        rooms.filter { room in !tests.contains { covers(room, $0) } }.map {
            Finding(path: "Sources/\($0)", line: 1, problem: "no test file of `\($0)` asserts")
        }
    }

    private static func covers(_ room: String, _ test: SourceFile) -> Bool {
        let code = String(decoding: test.code, as: UTF8.self)
        guard code.contains("#expect") || code.contains("#require") else { return false }
        if room == "sluice" && test.path.hasPrefix("Tests/EndToEndTests/") { return true }
        return Rooms.imports(of: test).contains { $0.module == room }
    }
}
