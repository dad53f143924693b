import Foundation

/// Measures a release build of Sluice: `Benchmarks SLUICE SCRATCH [ROUNDS]`.
///
/// Exit codes: 0 every threshold that was checked holds; 1 one is missed; 2 a measurement failed.
@main
enum Benchmarks {
    static func main() {
        do {
            let missed = try measure()
            say(missed.isEmpty ? "\nevery threshold that was checked holds" : "\nmissed:")
            for threshold in missed { say("  \(threshold)") }
            exit(missed.isEmpty ? 0 : 1)
        } catch {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            exit(2)
        }
    }

    private static func measure() throws -> [String] {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3 else {
            throw Failure(description: "usage: Benchmarks SLUICE SCRATCH [ROUNDS]")
        }
        let rounds = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 7
        guard rounds > 0 else { throw Failure(description: "ROUNDS must be a positive number") }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../..")
        let scratch = URL(filePath: arguments[2])
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let sluice = Sluice(
            program: URL(filePath: arguments[1]).path, root: root.standardizedFileURL,
            scratch: scratch, log: scratch.appending(path: "log.txt"))
        let thresholds = try Thresholds(
            contentsOf: root.appending(path: "Tests/Benchmarks/thresholds.json"))
        say(machine())
        let missed = try speed(sluice, thresholds, rounds: rounds) + memory(sluice, thresholds)
        say("\n" + machine())
        return missed
    }

    private static func speed(
        _ sluice: Sluice, _ thresholds: Thresholds, rounds: Int
    ) throws -> [String] {
        let startUp = try startUp(of: sluice)
        let xml = try sluice.make(
            "XML", formats: ["gp2gp-emis", "gp2gp-systmone"], each: 200, size: 150_000)
        let json = try sluice.make(
            "JSON",
            formats: ["gpconnect-emis", "gpconnect-systmone", "gpconnect-medicus", "ukcore-r4"],
            each: 100, size: 150_000)
        let simdjson = Limit.json(for: sluice)
        var tests = [
            SpeedTest(xml, limit: Limit.xml(), floor: thresholds.xmlOfParseOnly),
            SpeedTest(json, limit: simdjson, floor: thresholds.jsonOfParseOnly),
        ]
        for _ in 0..<rounds {
            for index in tests.indices { try tests[index].addRound(sluice, startUp: startUp) }
        }
        let missed = tests.flatMap { $0.report() }
        if simdjson == nil {
            say("\nThe floor for JSON was not checked: simdjson or a C++ compiler is missing.")
            say("On Debian or Ubuntu: apt-get install libsimdjson-dev g++")
        }
        return missed
    }

    /// The CPU time before the first record: mappings, code lists and the agreement are loaded. It
    /// is measured with one short record, which is counted in it.
    private static func startUp(of sluice: Sluice) throws -> Double {
        let one = try sluice.make("one", formats: ["ukcore-r4"], each: 1, size: 4_096)
        let runs = try (0..<9).map { _ in try sluice.convert(one, under: Sluice.frailty) }
        let (cpu, wall) = (median(runs.map(\.cpu)), median(runs.map(\.wall)))
        say(
            "Start-up and one short record: \(number(cpu, digits: 3)) s of CPU time, "
                + "\(number(wall, digits: 3)) s by the clock; not in the speeds below")
        return cpu
    }

    private static func memory(_ sluice: Sluice, _ thresholds: Thresholds) throws -> [String] {
        var test = MemoryTest(sluice, thresholds: thresholds)
        try test.measureLargeRecord("XML", format: "gp2gp-emis")
        try test.measureLargeRecord("JSON", format: "gpconnect-emis")
        try test.measureSmallRecords("XML", format: "gp2gp-emis")
        try test.measureSmallRecords("JSON", format: "ukcore-r4")
        return test.missed
    }
}
