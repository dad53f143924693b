import Foundation
import Testing

/// The ledger on the command line: what leaves, what it knows, and that nothing of it was changed.
@Suite struct LedgerTests {
    /// The samples, converted into `feeds/1`, `feeds/2` and so on over one ledger.
    private struct Flow {
        let scratch = try? Scratch()
        static let keys = [
            "--ledger", "book", "--ledger-key", "file:key", "--signing-key", "file:signing",
        ]

        init() throws {
            try folder().write(Program.key.utf8, "key")
            try folder().write(Program.key.reversed().map { $0.asciiValue ?? 0 }, "signing")
            for name in ["key", "signing"] {
                #expect(chmod(try folder().folder.appendingPathComponent(name).path, 0o600) == 0)
            }
        }

        func folder() throws -> Scratch { try #require(scratch) }

        func convert(
            _ number: Int, _ inputs: String = Program.samples.path, more: [String] = []
        ) throws -> Outcome {
            try folder().run(
                ["convert", inputs, "--agreement", Program.frailty.path, "--mappings"]
                    + [Program.mappings, "--run-date", "2026-11-21", "--out", "feeds/\(number)"]
                    + Flow.keys + more)
        }

        func run(_ arguments: String...) throws -> Outcome { try folder().run(arguments) }

        func rows(_ number: Int, _ file: String) throws -> [String] {
            try folder().read("feeds/\(number)/frailty-neighbourhood/\(file)")
                .split(separator: "\r\n").dropFirst().map(String.init)
        }
    }

    @Test func secondRunSendsNothingAndEverythingIsKnown() throws {
        let flow = try Flow()
        #expect(try flow.convert(1).status == 1)
        #expect(try flow.rows(1, "csv/patient.csv").count == 17)
        let second = try flow.convert(2)
        #expect(second.status == 1, "\(second.error)")
        #expect((second.output + second.error).contains("0 new, 0 changed, 0 to be deleted"))
        #expect(try flow.rows(2, "csv/patient.csv").isEmpty)
        let runs = try flow.run("ledger", "history", "--ledger", "book")
        #expect(runs.status == 0 && runs.output.split(separator: "\n").count == 2)
        let practice = try flow.run("ledger", "history", "--ledger", "book", "--practice", "Y99001")
        #expect(practice.output.contains("sent") && practice.output.contains("problem"))
        let stranger = try flow.run("ledger", "history", "--ledger", "book", "--practice", "Y99077")
        #expect(stranger.status == 1)
        let attributes = try FileManager.default.attributesOfItem(
            atPath: flow.folder().folder.appendingPathComponent("book").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    /// No NHS number of the samples stands in the ledger, nor do their names.
    @Test func ledgerHoldsNoValues() throws {
        let flow = try Flow()
        _ = try flow.convert(1)
        let direct = try flow.folder().run(
            ["convert", Program.samples.path, "--agreement", Program.directCare.path, "--mappings"]
                + [Program.mappings, "--run-date", "2026-11-21", "--out", "direct"] + Flow.keys)
        #expect(direct.status == 1, "\(direct.error)")
        let patients = try flow.folder().read("direct/direct-care-mdt/csv/patient.csv")
            .split(separator: "\r\n").dropFirst().map { $0.split(separator: ",") }
        var secrets = Set(patients.compactMap(\.first))
        secrets.formUnion(["Appleyard", "Marigold", "44054006", "ZA2 2AB"])
        #expect(secrets.count > 10)
        for name in ["book", "book-wal"] {
            guard let bytes = try? flow.folder().files(below: ".")[name] else { continue }
            for secret in secrets { #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(name)") }
        }
    }

    /// Where a practice stands anything may stand, the patient's own number too.
    @Test func anObjectionOfNoPracticeIsKeptWithoutItsWords() throws {
        let flow = try Flow()
        let sample = try sample("Y99001/02-inkpenny.json")
        let record = String(decoding: sample, as: UTF8.self)
            .replacing("\"Y99001\"", with: "\"999-000-0344\"")
        try flow.folder().write(record.utf8, "record.json")
        #expect([0, 1].contains(try flow.convert(1, "record.json").status))
        for name in ["book", "book-wal"] {
            let bytes = try flow.folder().files(below: ".")[name]
            #expect(bytes?.range(of: Data("999-000-0344".utf8)) == nil)
        }
    }

    @Test func changedMissingAndReorderedManifestsAreFound() throws {
        let flow = try Flow()
        for number in 1...3 { _ = try flow.convert(number) }
        func verify(_ more: String...) throws -> Outcome {
            try flow.folder().run(["ledger", "verify", "feeds"] + more)
        }
        let whole = try verify("--ledger", "book")
        #expect(whole.status == 0, "\(whole.output)")
        let root = try flow.folder().folder.appendingPathComponent("feeds")
        let files = FileManager.default
        try files.moveItem(at: root.appending(path: "2"), to: root.appending(path: ".2"))
        #expect(try verify().output.contains("is missing"))
        try files.moveItem(at: root.appending(path: ".2"), to: root.appending(path: "2"))
        try files.moveItem(at: root.appending(path: "3"), to: root.appending(path: ".3"))
        #expect(try verify().status == 0)
        #expect(try verify("--ledger", "book").output.contains("manifest 3, of run 3"))
        try files.moveItem(at: root.appending(path: ".3"), to: root.appending(path: "3"))
        let table = "feeds/1/frailty-neighbourhood/csv/patient.csv"
        try flow.folder().write(flow.folder().read(table).dropLast(3).utf8, table)
        #expect(try verify().output.contains("csv/patient.csv: error[E456]"))
        let manifest = "feeds/1/manifest.json"
        let text = try flow.folder().read(manifest)
        try flow.folder().write(
            text.replacing("\"sequence\" : 1", with: "\"sequence\" : 4").utf8, manifest)
        let changed = try verify()
        #expect(changed.output.contains("E457") && changed.output.contains("E458"))
    }

    @Test func signatureOfAnotherKeyIsRefused() throws {
        let flow = try Flow()
        _ = try flow.convert(1)
        let signature = try flow.folder().read("feeds/1/manifest.sig.json")
        let words = signature.split(separator: "\"").map(String.init)
        let place = try #require(words.firstIndex(of: "public_key"))
        let key = words[place + 2]
        #expect(try flow.run("ledger", "verify", "feeds", "--public-key", key).status == 0)
        let other = String(repeating: "ab", count: 32)
        #expect(try flow.run("ledger", "verify", "feeds", "--public-key", other).status == 1)
    }

    /// A recipient who lists what they hold, as it was sent.
    @Test func recipientIsReconciled() throws {
        let flow = try Flow()
        _ = try flow.convert(1)
        var said = "table,person_key,practice,id\r\n"
        let folder = try flow.folder().folder.appending(path: "feeds/1/frailty-neighbourhood")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path + "/csv") {
            for row in try flow.rows(1, "csv/\(name)") {
                let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                said += "\(name.dropLast(4)),\(cells[0]),\(cells[1]),\(cells[3])\r\n"
            }
        }
        try flow.folder().write(said.utf8, "said.csv")
        let arguments = ["ledger", "reconcile", "said.csv", "--ledger", "book", "--agreement-flow"]
        let unknown = try flow.folder().run(arguments + ["frailty-neighbourhood/none"])
        #expect(unknown.status == 3)
        let name = try #require(unknown.error.split(separator: "`").last { $0.contains("/") })
        let result = try flow.folder().run(arguments + [String(name)])
        // Resources are rows of their own, and were not listed.
        #expect(result.status == 1 && result.output.contains("should be held and are not"))
        #expect(!result.output.contains("should not be"))
        try flow.folder().write((said + "problem,x,Y99001,y\r\n").utf8, "said.csv")
        #expect(try flow.folder().run(arguments + [String(name)]).output.contains("never sent"))
    }

    @Test(arguments: [
        (["convert", "in", "--ledger", "book"], "--ledger-key"),
        (["convert", "in", "--changes-only"], "--ledger"),
        (["convert", "in", "--ledger", "book", "--ledger-key", "env:K", "--replace"], "--replace"),
    ])
    func optionsThatDoNotGoTogether(_ arguments: [String], _ named: String) throws {
        let outcome = try Scratch().run(arguments + ["--agreement", "a", "--out", "o"])
        #expect(outcome.status == 64 && outcome.error.contains(named))
    }
}
