import CanonicalModel

/// What a cell of a CSV table holds, for the formats that have types.
public enum CellForm: String, Sendable {
    /// Text.
    case text
    /// Ids with spaces between them.
    case texts
    /// `true` or `false`.
    case truth
    /// ISO 8601, as precise as it is known.
    case date
    /// A decimal literal.
    case number

    /// The forms of the columns of the table of `kind`.
    static func table(_ kind: EntryKind, _ selection: FeedSelection) -> [CellForm] {
        let fields = selection.fields[Int(kind.rawValue)].map { kind.definition.fields[$0] }
        return CSVColumn.envelope.map { _ in .text } + fields.flatMap(forms)
    }

    private static func forms(of field: Field) -> [CellForm] {
        switch field.type {
        case .text, .reference, .code: [.text]
        case .references: [.texts]
        case .number: [.number]
        case .boolean: [.truth]
        case .date: [.date, .text]
        case .concept: [.text, .text, .text, .text, .text]
        case .quantity:
            [.number, .text, .text, .text, .text]
                + (field.isMeasured ? [.text, .number, .text, .truth] : [])
        }
    }

    /// The nearest double of a decimal literal; `nil` where there is none.
    public static func double(_ text: Span<UInt8>) -> Double? {
        var literal = ""
        for index in text.indices {
            switch text[index] {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65:
                literal.unicodeScalars.append(Unicode.Scalar(text[index]))
            default: return nil
            }
        }
        return Double(literal).flatMap { $0.isFinite ? $0 : nil }
    }
}
