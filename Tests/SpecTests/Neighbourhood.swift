import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements
import Testing

/// The committed samples, mappings and agreements, and runs over them.
enum Neighbourhood {
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    static let samples = package.appendingPathComponent("Samples")
    static let frailty = "frailty-neighbourhood"
    static let directCare = "direct-care-mdt"
    /// Obviously made up; the Makefile's demo has the same.
    static let key = (0..<32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    static let library = Result {
        try MappingLibrary(folder: package.appendingPathComponent("Mappings").path)
    }

    static func runDate() throws -> PartialDate {
        try #require(PartialDate(.day, year: 2026, month: 11, day: 21))
    }

    static func policy(_ name: String) -> String {
        package.appendingPathComponent("Policies/\(name)/agreement.yaml").path
    }

    static func prepare(_ file: String) throws -> PreparedAgreement {
        let library = try library.get()
        return try PreparedAgreement(
            file: file, flow: nil, runDate: runDate(), shared: library.codeSets,
            measurements: library.measurements,
            secret: { _ in key })
    }

    /// Every record of the neighbourhood, in the order of a run.
    static func records() throws -> [String] {
        try Files.list(samples.appendingPathComponent("neighbourhood").path)
    }

    /// Converts `inputs` under both agreements into `folder`.
    static func convert(
        _ inputs: [String], into folder: URL, workers: Int = 2
    ) async throws -> RunSummary {
        var conversion = Conversion(
            inputs: inputs,
            agreements: [try prepare(policy(frailty)), try prepare(policy(directCare))],
            library: try library.get(), output: folder.path, runDate: try runDate())
        conversion.workers = workers
        return try await conversion.run()
    }

    /// The bytes of every file of a run over the neighbourhood, by path; one run for all tests.
    static func run() async throws -> [String: Data] { try await whole.value }

    private static let whole = Task { try await run("neighbourhood", workers: 2) }

    /// A run of its own over a folder of the samples.
    static func run(_ name: String, workers: Int) async throws -> [String: Data] {
        let folder = temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try await convert(
            [samples.appendingPathComponent(name).path], into: folder, workers: workers)
        return try files(below: folder)
    }

    static func temporary() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent(
            "sluice-spec-\(UUID().uuidString)")
    }

    static func files(below folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try Files.list(folder.path) {
            files[String(path.dropFirst(folder.path.count + 1))] = try Data(
                contentsOf: URL(fileURLWithPath: path))
        }
        return files
    }

    /// What the mappings make of every record: one object an entry, under no agreement.
    static func entries() throws -> [(file: String, entry: [String: Any])] {
        var entries: [(String, [String: Any])] = []
        for file in try records() {
            try MappingTrial(try library.get()).run([file], asUKCore: false) { bytes, _ in
                for line in bytes.split(separator: 0x0A) {
                    let object = try JSONSerialization.jsonObject(with: Data(line))
                    entries.append((file, try #require(object as? [String: Any])))
                }
            }
        }
        return entries
    }
}
