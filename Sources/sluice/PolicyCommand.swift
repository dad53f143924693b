import ArgumentParser
import CanonicalModel
import Pipeline
import SharingAgreements

/// `sluice policy`: what the author of an agreement needs.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check agreements, and explain what they do.",
        subcommands: [PolicyCheck.self, PolicyExplain.self])
}

/// `sluice policy check`.
struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with agreements, and what to write instead.",
        discussion: "Exit codes: 0 no errors; 2 errors. Warnings and notes do not change it.")

    @Argument(help: "Agreement files.")
    var files: [String]

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let library = try mapping.load()
        var hasErrors = false
        for file in files {
            do throws(Diagnostics) {
                let (_, agreement) = try PreparedAgreement.load(
                    file, shared: library.codeSets, terminology: library.terminology)
                for note in agreement.notes { print(note) }
                print("\(file): \(agreement.id) \(agreement.version) has no errors")
            } catch {
                hasErrors = true
                for finding in error.all { print(finding) }
            }
        }
        if hasErrors { throw ExitCode(2) }
    }
}
