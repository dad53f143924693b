import Foundation
import Testing

/// `sluice stream` as another program sees it.
@Suite struct StreamTests {
    private static let directCare = [
        "stream", "--agreement", Program.directCare.path, "--mappings", Program.mappings,
        "--run-date", "2026-11-21",
    ]
    /// Two records of which something leaves, of one practice.
    private static let record = Program.samples.appendingPathComponent("Y99001")

    private struct Envelope: Decodable {
        struct Feed: Decodable {
            let agreement: String
            let version: String
            let reason: String?
            let released: Int
            let withheld: [String: Int]
            let rows: [Row]
        }
        struct Row: Decodable {
            let kind: String
            let practice: String
        }
        let frame: Int
        let outcome: String
        let code: String?
        let feeds: [Feed]
    }

    private static func envelopes(_ output: String) throws -> [Envelope] {
        try output.split(separator: "\n").map {
            try JSONDecoder().decode(Envelope.self, from: Data($0.utf8))
        }
    }

    /// Every sample of the neighbourhood, in order.
    private static func samples() throws -> [Data] {
        let folder = Program.samples
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
            .filter { $0.hasSuffix(".xml") || $0.hasSuffix(".json") }
            .map { try Data(contentsOf: folder.appendingPathComponent($0)) }
    }

    @Test(arguments: ["1", "4"])
    func recordsAreAnsweredInOrderAndABadOneCostsItself(_ workers: String) throws {
        let scratch = try Scratch()
        let samples = try Self.samples()
        var stream = Data()
        for sample in samples { stream += sample + Data("\nrubbish\n".utf8) }
        try scratch.write(stream, "in")
        let outcome = try scratch.run(
            Self.directCare + ["--workers", workers, "--acknowledge", "acks"], input: "in")
        #expect(outcome.status == 1)
        let envelopes = try Self.envelopes(outcome.output)
        #expect(envelopes.map(\.frame) == Array(1...samples.count * 2))
        for (index, envelope) in envelopes.enumerated() {
            #expect((envelope.outcome == "quarantined") == (index % 2 == 1))
        }
        #expect(envelopes.contains { $0.outcome == "released" && $0.feeds[0].rows.count > 1 })
        for feed in envelopes.flatMap(\.feeds) { #expect(feed.released == feed.rows.count) }
        let acks = try scratch.read("acks").split(separator: "\n")
        #expect(acks.count == samples.count * 2)
        #expect(acks.allSatisfy { $0.contains("\"sha256\"") || $0.contains("quarantined") })
    }

    /// A frame of several people is answered once for each, and acknowledged once.
    @Test(arguments: ["1", "3"], [[], ["--no-ordered"]])
    func aFrameOfSeveralPeopleIsTakenApart(_ workers: String, _ order: [String]) throws {
        let scratch = try Scratch()
        let people = try ["01-appleyard", "02-inkpenny", "03-kettlewick"].map { name in
            let data = try Data(contentsOf: Self.record.appendingPathComponent("\(name).json"))
            let bundle = try JSONSerialization.jsonObject(with: data)
            return try #require(bundle as? [String: Any])
        }
        var all = people[0]
        all["entry"] = people.flatMap { $0["entry"] as? [Any] ?? [] }
        var released: [Int] = []
        for frames in [people as [Any], [all], [people], [all, people]] {
            let stream = try frames.reduce(Data()) { stream, frame in
                try stream + JSONSerialization.data(withJSONObject: frame) + Data("\n".utf8)
            }
            try scratch.write(stream, "in")
            let outcome = try scratch.run(
                Self.directCare + order
                    + ["--workers", workers, "--acknowledge", "acks\(released.count)"],
                input: "in")
            #expect(outcome.status == 0)
            let envelopes = try Self.envelopes(outcome.output)
            let isTwice = frames.count == 2
            #expect(envelopes.count == (isTwice ? 6 : 3))
            if frames.count == 1 { #expect(envelopes.map(\.frame) == [1, 1, 1]) }
            let rows = envelopes.flatMap(\.feeds).reduce(0) { $0 + $1.rows.count }
            let acks = try scratch.read("acks\(released.count)").split(separator: "\n")
            released.append(isTwice ? rows / 2 : rows)
            #expect(acks.count == frames.count)
            #expect(acks.allSatisfy { $0.contains("\"sha256\"") })
        }
        #expect(Set(released).count == 1 && released[0] > 3)
    }

    /// The same records give the same entries as a run over files does.
    @Test func streamAndConvertReleaseTheSame() throws {
        let scratch = try Scratch()
        try scratch.write(try Self.samples().reduce(Data(), +), "in.xml")
        let outcome = try scratch.run(
            Self.directCare + ["--output", "csv", "--entry", "observation"], input: "in.xml")
        let folder = scratch.folder.appendingPathComponent("files")
        for (number, sample) in try Self.samples().enumerated() {
            try scratch.write(sample, String(format: "files/%03d.xml", number))
        }
        _ = try scratch.run(Program.convert(folder.path))
        let table = try scratch.read("feed/direct-care-mdt/csv/observation.csv")
        #expect(table.split(separator: "\r\n").count > 5)
        #expect(outcome.output == table)
    }

    @Test func anObjectionHoldsForTheRecordsAfterIt() throws {
        let scratch = try Scratch()
        let record = try Self.objector()
        let clean = ["9Nu0.00": "9N00.00", "XaZ89": "XE2wk", "827241000000103": "73211009"].reduce(
            record
        ) { $0.replacing($1.key, with: $1.value) }
        #expect(clean != record)
        try scratch.write(Data((clean + "\n" + record + "\n" + clean).utf8), "in")
        let frailty = Self.directCare.map {
            $0 == Program.directCare.path ? Program.frailty.path : $0
        }
        let feeds = try Self.envelopes(try scratch.run(frailty, input: "in").output)
            .flatMap(\.feeds)
        #expect(feeds.count == 3)
        #expect(feeds[0].withheld["TYPE1_OPT_OUT"] == nil)
        #expect(feeds[1].reason == "TYPE1_OPT_OUT" && feeds[2].reason == "TYPE1_OPT_OUT")
    }

    /// A sample whose patient objects, by a Read code.
    private static func objector() throws -> String {
        let texts = try samples().compactMap { String(data: $0, encoding: .utf8) }
        return try #require(texts.first { $0.contains("9Nu0.") })
    }

    @Test func whatWasReadIsFinishedWhenTheProgramIsToEnd() throws {
        let scratch = try Scratch()
        let pipe = Pipe()
        let process = try scratch.start(Self.directCare, input: pipe)
        let sample = try #require(try Self.samples().first)
        try pipe.fileHandleForWriting.write(contentsOf: sample + Data("<unfinished>".utf8))
        try Self.wait { try scratch.output().contains("\"frame\":1") }
        process.terminate()
        let outcome = try scratch.finish(process)
        #expect(outcome.status == 0)
        #expect(try Self.envelopes(outcome.output).map(\.frame) == [1])
        #expect(outcome.error.contains("\"event\":\"finished\""))
    }

    @Test func agreementsAreRenewedAndAWrongOneIsRefused() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(Data(text.utf8), "agreement/agreement.yaml")
        let codes = Program.directCare.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("codes")
        try FileManager.default.copyItem(
            at: codes, to: scratch.folder.appendingPathComponent("agreement/codes"))
        let pipe = Pipe()
        let arguments = Self.directCare.map {
            $0 == Program.directCare.path ? "agreement/agreement.yaml" : $0
        }
        let process = try scratch.start(arguments, input: pipe)
        let sample = try #require(try Self.samples().first)
        var frame = 0
        func send() throws {
            try pipe.fileHandleForWriting.write(contentsOf: sample)
            frame += 1
            try Self.wait { try scratch.output().contains("\"frame\":\(frame),") }
        }
        try send()
        try scratch.write(Data("agreement: [".utf8), "agreement/agreement.yaml")
        kill(process.processIdentifier, SIGHUP)
        try send()
        let suspended = text.replacing("status: active", with: "status: suspended")
        try scratch.write(Data(suspended.utf8), "agreement/agreement.yaml")
        kill(process.processIdentifier, SIGHUP)
        try send()
        try pipe.fileHandleForWriting.close()
        let outcome = try scratch.finish(process)
        let reasons = try Self.envelopes(outcome.output).map(\.feeds.first?.reason)
        #expect(reasons.count == 3)
        #expect(reasons[0] == reasons[1] && reasons[0] != "NOT_ACTIVE")
        #expect(reasons[2] == "NOT_ACTIVE")
        #expect(outcome.error.contains("\"refused_reloads\":1"))
        #expect(outcome.error.contains("agreement/agreement.yaml"))
    }

    /// A file that is written over in place and given its old time is another nonetheless.
    @Test func aChangeThatKeepsSizeAndTimeIsSeen() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
            .replacing("status: active", with: "status: active #x")
        let codes = Program.directCare.deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            at: codes.appendingPathComponent("codes"),
            to: scratch.folder.appendingPathComponent("codes"))
        let agreement = scratch.folder.appendingPathComponent("agreement.yaml")
        func write(_ text: String) throws {
            try Data(text.utf8).write(to: agreement, options: [])
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1_790_000_000)],
                ofItemAtPath: agreement.path)
        }
        try write(text)
        let pipe = Pipe()
        let arguments = Self.directCare.map {
            $0 == Program.directCare.path ? "agreement.yaml" : $0
        }
        let process = try scratch.start(arguments, input: pipe)
        let sample = try #require(try Self.samples().first)
        try pipe.fileHandleForWriting.write(contentsOf: sample)
        try Self.wait { try scratch.output().contains("\"frame\":1,") }
        try write(text.replacing("status: active #x", with: "status: suspended"))
        Thread.sleep(forTimeInterval: 1.2)
        try pipe.fileHandleForWriting.write(contentsOf: sample)
        try pipe.fileHandleForWriting.close()
        let outcome = try scratch.finish(process)
        let reasons = try Self.envelopes(outcome.output).map(\.feeds.first?.reason)
        #expect(reasons.count == 2)
        #expect(reasons.first != "NOT_ACTIVE" && reasons.last == "NOT_ACTIVE")
    }

    /// A stop counts for the next record, although the agreement cannot be loaded just then.
    @Test func aStopIsNotDelayedByAnotherFileThatIsWrong() throws {
        let (scratch, desk) = (try Scratch(), try Scratch())
        let register = desk.folder.appendingPathComponent("stops.ndjson").path
        #expect(try desk.run(["stop", "begin", "--register", register]).status == 0)
        let text = try String(contentsOf: Program.directCare, encoding: .utf8)
        try scratch.write(Data(text.utf8), "agreement.yaml")
        let codes = Program.directCare.deletingLastPathComponent().deletingLastPathComponent()
        try FileManager.default.copyItem(
            at: codes.appendingPathComponent("codes"),
            to: scratch.folder.appendingPathComponent("codes"))
        let pipe = Pipe()
        let arguments = Self.directCare.map {
            $0 == Program.directCare.path ? "agreement.yaml" : $0
        }
        let process = try scratch.start(arguments + ["--stops", register], input: pipe)
        let sample = try #require(try Self.samples().first)
        try pipe.fileHandleForWriting.write(contentsOf: sample)
        try Self.wait { try scratch.output().contains("\"frame\":1,") }
        try scratch.write(Data("agreement: [".utf8), "agreement.yaml")
        let stop = [
            "stop", "--scope", "agreement", "direct-care-mdt", "--reason", "a test", "--by",
            "A Example", "--register", register,
        ]
        #expect(try desk.run(stop).status == 0)
        try pipe.fileHandleForWriting.write(contentsOf: sample)
        try pipe.fileHandleForWriting.close()
        let outcome = try scratch.finish(process)
        let feeds = try Self.envelopes(outcome.output).flatMap(\.feeds)
        #expect(feeds.count == 2)
        #expect(feeds[0].released > 0)
        #expect(feeds[1].released == 0 && feeds[1].reason == "STOPPED")
        #expect(outcome.error.contains("agreement.yaml"))
    }

    @Test func aRecordThatIsTooLargeIsPassedOver() throws {
        let scratch = try Scratch()
        let sample = try #require(try Self.samples().first)
        let large = Data(
            ("<?xml version=\"1.0\"?><a>" + String(repeating: "x", count: 2_000_000)).utf8)
        try scratch.write(sample + large + Data("</a>".utf8) + sample, "in")
        let outcome = try scratch.run(
            Self.directCare + ["--max-record-bytes", "500000"], input: "in")
        let envelopes = try Self.envelopes(outcome.output)
        #expect(envelopes.map(\.outcome).filter { $0 == "quarantined" }.count == 1)
        #expect(envelopes.count == 3)
        #expect(envelopes[1].code == "E105")
    }

    /// A stream that cannot be read is no record that cannot be.
    @Test func anInputThatCannotBeReadEndsTheStream() throws {
        let scratch = try Scratch()
        let folder = try #require(FileHandle(forReadingAtPath: scratch.folder.path))
        let outcome = try scratch.finish(try scratch.start(Self.directCare, input: folder))
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("E401"))
        #expect(!outcome.error.contains("frame 1"))
    }

    @Test func aReaderThatIsGoneEndsTheStream() throws {
        let scratch = try Scratch()
        try scratch.write(try Self.samples().reduce(Data(), +), "in")
        let outcome = try scratch.run(
            Self.directCare, input: "in", through: "exec 1> >(exec true); sleep 0.3")
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("E431"))
    }

    /// Waits until `condition` holds; some seconds at most.
    private static func wait(_ condition: () throws -> Bool) throws {
        for _ in 0..<400 {
            if try condition() { return }
            usleep(25_000)
        }
        Issue.record("nothing came in ten seconds")
    }
}

/// `sluice stream --watch`.
@Suite struct WatchTests {
    /// Two processes watch one folder, and one of them is killed; a file that was taken by a
    /// process that died is waiting already.
    @Test func filesAreTakenOnceAndMoved() throws {
        let scratch = try Scratch()
        let names = ["01-appleyard.json", "02-inkpenny.json", "07-rainbird.xml"]
        for name in names {
            let folder = name == names[0] ? "inbox/.taken" : "inbox"
            let sample = Program.samples.appendingPathComponent("Y99001/\(name)")
            try scratch.write(try Data(contentsOf: sample), "\(folder)/\(name)")
        }
        try scratch.write(Data(), "inbox/later.json.part")
        try FileManager.default.createDirectory(
            at: scratch.folder.appendingPathComponent("done"), withIntermediateDirectories: true)
        let arguments = [
            "stream", "--watch", "inbox", "--done", "done", "--out", "feeds", "--agreement",
            Program.directCare.path, "--mappings", Program.mappings, "--run-date", "2026-11-21",
        ]
        let first = try scratch.start(arguments)
        let second = try scratch.start(arguments)
        usleep(100_000)
        kill(first.processIdentifier, SIGKILL)
        for _ in 0..<2400 where try scratch.files(below: "done").count < names.count {
            usleep(25_000)
        }
        second.terminate()
        #expect(try scratch.finish(second).status == 0)
        #expect(Set(try scratch.files(below: "done").keys) == Set(names))
        #expect(Set(try scratch.files(below: "inbox").keys) == ["later.json.part"])
        let feeds = try scratch.files(below: "feeds").keys.filter {
            $0.hasSuffix("manifest.json") && !$0.contains("ukcore/")
        }
        #expect(feeds.count == names.count)
    }

    @Test func aFolderThatIsNotThereIsSaidAtOnce() throws {
        let scratch = try Scratch()
        let outcome = try scratch.run([
            "stream", "--watch", "inbx", "--done", "done", "--out", "feeds", "--agreement",
            Program.directCare.path, "--mappings", Program.mappings, "--run-date", "2026-11-21",
        ])
        #expect(outcome.status == 3)
        #expect(outcome.error.contains("inbx") && outcome.error.contains("there is no such folder"))
    }
}
