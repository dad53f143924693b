/// The columns of a table as the footer describes them.
///
/// Source: parquet.thrift, `SchemaElement`; LogicalTypes.md, "Lists".
enum SchemaElement {
    /// The numbers of `FieldRepetitionType`.
    private enum Repetition: Int { case required = 0, optional = 1, repeated = 2 }

    /// The numbers of `ConvertedType` and of the fields of `LogicalType` that say the same.
    private enum Meaning {
        case text, list, date, timestamp
        var converted: Int {
            switch self {
            case .text: 0
            case .list: 3
            case .date: 6
            case .timestamp: 10
            }
        }
        var logical: Int {
            switch self {
            case .text: 1
            case .list: 3
            case .date: 6
            case .timestamp: 8
            }
        }
    }

    /// The names from the root to the values of `column`.
    static func path(of column: ParquetColumn) -> [String] {
        column.kind == .strings ? [column.name, "list", "element"] : [column.name]
    }

    /// Writes the schema, the second field of `FileMetaData`.
    static func write(_ columns: [ParquetColumn], to thrift: inout ThriftCompact) {
        let elements = columns.flatMap { column in
            switch column.kind {
            case .strings:
                [
                    Element(column.name, .optional, children: 1, meaning: .list),
                    Element("list", .repeated, children: 1),
                    Element("element", .required, .bytes, meaning: .text),
                ]
            case .string: [Element(column.name, .optional, .bytes, meaning: .text)]
            case .date: [Element(column.name, .optional, .int32, meaning: .date)]
            case .timestamp: [Element(column.name, .optional, .int64, meaning: .timestamp)]
            case .int32, .int64, .double, .boolean:
                [Element(column.name, .optional, column.kind.physical)]
            }
        }
        let root = Element("schema", nil, children: columns.count)
        thrift.write(2, [root] + elements, .structure) { thrift, element in
            thrift.element { element.write(to: &$0) }
        }
    }

    private struct Element {
        let name: String
        let repetition: Repetition?
        let physical: ParquetColumn.Kind.Physical?
        let children: Int?
        let meaning: Meaning?

        init(
            _ name: String, _ repetition: Repetition?,
            _ physical: ParquetColumn.Kind.Physical? = nil, children: Int? = nil,
            meaning: Meaning? = nil
        ) {
            (self.name, self.repetition, self.physical) = (name, repetition, physical)
            (self.children, self.meaning) = (children, meaning)
        }

        func write(to thrift: inout ThriftCompact) {
            if let physical { thrift.write(1, physical.rawValue) }
            if let repetition { thrift.write(3, repetition.rawValue) }
            thrift.write(4, name.utf8)
            if let children { thrift.write(5, children) }
            guard let meaning else { return }
            thrift.write(6, meaning.converted)
            thrift.write(10) { thrift in
                thrift.write(meaning.logical) { thrift in
                    guard meaning == .timestamp else { return }
                    thrift.write(1, true)
                    // The unit, microseconds: a union with nothing in it.
                    thrift.write(2) { $0.write(2) }
                }
            }
        }
    }
}
