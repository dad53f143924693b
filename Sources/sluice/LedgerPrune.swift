import ArgumentParser
import CanonicalModel
import Pipeline

/// `sluice ledger prune`.
struct LedgerPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove what is older than agreements let us keep.",
        discussion: """
            An agreement says it in `audit: {gateway_log_retention: P6Y}`. Removed are rows that \
            were called back or replaced before that, people of whom nothing is left, and the \
            oldest answers of the log. What a recipient still holds stays, and so do all runs with \
            the digests of their manifests, so that `ledger verify` finds what it found before. \
            Exit codes: 0 done; 2 an agreement is wrong, or states no period; 3 the ledger or the \
            log cannot be used.
            """)

    @Option(help: "The ledger.")
    var ledger: String?

    @Option(help: "The log of `reidentify`.")
    var log: String?

    @Option(help: "An agreement whose period holds; may be given several times.")
    var agreement: [String]

    @Flag(help: "Only say what would be removed.")
    var dryRun = false

    @Option(help: "The day, as YYYY-MM-DD (default: today in Europe/London).")
    var runDate: String?

    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        if agreement.isEmpty { throw ValidationError("name an agreement with --agreement FILE") }
        if ledger == nil, log == nil { throw ValidationError("name a ledger or a log") }
    }

    func run() throws {
        let library = try mapping.load()
        let day = try RunDate.parse(runDate)
        let loaded: LoadedAgreements
        do throws(Diagnostics) {
            loaded = try AgreementOptions.loaded(agreement, library)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
        do throws(Diagnostic) {
            let pruning = try LedgerPruning(
                ledger: ledger, log: log, agreements: loaded.texts.map(\.agreement), on: day,
                isTrial: dryRun)
            show(pruning)
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(error.code == .noRetention ? 2 : 3)
        }
    }

    private func show(_ pruning: LedgerPruning) {
        let done = dryRun ? "would be removed" : "removed"
        for outcome in pruning.outcomes {
            print(
                "\(outcome.flow): \(outcome.rows) rows that ended before \(outcome.before), and "
                    + "\(outcome.people) people of whom nothing is left: \(done)")
        }
        if ledger != nil { print("\(pruning.findings) findings about files: \(done)") }
        if log != nil { print("\(pruning.answers) answers of the log: \(done)") }
    }
}
