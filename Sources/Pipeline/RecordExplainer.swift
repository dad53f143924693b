public import CanonicalModel
import RecordMapping
import RecordReading
public import SharingAgreements

/// A record, and why each part of it leaves or does not.
public struct ExplainedRecord: Sendable {
    /// The file, and what it holds it in.
    public let name: String
    /// Where in the file it begins.
    public let offset: Int
    /// The record as it was mapped, with the facts that a run works out of it.
    public let record: CanonicalRecord
    /// Why; `nil` where the record could not be read.
    public let explanation: Explanation?
    /// What would have to be written otherwise for it to fare otherwise; `nil` with
    /// ``explanation``, or if it was not asked for.
    public let advice: ChangeAdvice?
    /// What could not be read or mapped of it.
    public let findings: [Diagnostic]
    /// How many of its entries went to quarantine.
    public let quarantined: Int
}

/// Explains records under one agreement.
public struct RecordExplainer: Sendable {
    private let library: MappingLibrary
    private let agreement: PreparedAgreement
    private let codes: OptOutCodes
    private let areas: Areas?

    /// - Parameter areas: By what postcodes become small areas, as in a run.
    /// - Throws: `no-mappings` without the code sets of the Type 1 objection; `malformed-areas`.
    public init(
        _ agreement: PreparedAgreement, _ library: MappingLibrary, areas: AreaFiles? = nil
    ) throws(Diagnostic) {
        (self.agreement, self.library) = (agreement, library)
        self.areas = try areas?.load().table
        codes = try OptOutCodes.required(of: library)
    }

    /// Explains every record of `inputs`, files or folders. As in a run, what any of them says of a
    /// person's objection counts for all.
    ///
    /// - Parameter advising: Chooses the entries whose smallest changes are looked for; `nil` for
    ///   none, not even the record's.
    public func explain(
        _ inputs: [String], advising: ((CanonicalRecord) -> Set<Int>)? = nil,
        _ body: (ExplainedRecord) throws -> Void
    ) throws {
        let files = try Files.listed(inputs)
        guard files.allSatisfy(Files.exists) else {
            throw Diagnostic(
                .noInput, file: files.first { !Files.exists($0) } ?? "", "there is no such file")
        }
        let objections = KnownObjections(learns: true)
        for isLast in [false, true] {
            var worker = RecordWorker(
                mappings: library.mappings, agreements: [agreement], optOutCodes: codes,
                objections: objections, areas: areas, terminology: library.terminology,
                facts: library.facts)
            var source = RecordSource(files)
            var tree = SourceTree()
            var result = RecordResult(agreements: 1)
            while let input = source.next(into: &tree.bytes) {
                result.removeAll()
                let mapped = worker.map(input, &tree, into: &result).map {
                    isLast ? worker.withFacts($0, into: &result) : $0
                }
                if source.divide(input, tree.bytes, after: result.refusal) { continue }
                let explanation = mapped.flatMap { worker.explain($0, into: &result) }
                guard isLast else { continue }
                let advice = mapped.flatMap { mapped in
                    advising.flatMap {
                        worker.advice(mapped, entries: $0(mapped.record), into: &result)
                    }
                }
                try body(
                    ExplainedRecord(
                        name: input.file, offset: input.offset,
                        record: mapped?.record ?? CanonicalRecord(), explanation: explanation,
                        advice: advice, findings: result.findings,
                        quarantined: result.quarantine.entries.values
                            .reduce(0) { $0 + $1.values.reduce(0, +) }))
            }
        }
    }
}
