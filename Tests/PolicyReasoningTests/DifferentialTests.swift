import CanonicalModel
import Foundation
import SharingAgreements
import Testing

@testable import PolicyReasoning

/// The evaluator that runs, the diagrams and a plain reading of the rules, against one another.
@Suite struct DifferentialTests {
    /// How many requests (an entry of a record under a flow of an agreement, with all its fields)
    /// are tried; the environment variable asks for more.
    static let requests =
        ProcessInfo.processInfo.environment["SLUICE_REQUESTS"].flatMap { Int($0) } ?? 10_000

    @Test func evaluatorDiagramsAndPlainReadingAgree() throws {
        var random = Random(state: 20_260_601)
        let today = try #require(MadeRecord.today)
        var (asked, released, agreements, mismatches) = (0, 0, 0, 0)
        while asked < Self.requests {
            let (made, agreement) = MadeAgreement.loaded(&random)
            agreements += 1
            let diagrams = try PolicyDiagrams(
                [(agreement, Supposition())], on: today, budget: 200_000)
            var trial: Trial?
            for number in 0..<40 {
                let patient = MadeRecord.random(&random)
                // The flow, and what the run was given, are other ones now and then.
                if number.isMultiple(of: 8) {
                    trial = Trial(
                        agreement: agreement, diagrams: diagrams,
                        flow: random.once(in: 20) ? "none" : random.one(["f", "f", "f", "g"]),
                        day: today, registers: patient.registers)
                }
                guard let found = trial?.run(patient.record, patient.facts) else { continue }
                asked += found.entries
                released += found.released
                mismatches += found.mismatches.count
                #expect(
                    found.mismatches.isEmpty,
                    "\(found.mismatches.first ?? "")\n\(made.yaml)\n\(made.sets)")
                if mismatches > 5 { return }
            }
        }
        // The claim would be empty if hardly anything were released, or kept back.
        #expect(released * 100 > asked && released * 2 < asked, "\(released) of \(asked)")
        print("differential: \(asked) requests, \(agreements) agreements, \(released) released")
    }
}

/// One record under one agreement by three ways.
struct Trial {
    private let compiled: CompiledAgreement
    private let oracle: Oracle
    private let reading: RequestReading

    init(
        agreement: Agreement, diagrams: PolicyDiagrams, flow: String?, day: PartialDate,
        registers: RunRegisters
    ) {
        compiled = CompiledAgreement(agreement, flow: flow, runDate: day, registers: registers)
        oracle = Oracle(agreement: agreement, flow: flow, day: day, registers: registers)
        reading = RequestReading(
            diagrams: diagrams, version: 0, flow: flow, registers: registers)
    }

    struct Found {
        var entries = 0
        var released = 0
        var mismatches: [String] = []
    }

    func run(_ record: CanonicalRecord, _ facts: PatientFacts) -> Found {
        let plain = PlainRecord(record)
        let decision = compiled.decide(record, facts, surrogates: SameIdentifiers())
        let oracle = self.oracle.decide(plain, facts)
        let forms = reading.decide(plain, facts)
        var found = Found(entries: record.entries.count)
        var copies = decision.released?.record.entries ?? []
        for (place, entry) in record.entries.enumerated() {
            let leaves = decision.released != nil && decision.entryReasons[place].isEmpty
            let copy = leaves && !copies.isEmpty ? copies.removeFirst() : nil
            if leaves { found.released += 1 }
            // Everything that is withheld says why.
            if !leaves, decision.entryReasons[place].isEmpty, decision.patientReasons.isEmpty {
                found.mismatches.append("entry \(place) is withheld without a reason")
            }
            let levels = forms[place].map { $0.mapValues(\.level) }
            if oracle[place] != levels {
                found.mismatches.append(
                    "\(entry.kind) \(place): plain \(oracle[place] as Any), "
                        + "diagram \(levels as Any)")
            }
            if (oracle[place] != nil) != leaves {
                found.mismatches.append(
                    "\(entry.kind) \(place): leaves \(leaves) for "
                        + "\(decision.patientReasons.union(decision.entryReasons[place]).reasons), "
                        + "plain \(oracle[place] as Any)")
            }
            if let copy, let released = decision.released?.record {
                found.mismatches += fields(entry, copy, record, released, levels ?? [:])
            }
        }
        return found
    }

    /// Whether what leaves of an entry is what may, in the form in which it may.
    private func fields(
        _ entry: Entry, _ copy: Entry, _ record: CanonicalRecord, _ released: CanonicalRecord,
        _ levels: [Int: ReleaseLevel]
    ) -> [String] {
        var wrong: [String] = []
        let fields = entry.kind.definition.fields
        for field in 1..<entry.kind.fieldCount {
            let (before, after) = (record.cell(entry, field), released.cell(copy, field))
            let name = "\(entry.kind).\(fields[field].name)"
            guard let level = levels[field] else {
                if after != .absent { wrong.append("\(name) leaves and must not") }
                continue
            }
            switch before {
            case .code, .boolean:
                if after != before { wrong.append("\(name) is not what it was") }
            case .date(let date):
                let wanted = level.precision.map { Cell.date(date.generalised(to: $0)) }
                if after != wanted ?? .absent { wrong.append("\(name) is not to the \(level)") }
            default: break
            }
        }
        return wrong
    }
}
