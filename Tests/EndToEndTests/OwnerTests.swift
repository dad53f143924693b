import Foundation
import Testing

/// What the program makes is its owner's alone, and no core file is left of it.
@Suite struct OwnerTests {
    private static func modes(below folder: URL) throws -> [String: Int] {
        var modes: [String: Int] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let file = folder.appendingPathComponent(path).path
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            modes[path] = attributes[.posixPermissions] as? Int
        }
        return modes
    }

    @Test func allFilesOfARunAreItsOwners() throws {
        let scratch = try Scratch()
        let sample = Program.samples.appendingPathComponent("Y99001").path
        let outcome = try scratch.run(
            Program.convert(
                sample,
                more: ["--ledger", "ledger", "--ledger-key", "env:SLUICE_KEY_NEIGHBOURHOOD"]))
        #expect([0, 1].contains(outcome.status), "\(outcome.complaints)")
        let modes = try Self.modes(below: scratch.folder)
        #expect(modes.count > 10)
        for (path, mode) in modes { #expect(mode & 0o077 == 0, "\(path)") }
    }

    @Test func aRegisterOfStopsIsItsOwners() throws {
        let scratch = try Scratch()
        let outcome = try scratch.run(["stop", "begin", "--register", "stops"])
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(try Self.modes(below: scratch.folder)["stops"] == 0o600)
    }

    #if os(Linux)
        @Test func noCoreFileCanBeLeft() throws {
            let scratch = try Scratch()
            let pipe = Pipe()
            let process = try scratch.start(
                [
                    "stream", "--agreement", Program.directCare.path, "--mappings",
                    Program.mappings, "--run-date", "2026-11-21",
                ], input: pipe, through: "ulimit -c unlimited")
            let sample = Program.samples.appendingPathComponent("Y99001/01-appleyard.json")
            try pipe.fileHandleForWriting.write(contentsOf: Data(contentsOf: sample))
            for _ in 0..<400 where try scratch.output().isEmpty { usleep(25_000) }
            let limits = try String(
                contentsOfFile: "/proc/\(process.processIdentifier)/limits", encoding: .utf8)
            let core = try #require(limits.split(separator: "\n").first { $0.contains("core") })
            #expect(core.split(separator: " ").filter { $0 == "0" }.count == 2, "\(core)")
            process.terminate()
            _ = try scratch.finish(process)
        }
    #endif
}
