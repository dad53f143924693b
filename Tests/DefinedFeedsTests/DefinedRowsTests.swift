import CanonicalModel
import DefinedFeeds
import Feeds
import Terminology
import Testing

/// What rows defined tables have, of rows that a feed has.
@Suite struct DefinedRowsTests {
    /// id, code, its system, status, date, number, canonical; a person has them all.
    private static let rows = [
        ("a", "271649006", "", "", "final", "2024-05-01", "150", "150"),
        ("b", "", "2469.", "readv2", "final", "2025-01-01T09:00:00Z", "9.5", ""),
        ("c", "44054006", "C10F.00", "readv2", "amended", "2025", "120", "120"),
        ("d", "", "", "", "", "", "", ""),
    ]

    private static let selection = selected([
        .observation: ["id", "code", "status", "effective", "value"],
        .patient: ["id", "sex", "city"],
    ])

    private static func selected(_ names: [EntryKind: [String]]) -> FeedSelection {
        FeedSelection(
            fields: Dictionary(
                uniqueKeysWithValues: names.map { kind, names in
                    (kind, names.compactMap(kind.definition.index(of:)))
                }))
    }

    private static func output() -> FeedOutput {
        var output = FeedOutput()
        let observation = Int(EntryKind.observation.rawValue)
        for row in rows {
            let line =
                "P1,A99901,emis,\(row.0),\(row.1),\(row.2),\(row.3),,native,\(row.4),\(row.5),day,"
                + "\(row.6),,mm Hg,,,mm[Hg],\(row.7),mm[Hg],true\r\n"
            output.csv[observation] += Array(line.utf8)
            output.csvRows[observation] += 1
        }
        output.csv[0] = Array("P1,A99901,emis,p,female,\"Upper \"\"Mill\"\", Vale\"\r\n".utf8)
        output.csvRows[0] = 1
        return output
    }

    /// The rows of a table of observations, and what is said of it.
    private static func table(
        _ more: String, columns: String = "[id]", selection: FeedSelection = selection
    ) throws -> (rows: [String], findings: [Diagnostic]) {
        let codes = try CodeSet.load(
            yaml: """
                {code_set: pressure, version: "1", title: t, source: made up,
                 codes: [{snomed: '271649006', readv2: '2469.', term: t}]}
                """, file: "pressure.yaml")
        let feed = try FeedDefinition.load(
            yaml: """
                feed: {id: f, version: '1', title: t}
                tables:
                  - table: t
                    entry: observation
                    columns: \(columns)
                \(more.split(separator: "\n").map { "    \($0)\n" }.joined())
                """, file: "f.yaml", codeSets: [codes])
        let day = try #require(PartialDate(.day, year: 2025, month: 3, day: 31))
        let defined = DefinedRows([feed], of: selection, agreement: "tiny", runDate: day)
        var output = Self.output()
        defined.append(into: &output)
        guard let table = defined.tables.first else { return ([], defined.findings) }
        let text = String(decoding: output.csv[table.number], as: UTF8.self)
        let lines = text.split(separator: "\r\n").map { String($0.dropFirst(15)) }
        #expect(output.rows(table.number) == lines.count)
        return (lines, defined.findings)
    }

    @Test(
        arguments: [
            ("", "abcd"),
            ("where: {code: pressure}", "ab"),
            ("where: {not: {code: pressure}}", "cd"),
            ("where: {status: final}", "ab"),
            ("where: {status: [final, amended]}", "abc"),
            ("where: {value_number: {at_least: 120}}", "ac"),
            ("where: {value_number: {more_than: 9.5, at_most: 150.0}}", "ac"),
            ("where: {value_number: {less_than: 120}}", "b"),
            ("where: {effective: {since: 2025-01-01}}", "b"),
            ("where: {effective: {since: 2024-05-01, before: 2025-01-01}}", "ac"),
            ("where: {effective: {last: P3M}}", "bc"),
            ("where: {effective: {last: P1M}}", ""),
            ("where: {effective: {last: P1Y}}", "abc"),
            ("where: {present: value_canonical}", "ac"),
            ("where: {absent: [value_canonical, status]}", "d"),
            ("where: {present: code}", "abcd"),
            ("where: {patient.sex: female}", "abcd"),
            ("where: {patient.sex: male}", ""),
            ("where: {patient.city: 'Upper \"Mill\", Vale'}", "abcd"),
            ("where: {any: [{status: amended}, {value_number: {less_than: 10}}]}", "bc"),
            ("where: {value_plausible: false}", ""),
            ("order: [id]", "abcd"),
            ("order: [{descending: id}]", "dcba"),
        ])
    func rowsAreThoseThatAreWanted(_ more: String, _ expected: String) throws {
        #expect(try Self.table(more).rows.joined() == expected)
    }

    @Test(
        arguments: [
            ("[value_number]", "order: [value_number]", ["", "9.5", "120", "150"]),
            ("[value_number]", "order: [{descending: value_number}]", ["150", "120", "9.5", ""]),
            (
                "[{column: effective_precision, as: p}, id]", "order: [p, {descending: id}]",
                ["day,d", "day,c", "day,b", "day,a"]
            ),
            (
                "[{column: patient.city, as: town}, patient.sex, id]",
                "where: {status: amended}", ["\"Upper \"\"Mill\"\", Vale\",female,c"]
            ),
        ] as [(String, String, [String])])
    func cellsAreCopiedAndPutInOrder(
        _ columns: String, _ more: String, _ expected: [String]
    ) throws {
        #expect(try Self.table(more, columns: columns).rows == expected)
    }

    @Test func whatIsNotReleasedIsEmptyAndSaid() throws {
        let (rows, findings) = try Self.table(
            "where: {status: amended}", columns: "[recorded_precision, patient.age_band, id]")
        #expect(rows == [",,c"])
        #expect(findings.map(\.severity) == [.warning, .warning])
        #expect(
            findings.map(\.message) == [
                "`tiny` does not release `recorded_precision`: `recorded_precision` is empty in "
                    + "its feed",
                "`tiny` does not release `patient.age_band`: `patient_age_band` is empty in its "
                    + "feed",
            ])
        #expect(findings.first?.position == Diagnostic.Position(line: 5, column: 15))
    }

    @Test(
        arguments: [
            (
                "where: {not: {category: vital-signs}}", Self.selection,
                "`tiny` does not release `category`, which `where` asks for: its feed has no table "
                    + "`t`"
            ),
            (
                "where: {patient.age_band: 65-69}", Self.selection,
                "`tiny` does not release `patient.age_band`, which `where` asks for: its feed has "
                    + "no table `t`"
            ),
            (
                "", Self.selected([.patient: ["sex"]]),
                "`tiny` releases nothing of `observation`: its feed has no table `t`"
            ),
        ])
    func aTableThatCannotBeToldIsLeftOut(
        _ more: String, _ selection: FeedSelection, _ message: String
    ) throws {
        let (rows, findings) = try Self.table(more, selection: selection)
        #expect(rows.isEmpty && findings.map(\.message) == [message])
    }
}
