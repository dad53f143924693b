/// A kind of table that is known, from its header.
struct TerminologyTable {
    let kind: String
    /// Why nothing is taken of it, for a table that is known and not used.
    let reasonUnused: String?
    /// Whether the first row is a header.
    let hasHeader: Bool
    private let reading: Reading
    private enum Reading {
        case none
        case rf2(RF2Table)
        case crossMap(CrossMapTable)
        case csv(CSVTable)
    }

    init?(header: [String], name: String, form: TableReader.Form) {
        hasHeader = true
        if form == .commas {
            guard let table = CSVTable(header) else { return nil }
            (kind, reasonUnused, reading) = (table.kind, nil, .csv(table))
        } else if let table = RF2Table(header) {
            (kind, reasonUnused, reading) = (table.kind.rawValue, table.reasonUnused, .rf2(table))
        } else if let table = CrossMapTable(header, name: name) {
            (kind, reasonUnused, reading) = (
                table.kind.rawValue, table.reasonUnused, .crossMap(table)
            )
        } else {
            return nil
        }
    }

    /// Reads the row at hand.
    func read(
        _ rows: inout TerminologyRows, into content: inout TerminologyContent
    ) throws(RowFault) {
        switch reading {
        case .none: break
        case .rf2(let table): try table.read(&rows, into: &content)
        case .crossMap(let table): try table.read(&rows, into: &content)
        case .csv(let table): try table.read(&rows, into: &content)
        }
    }
}
