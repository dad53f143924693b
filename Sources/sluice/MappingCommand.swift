import ArgumentParser
import CanonicalModel
import Pipeline
import RecordMapping

/// `sluice mapping`: what a mapping author needs.
struct MappingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mapping", abstract: "Check, test and try out mapping files.",
        subcommands: [MappingCheck.self, MappingTest.self])
}

/// Where the mappings are.
struct MappingOptions: ParsableArguments {
    @Option(help: "The folder of mapping files.")
    var mappings = "Mappings"

    /// Loads the mappings; says everything wrong with them and ends otherwise.
    func load() throws -> MappingLibrary {
        do {
            return try MappingLibrary(folder: mappings)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }
}

/// `sluice mapping check`.
struct MappingCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check every mapping file against its schemas.")
    @OptionGroup var options: MappingOptions

    func run() throws {
        let library = try options.load()
        for source in library.mappings.sources {
            print("\(source.name): \(source.maps.count) mappings, no errors")
        }
    }
}

/// `sluice mapping test`.
struct MappingTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Run the cases beside the mappings.")
    @OptionGroup var options: MappingOptions

    func run() throws {
        let library = try options.load()
        let (cases, findings) = library.cases()
        var failed = 0
        for finding in findings { print(finding) }
        for test in cases {
            let differences = library.run(test)
            for difference in differences { print(difference) }
            if !differences.isEmpty { failed += 1 }
        }
        print("\(cases.count - failed) passed, \(failed) failed")
        if failed > 0 || !findings.isEmpty { throw ExitCode(1) }
    }
}
