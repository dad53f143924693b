import ArgumentParser
import CanonicalModel
import Feeds
import Foundation

/// `sluice model`: the field table.
struct Model: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the canonical model: every entry, every field, its type and meaning.")

    /// How the table is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown, sql }

    @Option(help: "How to print it; sql is the tables of a feed, for DuckDB and SQLite.")
    var format = Format.text

    @Argument(help: "Only these entries.")
    var entries: [String] = []

    func validate() throws {
        for entry in entries where EntryKind(name: entry) == nil {
            let known = EntryKind.allCases.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no entry '\(entry)'; known: \(known)")
        }
    }

    func run() throws {
        let chosen = EntryKind.definitions.filter {
            entries.isEmpty || entries.contains($0.kind.name)
        }
        switch format {
        case .text: print(chosen.map(Self.text).joined(separator: "\n"))
        case .markdown: print(chosen.map(Self.markdown).joined(separator: "\n"))
        case .sql: print(FeedSchema.sql, terminator: "")
        case .json:
            let options: JSONSerialization.WritingOptions = [
                .prettyPrinted, .sortedKeys, .withoutEscapingSlashes,
            ]
            let data = try JSONSerialization.data(
                withJSONObject: chosen.map(Self.object), options: options)
            print(String(decoding: data, as: UTF8.self))
        }
    }

    private static func type(_ field: Field) -> String {
        guard case .code(let vocabulary) = field.type else { return field.type.name }
        return "code (\(vocabulary.words.joined(separator: " | ")))"
    }

    private static func text(_ definition: EntryDefinition) -> String {
        var lines = ["\(definition.kind.name): \(definition.meaning)"]
        for field in definition.fields {
            let name = field.name + String(repeating: " ", count: max(1, 22 - field.name.count))
            lines.append("  \(name)\(type(field)); \(field.identifiability.rawValue)")
            lines.append("  \(String(repeating: " ", count: 22))\(field.meaning)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func markdown(_ definition: EntryDefinition) -> String {
        var lines = [
            "## \(definition.kind.name)", "", "\(definition.meaning.capitalizedFirst).", "",
            "| field | type | cardinality | UK Core | identifiability | meaning |",
            "|---|---|---|---|---|---|",
        ]
        for field in definition.fields {
            let words = type(field).replacingOccurrences(of: "|", with: "\\|")
            lines.append(
                "| `\(field.name)` | \(words) | \(cardinality(field)) | "
                    + "\(element(field, definition)) | \(field.identifiability.rawValue) | "
                    + "\(field.meaning) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func cardinality(_ field: Field) -> String {
        if field.type == .references { return "0..*" }
        return field.isRequired ? "1..1" : "0..1"
    }

    private static func element(_ field: Field, _ definition: EntryDefinition) -> String {
        guard let resource = definition.resource, let path = field.ukCore else { return "" }
        return "`\(resource).\(path)`"
    }

    private static func object(_ definition: EntryDefinition) -> [String: Any] {
        [
            "entry": definition.kind.name, "meaning": definition.meaning,
            "resource": definition.resource ?? NSNull(),
            "fields": definition.fields.map { field -> [String: Any] in
                var words: [String] = []
                if case .code(let vocabulary) = field.type { words = vocabulary.words }
                return [
                    "name": field.name, "type": field.type.name, "words": words,
                    "cardinality": cardinality(field), "ukcore": field.ukCore ?? NSNull(),
                    "identifiability": field.identifiability.rawValue,
                    "meaning": field.meaning, "derived": field.isDerived,
                ]
            },
        ]
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
