import Foundation
import Testing

/// What a run of the program ended with.
struct Outcome {
    let status: Int32
    let output: String
    let error: String

    /// What was written to standard error, but for the note that no terminology is loaded.
    var complaints: String {
        error.split(separator: "\n").filter { !$0.hasPrefix("note: no terminology") }
            .joined(separator: "\n")
    }
}

/// The program, as `swift build` put it beside the tests.
enum Program {
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let samples = package.appendingPathComponent("Samples/neighbourhood")
    static let mappings = package.appendingPathComponent("Mappings").path
    static let frailty = package.appendingPathComponent(
        "Policies/frailty-neighbourhood/agreement.yaml")
    static let directCare = package.appendingPathComponent(
        "Policies/direct-care-mdt/agreement.yaml")
    /// Obviously made up.
    /// The paths of the agreements in `Policies`.
    static func policies() throws -> [String] {
        let folder = package.appendingPathComponent("Policies")
        return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            .map { folder.appendingPathComponent("\($0)/agreement.yaml").path }
            .filter { FileManager.default.fileExists(atPath: $0) }
    }
    static let key = (0..<32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()

    /// The program beside the tests, or the one that `SLUICE_PROGRAM` names, as in `make tsan`.
    static func executable() throws -> URL {
        if let path = ProcessInfo.processInfo.environment["SLUICE_PROGRAM"] {
            return URL(fileURLWithPath: path)
        }
        let tests = [Bundle.main.executablePath, CommandLine.arguments.first].compactMap { $0 }
        let places = tests.map {
            URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
                .appendingPathComponent("sluice")
        }
        return try #require(places.first { FileManager.default.isExecutableFile(atPath: $0.path) })
    }

    /// `convert` under the agreement for direct care, which needs no key.
    static func convert(_ inputs: String..., more: [String] = []) -> [String] {
        ["convert"] + inputs + [
            "--agreement", directCare.path, "--mappings", mappings, "--run-date", "2026-11-21",
            "--out", "feed",
        ] + more
    }
}

/// A folder of its own for one test, removed at the end.
final class Scratch {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            .appendingPathComponent("sluice-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: streams, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
        try? FileManager.default.removeItem(at: streams)
    }

    /// Where the program's streams are kept: beside, so that ``names`` shows only its own doing.
    private var streams: URL { folder.appendingPathExtension("streams") }

    /// What stands in the folder, hidden names too.
    var names: Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    }

    func write(_ bytes: some Sequence<UInt8>, _ name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Renames the file `other` over `name`.
    func replace(_ name: String, by other: String) {
        #expect(rename("\(folder.path)/\(other)", "\(folder.path)/\(name)") == 0)
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// The bytes of every file below `name`, by path.
    func files(below name: String) throws -> [String: Data] {
        let root = folder.appendingPathComponent(name)
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
            let file = root.appendingPathComponent(path)
            if let data = try? Data(contentsOf: file) { files[path] = data }
        }
        return files
    }

    /// Starts the program, its working folder this one.
    func start(
        _ arguments: [String], key: String? = Program.key, input: Any? = nil,
        through shell: String? = nil
    ) throws -> Process {
        let process = Process()
        process.executableURL = try Program.executable()
        process.arguments = arguments
        if let shell {
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments =
                ["-c", "\(shell); exec \"$@\"", "bash", try Program.executable().path] + arguments
        }
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        for name in ["NEIGHBOURHOOD", "PLANNING"] { environment["SLUICE_KEY_\(name)"] = key }
        process.environment = environment
        process.standardInput = input ?? FileHandle.nullDevice
        for name in ["output", "error"] {
            try Data().write(to: streams.appendingPathComponent(name))
        }
        process.standardOutput = try FileHandle(
            forWritingTo: streams.appendingPathComponent("output"))
        process.standardError = try FileHandle(
            forWritingTo: streams.appendingPathComponent("error"))
        try process.run()
        return process
    }

    /// What a process that was started has written to standard output so far.
    func output() throws -> String {
        try String(contentsOf: streams.appendingPathComponent("output"), encoding: .utf8)
    }

    /// Waits for the end of `process`.
    func finish(_ process: Process) throws -> Outcome {
        process.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(
                decoding: try Data(contentsOf: streams.appendingPathComponent(name)),
                as: UTF8.self)
        }
        // A negative status says which signal ended the program.
        let status = process.terminationStatus
        return Outcome(
            status: process.terminationReason == .exit ? status : -status,
            output: try text("output"), error: try text("error"))
    }

    func run(
        _ arguments: [String], key: String? = Program.key, input: String? = nil,
        through shell: String? = nil
    ) throws -> Outcome {
        var handle: FileHandle?
        if let input {
            handle = try FileHandle(forReadingFrom: folder.appendingPathComponent(input))
        }
        return try finish(start(arguments, key: key, input: handle, through: shell))
    }
}
