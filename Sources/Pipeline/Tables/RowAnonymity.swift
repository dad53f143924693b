import CanonicalModel
import DisclosureControl
import Feeds
import FoundationEssentials
import SharingAgreements

/// What others may know of the people in a pseudonymised feed, by the fields that leave of them
/// and of their registrations, and by their practice, which every row and every folder tells.
///
/// Dates of what was done are not among them: with those nearly everybody is alone. The report
/// names them. A value is kept as the 64-bit hash of how it is written: rows are only told apart.
struct RowAnonymity: Sendable {
    /// Fields of the patient that are quasi-identifiers in the field table, and leave.
    private let fields: [Int]
    /// Those of registrations.
    private let registrationFields: [Int]
    /// The names of those that others may know and that are not counted.
    fileprivate let notCounted: [String]
    /// Whether codes of problems leave, which is what is learned of somebody who is found.
    private let hasProblems: Bool
    /// What each record gave: a column for the practice, one a field of the patient, one for the
    /// registrations where these tell something, and one for the problems.
    private var columns: [[Int]]
    /// Who gave what: a person of whom two records tell the same at one practice counts once.
    private var seen: Set<Int> = []
    private static let problemCode = EntryKind.problem.definition.index(of: "code") ?? 0
    /// The size of a class that the report looks at where the agreement demands none.
    private static let usualK = 5

    /// `nil` for a feed that is not pseudonymised, or has nothing that others may know.
    init?(_ compiled: CompiledAgreement) {
        guard compiled.agreement.deidentification.level == .pseudonymised else { return nil }
        let released = compiled.releasableFields
        func quasiIdentifiers(_ kind: EntryKind) -> [Int] {
            (released[kind] ?? []).sorted().filter { field in
                let definition = kind.definition.fields[field]
                return definition.identifiability == .quasiIdentifier
                    && definition.name != "pseudonym"
            }
        }
        fields = quasiIdentifiers(.patient)
        registrationFields = quasiIdentifiers(.registration)
        notCounted = EntryKind.allCases.filter { $0 != .patient && $0 != .registration }
            .flatMap { kind in
                quasiIdentifiers(kind).map { "\(kind.name).\(kind.definition.fields[$0].name)" }
            }
        hasProblems = released[.problem]?.contains(Self.problemCode) ?? false
        guard !fields.isEmpty || !registrationFields.isEmpty else { return nil }
        let count = 1 + fields.count + (registrationFields.isEmpty ? 0 : 1)
        columns = Array(repeating: [], count: count + (hasProblems ? 1 : 0))
    }

    /// What one released record of a practice gives.
    func row(of released: ReleasedRecord, at practice: some Sequence<UInt8>) -> [Int] {
        let record = released.record
        guard let patient = record.entries.first(where: { $0.kind == .patient }) else { return [] }
        var row = [Self.hash(practice)]
        row += fields.map { Self.hash(record.cell(patient, $0), in: record) }
        if !registrationFields.isEmpty {
            let registrations = record.entries.filter { $0.kind == .registration }.map { entry in
                Self.combined(
                    registrationFields.map { Self.hash(record.cell(entry, $0), in: record) })
            }
            row.append(Self.combined(Set(registrations).sorted()))
        }
        if hasProblems {
            let problems = record.entries.filter { $0.kind == .problem }
                .map { Self.hash(record.cell($0, Self.problemCode), in: record) }
            row.append(Self.combined(Set(problems).sorted()))
        }
        return row
    }

    /// - Parameter person: Whose row it is, where that is known.
    mutating func add(_ row: [Int], of person: NHSNumber?) {
        guard row.count == columns.count else { return }
        if let person {
            var hasher = Hasher()
            hasher.combine(person)
            hasher.combine(row.dropLast(hasProblems ? 1 : 0))
            guard seen.insert(hasher.finalize()).inserted else { return }
        }
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
        return hash(bytes)
    }

    /// FNV-1a, 64 bits. Source: IETF draft-eastlake-fnv.
    private static func hash(_ bytes: some Sequence<UInt8>) -> Int {
        let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return Int(truncatingIfNeeded: hash)
    }

    private static func combined(_ hashes: [Int]) -> Int { hashes.reduce(0) { $0 &* 31 &+ $1 } }

    // MARK: - Reporting

    private var isEmpty: Bool { columns.first?.isEmpty ?? true }

    /// The report on all rows; `nil` where there are none.
    func report(_ agreement: Agreement) -> AnonymityLine? {
        let count = columns.count - (hasProblems ? 1 : 0)
        guard !isEmpty,
            let report = AnonymityReport(
                quasiIdentifiers: Array(columns[..<count]), sensitive: Array(columns[count...]),
                k: agreement.anonymity?.k ?? Self.usualK)
        else { return nil }
        let names =
            ["practice"] + fields.map { EntryKind.patient.definition.fields[$0].name }
            + registrationFields.map {
                "registration.\(EntryKind.registration.definition.fields[$0].name)"
            }
        return AnonymityLine(agreement, names, notCounted, report)
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
    let notCounted: [String]
    let k: Int
    let rows: Int
    let classes: Int
    let smallestClass: Int
    let uniqueRows: Int
    let rowsBelowK: Int
    let diversity: [Diversity]

    init(
        _ agreement: Agreement, _ names: [String], _ notCounted: [String],
        _ report: AnonymityReport
    ) {
        (self.agreement, version) = (agreement.id, agreement.version.description)
        (quasiIdentifiers, self.notCounted) = (names, notCounted)
        (k, rows) = (report.k, report.rowCount)
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
