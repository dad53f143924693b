import CanonicalModel

/// Describes the tables of a feed as a data contract, for catalogues and the tests of whoever
/// receives it.
///
/// Texts are written as JSON strings, which YAML reads as they are.
///
/// Source: Open Data Contract Standard 3.1.0.
public enum DataContract {
    /// The name of its file.
    public static let fileName = "data-contract.odcs.yaml"

    /// The contract as YAML.
    public static func yaml(_ feed: FeedDescription) -> [UInt8] {
        var text = """
            apiVersion: v3.1.0
            kind: DataContract
            id: \(string("sluice:\(feed.agreement)"))
            name: \(string(feed.agreement))
            version: \(string(feed.version))
            status: active
            description:
              purpose: \(string(feed.purpose))
              limitations: \(string(limitations))

            """
        if let version = feed.schemaVersion {
            text += "customProperties:\n  - property: feedSchema\n    value: \(version)\n"
        }
        text += "schema:\n"
        let tables = feed.selection.tables
        for table in tables { text += self.table(table, feed) }
        if tables.isEmpty { text.removeLast("schema:\n".count) }
        return Array(text.utf8)
    }

    private static let limitations =
        "What the agreement does not release is absent and looks like what was not recorded."

    private static func table(_ table: FeedTable, _ feed: FeedDescription) -> String {
        let formats = feed.formats(of: table).map(\.rawValue).joined(separator: ", ")
        var text = """
              - name: \(table.name)
                logicalType: object
                physicalName: \(table.name)
                physicalType: \(string(formats.isEmpty ? "fhir" : formats))
                description: \(string(table.meaning))
                dataGranularityDescription: \(string("a row is \(table.meaning)"))
                properties:

            """
        for column in table.columns { text += property(column) }
        return text
    }

    private static func property(_ column: DescribedColumn) -> String {
        var text = """
                  - name: \(column.name)
                    logicalType: \(logicalType(column))
                    description: \(string(column.meaning))
                    classification: \(string(column.identifiability.rawValue))

            """
        if CSVColumn.envelope.contains(where: { $0.name == column.name }) {
            text += "        required: true\n"
        }
        if !column.ukCore.isEmpty {
            text += """
                        customProperties:
                          - property: ukCore
                            value: \(string(column.ukCore))

                """
        }
        if !column.words.isEmpty {
            let words = column.words.map(string).joined(separator: ", ")
            text += """
                        quality:
                          - type: library
                            metric: invalidValues
                            arguments: {validValues: [\(words)]}
                            mustBe: 0

                """
        }
        return text
    }

    /// Dates are texts, since they are as precise as they were recorded.
    private static func logicalType(_ column: DescribedColumn) -> String {
        switch column.form {
        case .text, .texts, .date: "string"
        case .truth: "boolean"
        case .number: "number"
        }
    }

    private static func string(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.appendJSON(Array(text.utf8)[...])
        return String(decoding: bytes, as: UTF8.self)
    }
}
