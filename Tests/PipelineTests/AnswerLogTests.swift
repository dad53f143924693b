import CanonicalModel
import Testing

@testable import Pipeline

/// The log of answers, whose oldest lines go after their time and whose others can be checked.
@Suite struct AnswerLogTests {
    private static func log(_ scratch: Scratch, _ count: Int) throws -> String {
        let path = scratch.path + "/log"
        for number in 1...count {
            try AnswerLog.append(to: path, [("agreement", "a"), ("at", "2026-0\(number)-01")]) {
                _ in
                []
            }
        }
        return path
    }

    @Test func theOldestGoAndTheRestFollow() throws {
        let scratch = try Scratch()
        let path = try Self.log(scratch, 5)
        func prune(_ day: String, isTrial: Bool = false) throws -> Int {
            try AnswerLog.prune(path, on: "2026-11-01", isTrial: isTrial) {
                $0["at"] ?? "" < day
            }
        }
        #expect(try prune("2026-03-15", isTrial: true) == 3)
        #expect(try AnswerLog.check(path) == 5)
        #expect(try prune("2026-03-15") == 3)
        #expect(try AnswerLog.check(path) == 2)
        #expect(scratch.text("log")?.contains("2026-03-01") == false)
        try AnswerLog.append(to: path, [("agreement", "a"), ("at", "2026-06-01")]) { lines in
            [("before", "\(lines.count)")]
        }
        let last = scratch.text("log")?.split(separator: "\n").last
        #expect(last?.contains(#""number":"6""#) == true && last?.contains(#"before":"2"#) == true)
        #expect(try prune("2026-09-01") == 3 && AnswerLog.check(path) == 0)
        try AnswerLog.append(to: path, [("agreement", "a"), ("at", "2026-07-01")]) { _ in [] }
        #expect(try AnswerLog.check(path) == 1)
        #expect(try prune("2026-01-01") == 0)
    }

    /// A line that may stay keeps all after it.
    @Test func onlyTheOldestGo() throws {
        let scratch = try Scratch()
        let path = try Self.log(scratch, 4)
        let count = try AnswerLog.prune(path, on: "2026-11-01", isTrial: false) {
            $0["at"] != "2026-02-01"
        }
        #expect(try count == 1 && AnswerLog.check(path) == 3)
    }

    @Test(arguments: [0, 1, 2])
    func aChangedLineIsFoundAfterIt(_ line: Int) throws {
        let scratch = try Scratch()
        let path = try Self.log(scratch, 4)
        _ = try AnswerLog.prune(path, on: "2026-11-01", isTrial: false) {
            $0["at"] ?? "" < "2026-02-15"
        }
        var lines = try #require(scratch.text("log")).split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        lines[line] = lines[line].replacing(#""number":""#, with: #""number":"1"#)
        _ = try scratch.write("log", lines.joined(separator: "\n") + "\n")
        #expect(throws: Diagnostic.self) { try AnswerLog.check(path) }
    }
}
