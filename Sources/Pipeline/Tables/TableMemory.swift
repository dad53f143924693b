import CanonicalModel
import DisclosureControl
import Ledger
import SharingAgreements
import Terminology

/// What was published of a flow's tables before, and what a run adds to it.
///
/// Cells are known by what they count and by the values that place them, whichever agreement
/// publishes them: so tables of two agreements over the same people are held to one another. What
/// is counted is told by its codes and values too, or one count would stand for another.
struct TableMemory {
    private let ledger: Ledger
    private let flow: Int64
    /// What each cell is called; sums too.
    private let cells: [String]
    private let shape: TableShape
    /// How the table is laid out, in short: its totals are sums of other cells than those of a
    /// table that is laid out otherwise.
    private let layout: String
    /// Stands in the ledger for every flow whose layouts it knows.
    private static let layouts = "layouts"

    init(
        _ program: TableProgram, _ shape: TableShape, of agreement: Agreement, _ ledger: Ledger,
        flow: Int64
    ) {
        (self.ledger, self.flow, self.shape) = (ledger, flow, shape)
        let names = (program.table.rows + program.table.columns).map(agreement.words)
        let unit = agreement.words(program.table)
        let dimensions = zip(names, program.dimensions.map(\.values))
            .map { "\($0.0)=\($0.1.joined(separator: ","))" }
        layout = Manifest.sha256(ofBytes: Array(dimensions.sorted().joined(separator: "|").utf8))
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
        // Ledgers of before knew no layouts.
        let knowsLayouts = try ledger.counts(of: Self.layouts).contains { $0.flow == flow }
        var known: [[EarlierCount]] = []
        for (place, cell) in cells.enumerated() {
            var own: Set<Int>?
            if shape.isTotal(place), knowsLayouts {
                own = Set(
                    try ledger.counts(of: laidOut(cell)).filter { $0.flow == flow }.map(\.count))
            }
            known.append(
                try ledger.counts(of: cell).map { one in
                    let isOwn = one.flow == flow && own.map { $0.contains(one.count) } ?? true
                    return EarlierCount(
                        count: one.count, people: one.people, isOfAnother: !isOwn)
                })
        }
        return known
    }

    private func laidOut(_ cell: String) -> String { "\(cell)|laid out \(layout)" }

    /// Remembers what is behind a table that is published.
    func note(_ tally: TableTally) throws(Diagnostic) {
        var counts = [LedgerCount(cell: Self.layouts, flow: flow, count: 0, people: 0)]
        for (place, behind) in tally.standing.enumerated() {
            let cell = cells[place]
            for name in shape.isTotal(place) ? [cell, laidOut(cell)] : [cell] {
                counts.append(
                    LedgerCount(cell: name, flow: flow, count: behind.count, people: behind.people))
            }
        }
        try ledger.note(counts)
    }
}

extension Agreement {
    /// What a table counts, by everything that decides it but whose entries they are.
    fileprivate func words(_ table: Table) -> String {
        let isOfPeople = table.countsPeople
        guard !isOfPeople || table.counted.kind != .patient else { return "people" }
        let what = words(table.counted)
        return isOfPeople ? "people with \(what)" : "entries of \(what)"
    }

    /// A dimension by its name, and by what decides its values where that is not the name.
    fileprivate func words(_ dimension: Dimension) -> String {
        switch dimension.source {
        case .practice, .patient, .listed, .time, .entry: dimension.name
        case .codes(let sets):
            "\(dimension.name)[\(sets.map(words(codeSet:)).joined(separator: ","))]"
        case .has(let counted): "\(dimension.name)[\(words(counted))]"
        }
    }

    private func words(_ counted: Counted) -> String {
        let included = inclusions.filter { $0.kind == counted.kind }.map { inclusion in
            words(inclusion.codeSet, inclusion.tests)
        }
        let own = words(counted.codeSet, counted.tests)
        let all = Set(included).sorted().joined(separator: " or ")
        return counted.kind.name + own + (all.isEmpty ? "" : " of\(all)")
    }

    private func words(_ codeSet: String?, _ tests: [FieldTest]) -> String {
        let parts = [codeSet.map(words(codeSet:))] + tests.map { "\($0.field) \($0.test)" }
        return parts.compactMap { $0 }.map { " \($0)" }.joined()
    }

    private func words(codeSet name: String) -> String {
        let version = codeSets.first { $0.name == name }?.version ?? ""
        return "\(name) \(version)"
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
