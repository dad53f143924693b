import Foundation

/// The program that is measured, and where it reads and writes.
struct Sluice {
    let program: String
    /// The root of the repository.
    let root: URL
    let scratch: URL
    let log: URL

    /// An agreement that records are converted under.
    struct Agreement {
        let name: String
        let path: String
    }

    /// The agreement that is also the example for readers: it withholds most of what it reads, and
    /// pseudonymises.
    static let frailty = Agreement(
        name: "frailty-neighbourhood", path: "Policies/frailty-neighbourhood/agreement.yaml")
    /// The one that makes the program write as much as it can.
    static let everything = Agreement(name: "everything", path: "Tests/Benchmarks/everything.yaml")

    /// A made-up key, and a day on which both agreements are in force.
    private static let key = String(repeating: "07", count: 32)
    private static let day = "2026-11-21"

    /// Converts `input` whole: reads, maps, decides, writes CSV and UK Core, and hashes both sides.
    func convert(_ input: Input, under agreement: Agreement, workers: Int = 1) throws -> Usage {
        try run(
            [
                program, "convert", input.folder.path, "--quiet", "--workers", "\(workers)",
                "--agreement", root.appending(path: agreement.path).path, "--replace",
                "--out", scratch.appending(path: "feed").path, "--run-date", Self.day,
                "--mappings", root.appending(path: "Mappings").path,
            ], environment: ["SLUICE_KEY_NEIGHBOURHOOD": Self.key], log: log)
    }
}
