import CanonicalModel
import Feeds
import Foundation
import Testing

@Suite struct DataDictionaryTests {
    private static let selection = FeedSelection([
        .observation: ["id", "value", "status"], .medicationIssue: ["issued"],
    ])

    private static func feed(
        _ paths: [String], _ selection: FeedSelection = selection
    ) -> FeedDescription {
        FeedDescription(
            selection: selection, agreement: "Tiny", version: "1.2.0", purpose: "care",
            files: paths.map { .init(path: $0, bytes: 7, sha256: "ab") })
    }

    private static let csv = ["csv/medication_issue.csv", "csv/observation.csv"]

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
            let name: String
            let path: Path
            let hash: String?
            let schema: Schema?
        }
        /// One path, or a list.
        struct Path: Decodable {
            let all: [String]
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                all = try (try? [container.decode(String.self)]) ?? container.decode([String].self)
            }
        }
        let name: String
        let resources: [Resource]
    }

    private func package(_ feed: FeedDescription) throws -> Package {
        try JSONDecoder().decode(Package.self, from: Data(DataPackage.json(feed)))
    }

    @Test func theSchemaHasTheColumnsOfTheTables() throws {
        let package = try package(Self.feed(Self.csv))
        #expect(package.name == "tiny")
        #expect(
            package.resources.map(\.path.all) == [
                ["csv/observation.csv"], ["csv/medication_issue.csv"],
            ])
        #expect(package.resources.allSatisfy { $0.hash == "sha256:ab" })
        #expect(package.resources[1].name == "medication-issue")
        let feed = CSVFeed(selection: Self.selection)
        for (resource, kind) in zip(package.resources, feed.kinds) {
            let fields = try #require(resource.schema?.fields)
            let names = fields.map(\.name).joined(separator: ",") + "\r\n"
            #expect(Array(names.utf8) == feed.header(kind))
        }
        let fields = try #require(package.resources[0].schema?.fields)
        let status = try #require(fields.first { $0.name == "status" })
        #expect(status.constraints?.enum.contains("final") == true)
        #expect(fields.first { $0.name == "value_number" }?.type == "number")
    }

    @Test(
        arguments: [
            (["practice=A/csv/observation.csv", "practice=B/csv/observation.csv"], 2),
            (["parquet/observation.parquet", "ukcore/Observation.ndjson"], 1),
            (["feed.sqlite"], 1),
        ])
    func aTableHasTheFilesOfAllPractices(_ paths: [String], _ count: Int) throws {
        let package = try package(Self.feed(paths))
        let resource = try #require(package.resources.first)
        #expect(resource.path.all == Array(paths.prefix(count)))
        #expect((resource.hash == nil) == (count > 1))
    }

    @Test func aFeedOfResourcesListsItsFiles() throws {
        let package = try package(Self.feed(["ukcore/Observation.ndjson", "ukcore/manifest.json"]))
        #expect(package.resources.map(\.name) == ["ukcore-observation.ndjson"])
    }

    @Test func theContractHasEveryTableAndColumn() {
        let text = String(decoding: DataContract.yaml(Self.feed(Self.csv)), as: UTF8.self)
        #expect(text.hasPrefix("apiVersion: v3.1.0\nkind: DataContract\nid: \"sluice:Tiny\"\n"))
        let names = text.split(separator: "\n").filter { $0.hasPrefix("      - name: ") }
            .map { String($0.dropFirst(14)) }
        let headers = [EntryKind.observation, .medicationIssue].flatMap { kind in
            String(
                decoding: CSVFeed(selection: Self.selection).header(kind).dropLast(2), as: UTF8.self
            )
            .split(separator: ",").map(String.init)
        }
        #expect(names == headers)
        #expect(text.contains("validValues: [\"registered\", "))
    }

    @Test func theMarkdownNamesEveryColumnAndNoOtherTable() {
        let text = DataDictionary.markdown(Self.feed(Self.csv))
        #expect(text.contains("## observation.csv"))
        #expect(
            text.contains("| value_unit_code | string | clinical | Observation.valueQuantity |"))
        #expect(text.contains("`final`"))
        #expect(!text.contains("patient.csv"))
        #expect(text.contains("Values are never altered"))
        #expect(!text.contains("DOUBLE") && !text.contains("feed.sqlite"))
        let more = DataDictionary.markdown(Self.feed(["feed.sqlite", "parquet/a.parquet"]))
        #expect(more.contains("DOUBLE") && more.contains("`row_id`"))
    }

    @Test func everyRowOfATableHasFiveCells() {
        let rows = DataDictionary.markdown(Self.feed([], .everything)).split(separator: "\n")
            .filter { $0.hasPrefix("| ") }
        #expect(rows.count > 100)
        for row in rows { #expect(row.count { $0 == "|" } == 6) }
    }
}
