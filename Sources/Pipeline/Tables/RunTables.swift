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
    /// cells, never of people. Where there is a ledger, counts are held at what was published
    /// before; see ``TableMemory``.
    func publishTables(
        _ state: inout Collector.State, _ session: LedgerSession?
    ) throws(Diagnostic) -> [[TableOutcome]] {
        warnOfForgottenTables()
        var (outcomes, unwritten) = ([[TableOutcome]](), [[PublishedLines]]())
        for (index, agreement) in agreements.enumerated() {
            var (own, published) = ([TableOutcome](), [PublishedLines]())
            for number in agreement.compiled.tables.indices {
                let table = try publishTable(number, of: agreement, index, &state, session)
                own.append(table.outcome)
                if let lines = table.lines {
                    published.append((agreement.tableFeeds[number], lines))
                }
            }
            outcomes.append(own)
            unwritten.append(published)
        }
        for (index, tables) in unwritten.enumerated() {
            try state.feeds[index].add(tables, agreements[index])
        }
        return outcomes
    }

    private func publishTable(
        _ number: Int, of agreement: PreparedAgreement, _ index: Int,
        _ state: inout Collector.State, _ session: LedgerSession?
    ) throws(Diagnostic) -> (outcome: TableOutcome, lines: [TableFeed.Line]?) {
        let program = agreement.compiled.tables[number]
        let memory = session.flatMap { session in
            program.shape.map {
                TableMemory(
                    program, $0, of: agreement.compiled.agreement, session.ledger,
                    flow: session.flows[index].number)
            }
        }
        let earlier = try memory?.earlier()
        var tally = state.tables[index].tallies[number]
        let lines: [TableFeed.Line]
        do throws(TableRefusal) {
            let table = try Self.table(agreement, program, &tally, earlier)
            let feed = agreement.tableFeeds[number]
            lines = feed.lines(
                table, line: program.values(ofLine:), column: program.values(ofColumn:))
            agreement.scan.scan(
                text: feed.csv(lines), file: feed.fileName, into: &state.found[index])
        } catch {
            observer.report(
                records: state.records, bytes: state.inputBytes,
                findings: [Self.refused(agreement, program.table.id, error)])
            let outcome = TableOutcome(
                id: program.table.id, cells: program.shape?.cellCount ?? 0,
                refusal: error.description)
            return (outcome, nil)
        }
        if let tally { try memory?.note(tally) }
        let outcome = TableOutcome(id: program.table.id, cells: lines.count, refusal: nil)
        return (outcome, lines)
    }

    private static func table(
        _ agreement: PreparedAgreement, _ program: TableProgram, _ tally: inout TableTally?,
        _ earlier: [[EarlierCount]]?
    ) throws(TableRefusal) -> PublishedTable {
        let reasons = agreement.compiled.reasonsAgainstTables
        guard reasons.isEmpty else {
            let names = reasons.reasons.map(\.name).joined(separator: ", ")
            throw .invalid("nothing may be counted in this run: \(names)")
        }
        guard var counted = tally else {
            throw .invalid("no practice is in it, or it has more cells than can be protected")
        }
        let profile = agreement.compiled.agreement.disclosure
        if let earlier { try counted.hold(under: profile) { earlier[$0] } }
        tally = counted
        return try counted.table().protected(under: profile).published
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

    /// Refuses agreements for counts, and such as ask for what only a whole run can give, where
    /// there is no end at which a table or a feed is whole.
    ///
    /// - Throws: `needs-an-end`, once for each.
    public static func requireRows(_ agreements: [PreparedAgreement]) throws(Diagnostics) {
        let findings = agreements.compactMap { agreement in
            agreement.needOfAnEnd.map {
                Diagnostic(
                    .needsAnEnd, file: agreement.compiled.agreement.file, $0,
                    advice: "collect the records, and use `sluice convert`")
            }
        }
        if !findings.isEmpty { throw Diagnostics(findings) }
    }

    /// Why records that come without end cannot leave under it; `nil` where they can.
    private var needOfAnEnd: String? {
        if isAggregate {
            return "only counts leave under this agreement, and a stream has no end at which a "
                + "table is whole"
        }
        if rareCodes != nil {
            return "`rare_codes` keeps codes of few people back, and a stream has no end at which "
                + "all people are counted"
        }
        if compiled.agreement.anonymity != nil {
            return "`k` asks how many people are alike, and a stream has no end at which all are "
                + "counted"
        }
        guard let flow = compiled.flow, flow.timing.isLimited else { return nil }
        return "`\(flow.id)` goes out at intervals, and a stream sends each record at once"
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
