import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance
import SharingAgreements

/// `sluice policy inventory`.
struct PolicyInventory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract:
            "List every agreement: what is shared, with whom, why, until when, how much last.",
        discussion: """
            Every agreement.yaml below the folders is listed. Exit codes: 0 listed; 2 some \
            agreement does not load, and is named on standard error; the others are listed.
            """)

    /// How it is told.
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, csv, html }

    @Argument(help: "Folders with agreements below them, or agreement files.")
    var folders: [String]

    @Option(help: "Only what this practice shares, by its ODS code.")
    var practice: String?

    @Option(help: "A folder with the output of runs, whose manifest.json say what left last.")
    var runs: String?

    @Option(help: "A register of signatures beside the agreements.")
    var signUps: [String] = []

    @Option(help: "text for people, csv for a spreadsheet, html for a meeting.")
    var format = Form.text

    @Option(help: "The day on which reviews are due, as YYYY-MM-DD (default: today).")
    var runDate: String?

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let day = try RunDate.parse(runDate)
        let (codeSets, terminology) = try mapping.loadCodeSets()
        let last = try Self.lastRuns(runs)
        var (inventory, isWhole) = (Inventory(practice: practice, today: day), true)
        let signatures = try signUps.map { file in
            try SignUpRegister.load(yaml: try Files.text(file), file: file)
        }
        let files = try folders.flatMap { folder in
            guard Files.isDirectory(folder) else { return [folder] }
            return try Files.list(folder).filter { $0.hasSuffix("/agreement.yaml") }
        }
        for file in files {
            do throws(Diagnostics) {
                var agreement = try PreparedAgreement.load(
                    file, shared: codeSets, terminology: terminology
                ).agreement
                for register in signatures { agreement.add(register) }
                inventory.add(agreement, lastRun: last[agreement.id])
            } catch {
                Terminal.complain(error.description)
                isWhole = false
            }
        }
        switch format {
        case .text: print(inventory.text)
        case .csv: print(inventory.csv, terminator: "")
        case .html: print(inventory.html, terminator: "")
        }
        if !isWhole { throw ExitCode(2) }
    }

    private struct Manifest: Decodable {
        struct Feed: Decodable {
            struct Counts: Decodable { let read, released: Int }
            let agreement: String
            let records: Counts
        }
        let runDate: String
        let agreements: [Feed]
    }

    /// What the newest manifest below a folder says of each agreement.
    private static func lastRuns(_ folder: String?) throws -> [String: Inventory.LastRun] {
        guard let folder else { return [:] }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        var runs: [String: Inventory.LastRun] = [:]
        for file in try Files.list(folder) where file.hasSuffix("manifest.json") {
            guard
                let manifest = try? decoder.decode(
                    Manifest.self, from: Data(try Files.text(file).utf8))
            else { continue }
            for feed in manifest.agreements
            where runs[feed.agreement].map({ $0.day < manifest.runDate }) ?? true {
                runs[feed.agreement] = Inventory.LastRun(
                    day: manifest.runDate, read: feed.records.read,
                    released: feed.records.released)
            }
        }
        return runs
    }
}
