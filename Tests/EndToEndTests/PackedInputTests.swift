import Foundation
import Testing

/// The same records give the same feed, however they are packed.
@Suite struct PackedInputTests {
    private static let tar = "/usr/bin/tar"

    private static func pack(_ arguments: [String], in folder: URL) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tar)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: tar), "there is no tar here"),
        arguments: ["1", "3"])
    func anArchiveGivesTheFeedOfItsFolder(_ workers: String) throws {
        let scratch = try Scratch()
        let archive = scratch.folder.appendingPathComponent("all.bin").path
        try Self.pack(
            ["--sort=name", "-czf", archive, "neighbourhood"],
            in: Program.samples.deletingLastPathComponent())
        _ = try scratch.run(
            Program.convert(Program.samples.path, more: ["--workers", workers]))
        let folder = try scratch.files(below: "feed/direct-care-mdt")
        _ = try scratch.run(
            Program.convert("all.bin", more: ["--workers", workers, "--replace"]))
        #expect(folder.count > 5)
        #expect(try scratch.files(below: "feed/direct-care-mdt") == folder)
        let quarantine = try scratch.read("feed/quarantine.ndjson")
        #expect(quarantine.contains(#""input":"all.bin!neighbourhood/Y"#))
        let manifest = try scratch.read("feed/manifest.json")
        #expect(manifest.components(separatedBy: #""file" : "all.bin""#).count == 2)
    }

    /// A transfer of several messages in one folder is one record.
    @Test func theMessagesOfATransferAreOneRecord() throws {
        let scratch = try Scratch()
        let record = try String(
            contentsOf: Program.samples.appendingPathComponent("Y99001/07-rainbird.xml"),
            encoding: .utf8)
        func message(_ id: String, _ action: String, _ parts: String, _ payload: String) throws
            -> Data
        {
            let header =
                "<E><Action>\(action)</Action><MessageId>\(id)</MessageId><Manifest>"
                + #"<Reference href="cid:self"/>"# + parts + "</Manifest></E>"
            return try JSONSerialization.data(withJSONObject: [
                "ebXML": header, "payload": "<\(action)/>",
                "attachments": payload.isEmpty ? [] : [["payload": payload, "is_base64": "true"]],
            ])
        }
        let packed = Data(record.utf8).base64EncodedString()
        let half = packed.count / 3
        let skeleton = #"<Reference href="mid:i"><Description>X-GP2GP-Skeleton: Yes</Description>"#
        try scratch.write(
            message("m", "RCMR_IN030000UK06", skeleton + "</Reference>", ""), "transfer/4.json")
        try scratch.write(
            message(
                "i", "COPC_IN000001UK01", #"<Reference href="mid:a"/><Reference href="mid:b"/>"#, ""
            ),
            "transfer/3.json")
        let part = #"<Reference href="cid:part"/>"#
        try scratch.write(
            message("a", "COPC_IN000001UK01", part, String(packed.prefix(half))), "transfer/2.json")
        try scratch.write(
            message("b", "COPC_IN000001UK01", part, String(packed.dropFirst(half))),
            "transfer/1.json")
        let outcome = try scratch.run(Program.convert("transfer"))
        #expect(outcome.output.contains("records: 1 read"))
        let manifest = try scratch.read("feed/manifest.json")
        for number in 1...4 { #expect(manifest.contains("transfer/\(number).json")) }

        // In an archive too.
        if FileManager.default.isExecutableFile(atPath: Self.tar) {
            try Self.pack(["-czf", "transfer.tgz", "transfer"], in: scratch.folder)
            let packed = try scratch.run(Program.convert("transfer.tgz", more: ["--replace"]))
            #expect(packed.output.contains("records: 1 read"))
            #expect(packed.status == outcome.status)
        }

        // Without one of its parts the record is not whole, and the rest is no record.
        try FileManager.default.removeItem(
            at: scratch.folder.appendingPathComponent("transfer/1.json"))
        let partial = try scratch.run(Program.convert("transfer", more: ["--replace"]))
        #expect(partial.status == 1)
        let quarantine = try scratch.read("feed/quarantine.ndjson")
        #expect(quarantine.contains(#""input":"transfer/4.json","code":"E121""#))
        #expect(!quarantine.contains("E122"))
    }
}
