import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// `sluice optouts`: the national data opt-out, as practices ask for it over MESH.
struct OptOutsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "optouts", abstract: "Ask who has opted out nationally, and keep the answer.",
        subcommands: [OptOutsRequest.self, OptOutsLoad.self])
}

/// `sluice optouts request`.
struct OptOutsRequest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Write the NHS numbers of records, as `check for national data opt-outs` wants.",
        discussion: """
            One number a line and a comma after it; only valid numbers, since one that is not has \
            the whole file sent back. Only its owner can read the file.
            Exit codes: 0 done; 1 done, and some records could not be read; 2 a mapping is wrong; \
            3 nothing was written.
            """)

    @Argument(help: "Files, or folders of files.")
    var records: [String]

    @Option(name: [.long, .customShort("o")], help: "The file to write.")
    var out: String

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let library = try mapping.load()
        var refused = 0
        do throws(Diagnostic) {
            let numbers = try OptOutRequest.numbers(in: records, library) { finding in
                refused += 1
                Terminal.complain("\(finding)")
            }
            guard !numbers.isEmpty else {
                throw Diagnostic(
                    .noInput, file: records.joined(separator: " "),
                    "no record has a valid NHS number", advice: "there is nobody to ask about")
            }
            try Files.writePrivately(OptOutRequest.bytes(numbers), to: out)
            print("\(numbers.count) people are asked about in \(out)")
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(3)
        }
        if refused > 0 { throw ExitCode(1) }
    }
}

/// `sluice optouts load`.
struct OptOutsLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Make the list that `convert --opt-outs` reads from the answer to a request.",
        discussion: """
            Those who come back have not opted out; of the others of the request the list says \
            that they have. The list has the time of the answer, and NHS numbers: only its owner \
            can read it.
            Exit codes: 0 done; 3 nothing was written; 64 wrong arguments.
            """)

    @Argument(help: "The answer.")
    var reply: String

    @Option(help: "What was asked.")
    var request: String

    @Option(name: [.long, .customShort("o")], help: "The list to write.")
    var out: String

    @Option(
        help: """
            When the answer was given, in UTC as 2026-11-21T22:00:00Z (default: when the file of \
            the answer was last changed).
            """)
    var taken: String?

    func run() throws {
        let moment = try when()
        do throws(Diagnostic) {
            let list = try NationalOptOutFile.answer(reply: reply, request: request, taken: moment)
            try Files.writePrivately(NationalOptOutFile.bytes(list), to: out)
            let objecting = list.all.count { $0.objects }
            print(
                "\(list.asked) people were asked about, \(objecting) have opted out, at "
                    + "\(Instant.text(moment)): \(out)")
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(3)
        }
    }

    private func when() throws -> PartialDate {
        if let taken {
            guard let moment = Instant.parse(taken) else {
                throw ValidationError("--taken takes a moment in UTC as 2026-11-21T22:00:00Z")
            }
            return moment
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: reply)
        return RunDate.instant(attributes?[.modificationDate] as? Date ?? Date())
    }
}
