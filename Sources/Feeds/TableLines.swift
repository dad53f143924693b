/// Writes rows as JSON, an object a row and line, with a member for each column.
///
/// Numbers keep the digits they came with; what is missing is `null`, and references to several
/// rows are a list. Rows are made from CSV rows, so that what was scanned is what is written.
public struct TableLines: Sendable {
    /// What stands before the value of each column.
    private let openings: [[UInt8]]
    private let forms: [CellForm]

    /// Prepares the lines of a table.
    public init(_ table: FeedTable) {
        openings = table.columns.enumerated().map { index, column in
            Array("\(index == 0 ? "{" : ",")\"\(column.name)\":".utf8)
        }
        forms = table.columns.map(\.form)
    }

    /// Appends the rows of `csv`, without header.
    public func append(csv: [UInt8], into output: inout [UInt8]) {
        var (reader, offset) = (CSVReader(), 0)
        while offset < csv.count {
            for (column, form) in forms.enumerated() {
                output += openings[column]
                reader.read(csv.span, &offset) { Self.append($0, form, &output) }
            }
            output += [UInt8(ascii: "}"), 0x0A]
        }
    }

    private static func append(_ cell: Span<UInt8>, _ form: CellForm, _ output: inout [UInt8]) {
        guard !cell.isEmpty else { return output += "null".utf8 }
        let text = cell.indices.map { cell[$0] }
        switch form {
        case .text, .date: output.appendJSON(text[...])
        case .truth: output += text
        case .number:
            if isNumber(text) { output += text } else { output.appendJSON(text[...]) }
        case .texts:
            output.append(UInt8(ascii: "["))
            for item in text.split(separator: 0x20) {
                output.appendComma()
                output.appendJSON(item)
            }
            output.append(UInt8(ascii: "]"))
        }
    }

    /// Whether a decimal literal is one of JSON's: no plus sign, no zero before digits, a digit on
    /// both sides of the point. Source: RFC 8259 §6.
    private static func isNumber(_ text: [UInt8]) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first else { return false }
        let areDigits = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) }
        }
        return areDigits && (whole.count == 1 || whole.first != 0x30)
    }
}
