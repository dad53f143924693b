public import CanonicalModel
import DisclosureControl
import Feeds
import SharingAgreements

/// The tables of one agreement while a run counts.
struct RunTables: Sendable {
    private(set) var tallies: [TableTally?]
    /// The people who have been counted: a person counts with the first of their records that the
    /// agreement lets through.
    private var counted: Set<NHSNumber> = []

    init(_ agreement: PreparedAgreement) {
        tallies = agreement.compiled.tables.map { program in
            program.shape.map {
                TableTally(shape: $0, countsPeople: program.table.countsPeople)
            }
        }
    }

    /// Counts what a record has in each table, unless its person has been counted.
    mutating func add(_ shares: [[CellShare]], of person: NHSNumber?) {
        guard !shares.isEmpty, let person, counted.insert(person).inserted else { return }
        for (number, shares) in shares.enumerated() { tallies[number]?.add(shares) }
    }
}

/// What became of a table.
public struct TableOutcome: Sendable {
    /// The id of the table.
    public let id: String
    /// How many cells it has, sums included; known from the agreement, and no count of anybody.
    public let cells: Int
    /// Why it is not published; `nil` if it is.
    public let refusal: String?
}

extension Conversion {
    /// Makes the tables safe, audits them, and writes those that may be published into their feeds.
    ///
    /// A table that cannot be protected is left out whole; what stands in the message tells of
    /// cells, never of people.
    func publishTables(
        _ state: inout Collector.State
    ) throws(Diagnostic) -> [[TableOutcome]] {
        var outcomes: [[TableOutcome]] = []
        for (index, agreement) in agreements.enumerated() {
            var own: [TableOutcome] = []
            for (number, program) in agreement.compiled.tables.enumerated() {
                let outcome: TableOutcome
                do throws(TableRefusal) {
                    let table = try Self.table(
                        agreement, program, state.tables[index].tallies[number])
                    let feed = agreement.tableFeeds[number]
                    let bytes = feed.csv(
                        table, line: program.values(ofLine:), column: program.values(ofColumn:))
                    let file = (feed.fileName, bytes, table.shape.cellCount)
                    agreement.scan.scan(text: bytes, file: file.0, into: &state.found[index])
                    state.unwritten.append((index, file.0, file.1, file.2))
                    outcome = TableOutcome(
                        id: program.table.id, cells: table.shape.cellCount, refusal: nil)
                } catch {
                    outcome = TableOutcome(
                        id: program.table.id, cells: program.shape?.cellCount ?? 0,
                        refusal: error.description)
                    observer.report(
                        records: state.records, bytes: state.inputBytes,
                        findings: [Self.refused(agreement, program.table.id, error)])
                }
                own.append(outcome)
            }
            outcomes.append(own)
        }
        for (index, file, bytes, lines) in state.unwritten {
            try state.feeds[index].add(bytes, file, lines: lines)
        }
        return outcomes
    }

    private static func table(
        _ agreement: PreparedAgreement, _ program: TableProgram, _ tally: TableTally?
    ) throws(TableRefusal) -> PublishedTable {
        let reasons = agreement.compiled.reasonsAgainstTables
        guard reasons.isEmpty else {
            let names = reasons.reasons.map(\.name).joined(separator: ", ")
            throw .invalid("nothing may be counted in this run: \(names)")
        }
        guard let tally else {
            throw .invalid("no practice is in it, or it has more cells than can be protected")
        }
        let profile = agreement.compiled.agreement.disclosure
        return try tally.table().protected(under: profile).published
    }

    private static func refused(
        _ agreement: PreparedAgreement, _ id: String, _ refusal: TableRefusal
    ) -> Diagnostic {
        Diagnostic(
            .tableRefused, .warning, file: "\(agreement.folder)/tables/\(id).csv",
            "the table is not published: \(refusal)",
            advice: "the rest of the run goes on without it")
    }
}

extension PreparedAgreement {
    /// Whether only counts leave under it.
    public var isAggregate: Bool { compiled.agreement.deidentification.level == .aggregate }

    /// How each table is laid out.
    static func tableFeeds(_ compiled: CompiledAgreement) -> [TableFeed] {
        compiled.tables.map { program in
            TableFeed(
                id: program.table.id, title: program.table.title, counted: program.table.words,
                dimensions: program.dimensions.map { .init(name: $0.name, values: $0.values) },
                rules: compiled.agreement.disclosure.description)
        }
    }

    /// Refuses agreements for counts where there is no end at which a table is whole.
    ///
    /// - Throws: `needs-an-end`, once for each.
    public static func requireRows(_ agreements: [PreparedAgreement]) throws(Diagnostics) {
        let findings = agreements.filter(\.isAggregate).map { agreement in
            Diagnostic(
                .needsAnEnd, file: agreement.compiled.agreement.file,
                "only counts leave under this agreement, and a stream has no end at which a table "
                    + "is whole",
                advice: "collect the records, and use `sluice convert`")
        }
        if !findings.isEmpty { throw Diagnostics(findings) }
    }
}

extension Agreement.Table {
    /// What is counted, in words.
    fileprivate var words: String {
        if countsPeople {
            return counted.kind == .patient
                ? "people"
                : "people who have such an entry: "
                    + counted.kind.name
        }
        return "entries of the kind \(counted.kind.name)"
    }
}
