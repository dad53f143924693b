import CanonicalModel
import DisclosureControl
import Ledger
import SharingAgreements

/// What was published of a flow's tables before, and what a run adds to it.
///
/// Cells are known by what they count and by the values that place them, whichever agreement
/// publishes them: so tables of two agreements over the same people are held to one another.
struct TableMemory {
    private let ledger: Ledger
    private let flow: Int64
    /// What each cell is called; sums too.
    private let cells: [String]

    init(_ program: TableProgram, _ shape: TableShape, _ ledger: Ledger, flow: Int64) {
        (self.ledger, self.flow) = (ledger, flow)
        let names = program.dimensions.map(\.name)
        let counted = program.table.counted.kind
        let unit =
            !program.table.countsPeople
            ? "entries of \(counted.name)"
            : counted == .patient ? "people" : "people with \(counted.name)"
        let columns = (0...shape.columnCount).map(program.values(ofColumn:))
        cells = (0..<shape.lineCount).flatMap { line in
            let values = program.values(ofLine: line)
            return columns.map { column in
                let places = zip(names, values + column).filter { $0.1 != TableProgram.all }
                return ([unit] + places.map { "\($0.0)=\($0.1)" }.sorted()).joined(separator: "|")
            }
        }
    }

    /// What was published of each cell, in any run and any flow.
    func earlier() throws(Diagnostic) -> [[EarlierCount]] {
        var known: [[EarlierCount]] = []
        for cell in cells {
            known.append(
                try ledger.counts(of: cell).map {
                    EarlierCount(count: $0.count, people: $0.people, isOfAnother: $0.flow != flow)
                })
        }
        return known
    }

    /// Remembers what is behind a table that is published.
    func note(_ tally: TableTally) throws(Diagnostic) {
        try ledger.note(
            zip(cells, tally.standing).map { cell, behind in
                LedgerCount(cell: cell, flow: flow, count: behind.count, people: behind.people)
            })
    }
}

extension Conversion {
    /// The sentence that a table's rules have where the ledger holds its counts.
    static func heldRule(_ profile: DisclosureProfile) -> String {
        "A count stays as it was when it was first published, until it has changed by more than "
            + "\(profile.threshold) people."
    }

    /// Says of which tables nothing knows what was published before.
    func warnOfForgottenTables() {
        guard ledger == nil else { return }
        for agreement in agreements where agreement.isAggregate && !agreement.tableFeeds.isEmpty {
            let finding = Diagnostic(
                .tablesNotRemembered, .warning, file: agreement.compiled.agreement.file,
                "nothing knows which tables were published before: whoever has two of them can "
                    + "subtract one from the other, and find the few people that they differ by",
                advice: "run with --ledger, which holds counts until enough people have changed")
            observer.report(records: 0, bytes: 0, findings: [finding])
        }
    }
}
