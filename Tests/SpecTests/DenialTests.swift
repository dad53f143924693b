import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements
import Testing

/// Every way in which an agreement, key, register, list or code set can be wrong, and the words in
/// which a run is refused for it. What cannot be prepared is never run, so nothing is published;
/// `EndToEndTests` looks at the program's exit codes and folders.
@Suite struct DenialTests {
    /// One thing that is wrong.
    struct Row {
        let name: String
        /// Below the folder of the policies.
        let file: String
        let change: Change
        var policy = Neighbourhood.frailty
        var key: String? = Neighbourhood.key

        init(
            _ name: String, _ file: String, _ change: Change, policy: String? = nil,
            key: String? = Neighbourhood.key
        ) {
            (self.name, self.file, self.change) = (name, file, change)
            (self.policy, self.key) = (policy ?? Neighbourhood.frailty, key)
        }
    }
    enum Change {
        case none, removed
        case text(String)
        case bytes([UInt8])
        case replaced(String, String)
        /// Only so much of it is left, in hundredths, up to the end of a line or not.
        case cut(Int, atLine: Bool)
    }

    private static let agreement = "a/agreement.yaml"
    private static let set = "codes/frailty.yaml"
    private static let list = "a/lists/kidney-study.txt"
    private static let reference = "env:SLUICE_KEY_NEIGHBOURHOOD"

    private static func codes(_ name: String, _ item: String) -> Row {
        Row(
            name, set,
            .text("code_set: frailty\nversion: '1'\ntitle: t\nsource: s\ncodes:\n  - \(item)\n"))
    }

    private static let agreements = [
        Row("an agreement that is not there", agreement, .removed),
        Row("an empty agreement", agreement, .text("")),
        Row("half an agreement", agreement, .cut(50, atLine: true)),
        Row("an agreement that is cut in a word", agreement, .cut(97, atLine: false)),
        Row("an agreement in UTF-16", agreement, .bytes([0xFF, 0xFE, 0x61, 0x00])),
        Row("an agreement with a zero byte", agreement, .replaced("title: ", "title: \u{0}")),
        Row("a version of two numbers", agreement, .replaced("version: 2.1.0", "version: 2.1")),
        Row(
            "approvals of another text", agreement, .replaced("min: 18", "min: 17"),
            policy: "proactive-care"),
    ]
    private static let keys = [
        Row("a key in the file", agreement, .replaced(reference, Neighbourhood.key)),
        Row("a key that is not there", agreement, .none, key: nil),
        Row("an empty key", agreement, .none, key: ""),
        Row("a short key", agreement, .none, key: "00112233"),
        Row("a key with another letter", agreement, .none, key: String(repeating: "0g", count: 32)),
        Row("a key of one byte less", agreement, .none, key: String(repeating: "0a", count: 31)),
        Row("a key file that is not there", agreement, .replaced(reference, "file:/none/key")),
    ]
    private static let codeSets = [
        Row("a code set that is not there", set, .removed),
        Row("an empty file of a code set", set, .text("")),
        Row("half a code set", set, .cut(66, atLine: false)),
        Row(
            "a code set that lacks its last lines", "codes/legally-restricted.yaml",
            .cut(95, atLine: true)),
        Row(
            "a code set without codes", set,
            .text("code_set: frailty\nversion: '1'\ntitle: t\nsource: s\ncodes: []\n")),
        Row(
            "a code set of nothing", set,
            .text("code_set: frailty\nversion: '1'\ntitle: t\nsource: s\ncodes:\n")),
        Row(
            "a code set without a version", set,
            .text("code_set: frailty\ntitle: t\nsource: s\ncodes: [{snomed: '73211009'}]\n")),
        Row("a code set in Latin-1", set, .bytes(Array("code_set: d".utf8) + [0xE9])),
        Row(
            "two code sets of one name", "codes/z.yaml",
            .text(
                "code_set: frailty\nversion: '1'\ntitle: t\nsource: s\ncodes:\n"
                    + "  - {snomed: '73211009'}\n")),
        Row("a broken code set that nobody names", "codes/z.yaml", .text("code_set: z\n")),
        codes("a rounded code", "{snomed: '7.32E+07'}"),
        codes("a code as a number, rounded", "{snomed: 7.32E+07}"),
        codes("a code with a wrong digit", "{snomed: '73211008'}"),
        codes("a code after a space", "{snomed: ' 73211009'}"),
        codes("an empty code", "{emis-local: ''}"),
        codes("a code of too many digits", "{snomed: '1234567890123456789'}"),
        codes("a Read code without dots", "{readv2: 'C10'}"),
        codes("a Read code of six signs", "{readv2: 'C10...'}"),
        codes("a CTV3 code cut off", "{ctv3: 'XE0'}"),
        codes("a system that is not known", "{icd10: 'E11'}"),
        codes("a code twice", "{snomed: '73211009'}\n  - {dmd: '73211009'}"),
        codes("a reference set, and no terminology", "{refset: '999004691000230108'}"),
        codes("descendants, and no terminology", "{snomed: '73211009', descendants: true}"),
    ]
    private static let lists = [
        Row("a list that is not there", list, .removed, policy: study),
        Row("an empty list", list, .text(""), policy: study),
        Row("a list of comments", list, .text("# nobody\n"), policy: study),
        Row("a list that is cut off", list, .cut(96, atLine: false), policy: study),
        Row("a list with a wrong digit", list, .text("9990000027\n"), policy: study),
        Row("a list from a spreadsheet", list, .text("9.99E+09\n"), policy: study),
        Row("a list in Latin-1", list, .bytes([0xE9, 0x0A]), policy: study),
    ]
    private static let study = "research-kidney-study"

    private static let begun = #"{"register": "sluice-stops", "version": 1}"# + "\n"
    private static let signed = "sign_up_register: {version: 1, entries: 1}\nsign_up:\n"
    private static let registers = [
        Row("a register of signatures that is not there", "s.yaml", .none),
        Row("an empty register of signatures", "s.yaml", .text("")),
        Row(
            "a register of signatures that lacks one", "s.yaml",
            .text("sign_up_register: {version: 1, entries: 1}\nsign_up: []\n")),
        Row(
            "a register of signatures of a later form", "s.yaml",
            .text("sign_up_register: {version: 2, entries: 0}\nsign_up: []\n")),
        Row(
            "a signature for another agreement's name", "s.yaml",
            .text(
                signed + "  - {agreement: frailty-neighbourhod, ods: Y99004, version: '2.1', by: b,"
                    + " role: r, at: 2026-11-01, evidence: e}\n")),
        Row(
            "a signature of somebody who is no party", "s.yaml",
            .text(
                signed + "  - {agreement: frailty-neighbourhood, ods: Y99009, version: '2.1', "
                    + "by: b, role: r, at: 2026-11-01, evidence: e}\n")),
        Row(
            "a register of signatures that is cut in a word", "s.yaml",
            .text(signed + "  - {agreement: frailty-neighbourhood, ods: Y99")),
        Row("a stop register that is not there", "s.ndjson", .none),
        Row("an empty stop register", "s.ndjson", .text("")),
        Row("half a stop", "s.ndjson", .text(begun + #"{"number": 1, "acti"#)),
        Row(
            "a stop register of a later form", "s.ndjson",
            .text(begun.replacing("1}", with: "2}"))),
        Row(
            "a stop of what nobody knows", "s.ndjson",
            .text(
                begun + #"{"number": 1, "action": "stop", "scope": "everyone", "reason": "r", "#
                    + #""by": "b", "at": "t"}"# + "\n")),
        Row(
            "a stop register that lacks its first stop", "s.ndjson",
            .text(
                begun + #"{"number": 2, "action": "stop", "scope": "all", "reason": "r", "#
                    + #""by": "b", "at": "2026-11-01T09:00:00Z"}"# + "\n")),
        Row("a national list that is not there", "national", .none),
        Row("an empty national list", "national", .text("")),
        Row(
            "a national list that is cut off", "national",
            .text("sluice-national-opt-outs 1\ntaken 2026-11-20T22:00:00Z\nasked 1 without 0\n")),
        Row("a national list of another form", "national", .text("sluice-national-opt-outs 2\n")),
        Row(
            "a national list that was edited", "national",
            .text(
                "sluice-national-opt-outs 1\ntaken 2026-11-20T22:00:00Z\nasked 1 without 1\n"
                    + "9990000018 without\nsha256 00\n")),
        Row("a local list that is not there", "local", .none),
        Row("an empty local list", "local", .text("")),
        Row("a local list that is cut off", "local", .text("local-opt-outs 1\n9990000026\n")),
        Row("a local list of another form", "local", .text("9990000026\nend 1\n")),
        Row(
            "a local list with a wrong digit", "local",
            .text("local-opt-outs 1\n9990000027\nend 1\n")),
    ]

    static let rows = agreements + keys + codeSets + lists + registers

    @Test func everyDenialIsInTheseWords() throws {
        #expect(Set(Self.rows.map(\.name)).count == Self.rows.count)
        let found = try Self.rows.map { "## \($0.name)\n\n\(try Self.denial($0))\n" }.joined()
        let golden = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "denials.txt")
        if ProcessInfo.processInfo.environment["SLUICE_WRITE_DENIALS"] != nil {
            try found.write(to: golden, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: golden, encoding: .utf8)
        let (mine, theirs) = (found.split(separator: "## "), expected.split(separator: "## "))
        #expect(mine.count == theirs.count)
        for (one, other) in zip(mine, theirs) { #expect(one == other) }
        #expect(!found.contains("99900000") && !found.contains(Neighbourhood.key))
        // Where a line is to blame, it is named; nothing that was wrong went through.
        #expect(!found.contains("prepared"))
        #expect(found.matches(of: /[a-z]:[0-9]+:[0-9]+: error/).count > 45)
    }

    /// What is said of one row, without the folder in which it was tried.
    private static func denial(_ row: Row) throws -> String {
        let folder = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let policies = Neighbourhood.package.appending(path: "Policies")
        let files = FileManager.default
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
        for (from, to) in [(row.policy, "a"), ("codes", "codes")] {
            try files.copyItem(
                at: policies.appending(path: from), to: folder.appending(path: to))
        }
        try apply(row.change, to: folder.appending(path: row.file))
        var said: [String]
        do throws(Diagnostics) {
            said = try prepare(row, folder.path).map(\.description)
        } catch {
            said = error.all.filter { $0.severity == .error }.map(\.description)
        }
        if said.isEmpty { said = ["prepared"] }
        return said.map { $0.replacing(folder.path + "/", with: "") + "\n" }.joined()
    }

    /// Does what a run does before it reads a record; gives what is wrong with lists.
    private static func prepare(_ row: Row, _ folder: String) throws(Diagnostics) -> [Diagnostic] {
        guard let library = try? Neighbourhood.library.get(),
            let day = try? Neighbourhood.runDate(),
            let now = PartialDate(.second, year: 2026, month: 11, day: 21, hour: 9, offset: 0)
        else { return [] }
        var sources = Registers.Sources()
        switch row.file {
        case "s.yaml": sources.signUps = ["\(folder)/s.yaml"]
        case "s.ndjson": sources.stops = "\(folder)/s.ndjson"
        case "national": sources.nationalOptOuts = "\(folder)/national"
        case "local": sources.localOptOuts = ["\(folder)/local"]
        default: break
        }
        let registers = try Registers.load(sources, now: now)
        let loaded = try LoadedAgreements(files: ["\(folder)/\(agreement)"], library: library)
        _ = try loaded.prepared(
            flow: nil, runDate: day, registers: registers, secret: { _ in row.key })
        return registers.findings
    }

    private static func apply(_ change: Change, to file: URL) throws {
        switch change {
        case .none: break
        case .removed: try FileManager.default.removeItem(at: file)
        case .text(let text): try Data(text.utf8).write(to: file)
        case .bytes(let bytes): try Data(bytes).write(to: file)
        case .replaced(let old, let new):
            let text = try String(contentsOf: file, encoding: .utf8)
            try #require(text.contains(old))
            try Data(text.replacing(old, with: new).utf8).write(to: file)
        case .cut(let share, let atLine):
            var bytes = Array(try Data(contentsOf: file))
            bytes = Array(bytes.prefix(bytes.count * share / 100))
            if atLine, let end = bytes.lastIndex(of: 0x0A) { bytes = Array(bytes[...end]) }
            try Data(bytes).write(to: file)
        }
    }
}
