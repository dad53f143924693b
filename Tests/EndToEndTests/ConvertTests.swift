import Foundation
import Testing

/// `sluice convert` when all is well: streams, logs, exit codes, stopping.
@Suite struct ConvertTests {
    private static let record = Program.samples.path + "/Y99001/01-appleyard.json"

    @Test func standardInputIsNamedByItsDash() throws {
        let scratch = try Scratch()
        try scratch.write(try Data(contentsOf: URL(fileURLWithPath: Self.record)), "record.json")
        let outcome = try scratch.run(Program.convert("-"), input: "record.json")
        #expect(outcome.status == 0, "\(outcome.error)")
        #expect(try scratch.read("feed/manifest.json").contains(#""file" : "-""#))
        #expect(outcome.output.contains("something of 1 released"))
    }

    @Test func aFaultOfStandardInputIsNamedByItsDashToo() throws {
        let scratch = try Scratch()
        try scratch.write("{\"resourceType\": ".utf8, "half.json")
        let outcome = try scratch.run(Program.convert("-"), input: "half.json")
        #expect(outcome.status == 1)
        #expect(outcome.complaints.hasPrefix("-:1:"), "\(outcome.error)")
        #expect(try scratch.read("feed/quarantine.ndjson").hasPrefix(#"{"input":"-","#))
    }

    /// A resource that no mapping reads is counted, not passed over in silence.
    @Test func whatNoMappingReadsIsSaid() throws {
        let scratch = try Scratch()
        let patient = #"{"resource": {"resourceType": "Patient", "id": "p"}}"#
        let others = ["CarePlan", "Flag", "CarePlan"].map {
            #"{"resource": {"resourceType": "\#($0)", "id": "x"}}"#
        }
        let entries = ([patient] + others).joined(separator: ", ")
        try scratch.write(
            #"{"resourceType": "Bundle", "entry": [\#(entries)]}"#.utf8, "record.json")
        let outcome = try scratch.run(Program.convert("record.json"))
        #expect(
            outcome.output.contains("parts of records that no mapping reads: 2 CarePlan, 1 Flag"))
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.contains(#""CarePlan" : 2,"#) && manifest.contains(#""Flag" : 1"#))
    }

    @Test func quietSaysNothing() throws {
        let outcome = try Scratch().run(Program.convert(Self.record, more: ["--quiet"]))
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty && outcome.error.isEmpty)
    }

    @Test func theJSONLogIsOneObjectALine() throws {
        let scratch = try Scratch()
        try scratch.write("<a>".utf8, "bad.xml")
        let outcome = try scratch.run(
            Program.convert(Self.record, "bad.xml", more: ["--json-log"]))
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        let events = try outcome.error.split(separator: "\n").map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require((object as? [String: Any])?["event"] as? String)
        }
        #expect(events == ["note", "finding", "finished"])
    }

    @Test func theOutputIsReplacedOnlyWhenAsked() throws {
        let scratch = try Scratch()
        #expect(try scratch.run(Program.convert(Self.record)).status == 0)
        let first = try scratch.files(below: "feed")
        let refused = try scratch.run(Program.convert(Self.record))
        #expect(refused.status == 3)
        #expect(refused.error.contains("feed: error[E403]"))
        try scratch.write("old".utf8, "feed/direct-care-mdt/left.csv")
        #expect(try scratch.run(Program.convert(Self.record, more: ["--replace"])).status == 0)
        #expect(try scratch.files(below: "feed") == first)
        #expect(scratch.names == ["feed"])
    }

    @Test func controlCStopsALongRun() throws {
        let scratch = try Scratch()
        let folders = Array(repeating: Program.samples.path, count: 400)
        let process = try scratch.start(["convert"] + folders + Program.convert().dropFirst())
        try waitForStaging(scratch, process)
        process.interrupt()
        let outcome = try scratch.finish(process)
        #expect(outcome.status == 130)
        #expect(outcome.error.contains("error[E409]"))
        #expect(scratch.names.isEmpty)
    }

    @Test func controlCStopsTheWaitForStandardInput() throws {
        let scratch = try Scratch()
        let pipe = Pipe()
        let process = try scratch.start(Program.convert("-"), input: pipe)
        try waitForStaging(scratch, process)
        process.interrupt()
        let outcome = try scratch.finish(process)
        #expect(outcome.status == 130)
        #expect(scratch.names.isEmpty)
        try pipe.fileHandleForWriting.close()
    }

    /// Waits until the program has begun to write, at most a minute.
    private func waitForStaging(_ scratch: Scratch, _ process: Process) throws {
        for _ in 0..<6_000 where scratch.names.isEmpty && process.isRunning { usleep(10_000) }
        usleep(200_000)
        try #require(process.isRunning)
    }
}
