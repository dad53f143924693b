public import CanonicalModel
import RecordMapping
import RecordReading
import SharingAgreements

/// What agreements would let out of records: counts only, and exact ones, which nobody sees before
/// small numbers are taken out.
public struct PlannedCounts: Sendable {
    /// What a row counts.
    public enum Section: Int, Sendable, CaseIterable, Comparable {
        case practice, reason, kind, field
        /// In the order of the report.
        public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// One thing that is counted, under the agreement as it is and as it would be.
    public struct Row: Sendable {
        /// How many there are now.
        public var now = 0
        /// How many there would be.
        public var then = 0
        /// Of records: how many leave that did not.
        public var gained = 0
        /// Of records: how many no longer leave.
        public var lost = 0
    }

    /// A section, and a practice, a reason, a kind of entry, or a field with its precision.
    public struct Key: Sendable, Hashable {
        /// The section.
        public let section: Section
        /// What is counted, in words.
        public let label: String
    }

    /// How many records were read.
    public internal(set) var records = 0
    /// How many could not be read.
    public internal(set) var unreadable = 0
    /// What was counted.
    public internal(set) var rows: [Key: Row] = [:]

    fileprivate mutating func count(
        _ section: Section, _ label: String, _ isThen: Bool, by number: Int = 1
    ) {
        let key = Key(section: section, label: label)
        if isThen {
            rows[key, default: Row()].then += number
        } else {
            rows[key, default: Row()].now += number
        }
    }

    /// Counts what one agreement decides of a record.
    fileprivate mutating func add(_ decision: RecordDecision, isThen: Bool) {
        guard let released = decision.released else {
            count(.reason, decision.patientReason?.name ?? "", isThen)
            return
        }
        for (number, entry) in released.record.entries.enumerated() {
            count(.kind, entry.kind.name, isThen)
            let fields = entry.kind.definition.fields
            for field in fields.indices.dropFirst()
            where released.present[number] & 1 << UInt64(field) != 0 {
                var label = "\(entry.kind.name).\(fields[field].name)"
                if case .date(let date) = released.record.cell(entry, field) {
                    label += ", to the \(date.precision.name)"
                }
                count(.field, label, isThen)
            }
        }
    }

    fileprivate mutating func compare(
        _ practice: String, now: RecordDecision?, then: RecordDecision
    ) {
        let key = Key(section: .practice, label: practice.isEmpty ? "no practice" : practice)
        let (was, willBe) = (now?.released != nil, then.released != nil)
        var row = rows[key] ?? Row()
        if was { row.now += 1 }
        if willBe { row.then += 1 }
        if willBe, !was { row.gained += 1 }
        if was, !willBe { row.lost += 1 }
        rows[key] = row
    }
}

/// Counts what a draft of an agreement would let out, beside what the present one does.
public struct PolicyPlanRun: Sendable {
    private let library: MappingLibrary
    private let draft: PreparedAgreement
    private let current: PreparedAgreement?
    private let codes: OptOutCodes

    /// - Parameter current: The agreement as it is; `nil` where nothing leaves yet.
    /// - Throws: `no-mappings` without the code sets of the Type 1 objection.
    public init(
        draft: PreparedAgreement, current: PreparedAgreement?, _ library: MappingLibrary
    ) throws(Diagnostic) {
        (self.draft, self.current, self.library) = (draft, current, library)
        codes = try OptOutCodes.required(of: library)
    }

    /// Decides every record of `inputs`, files or folders, under both. As in a run, what any of
    /// them says of a person's objection counts for all; nothing is written.
    public func run(_ inputs: [String]) throws -> PlannedCounts {
        let files = try Files.listed(inputs)
        guard files.allSatisfy(Files.exists) else {
            throw Diagnostic(
                .noInput, file: files.first { !Files.exists($0) } ?? "", "there is no such file")
        }
        let objections = KnownObjections(learns: true)
        let agreements = [draft] + (current.map { [$0] } ?? [])
        var counts = PlannedCounts()
        for isLast in [false, true] {
            var worker = RecordWorker(
                mappings: library.mappings, agreements: agreements, optOutCodes: codes,
                objections: objections, terminology: library.terminology,
                facts: library.facts)
            var (source, tree) = (RecordSource(files), SourceTree())
            var result = RecordResult(agreements: agreements.count)
            while let input = source.next(into: &tree.bytes) {
                result.removeAll()
                let mapped = worker.map(input, &tree, into: &result)
                if source.divide(input, tree.bytes, after: result.refusal) { continue }
                let decisions = mapped.map { worker.decisions($0, into: &result) }
                guard isLast else { continue }
                counts.records += 1
                guard let decisions, let then = decisions.each.first else {
                    counts.unreadable += 1
                    continue
                }
                let now = decisions.each.count > 1 ? decisions.each[1] : nil
                counts.add(then, isThen: true)
                if let now { counts.add(now, isThen: false) }
                counts.compare(decisions.practice, now: now, then: then)
            }
        }
        return counts
    }
}
