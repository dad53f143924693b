import CanonicalModel
import Foundation
import RecordMapping
import SharingAgreements
import Terminology
import Testing

@testable import Pipeline
@testable import PolicyReasoning

/// Every sample record under every policy, by three ways.
@Suite struct SampleTests {
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static func policies() throws -> [String] {
        try Files.list(package.appendingPathComponent("Policies").path).filter {
            $0.hasSuffix("agreement.yaml")
        }
    }

    @Test func everySampleUnderEveryPolicyIsDecidedAlike() throws {
        let library = try MappingLibrary(
            folder: Self.package.appendingPathComponent("Mappings").path)
        let codes = try #require(OptOutCodes(codeSets: library.codeSets))
        let day = try #require(PartialDate(.day, year: 2026, month: 11, day: 21))
        let records = try Files.list(Self.package.appendingPathComponent("Samples").path)
            .filter { $0.hasSuffix(".json") || $0.hasSuffix(".xml") }
            .filter { !$0.contains("/expected/") }
        var (requests, released) = (0, 0)
        for policy in try Self.policies() {
            let agreement = try PreparedAgreement.load(policy, shared: library.codeSets)
                .agreement
            let flow = try #require(agreement.flows.first?.id)
            let prepared = try PreparedAgreement(
                file: policy, flow: flow, runDate: day, shared: library.codeSets,
                measurements: library.measurements,
                secret: { _ in String(repeating: "5c", count: 32) })
            // Of an agreement for counts, what is decided is what its tables are made of.
            var supposed = Supposition()
            supposed.showsCounted = true
            let diagrams = try PolicyDiagrams([(agreement, supposed)], on: day, budget: 200_000)
            var registers = RunRegisters()
            registers.local = .loaded([])
            let trial = Trial(
                agreement: agreement, diagrams: diagrams, flow: flow, day: day,
                registers: registers)
            let worker = RecordWorker(
                mappings: library.mappings, agreements: [prepared], optOutCodes: codes,
                objections: KnownObjections(learns: true), terminology: library.terminology)
            for (record, facts) in Self.mapped(records, worker, prepared) {
                let found = trial.run(record, facts)
                requests += found.entries
                released += found.released
                #expect(
                    found.mismatches.isEmpty,
                    "\(policy.suffix(40)): \(found.mismatches.prefix(3))")
            }
        }
        #expect(requests > 5_000 && released > 100, "\(requests) \(released)")
        print("samples: \(requests) requests, \(released) released")
    }

    private static func mapped(
        _ files: [String], _ worker: RecordWorker, _ agreement: PreparedAgreement
    ) -> [(CanonicalRecord, PatientFacts)] {
        var worker = worker
        var source = RecordSource(files)
        var tree = SourceTree()
        var result = RecordResult(agreements: 1)
        var mapped: [(CanonicalRecord, PatientFacts)] = []
        while let input = source.next(into: &tree.bytes) {
            result.removeAll()
            guard let record = worker.map(input, &tree, into: &result) else { continue }
            let person = worker.person(of: record, into: &result)
            mapped.append((record.record, worker.facts(person, under: agreement).0))
        }
        return mapped
    }
}
