import CanonicalModel
import DisclosureControl
import Feeds
import FoundationEssentials
import SharingAgreements

/// What others may know of the people in a pseudonymised feed, by the fields that leave of them.
///
/// A value is kept as the 64-bit hash of how it is written: rows are only told apart.
struct RowAnonymity: Sendable {
    /// Fields of the patient that are quasi-identifiers in the field table, and leave.
    private let fields: [Int]
    /// Whether codes of problems leave, which is what is learned of somebody who is found.
    private let hasProblems: Bool
    /// What each record gave: a column a field, and one more for the problems.
    private var columns: [[Int]]
    private static let problemCode = EntryKind.problem.definition.index(of: "code") ?? 0
    /// The size of a class that the report looks at where the agreement demands none.
    private static let usualK = 5

    /// `nil` for a feed that is not pseudonymised, or has nothing that others may know.
    init?(_ compiled: CompiledAgreement) {
        guard compiled.agreement.deidentification.level == .pseudonymised else { return nil }
        let released = compiled.releasableFields
        fields = (released[.patient] ?? []).filter { field in
            let definition = EntryKind.patient.definition.fields[field]
            return definition.identifiability == .quasiIdentifier && definition.name != "pseudonym"
        }
        hasProblems = released[.problem]?.contains(Self.problemCode) ?? false
        guard !fields.isEmpty else { return nil }
        columns = Array(repeating: [], count: fields.count + (hasProblems ? 1 : 0))
    }

    /// What one released record gives.
    func row(of released: ReleasedRecord) -> [Int] {
        let record = released.record
        guard let patient = record.entries.first(where: { $0.kind == .patient }) else { return [] }
        var row = fields.map { Self.hash(record.cell(patient, $0), in: record) }
        if hasProblems {
            let problems = record.entries.filter { $0.kind == .problem }
                .map { Self.hash(record.cell($0, Self.problemCode), in: record) }
            row.append(Set(problems).sorted().reduce(0) { $0 &* 31 &+ $1 })
        }
        return row
    }

    mutating func add(_ row: [Int]) {
        guard row.count == columns.count else { return }
        for (column, value) in row.enumerated() { columns[column].append(value) }
    }

    private static func hash(_ cell: Cell, in record: CanonicalRecord) -> Int {
        var bytes: [UInt8] = []
        switch cell {
        case .absent: return 0
        case .text(let text): bytes = Array(record.bytes(text))
        case .code(let word): return Int(word) + 1
        case .boolean(let value): return value ? 2 : 1
        case .date(let date): date.append(to: &bytes)
        case .concept(let concept):
            for coding in record.codings(of: record.concepts[Int(concept)]) {
                bytes += record.bytes(coding.code) + [0]
            }
        case .quantity, .reference, .references: return 1
        }
        // FNV-1a, 64 bits. Source: IETF draft-eastlake-fnv.
        let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return Int(truncatingIfNeeded: hash)
    }

    // MARK: - Reporting

    private var isEmpty: Bool { columns.first?.isEmpty ?? true }

    /// The report on all rows; `nil` where there are none.
    func report(_ agreement: Agreement) -> AnonymityLine? {
        let count = fields.count
        guard !isEmpty,
            let report = AnonymityReport(
                quasiIdentifiers: Array(columns[..<count]), sensitive: Array(columns[count...]),
                k: agreement.anonymity?.k ?? Self.usualK)
        else { return nil }
        let names = fields.map { EntryKind.patient.definition.fields[$0].name }
        return AnonymityLine(agreement, names, report)
    }
}

/// The report on one feed, as `anonymity.json` has it.
struct AnonymityLine: Encodable, Sendable {
    struct Diversity: Encodable, Sendable {
        let of: String
        let distinct: Int
        let homogeneousClasses: Int
        let rowsInThem: Int
    }
    let agreement: String
    let version: String
    let quasiIdentifiers: [String]
    let k: Int
    let rows: Int
    let classes: Int
    let smallestClass: Int
    let uniqueRows: Int
    let rowsBelowK: Int
    let diversity: [Diversity]

    init(_ agreement: Agreement, _ names: [String], _ report: AnonymityReport) {
        (self.agreement, version) = (agreement.id, agreement.version.description)
        (quasiIdentifiers, k, rows) = (names, report.k, report.rowCount)
        (classes, smallestClass) = (report.classCount, report.smallestClass)
        (uniqueRows, rowsBelowK) = (report.uniqueRows, report.rowsBelowK)
        diversity = report.diversity.map {
            Diversity(
                of: "problems", distinct: $0.distinct, homogeneousClasses: $0.homogeneousClasses,
                rowsInThem: $0.rowsInHomogeneousClasses)
        }
    }
}

extension Conversion {
    /// Writes `anonymity.json` beside the manifest, of all pseudonymised feeds that have rows.
    ///
    /// - Throws: `below-k` where an agreement demands more than its feed has.
    func reportAnonymity(
        _ state: Collector.State, _ staging: Staging
    ) throws(Diagnostic) -> [OutputFile] {
        var lines: [AnonymityLine] = []
        for (agreement, rows) in zip(agreements, state.anonymity) {
            guard let line = rows?.report(agreement.compiled.agreement) else { continue }
            try check(line, agreement, state)
            lines.append(line)
        }
        guard !lines.isEmpty else { return [] }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let encoded = try? encoder.encode(["feeds": lines])
        var sink = try FileSink(name: "anonymity.json", in: staging.folder)
        try sink.append(Array(encoded ?? Data()) + [0x0A])
        return [try OutputFile(&sink)]
    }

    private func check(
        _ line: AnonymityLine, _ agreement: PreparedAgreement, _ state: Collector.State
    ) throws(Diagnostic) {
        guard let demand = agreement.compiled.agreement.anonymity, line.smallestClass < demand.k
        else { return }
        let message =
            "some rows share \(line.quasiIdentifiers.map { "`\($0)`" }.joined(separator: ", "))"
            + " with fewer than \(demand.k)"
        switch demand.shortfall {
        case .refuse:
            throw Diagnostic(
                .belowK, file: agreement.folder, message,
                advice: "nothing was published; make the fields coarser, or say `below_k: warn`")
        case .warn:
            observer.report(
                records: state.records, bytes: state.inputBytes,
                findings: [
                    Diagnostic(
                        .belowK, .warning, file: agreement.folder, message,
                        advice: "`anonymity.json` has the figures")
                ])
        }
    }
}
