import ArgumentParser
import CanonicalModel
import DisclosureControl
import Foundation
import Ledger
import Pipeline

/// `sluice reidentify`.
struct Reidentify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reidentify",
        abstract: "Tell a practice who of its own patients stands behind a pseudonym.",
        discussion: """
            For direct care, where the agreement says `reidentification: {allowed: true, ...}`. \
            The practice gives the NHS numbers of its list; there is no table of people. Whoever \
            asks and the two who agree are three people. Every question is logged, with its \
            outcome, before it is answered. A refusal reads, ends and lasts as the answer that \
            there is no such person. Exit codes: 0 the answer is on standard output; 1 there is \
            no such person; 2 the agreement or a register is wrong; 3 a file cannot be read or \
            written.
            """)

    @Option(help: "The pseudonym.")
    var pseudonym: String

    @Option(help: "The agreement under which it was made.")
    var agreement: String

    @Option(help: "The flow of the agreement, where it has several.")
    var flow: String?

    @Option(help: "The practice that asks, by its ODS code.")
    var practice: String

    @Option(help: "A file of the NHS numbers of the practice's own patients, one a line.")
    var list: String

    @Option(help: "The ledger of what was sent.")
    var ledger: String

    @Option(help: "The log of questions and answers; made if it is not there.")
    var log: String

    @Option(help: "What the answer is needed for.")
    var reason: String

    @Option(help: "Who asks, and in which role.")
    var by: String

    @Option(help: "Who agrees, and in which role; to be given twice.")
    var approver: [String]

    @OptionGroup var registers: RegisterOptions

    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        try Words.check(["--reason": reason, "--by": by])
        for approver in approver { try Words.check(["--approver": approver]) }
    }

    func run() throws {
        let library = try mapping.load()
        let day = try RunDate.parse(nil)
        let registers = try registers.load(now: try RunDate.lists(nil))
        let prepared = try AgreementOptions.prepared(
            [agreement], flow: flow, day: day, library: library, registers: registers)
        guard let agreement = prepared.first else { throw ExitCode(2) }
        let question = Reidentification(
            pseudonym: pseudonym, practice: practice, reason: reason, by: by, approvers: approver,
            at: Instant.text(RunDate.instant()))
        // A refusal takes as long as an answer: both wait for the next quarter of a second.
        let began = ContinuousClock.now
        let answer = Result { () throws(Diagnostic) in
            try question.answer(
                agreement, list: list, ledger: try LedgerFile.reading(ledger), log: log)
        }
        Self.wait(since: began)
        do throws(Diagnostic) {
            print(String(decoding: try answer.get().digits, as: UTF8.self))
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(error.code == .noAnswer ? 1 : 3)
        }
    }

    private static func wait(since began: ContinuousClock.Instant) {
        let passed = (ContinuousClock.now - began) / .milliseconds(250)
        usleep(UInt32((passed.rounded(.up) - passed) * 250_000))
    }
}
