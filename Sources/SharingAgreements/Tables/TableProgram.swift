public import CanonicalModel
public import DisclosureControl
import Terminology

/// A table of an agreement made ready for a run: its cells, and what a record adds to which.
///
/// It looks at nothing but released records, so that every gate and every level of the agreement
/// has been passed before something is counted.
public struct TableProgram: Sendable {
    /// The table as the agreement declares it.
    public let table: Agreement.Table
    /// Its rows, columns and groups; `nil` where no practice is in the run, or where it has more
    /// cells than can be protected.
    public let shape: TableShape?
    private let counted: CompiledCounted
    private let rows: [TableAxis]
    private let columns: [TableAxis]

    /// The most cells of a table, sums included: few people can read more, and protecting costs
    /// the more the more of them are small.
    public static let largest = 20_000

    init(
        _ table: Agreement.Table, _ agreement: Agreement, _ index: CodeSetIndex,
        on day: PartialDate, practices: [String]
    ) {
        self.table = table
        counted = CompiledCounted(table.counted, index)
        func axes(_ dimensions: [Agreement.Dimension]) -> [TableAxis] {
            dimensions.map {
                TableAxis(
                    $0, of: table.counted.kind, agreement, index, on: day, practices: practices)
            }
        }
        (rows, columns) = (axes(table.rows), axes(table.columns))
        let made = try? Self.shape(rows.map(\.labels.count), columns.map(\.labels.count))
        shape = made.flatMap { $0.cellCount <= Self.largest ? $0 : nil }
    }

    /// The first dimension of the rows is the coarsest: its values, and those of every further but
    /// the last, are groups with sums of their own.
    private static func shape(
        _ rows: [Int], _ columns: [Int]
    ) throws(TableRefusal) -> TableShape {
        func product(_ counts: some Sequence<Int>) throws(TableRefusal) -> Int {
            var product = 1
            for count in counts {
                let (next, overflows) = product.multipliedReportingOverflow(by: count)
                if overflows || next > largest { throw .invalid("too many cells") }
                product = next
            }
            return product
        }
        let all = try product(rows)
        let width = try product(columns)
        _ = try product([all, width])
        let groups = (1..<max(rows.count, 1)).map { level in
            let count = rows.dropLast(level - 1).reduce(1, *)
            let size = rows[rows.count - level]
            return (0..<count).map { $0 / size }
        }
        return try TableShape(rows: all, columns: width, groups: groups)
    }

    /// What one person has in the table; empty if nothing.
    ///
    /// Cost: one pass over the entries of the record; a few look-ups for each that is counted.
    func shares(of released: ReleasedRecord, _ index: CodeSetIndex) -> [CellShare] {
        let record = released.record
        guard let shape, let patient = record.entries.first(where: { $0.kind == .patient })
        else { return [] }
        var shares: [CellShare] = []
        for entry in record.entries where counted.holds(entry, in: record, index) {
            let row = place(rows, released, patient, entry, index)
            let column = place(columns, released, patient, entry, index)
            let cell = shape.cell(line: row, column: column)
            if table.countsPeople { return [CellShare(cell: cell, count: 1)] }
            if let known = shares.firstIndex(where: { $0.cell == cell }) {
                shares[known].count += 1
            } else {
                shares.append(CellShare(cell: cell, count: 1))
            }
        }
        return shares
    }

    private func place(
        _ axes: [TableAxis], _ released: ReleasedRecord, _ patient: Entry, _ entry: Entry,
        _ index: CodeSetIndex
    ) -> Int {
        axes.reduce(0) { place, axis in
            place * axis.labels.count + axis.value(released, patient, entry, index)
        }
    }

    // MARK: - Naming the cells

    /// The names of the dimensions, those of the rows first, and the values of each.
    public var dimensions: [(name: String, values: [String])] {
        (rows + columns).map { ($0.dimension.name, $0.labels) }
    }

    /// What every sum over a dimension is called in its place.
    public static let all = "all"

    /// The values of a line in the dimensions of the rows.
    public func values(ofLine line: Int) -> [String] {
        var (depth, place, start) = (rows.count, line, 0)
        while depth > 0 {
            let count = rows.prefix(depth).reduce(1) { $0 * $1.labels.count }
            if place < start + count { break }
            start += count
            depth -= 1
        }
        place -= start
        return Self.values(place, rows.prefix(depth))
            + Array(repeating: Self.all, count: rows.count - depth)
    }

    /// The values of a column in the dimensions of the columns; `all` for that of the totals.
    public func values(ofColumn column: Int) -> [String] {
        guard let shape, column < shape.columnCount else {
            return Array(repeating: Self.all, count: columns.count)
        }
        return Self.values(column, columns[...])
    }

    private static func values(_ place: Int, _ axes: ArraySlice<TableAxis>) -> [String] {
        var (place, values) = (place, [String]())
        for axis in axes.reversed() {
            values.append(axis.labels[place % axis.labels.count])
            place /= axis.labels.count
        }
        return values.reversed()
    }
}

extension CompiledAgreement {
    /// What one person has in each of ``tables``, from what the agreement releases of them.
    public func shares(of released: ReleasedRecord) -> [[CellShare]] {
        tables.map { $0.shares(of: released, index) }
    }

    /// The reasons why nothing at all can be counted in this run; empty if something can.
    public var reasonsAgainstTables: ReasonSet { runReasons.union(registers.runReasons) }
}
