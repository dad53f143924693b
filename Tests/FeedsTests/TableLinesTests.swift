import CanonicalModel
import Foundation
import Testing

@testable import Feeds

@Suite struct TableLinesTests {
    /// A table with one column of each form.
    private static let table: FeedTable = {
        let all = [EntryKindColumns.observation, EntryKindColumns.problem].flatMap(\.self)
        let columns = names.compactMap { name in
            all.first { $0.name == name }.map { FeedTable.Column(name, $0) }
        }
        return FeedTable(
            defined: 0, name: "t", meaning: "a row", columns: columns, order: [], formats: nil)
    }()

    private static let names = [
        "id", "effective", "value_number", "value_plausible", "items",
    ]

    private enum EntryKindColumns {
        static let observation = TableColumn.all(of: .observation)
        static let problem = TableColumn.all(of: .problem)
    }

    @Test(
        arguments: [
            ("a,2021-03,1.50,true,x y", [#""a""#, #""2021-03""#, "1.50", "true", #"["x","y"]"#]),
            (",,,,", ["null", "null", "null", "null", "null"]),
            (
                "\"a,\"\"b\"\"\",2021,-0.5,false,x",
                [#""a,\"b\"""#, #""2021""#, "-0.5", "false", #"["x"]"#]
            ),
            // What is no number of JSON is a text: nothing is altered.
            ("a,,007,,", [#""a""#, "null", #""007""#, "null", "null"]),
            ("a,,1e5,,", [#""a""#, "null", #""1e5""#, "null", "null"]),
        ])
    func aRowIsAnObject(_ cells: String, _ values: [String]) throws {
        var output: [UInt8] = []
        TableLines(Self.table).append(csv: Array("P,A,emis,\(cells)\r\n".utf8), into: &output)
        let text = String(decoding: output, as: UTF8.self)
        let head = #"{"person_key":"P","practice":"A","source_system":"emis""#
        let members = zip(Self.names, values).map { ",\"\($0)\":\($1)" }.joined()
        #expect(text == head + members + "}\n")
        _ = try JSONSerialization.jsonObject(with: Data(output))
    }

    @Test func onlyWhatUsersDefineHasLines() {
        #expect(!FeedTable(.problem, .everything).has(.ndjson))
        #expect(!Self.table.has(.ndjson) && Self.table.has(.csv))
        let wanted = FeedTable(
            defined: 0, name: "t", meaning: "", columns: [], order: [], formats: [.ndjson])
        #expect(wanted.has(.ndjson) && !wanted.has(.csv))
        #expect(wanted.fileName(.ndjson) == "ndjson/t.ndjson")
    }
}
