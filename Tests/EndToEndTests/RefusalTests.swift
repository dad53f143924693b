import Foundation
import Testing

/// What stops a run before anything appears: agreements, keys, outputs that cannot be written.
@Suite struct RefusalTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32
        let says: String
        var text = ""
        var replacement = ""
        var key: String? = Program.key
        var testDescription: String { name }
    }

    static let rows = [
        Row(
            name: "a misspelt key", status: 2,
            says: #"agreement.yaml:[0-9]+:[0-9]+: error\[E252\]: .*did you mean `deceased`"#,
            text: "deceased: withhold", replacement: "deceasd: withhold"),
        Row(
            name: "a date that does not exist", status: 2,
            says: #"agreement.yaml:[0-9]+:[0-9]+: error\[E301\]: `2026-02-30`"#,
            text: "from: 2026-04-01", replacement: "from: 2026-02-30"),
        Row(
            name: "a place that is not filled in", status: 2,
            says: #"agreement.yaml:[0-9]+:[0-9]+: error\[E375\]"#,
            text: "title: ", replacement: "title: FILL IN "),
        Row(
            name: "a key that is not there", status: 2,
            says: #"agreement.yaml: error\[E406\]: .*SLUICE_KEY_NEIGHBOURHOOD"#, key: nil),
        Row(
            name: "a key that is too short", status: 2,
            says: #"agreement.yaml: error\[E406\]: .*64 hexadecimal digits"#, key: "00112233"),
        Row(
            name: "a key that is not hexadecimal", status: 2,
            says: #"agreement.yaml: error\[E406\]: .*64 hexadecimal digits"#,
            key: String(repeating: "zz", count: 32)),
    ]

    @Test(arguments: rows) func anAgreementIsRefused(_ row: Row) throws {
        let scratch = try Scratch()
        let agreement = try String(contentsOf: Program.frailty, encoding: .utf8)
        try scratch.write(
            agreement.replacing(row.text, with: row.replacement).utf8, "policy/agreement.yaml")
        let codes = Program.frailty.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("codes")
        for name in try FileManager.default.contentsOfDirectory(atPath: codes.path) {
            try scratch.write(
                try Data(contentsOf: codes.appendingPathComponent(name)), "policy/codes/\(name)")
        }
        let outcome = try scratch.run(
            [
                "convert", Program.samples.path, "--agreement", "policy/agreement.yaml",
                "--mappings", Program.mappings, "--out", "feed",
            ], key: row.key)
        #expect(outcome.status == row.status)
        #expect(try outcome.error.firstMatch(of: Regex(row.says)) != nil, "\(outcome.error)")
        #expect(outcome.output.isEmpty)
        if let key = row.key { #expect(!outcome.error.contains(key)) }
        #expect(scratch.names == ["policy"])
    }

    @Test func aMisspeltKeyIsFoundByTheCheckToo() throws {
        let scratch = try Scratch()
        let agreement = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(agreement.replacing("purposes:", with: "purpose:").utf8, "a.yaml")
        let outcome = try scratch.run(
            ["policy", "check", "a.yaml", "--mappings", Program.mappings])
        #expect(outcome.status == 2)
        let pattern = try Regex(#"(?s)a\.yaml:[0-9]+:1: error\[E252\]: .*did you mean `purposes`"#)
        #expect(outcome.output.firstMatch(of: pattern) != nil, "\(outcome.output)")
    }

    @Test func anOutputBelowAFileCannotBe() throws {
        let scratch = try Scratch()
        try scratch.write("x".utf8, "file")
        let outcome = try scratch.run(
            Program.convert(Program.samples.path, more: ["--out", "file/feed"]))
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("error[E402]: it cannot be written"))
        #expect(scratch.names == ["file"])
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "there is no /proc"))
    func anOutputInProcCannotBe() throws {
        let outcome = try Scratch().run(
            Program.convert(Program.samples.path, more: ["--out", "/proc/feed"]))
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("error[E402]: it cannot be written"))
    }

    /// A limit on the size of files stands in for a full disk: writing fails half-way.
    @Test(arguments: [1, 8, 30]) func aFullDiskLeavesNothing(_ blocks: Int) throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(
            Program.convert(Program.samples.path, more: ["--quiet"]),
            through: "ulimit -f \(blocks); trap '' XFSZ")
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("error[E402]: it cannot be written"))
        #expect(outcome.error.split(separator: "\n").count == 1, "\(outcome.error)")
        #expect(scratch.names.isEmpty)
    }

    @Test func nothingToReadIsSaid() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            at: scratch.folder.appendingPathComponent("nothing"),
            withIntermediateDirectories: false)
        let outcome = try scratch.run(Program.convert("nothing"))
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("error[E404]: there is nothing to read"))
        #expect(scratch.names == ["nothing"])
    }
}
