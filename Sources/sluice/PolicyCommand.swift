import ArgumentParser
import Foundation
import SharingAgreements

/// `sluice policy`: what the author of an agreement needs.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Write agreements, check them, and explain what they do.",
        subcommands: [
            PolicyNew.self, PolicyCheck.self, PolicyHelp.self, PolicyFormat.self, PolicyTest.self,
            PolicyExplain.self, PolicyPlan.self, PolicyCompare.self, PolicyProve.self,
            PolicyApprove.self, PolicyActivate.self, PolicyInventory.self, PolicyDocument.self,
            PolicyKeys.self, PolicySchema.self, PolicyMeasure.self,
        ])
}

/// `sluice policy keys`.
struct PolicyKeys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Say which keys an agreement may have, and what each does.",
        discussion: """
            enforced: it decides what leaves. checked: it must hold, or the agreement does not \
            load. documentary: it is kept for people to read. A star marks a key that its section \
            must have.
            """)

    @Option(
        help: "Only keys of this use: enforced, checked, documentary.",
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
