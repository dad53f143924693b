import CanonicalModel
public import SharingAgreements
public import Terminology

/// Examples ready to be held against an agreement, and against changes of it: records are made
/// once, and decided by the gates that decide a run.
public struct ExampleTrial: Sendable {
    /// The examples.
    public let examples: ExampleFile
    /// The agreement they are of.
    public let agreement: Agreement
    let patients: [Prepared]

    /// One example as the gates see it.
    struct Prepared: Sendable {
        let example: ExampleFile.Case
        let record: CanonicalRecord
        let facts: PatientFacts
        let run: Run
        /// For each entry its id.
        let ids: [String]
    }

    /// What an agreement is compiled for; examples that share one share the compiled agreement.
    struct Run: Sendable, Hashable {
        let day: PartialDate
        let flow: String?
        let number: NHSNumber?
        let description: String
    }

    /// Makes the records of `examples`, who are decided as if the agreement were active: a draft
    /// is tried before it is.
    ///
    /// - Parameter codeSets: Where the codes of the Type 1 objection are.
    public init(_ examples: ExampleFile, of agreement: Agreement, codeSets: [CodeSet]) {
        (self.examples, self.agreement) = (examples, agreement.asActive)
        let codes = OptOutCodes(codeSets: codeSets)
        let usual = agreement.publishers.first?.ods ?? "ZZ999"
        patients = examples.cases.map { example in
            let patient = example.patient
            let practice = patient.holder ?? patient.registration?.practice ?? usual
            let number = ExampleNumbers.number(patient.number)
            let (record, facts) = RecordMaking.make(patient, at: practice, number, codes)
            let ids = record.entries.map { entry in
                guard case .text(let id) = record.cell(entry, 0) else { return "" }
                return record.string(id)
            }
            let run = Run(
                day: example.runDate, flow: example.flow, number: number,
                description: "\(example.conditions) \(patient.national) \(patient.objectsLocally) "
                    + "\(patient.isStopped)")
            return Prepared(
                example: example, record: record, facts: facts, run: run, ids: ids)
        }
    }

    /// The practices of the examples that are no party.
    var outsiders: [String] {
        let parties = Set(agreement.publishers.map(\.ods))
        let named = patients.map { String(decoding: $0.facts.practice, as: UTF8.self) }
        return Set(named).subtracting(parties).sorted()
    }

    /// What each example comes to under `agreement`, one after another.
    func explain(
        under agreement: Agreement, _ body: (Prepared, Explanation) -> Bool
    ) {
        var compiled: [Run: CompiledAgreement] = [:]
        for patient in patients {
            let ready =
                compiled[patient.run]
                ?? CompiledAgreement(
                    agreement, flow: patient.run.flow, runDate: patient.run.day,
                    registers: patient.registers)
            compiled[patient.run] = ready
            let explanation = ready.explain(
                patient.record, patient.facts, surrogates: SameIdentifiers())
            if !body(patient, explanation) { return }
        }
    }
}

extension ExampleTrial.Prepared {
    /// What the run was given: as a rule lists of the same day that ask about the patient.
    var registers: RunRegisters {
        var registers = RunRegisters()
        let (conditions, patient) = (example.conditions, example.patient)
        registers.stops = conditions.stops
        if patient.isStopped, let number = facts.nhsNumber {
            registers.stoppedPatients = [number]
        }
        registers.now = Self.noon(example.runDate)
        let asked = facts.nhsNumber.map { [$0] } ?? []
        switch conditions.national {
        case .missing: registers.national = .missing
        case .unreadable: registers.national = .unreadable
        case .daysOld(let days):
            guard let taken = Self.noon(example.runDate.earlier(by: days)) else { break }
            registers.national = .loaded(
                NationalOptOuts(
                    taken: taken, asked: patient.national == .notAsked ? [] : asked,
                    without: patient.national == .objects ? [] : Set(asked)))
        }
        switch conditions.local {
        case .missing: registers.local = .missing
        case .unreadable: registers.local = .unreadable
        case .daysOld:
            registers.local = .loaded(patient.objectsLocally ? Set(asked) : [])
        }
        return registers
    }

    private static func noon(_ day: PartialDate) -> PartialDate? {
        PartialDate(
            .second, year: day.year, month: day.month, day: day.day, hour: 12, offset: 0)
    }
}
