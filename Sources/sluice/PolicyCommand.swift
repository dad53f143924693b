import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// `sluice policy`: what the author of an agreement needs.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Check agreements, and explain what they do.",
        subcommands: [
            PolicyCheck.self, PolicyTest.self, PolicyExplain.self, PolicyPlan.self,
            PolicyCompare.self, PolicyProve.self, PolicyApprove.self, PolicyActivate.self,
            PolicyKeys.self, PolicyMeasure.self,
        ])
}

/// `sluice policy check`.
struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with agreements, and what to write instead.",
        discussion: "Exit codes: 0 no errors; 2 errors. Warnings and notes do not change it.")

    @Argument(help: "Agreement files.")
    var files: [String]

    @Option(help: "text for people, json or sarif (2.1.0) for programs, github for a pull request.")
    var format = FindingFormat.text

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let (codeSets, terminology) = try mapping.loadCodeSets()
        var (findings, summary) = ([Diagnostic](), [String]())
        for file in files {
            do throws(Diagnostics) {
                let (_, agreement) = try PreparedAgreement.load(
                    file, shared: codeSets, terminology: terminology)
                findings += agreement.notes
                summary.append("\(file): \(agreement.id) \(agreement.version) has no errors")
            } catch {
                findings += error.all
            }
        }
        try FindingReport(
            folder: FileManager.default.currentDirectoryPath, findings: findings, summary: summary
        ).write(as: format)
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(2) }
    }
}

/// `sluice policy keys`.
struct PolicyKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Say which keys an agreement may have, and what each does.",
        discussion: """
            enforced: it decides what leaves. checked: it must hold, or the agreement does not \
            load. documentary: it is kept for people to read. awaited: it is kept, and no part of \
            the program carries it out yet. A star marks a key that its section must have.
            """)

    @Option(
        help: "Only keys of this use: enforced, checked, documentary, awaited.",
        transform: { word in
            if let use = AgreementKey.Use(rawValue: word) { return use }
            let uses = AgreementKey.Use.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--use takes one of \(uses)")
        })
    var use: AgreementKey.Use?

    func run() {
        let keys = Agreement.keys.filter { use == nil || $0.use == use }
        let width = keys.map(\.path.count).max() ?? 0
        for key in keys {
            let path = key.path + (key.isRequired ? " *" : "")
            print(
                path.padding(toLength: width + 2, withPad: " ", startingAt: 0),
                key.use.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0), key.meaning)
        }
    }
}
