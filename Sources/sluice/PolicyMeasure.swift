import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// `sluice policy measure`: how fast agreements decide; for those who work on Sluice.
struct PolicyMeasure: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Measure how many decisions a second agreements take.",
        discussion: """
            A decision is whether and how one entry of a record leaves under one agreement. The \
            records are mapped once and then decided again and again on one core, under so many \
            agreements, each loaded by itself; every gate and the making of the released copy \
            count, mapping and writing do not.
            """, shouldDisplay: false)

    @Argument(help: "Records: files or folders.")
    var records: [String]

    @Option(help: "The agreement of which copies are made.")
    var agreement: String

    @Option(help: "How many agreements are loaded; may be given several times.")
    var count: [Int] = [10, 1_000]

    @Option(help: "The practice that holds the records.")
    var practice = "Y99001"

    @Option(help: "The day of the run, as YYYY-MM-DD (default: today in Europe/London).")
    var runDate: String?

    @Option(help: "Seconds of CPU time for each figure.")
    var seconds = 3.0

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let library = try mapping.load()
        let day = try RunDate.parse(runDate)
        let mapped = try mappedRecords(library, day)
        let entries = mapped.reduce(0) { $0 + $1.record.entries.count }
        print("\(mapped.count) records of \(entries) entries")
        for count in count {
            let agreements = try copies(count, library, day)
            var (rounds, released) = (0, 0)
            let start = Self.cpuTime()
            while Self.cpuTime() - start < seconds || rounds == 0 {
                for (record, facts) in mapped {
                    for agreement in agreements {
                        // Making surrogates is measured elsewhere.
                        let decision = agreement.decide(
                            record, facts, surrogates: SameIdentifiers())
                        released += decision.released?.record.entries.count ?? 0
                    }
                }
                rounds += 1
            }
            let time = Self.cpuTime() - start
            let decisions = Double(rounds * entries * count)
            print(
                "\(count) agreements: \(String(format: "%.2f", decisions / time / 1e6)) million "
                    + "decisions a second, \(released * 100 / max(1, Int(decisions))) % released")
        }
    }

    private func mappedRecords(
        _ library: MappingLibrary, _ day: PartialDate
    ) throws -> [(record: CanonicalRecord, facts: PatientFacts)] {
        let prepared = try AgreementOptions.prepared(
            [agreement], flow: nil, day: day, library: library, registers: Registers(),
            secret: AgreementOptions.keyForNobody)
        guard let prepared = prepared.first, let codes = OptOutCodes(codeSets: library.codeSets)
        else { throw ExitCode(2) }
        var mapped: [(CanonicalRecord, PatientFacts)] = []
        try RecordExplainer(prepared, library).explain(records) { explained in
            guard explained.explanation != nil else { return }
            let facts = PatientFacts(
                practice: Array(practice.utf8),
                nhsNumber: try? NHSNumber(Array("9990000018".utf8)),
                optOut: OptOutEvidence(explained.record, codes), pseudonym: Array("P".utf8),
                sourceSystem: Array("made-up".utf8))
            mapped.append((explained.record, facts))
        }
        return mapped
    }

    /// Each is read from its text, so that no two share memory.
    private func copies(
        _ count: Int, _ library: MappingLibrary, _ day: PartialDate
    ) throws -> [CompiledAgreement] {
        do throws(Diagnostics) {
            return try (0..<count).map { _ throws(Diagnostics) in
                let (_, agreement) = try PreparedAgreement.load(
                    agreement, shared: library.codeSets, terminology: library.terminology)
                return CompiledAgreement(
                    agreement, flow: agreement.flows.first?.id, runDate: day)
            }
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    private static func cpuTime() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
