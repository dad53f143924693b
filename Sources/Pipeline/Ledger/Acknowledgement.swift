public import CanonicalModel
public import Ledger

/// What a recipient says they hold, as a file: CSV with the columns of `deleted/rows.csv`,
/// `table,person_key,practice,id`, a line a row.
public enum Acknowledgement {
    private static let header = "table,person_key,practice,id"

    /// Reads it; cells may be quoted.
    ///
    /// - Throws: `unreadable-input` with the line that is not one.
    public static func load(_ path: String) throws(Diagnostic) -> [HeldRow] {
        try read(try Files.text(path), file: path)
    }

    static func read(_ text: String, file path: String) throws(Diagnostic) -> [HeldRow] {
        var rows: [HeldRow] = []
        for (number, line) in text.utf8.split(separator: 0x0A).enumerated() {
            let line = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            if number == 0, line == header { continue }
            let cells = cells(of: line)
            guard number > 0, cells.count == 4, !cells[0].isEmpty, !cells[3].isEmpty else {
                throw Diagnostic(
                    .unreadableInput, file: path, at: .init(line: number + 1, column: 1),
                    number == 0
                        ? "the columns are not `\(header)`" : "this is no row of four cells",
                    advice: "have the recipient list what they hold, a line a row")
            }
            rows.append(
                HeldRow(part: cells[0], person: cells[1], practice: cells[2], row: cells[3]))
        }
        return rows
    }

    private static func cells(of line: String) -> [String] {
        var (cells, cell, isQuoted) = ([String](), [UInt8](), false)
        var wasQuote = false
        for byte in line.utf8 {
            if byte == 0x22 {
                if !isQuoted, wasQuote { cell.append(byte) }
                isQuoted.toggle()
                wasQuote = !isQuoted
                continue
            }
            wasQuote = false
            if byte == 0x2C, !isQuoted {
                cells.append(String(decoding: cell, as: UTF8.self))
                cell.removeAll()
            } else {
                cell.append(byte)
            }
        }
        return cells + [String(decoding: cell, as: UTF8.self)]
    }
}
