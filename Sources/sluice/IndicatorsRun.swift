import ArgumentParser
import CanonicalModel
import DisclosureControl
import Foundation
import Indicators
import Pipeline

/// The feeds to count over, and by whose rules.
struct CountingOptions: ParsableArguments {
    @Argument(
        help: """
            Feeds of one agreement: what `sluice convert --out` made, or one agreement's folder in \
            it. Several are counted together.
            """)
    var feeds: [String]

    @Option(
        help: """
            The agreement that the feeds were made under, whose rule for small numbers holds. May \
            be given several times; the one with the feeds' text is taken.
            """)
    var agreement: [String] = []

    @Option(
        help: """
            The rule for small numbers where the agreement states none: \
            \(DisclosureProfile.named.map(\.name).joined(separator: ", ")) (default: the first).
            """)
    var profile: String?

    @Option(
        help: """
            A CSV file with the columns practice, name, pcn, pcn_name, neighbourhood, and perhaps \
            neighbourhood_name and deprivation_fifth.
            """)
    var organisations: String?

    @Option(help: "The standard population (default: the one beside the definitions).")
    var standard: String?

    @Option(help: "The last day of every period (default: the day of the feeds' run).")
    var asOf: String?

    @Option(help: "Only this indicator; may be given several times.")
    var only: [String] = []

    @OptionGroup var indicators: IndicatorOptions

    /// Counts, and makes the counts safe; says what is wrong and ends otherwise.
    func results() throws -> IndicatorResults {
        let library = try indicators.load()
        for id in only where !library.definitions.contains(where: { $0.id == id }) {
            throw ValidationError("there is no indicator '\(id)'; see `sluice indicators list`")
        }
        do {
            let lastDay = try asOf.map {
                CalendarDay(try RunDate.parse($0, option: "--as-of"))
            }
            let run = try IndicatorRun(feeds, lastDay: lastDay)
            return try run.results(
                library, only: only, organisations: try places(), profile: try rule(run),
                standard: try standardPopulation())
        } catch let error as Diagnostics {
            Terminal.complain(error.description)
            throw ExitCode(2)
        } catch let error as Diagnostic {
            Terminal.complain(error.description)
            throw ExitCode(3)
        }
    }

    private func places() throws -> Organisations {
        guard let organisations else { return Organisations() }
        var bytes: [UInt8] = []
        try Files.read(organisations, into: &bytes)
        return try Organisations(csv: bytes, file: organisations)
    }

    private func standardPopulation() throws -> StandardPopulation? {
        let path = standard ?? "\(indicators.folder)/standard/england-2026-07.yaml"
        guard standard != nil || FileManager.default.fileExists(atPath: path) else { return nil }
        return try StandardPopulation.load(yaml: try Files.text(path), file: path)
    }

    /// The rule of the agreement; else the one that is named; else the first.
    private func rule(_ run: IndicatorRun) throws -> DisclosureProfile {
        var stated: DisclosureProfile?
        if !agreement.isEmpty, let feed = run.feeds.first {
            let (codeSets, terminology) = try indicators.mapping.loadCodeSets()
            stated = try AgreementProfile.find(
                in: agreement, for: feed.agreement, shared: codeSets, terminology: terminology)
        }
        guard let profile else { return stated ?? .usual }
        guard stated == nil else {
            throw ValidationError("the agreement states a rule for small numbers; leave --profile")
        }
        guard let named = DisclosureProfile.named.first(where: { $0.name == profile }) else {
            let names = DisclosureProfile.named.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no rule '\(profile)'; known: \(names)")
        }
        return named
    }
}

/// `sluice indicators run`.
struct IndicatorsRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Count indicators over feeds, and make the counts safe.",
        discussion: """
            Writes indicators.csv and MeasureReport.ndjson (FHIR R4) to a new folder. Every figure \
            comes from tables that are protected and audited under the rule for small numbers of \
            the agreement, or nhs-secondary-care where it states none.

            Exit codes: 0 done; 2 a definition, a code set or an agreement is wrong; 3 a feed \
            cannot be read, or the output cannot be written; 64 wrong arguments.
            """)

    @OptionGroup var counting: CountingOptions

    @Option(name: [.long, .customShort("o")], help: "The folder to write to; must not be there.")
    var out: String

    func run() throws {
        guard !FileManager.default.fileExists(atPath: out) else {
            Terminal.complain("\(out): error: the output folder is already there; choose another")
            throw ExitCode(3)
        }
        let results = try counting.results()
        let hidden = out + ".part"
        let files = FileManager.default
        try? files.removeItem(atPath: hidden)
        do {
            try files.createDirectory(atPath: hidden, withIntermediateDirectories: true)
            try Data(ResultCSV.text(results).utf8).write(
                to: URL(fileURLWithPath: hidden + "/indicators.csv"))
            try Data(MeasureReport.lines(results).utf8).write(
                to: URL(fileURLWithPath: hidden + "/MeasureReport.ndjson"))
            try files.moveItem(atPath: hidden, toPath: out)
        } catch {
            try? files.removeItem(atPath: hidden)
            Terminal.complain("\(out): error: \(error.localizedDescription)")
            throw ExitCode(3)
        }
        for note in results.notes { Terminal.complain(note.description) }
        for line in results.summary { print(line) }
    }
}
