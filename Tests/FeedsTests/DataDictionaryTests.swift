import CanonicalModel
import Feeds
import Foundation
import Testing

@Suite struct DataDictionaryTests {
    private let selection = FeedSelection([
        .observation: ["id", "value", "status"], .medicationIssue: ["issued"],
    ])

    private struct Package: Decodable {
        struct Resource: Decodable {
            struct Schema: Decodable {
                struct Field: Decodable {
                    struct Constraints: Decodable { let `enum`: [String] }
                    let name, type, description: String
                    let constraints: Constraints?
                }
                let fields: [Field]
            }
            let name, path: String
            let schema: Schema
        }
        let resources: [Resource]
    }

    @Test func theSchemaHasTheColumnsOfTheTables() throws {
        let package = try JSONDecoder().decode(
            Package.self, from: Data(DataDictionary.json(selection)))
        #expect(package.resources.map(\.path) == ["observation.csv", "medication_issue.csv"])
        #expect(package.resources[1].name == "medication-issue")
        let feed = CSVFeed(selection: selection)
        for (resource, kind) in zip(package.resources, feed.kinds) {
            let names = resource.schema.fields.map(\.name).joined(separator: ",") + "\r\n"
            #expect(Array(names.utf8) == feed.header(kind))
        }
        let fields = package.resources[0].schema.fields
        let status = try #require(fields.first { $0.name == "status" })
        #expect(status.constraints?.enum.contains("final") == true)
        #expect(fields.first { $0.name == "value_number" }?.type == "number")
    }

    @Test func theMarkdownNamesEveryColumnAndNoOtherTable() {
        let text = DataDictionary.markdown(selection)
        #expect(text.contains("## observation.csv"))
        #expect(
            text.contains("| value_unit_code | string | clinical | Observation.valueQuantity |"))
        #expect(text.contains("`final`"))
        #expect(!text.contains("patient.csv"))
        #expect(text.contains("Values are never altered"))
    }

    @Test func everyRowOfATableHasFiveCells() {
        let rows = DataDictionary.markdown(.everything).split(separator: "\n")
            .filter { $0.hasPrefix("| ") }
        #expect(rows.count > 100)
        for row in rows { #expect(row.count { $0 == "|" } == 6) }
    }
}
