import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import RecordMapping
import Terminology

/// `sluice mapping`: what a mapping author needs.
struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Check, test, measure and try out mapping files.",
        subcommands: [
            MappingCheck.self, MappingTest.self, MappingRun.self, MappingMutate.self,
            MappingCoverageCommand.self,
            MappingTraceCommand.self, MappingDamage.self,
        ])
}

/// Where the mappings are.
struct MappingOptions: ParsableArguments {
    @Option(help: "The folder of mapping files (default: ./Mappings, else the installed ones).")
    var mappings: String?

    @OptionGroup var terminology: TerminologyOptions

    /// The folder that is meant.
    var folder: String { mappings ?? Self.found() }

    /// Loads the mappings; says everything wrong with them and ends otherwise.
    func load() throws -> MappingLibrary {
        do {
            return try MappingLibrary(folder: folder, terminology: try terminology.load())
        } catch let error as Diagnostics {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// Loads the code sets of the mappings alone; says everything wrong with them and ends
    /// otherwise.
    func loadCodeSets() throws -> (codeSets: [CodeSet], terminology: TerminologyFile?) {
        let loaded = try terminology.load()
        do throws(Diagnostics) {
            return (try MappingLibrary.codeSets(folder: folder, terminology: loaded), loaded)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// `./Mappings`, or `share/sluice/Mappings` beside the `bin` that holds the program.
    private static func found() -> String {
        let here = "Mappings"
        guard !Files.isDirectory(here), let program = Bundle.main.executableURL else { return here }
        let prefix = program.resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
        return prefix.appendingPathComponent("share/sluice/Mappings").path
    }
}

/// `sluice mapping check`.
struct MappingCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check every mapping file against its schemas.",
        discussion: "Exit codes: 0 no errors; 2 errors. Warnings do not change it.")
    @OptionGroup var options: MappingOptions
    @Option(help: "text for people, json or sarif (2.1.0) for programs.")
    var format = FindingFormat.text

    func run() throws {
        let folder = options.folder
        var (findings, summary) = ([Diagnostic](), [String]())
        do {
            let library = try MappingLibrary(folder: folder)
            findings = library.mappings.notes + library.cases().findings
            let errors = findings.filter { $0.severity == .error }
            summary = library.mappings.sources.map { source in
                let count = errors.count { $0.file.hasPrefix(source.name + "/") }
                return "\(source.name): \(source.maps.count) mappings, "
                    + (count == 0 ? "no errors" : "\(count) errors")
            }
        } catch {
            findings = error.all
        }
        try FindingReport(folder: folder, findings: findings, summary: summary).write(as: format)
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(2) }
    }
}

/// `sluice mapping test`.
struct MappingTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the cases beside the mappings.",
        discussion: "Exit codes: 0 every case holds; 1 some do not; 2 a mapping is wrong.")
    @OptionGroup var options: MappingOptions
    @Option(help: "text for people, json or sarif (2.1.0) for programs.")
    var format = FindingFormat.text

    func run() throws {
        let library = try options.load()
        var (cases, findings) = library.cases()
        var failed = 0
        for test in cases {
            let differences = library.run(test)
            findings += differences
            if !differences.isEmpty { failed += 1 }
        }
        try FindingReport(
            folder: options.folder, findings: findings,
            summary: ["\(cases.count - failed) passed, \(failed) failed"]
        ).write(as: format)
        if !findings.isEmpty { throw ExitCode(1) }
    }
}

/// `sluice mapping run`.
struct MappingRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Write mapped records to standard output; no agreement is applied.",
        discussion: """
            For authors of mappings, on records that they may see whole. What holds no patient, \
            such as one resource, is mapped too, and said (E232). Exit codes: 0 all was mapped; 1 \
            something was found wrong.
            """)

    /// How records are written.
    enum Format: String, ExpressibleByArgument, CaseIterable { case canonical, ukcore }

    @Argument(help: "Files, or folders of files.")
    var files: [String]

    @Option(help: "One object an entry (canonical), or UK Core resources (ukcore).")
    var format = Format.canonical

    @OptionGroup var reading: ReadingOptions

    @OptionGroup var options: MappingOptions

    func run() throws {
        let library = try options.load()
        Terminal.complain("note: no agreement is applied; this output holds whole records")
        if library.terminology == nil { Terminal.complain("note: \(TerminologyOptions.absence)") }
        var hasFindings = false
        var preview = MappingTrial(library)
        preview.xmlParser = reading.xmlParser
        preview.timeLimit = reading.timeLimit
        try preview.run(files, asUKCore: format == .ukcore) { bytes, findings in
            try Terminal.emit(bytes)
            for finding in findings { Terminal.complain("\(finding)") }
            hasFindings = hasFindings || !findings.isEmpty
        }
        if hasFindings { throw ExitCode(1) }
    }
}
