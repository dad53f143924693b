import Foundation
import Testing

/// Registers and lists given to a run, through the program: what they keep back, and what of them
/// is refused.
@Suite struct RegisterTests {
    private static let practice = Program.samples.path + "/Y99001"
    private static let frailty = convert(Program.samples.path)
    private static let small = convert(practice)

    private static func convert(_ input: String) -> [String] {
        [
            "convert", input, "--mappings", Program.mappings, "--run-date", "2026-11-21", "--out",
            "feed",
        ]
    }

    /// The sample policy with other opt-outs, and another version where one is wanted.
    private static func policy(
        _ scratch: Scratch, _ changes: [(String, String)]
    ) throws -> String {
        let name = "policy/a/agreement.yaml"
        var text = try String(contentsOf: Program.frailty, encoding: .utf8)
        for (old, new) in changes {
            try #require(text.contains(old))
            text = text.replacing(old, with: new)
        }
        try scratch.write(text.utf8, name)
        let codes = Program.frailty.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("codes")
        for name in try FileManager.default.contentsOfDirectory(atPath: codes.path) {
            try scratch.write(
                try Data(contentsOf: codes.appendingPathComponent(name)), "policy/codes/\(name)")
        }
        return name
    }

    private static func withheld(_ outcome: Outcome, _ reason: String) -> Int {
        let line = outcome.output.split(separator: "\n").first { $0.contains("  \(reason):") }
        return line.flatMap { Int($0.split(separator: " ").first ?? "") } ?? 0
    }

    // MARK: - Signatures

    @Test func aSignatureOutsideTheAgreementReleasesAndAWithdrawalWithholds() throws {
        let scratch = try Scratch()
        let register = """
            sign_up_register: {version: 1, entries: 2}
            sign_up:
              - {agreement: frailty-neighbourhood, ods: Y99004, version: '2.1', by: Dr D Example,
                 role: GP partner, at: 2026-11-01, evidence: letter of 1 November}
            withdrawals:
              - {agreement: frailty-neighbourhood, ods: Y99001, at: 2026-11-20}
            """
        try scratch.write(register.utf8, "signed/2026.yaml")
        let outcome = try scratch.run(
            Self.frailty + ["--agreement", Program.frailty.path, "--sign-ups", "signed"])
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(Self.withheld(outcome, "PRACTICE_WITHDRAWN") == 8)
        #expect(Self.withheld(outcome, "PRACTICE_NOT_SIGNED") == 0)
        let patients = try scratch.read("feed/frailty-neighbourhood/csv/patient.csv")
        #expect(patients.contains("Y99004") && !patients.contains("Y99001"))
        #expect(try scratch.read("feed/manifest.json").contains("\"signed/2026.yaml\""))
    }

    /// The fourth practice signed 2.0 only; given that version, it is decided under it.
    @Test func aPracticeIsDecidedUnderTheVersionItSigned() throws {
        let scratch = try Scratch()
        let older = try Self.policy(
            scratch,
            [
                ("version: 2.1.0", "version: 2.0.3"),
                (
                    "fields: [pseudonym, age_band, sex, postcode_district, practice]",
                    "fields: [pseudonym, age_band, practice]"
                ),
                ("version: '2.1'", "version: '1.9'"),
            ])
        let outcome = try scratch.run(
            Self.frailty + ["--agreement", older, "--agreement", Program.frailty.path])
        #expect(outcome.status == 1, "\(outcome.error)")
        let new = try scratch.read("feed/frailty-neighbourhood/csv/patient.csv")
        let old = try scratch.read("feed/frailty-neighbourhood-2.0.3/csv/patient.csv")
        #expect(new.contains("Y99001") && new.contains("postcode_district"))
        #expect(!new.contains("Y99004"))
        #expect(old.contains("Y99004") && !old.contains("postcode_district"))
        #expect(!old.contains("Y99001"))
        #expect(outcome.output.contains("OTHER_VERSION"))
        let manifest =
            try JSONSerialization.jsonObject(
                with: Data(try scratch.read("feed/manifest.json").utf8)) as? [String: Any]
        let feeds = try #require(manifest?["agreements"] as? [[String: Any]])
        #expect(feeds.map { $0["version"] as? String } == ["2.0.3", "2.1.0"])
        #expect(
            feeds.map { $0["practices"] as? [String] }
                == [["Y99004"], ["Y99001", "Y99002", "Y99003", "Y99005"]])
    }

    // MARK: - Stops

    private static let begun = #"{"register": "sluice-stops", "version": 1}"#

    @Test func aStopIsMadeShownAndLiftedByTwo() throws {
        let scratch = try Scratch()
        let register = ["--register", "stops.ndjson"]
        func stop(_ arguments: String...) throws -> Outcome {
            try scratch.run(["stop"] + arguments + register)
        }
        #expect(try stop("begin").status == 0)
        #expect(try stop("list").output == "nothing is stopped\n")
        let made = try stop(
            "--scope", "practice", "Y99002", "--reason", "sent \"twice\"", "--by", "A Example")
        #expect(made.status == 0 && made.output.contains("stop 1"))
        #expect(try stop("list").output.contains("1  practice Y99002  since"))
        let alone = try stop("lift", "1", "--by", "A", "--second", "a", "--reason", "r")
        #expect(alone.status == 3 && alone.error.contains("error[E373]"))
        let run = Program.convert(Program.samples.path, more: ["--stops", "stops.ndjson"])
        let stopped = try scratch.run(run)
        #expect(Self.withheld(stopped, "STOPPED") == 9, "\(stopped.output)")
        #expect(
            try stop("lift", "1", "--by", "A", "--second", "B", "--reason", "sorted out").status
                == 0)
        let lifted = try scratch.run(run + ["--replace"])
        #expect(lifted.status == 1 && Self.withheld(lifted, "STOPPED") == 0)
        #expect(try stop("list", "--all").output.contains("by A and B: sorted out"))
    }

    @Test func aStopOfPeopleTakesAFileOfTheirNumbersWhichMustNotChange() throws {
        let scratch = try Scratch()
        try scratch.write("9990000026,\n".utf8, "people.txt")
        let made = try scratch.run([
            "stop", "--scope", "patient", "file:people.txt", "--reason", "r", "--by", "b",
            "--register", "stops.ndjson",
        ])
        #expect(made.status == 0)
        #expect(!(try scratch.read("stops.ndjson").contains("999000")))
        let run = Program.convert(Self.practice, more: ["--stops", "stops.ndjson"])
        #expect(Self.withheld(try scratch.run(run), "STOPPED") == 1)
        try scratch.write("9990000034,\n".utf8, "people.txt")
        let changed = try scratch.run(run + ["--replace"])
        #expect(changed.status == 2 && changed.error.contains("people.txt: error[E413]"))
    }

    static let badStops: [(String, String)] = [
        ("", "stops.ndjson:1:1: error[E371]: the register is empty"),
        (begun, "stops.ndjson:1:1: error[E371]: the last line is not whole"),
        (begun.replacing("1}", with: "9}") + "\n", "stops.ndjson:1:41: error[E370]"),
        (begun + "\n{\"number\": 1, \"acti\n", "stops.ndjson:2:"),
        (begun + "\nstop everything\n", "stops.ndjson:2:1: error[E254]"),
        ("none", "stops.ndjson: error[E401]"),
    ]

    @Test(arguments: badStops)
    func aBadStopRegisterStopsEverything(_ text: String, _ says: String) throws {
        let scratch = try Scratch()
        if text != "none" { try scratch.write(text.utf8, "stops.ndjson") }
        let before = scratch.names
        let outcome = try scratch.run(
            Program.convert(Self.practice, more: ["--stops", "stops.ndjson"]))
        #expect(outcome.status == 2)
        #expect(outcome.error.contains(says), "\(outcome.error)")
        #expect(outcome.output.isEmpty && scratch.names == before)
    }

    // MARK: - Opt-outs

    private static let applied = (
        "type1: {apply: true}",
        "type1: {apply: true}\n  national: {apply: true, max_age: P7D, missing: withhold}"
    )

    @Test func theNationalListGoesRoundTheServiceAndDecides() throws {
        let scratch = try Scratch()
        let asked = try scratch.run([
            "optouts", "request", Program.samples.path, "--out", "request.txt", "--mappings",
            Program.mappings,
        ])
        #expect(asked.status == 0 && asked.output.contains("41 people"))
        let request = try scratch.read("request.txt")
        #expect(request.wholeMatch(of: /(?:[0-9]{10},\n){41}/) != nil)
        let lines = request.split(separator: "\n")
        let reply = lines.enumerated().filter { $0.offset % 10 != 9 }.map { $0.element + "\n" }
        try scratch.write(reply.joined().utf8, "reply.txt")
        let loaded = try scratch.run([
            "optouts", "load", "reply.txt", "--request", "request.txt", "--out", "list",
            "--taken", "2026-11-20T22:00:00Z",
        ])
        #expect(loaded.status == 0 && loaded.output.contains("4 have opted out"))
        let mode = try FileManager.default.attributesOfItem(
            atPath: scratch.folder.appendingPathComponent("list").path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let policy = try Self.policy(scratch, [Self.applied])
        let outcome = try scratch.run(
            Self.frailty + ["--agreement", policy, "--opt-outs", "list"])
        #expect(outcome.status == 1, "\(outcome.error)")
        #expect(Self.withheld(outcome, "NATIONAL_OPT_OUT") == 2)
        #expect(try scratch.read("feed/manifest.json").contains("2026-11-20T22:00:00Z"))
    }

    struct List: Sendable, CustomTestStringConvertible {
        let name: String
        var taken = "2026-11-20T22:00:00Z"
        /// What becomes of the list; `nil` for no list at all.
        var change: (@Sendable (String) -> String)? = { $0 }
        let reason: String
        var says = ""
        var testDescription: String { name }
    }
    static let lists = [
        List(name: "absent", change: nil, reason: "MISSING"),
        List(name: "too old", taken: "2026-11-14T22:00:00Z", reason: "STALE"),
        List(
            name: "later than the run", taken: "2026-11-23T22:00:00Z", reason: "UNREADABLE",
            says: "list:2:1: error[E370]: the list is later than the run"),
        List(
            name: "empty", change: { _ in "" }, reason: "UNREADABLE",
            says: "list:1:1: error[E371]: the list is empty"),
        List(
            name: "cut off", change: { String($0.dropLast(100)) }, reason: "UNREADABLE",
            says: "error[E371]: the list is cut off"),
        List(
            name: "another form", change: { $0.replacing("outs 1", with: "outs 2") },
            reason: "UNREADABLE", says: "list:1:1: error[E370]"),
        List(
            name: "edited", change: { $0.replacing(" objects", with: " without") },
            reason: "UNREADABLE", says: "list:6:1: error[E371]: the list is not as it was"),
    ]

    @Test(arguments: lists) func aListThatCannotBeReliedOnReleasesNobody(_ row: List) throws {
        let scratch = try Scratch()
        try scratch.write("9990000026,\n9990000034,\n".utf8, "request.txt")
        try scratch.write("9990000026,\n".utf8, "reply.txt")
        _ = try scratch.run([
            "optouts", "load", "reply.txt", "--request", "request.txt", "--out", "list",
            "--taken", row.taken,
        ])
        if let change = row.change {
            try scratch.write(change(try scratch.read("list")).utf8, "list")
        } else {
            try FileManager.default.removeItem(at: scratch.folder.appendingPathComponent("list"))
        }
        let policy = try Self.policy(scratch, [Self.applied])
        let outcome = try scratch.run(
            Self.small + ["--agreement", policy, "--opt-outs", "list"])
        #expect(outcome.status == 4, "\(outcome.error)")
        #expect(row.says.isEmpty || outcome.error.contains(row.says), "\(outcome.error)")
        #expect(Self.withheld(outcome, "NATIONAL_OPT_OUT_LIST_\(row.reason)") == 6)
        #expect(outcome.output.contains("something of 0 released"))
        #expect(!outcome.error.contains("999000"))
    }

    static let replies: [(String, String, String)] = [
        ("9990000026,\n9990000034,\n", "9990000042,\n", "reply.txt:1:1: error[E415]"),
        ("9990000026,\n", "", "reply.txt:1:1: error[E371]: the reply is empty"),
        ("9990000026,\n", "9990000026", "reply.txt:1:1: error[E371]: the last line"),
        ("9990000026,\n", "The file contains one or more invalid\n", "reply.txt:1:1: error[E414]"),
        ("9990000026,\n", "9990000027,\n", "reply.txt:1:10: error[E414]: the check digit"),
        ("99900000x6,\n", "9990000026,\n", "request.txt:1:9: error[E414]: this is no digit"),
        ("", "9990000026,\n", "request.txt:1:1: error[E371]: the request is empty"),
    ]

    @Test(arguments: replies)
    func aReplyThatCannotBeTheAnswerIsRefused(
        _ request: String, _ reply: String, _ says: String
    ) throws {
        let scratch = try Scratch()
        try scratch.write(request.utf8, "request.txt")
        try scratch.write(reply.utf8, "reply.txt")
        let outcome = try scratch.run([
            "optouts", "load", "reply.txt", "--request", "request.txt", "--out", "list",
        ])
        #expect(outcome.status == 3)
        #expect(outcome.error.contains(says), "\(outcome.error)")
        #expect(!outcome.error.contains("99900000") && scratch.names.count == 2)
    }

    static let locals: [(String, Int32, Int, String)] = [
        ("local-opt-outs 1\n9990000026\nend 1\n", 0, 0, ""),
        ("local-opt-outs 1\r\n9990000026,\r\nend 1\r\n", 0, 0, ""),
        ("local-opt-outs 1\nend 0\n", 0, 0, ""),
        ("local-opt-outs 1\n9990000026\n", 4, 5, "local:2:1: error[E371]"),
        ("local-opt-outs 1\n9990000026\nend 2\n", 4, 5, "local:3:1: error[E371]"),
        ("9990000026\nend 1\n", 4, 5, "local:1:1: error[E370]"),
        ("local-opt-outs 1\n9990000027\nend 1\n", 4, 5, "local:2:10: error[E414]"),
        ("", 4, 5, "local:1:1: error[E371]"),
    ]

    @Test(arguments: locals)
    func aLocalListIsReadWholeOrNotAtAll(
        _ text: String, _ status: Int32, _ least: Int, _ says: String
    ) throws {
        let scratch = try Scratch()
        try scratch.write(text.utf8, "local")
        let policy = try Self.policy(
            scratch, [("type1: {apply: true}", "type1: {apply: true}\n  local: {apply: true}")])
        let outcome = try scratch.run(
            Self.small + ["--agreement", policy, "--local-opt-outs", "local"])
        #expect(outcome.status == status, "\(outcome.error)")
        #expect(outcome.error.contains(says) || says.isEmpty, "\(outcome.error)")
        #expect(Self.withheld(outcome, "LOCAL_OPT_OUT_LIST_UNREADABLE") >= least)
        let objecting = text.contains("0026") && status == 0 ? 1 : 0
        #expect(Self.withheld(outcome, "LOCAL_OPT_OUT") == objecting)
    }

    // MARK: - Registers that are wrong

    static let badSignUps: [(String, String)] = [
        ("sign_up_register: {version: 1, entries: 1}\nsign_up: []\n", "s.yaml:1:41: error[E371]"),
        ("sign_up_register: {version: 2, entries: 0}\nsign_up: []\n", "s.yaml:1:29: error[E370]"),
        ("", "s.yaml:1:1: error[E253]"),
        ("sign_up_register: {version: 1, entries: 0}\nsign_up: [\n", "error[E251]"),
        ("none", "s.yaml: error[E401]"),
        (
            """
            sign_up_register: {version: 1, entries: 1}
            sign_up: []
            withdrawals: [{agreement: direct-care-mtd, ods: Y99001, at: 2026-01-01}]
            """, "s.yaml:3:15: error[E374]"
        ),
    ]

    @Test(arguments: badSignUps)
    func aBadRegisterOfSignaturesIsRefused(_ text: String, _ says: String) throws {
        let scratch = try Scratch()
        if text != "none" { try scratch.write(text.utf8, "s.yaml") }
        let before = scratch.names
        let outcome = try scratch.run(
            Program.convert(Self.practice, more: ["--sign-ups", "s.yaml"]))
        #expect(outcome.status == 2)
        #expect(outcome.error.contains(says), "\(outcome.error)")
        #expect(outcome.output.isEmpty && scratch.names == before)
    }
}
