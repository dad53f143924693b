import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance

/// `sluice policy fmt`.
struct PolicyFormat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Lay agreements out alike: indentation, spaces, empty lines.",
        discussion: """
            Comments and line breaks stay, and the meaning never changes. A file that has been \
            approved is left as it is, since its approvals are of its very letters.
            Exit codes: 0 done; 1 with --check, some file would change; 2 some file is not YAML; \
            3 a file cannot be read or written.
            """)

    @Argument(help: "Agreement files.")
    var files: [String]

    @Flag(help: "Change nothing, and say which files would.")
    var check = false

    func run() throws {
        var worst: Int32 = 0
        for file in files {
            do {
                let text = try Files.text(file)
                let laid = try AgreementLayout.formatted(text, file: file)
                guard laid != text else { continue }
                if text.split(separator: "\n").contains(where: { $0.hasPrefix("approvals:") }) {
                    print("\(file): approved as it is, so its layout stays")
                } else if check {
                    print("\(file): would be laid out anew")
                    worst = max(worst, 1)
                } else {
                    try Data(laid.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
                    print("\(file): laid out anew")
                }
            } catch let error as Diagnostics {
                Terminal.complain(error.description)
                worst = max(worst, 2)
            } catch {
                Terminal.complain("\(error)")
                worst = 3
            }
        }
        if worst != 0 { throw ExitCode(worst) }
    }
}
