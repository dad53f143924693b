import ArgumentParser
import CanonicalModel
import Foundation
import Indicators
import Pipeline
import Terminology

/// `sluice indicators`: what is counted over finished feeds.
struct IndicatorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "indicators", abstract: "Count over feeds, by definitions that are files.",
        subcommands: [
            IndicatorsList.self, IndicatorsCheck.self, IndicatorsExplain.self, IndicatorsRun.self,
        ])
}

/// Where definitions and code sets are.
struct IndicatorOptions: ParsableArguments {
    @Option(
        help: "The folder of definitions (default: ./Policies/indicators, else the installed ones)."
    )
    var definitions: String?

    @Option(
        help: """
            A folder of your own code sets, such as complete reference sets that you are licensed \
            for: they take the place of those of the same name. May be given several times.
            """)
    var codes: [String] = []

    @OptionGroup var mapping: MappingOptions

    /// The folder that is meant.
    var folder: String {
        if let definitions { return definitions }
        let here = "Policies/indicators"
        guard !Files.isDirectory(here), let program = Bundle.main.executableURL else { return here }
        let prefix = program.resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
        return prefix.appendingPathComponent("share/sluice/\(here)").path
    }

    /// Loads definitions and code sets; throws everything that is wrong with them.
    func tryLoad() throws -> IndicatorLibrary {
        try IndicatorFiles.library(
            folder, own: codes, shared: [mapping.folder + "/codes"],
            terminology: try mapping.terminology.load())
    }

    /// The same; says what is wrong and ends.
    func load() throws -> IndicatorLibrary {
        do {
            return try tryLoad()
        } catch let error as Diagnostics {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }
}

/// `sluice indicators list`.
struct IndicatorsList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Say which indicators there are, by theme.")

    @OptionGroup var options: IndicatorOptions

    func run() throws {
        let library = try options.load()
        let width = library.definitions.map(\.id.count).max() ?? 0
        var theme: IndicatorDefinition.Theme?
        for definition in library.definitions {
            if definition.theme != theme { print("\(definition.theme.rawValue):") }
            theme = definition.theme
            let name = definition.id.padding(toLength: width + 2, withPad: " ", startingAt: 0)
            let version = definition.version.padding(toLength: 7, withPad: " ", startingAt: 0)
            print("  \(name)\(version)\(definition.title)")
        }
    }
}

/// `sluice indicators check`.
struct IndicatorsCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with definitions, and run their worked examples.",
        discussion: "Exit codes: 0 no errors; 2 errors.")

    @Option(help: "text for people, json or sarif (2.1.0) for programs.")
    var format = FindingFormat.text

    @OptionGroup var options: IndicatorOptions

    func run() throws {
        var (findings, summary) = ([Diagnostic](), [String]())
        do {
            let library = try options.tryLoad()
            let (count, failed) = try library.checkExamples()
            findings = failed
            summary = [
                "\(library.definitions.count) definitions, \(library.codeSets.count) code sets, "
                    + "\(count) worked examples: \(failed.count) failed"
            ]
        } catch let error as Diagnostics {
            findings = error.all
        }
        try FindingReport(
            folder: FileManager.default.currentDirectoryPath, findings: findings, summary: summary
        ).write(as: format)
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(2) }
    }
}

/// `sluice indicators explain`.
struct IndicatorsExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in words what an indicator counts, by whose rules, with which codes.")

    @Argument(help: "The indicator.")
    var id: String

    @OptionGroup var options: IndicatorOptions

    func run() throws {
        let library = try options.load()
        guard let definition = library.definitions.first(where: { $0.id == id }) else {
            let names = library.definitions.map(\.id)
            let advice = names.filter { $0.contains(id) || id.contains($0) }.first
            throw ValidationError(
                "there is no indicator '\(id)'"
                    + (advice.map { "; did you mean '\($0)'?" } ?? "; see `sluice indicators list`")
            )
        }
        print(definition.inWords(library.codeSets))
    }
}
