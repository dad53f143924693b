public import CanonicalModel
public import Feeds

/// Fills the tables that users define from the rows that a feed has of a record.
///
/// Cells are copied as they stand, so that nothing is in them that the agreement does not release,
/// and the scan of the rows looks at the very same bytes.
public struct DefinedRows: Sendable {
    /// The tables that the feed can have.
    public let tables: [FeedTable]
    /// What it cannot have, as warnings.
    public let findings: [Diagnostic]
    private let programs: [Program]
    private let patientWidth: Int

    /// How the rows of one table are made.
    private struct Program: Sendable {
        let number: Int
        let kind: Int
        /// How many columns the table of the kind has.
        let width: Int
        let filter: RowFilter
        /// The cells after those of every table; `nil` where nothing is released.
        let cells: [(place: Int, isPatients: Bool)?]
        let order: RowOrder
    }

    /// Lays the tables of `definitions` out for a feed that has `selection`.
    ///
    /// A column that the agreement does not release is there and empty. A table is left out where
    /// nothing of its kind is released, or something that its filter asks for is not.
    public init(
        _ definitions: [FeedDefinition], of selection: FeedSelection, agreement: String,
        runDate: PartialDate
    ) {
        var (tables, findings, programs) = ([FeedTable](), [Diagnostic](), [Program]())
        let patient = selection.places(.patient)
        for definition in definitions {
            for table in definition.tables {
                let own = selection.includes(table.kind) ? selection.places(table.kind) : nil
                let hasPatient = selection.includes(.patient)
                func place(_ column: String, _ isPatients: Bool) -> Int? {
                    isPatients ? hasPatient ? patient[column] : nil : own?[column]
                }
                let missing = own == nil ? nil : table.missing(place)
                findings += table.findings(
                    definition, agreement, isReleased: own != nil, missing ?? [], place)
                guard let own, missing == [] else { continue }
                let laid = table.laidOut(tables.count)
                tables.append(laid)
                programs.append(
                    Program(
                        number: laid.number, kind: Int(table.kind.rawValue), width: own.count,
                        filter: table.filter.map { $0.asOf(runDate).placed(place) },
                        cells: table.columns.map { column in
                            place(column.source.name, column.isPatients).map {
                                ($0, column.isPatients)
                            }
                        }, order: RowOrder(laid)))
            }
        }
        (self.tables, self.findings, self.programs) = (tables, findings, programs)
        patientWidth = patient.count
    }

    /// Appends the rows of each table for what was written of one record.
    ///
    /// Cost: a pass over the rows of the kinds that tables are made of.
    public func append(into output: inout FeedOutput) {
        var patient = RowCells()
        let ofPatient = output.csv[Int(EntryKind.patient.rawValue)]
        var offset = 0
        if !ofPatient.isEmpty { patient.read(ofPatient.span, &offset, patientWidth) }
        for program in programs {
            output.reserve(program.number)
            let rows = output.csv[program.kind]
            guard !rows.isEmpty else { continue }
            let count = output.csv[program.number].count
            output.csvRows[program.number] += append(
                program, rows, patient, ofPatient, to: &output.csv[program.number])
            if count == 0 { program.order.sort(&output.csv[program.number]) }
        }
    }

    private func append(
        _ program: Program, _ rows: [UInt8], _ patient: RowCells, _ ofPatient: [UInt8],
        to output: inout [UInt8]
    ) -> Int {
        var (row, offset, count) = (RowCells(), 0, 0)
        while offset < rows.count {
            let start = offset
            row.read(rows.span, &offset, program.width)
            let joined = JoinedRow(
                rows: rows, cells: row, patientRows: ofPatient, patient: patient)
            guard program.filter.holds(joined) else { continue }
            count += 1
            // The columns of every table stand together at the front.
            output += rows[start..<row.ranges[2].upperBound]
            for cell in program.cells {
                output.append(UInt8(ascii: ","))
                guard let cell else { continue }
                if cell.isPatients {
                    if patient.ranges.indices.contains(cell.place) {
                        output += ofPatient[patient.ranges[cell.place]]
                    }
                } else {
                    output += rows[row.ranges[cell.place]]
                }
            }
            output += [0x0D, 0x0A]
        }
        return count
    }
}

/// Where the cells of a CSV row stand, quotes included.
struct RowCells {
    private(set) var ranges: [Range<Int>] = []

    /// Finds the cells of the row at `offset`, which moves behind it.
    mutating func read(_ rows: Span<UInt8>, _ offset: inout Int, _ width: Int) {
        ranges.removeAll(keepingCapacity: true)
        while offset < rows.count, ranges.count < width {
            let start = offset
            var isQuoted = false
            while offset < rows.count {
                let byte = rows[offset]
                if byte == 0x22 { isQuoted.toggle() }
                if !isQuoted, byte == 0x2C || byte == 0x0D { break }
                offset &+= 1
            }
            ranges.append(start..<offset)
            let isLast = offset < rows.count && rows[offset] == 0x0D
            offset = min(offset + (isLast ? 2 : 1), rows.count)
        }
    }
}

/// A row with that of its patient.
struct JoinedRow {
    let rows: [UInt8]
    let cells: RowCells
    let patientRows: [UInt8]
    let patient: RowCells

    /// Calls `body` with a cell, without its quotes; an empty one where there is none.
    func withCell<Result>(
        _ place: Int, _ isPatients: Bool, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        let (bytes, cells) = isPatients ? (patientRows, patient) : (rows, self.cells)
        guard cells.ranges.indices.contains(place) else { return body([UInt8]().span) }
        var (reader, offset) = (CSVReader(), cells.ranges[place].lowerBound)
        return reader.read(bytes.span, &offset, body)
    }
}

extension CellTest {
    /// The same with the places of its columns; none where one is not released.
    fileprivate func placed(_ place: (String, Bool) -> Int?) -> CellTest {
        var test = self
        let places = columns.compactMap { place($0, isPatients) }
        test.places = places.count == columns.count ? places : []
        return test
    }
}

extension FeedDefinition.Table {
    /// What its filter asks for and the feed does not have.
    fileprivate func missing(_ place: (String, Bool) -> Int?) -> [String] {
        filter.tests.flatMap { test in
            test.columns.filter { place($0, test.isPatients) == nil }.map {
                test.isPatients ? "patient.\($0)" : $0
            }
        }
    }

    /// The table as feeds have it.
    fileprivate func laidOut(_ number: Int) -> FeedTable {
        FeedTable(
            defined: number, name: name, meaning: meaning,
            columns: columns.map { FeedTable.Column($0.name, $0.source) }, order: order,
            formats: formats)
    }

    fileprivate func findings(
        _ definition: FeedDefinition, _ agreement: String, isReleased: Bool, _ missing: [String],
        _ place: (String, Bool) -> Int?
    ) -> [Diagnostic] {
        func warning(_ position: Diagnostic.Position?, _ message: String) -> Diagnostic {
            Diagnostic(.notReleased, .warning, file: definition.file, at: position, message)
        }
        guard isReleased else {
            return [
                warning(
                    position,
                    "`\(agreement)` releases nothing of `\(kind.name)`: its feed has no table "
                        + "`\(name)`")
            ]
        }
        if let column = missing.first {
            return [
                warning(
                    position,
                    "`\(agreement)` does not release `\(column)`, which `where` asks for: its feed "
                        + "has no table `\(name)`")
            ]
        }
        return columns.filter { place($0.source.name, $0.isPatients) == nil }.map { column in
            warning(
                column.position,
                "`\(agreement)` does not release `\(column.sourceName)`: `\(column.name)` is "
                    + "empty in its feed")
        }
    }

    /// Which rows it has, for people; empty for all of its kind.
    public var rowsInWords: String { filter.inWords }
}
