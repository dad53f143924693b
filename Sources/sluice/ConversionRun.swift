import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// What `sluice convert` and `sluice quarantine retry` do, from their options.
struct ConversionRun {
    let inputs: [String]
    let agreement: [String]
    let flow: String?
    let out: String
    let registers: RegisterOptions
    let ledger: LedgerOptionGroup
    let mapping: MappingOptions
    let reading: ReadingOptions
    var feeds: FeedOptions?
    var replace = false
    var layout = FeedLayout.flat
    var demographics: [String] = []
    var areas: AreaFiles?
    var runDate: String?
    var workers: Int?
    var quiet = false
    var jsonLog = false
    /// Inputs that were held and are tried again, with the run that held each.
    var retried: [String: Int64] = [:]

    /// Runs, says what was done, and ends the program with the code of the outcome.
    func run() async throws {
        let library = try mapping.load()
        let day = try RunDate.parse(runDate)
        let registers = try registers.load(now: try RunDate.lists(runDate))
        let definitions = try feeds?.load(library) ?? []
        let prepared = try AgreementOptions.prepared(
            agreement, flow: flow, day: day, library: library, registers: registers)
        let log = RunLog(
            isQuiet: quiet, isJSON: jsonLog, hidesCounts: prepared.allSatisfy(\.isAggregate),
            inputs: inputs)
        if library.terminology == nil { log.note(TerminologyOptions.absence) }
        Interruption.watch()
        LargeBlocks.giveBackFreePages()
        var conversion = Conversion(
            inputs: inputs, agreements: prepared, library: library, output: out, runDate: day)
        conversion.replaces = replace
        conversion.layout = layout
        conversion.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        conversion.xmlParser = reading.xmlParser
        conversion.timeLimit = reading.timeLimit
        (conversion.demographics, conversion.areas) = (demographics, areas)
        conversion.registers = registers
        try ledger.apply(to: &conversion)
        if !retried.isEmpty {
            conversion.ledger?.holdsOnlyChanges = true
            conversion.ledger?.retried = retried
        }
        if runDate == nil { conversion.clock = { RunDate.moment() } }
        conversion.observer = log.observer
        conversion.isInterrupted = { Interruption.isWanted }
        if !definitions.isEmpty {
            conversion.define(definitions, replacesKinds: feeds?.onlyFeeds ?? false)
        }
        let summary: RunSummary
        do {
            summary = try await conversion.run()
        } catch {
            log.fail(error)
            throw Self.exitCode(error)
        }
        log.finish(summary)
        if summary.feeds.contains(where: { $0.lacksOptOutList || $0.lacksTable }) {
            throw ExitCode(4)
        }
        if summary.feeds.contains(where: { !$0.removalsHeld.isEmpty }) { throw ExitCode(5) }
        if summary.quarantineLines > 0 { throw ExitCode(1) }
    }

    private static func exitCode(_ error: Diagnostic) -> ExitCode {
        switch error.code {
        case .countsDisagree: ExitCode(70)
        case .interrupted: ExitCode(130)
        default: ExitCode(3)
        }
    }
}
