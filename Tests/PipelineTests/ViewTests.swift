import Feeds
import Foundation
import GRDB
import Testing

/// The SQL of `Samples/views`, in SQLite; `Tests/FeedChecks` tries DuckDB and real rows.
@Suite struct ViewTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Samples/views")

    private func script(_ name: String) throws -> String {
        try String(contentsOf: Self.folder.appending(path: name), encoding: .utf8)
    }

    /// `sluice model --format sql` makes it anew after a field was added.
    @Test func theSchemaIsTheModels() throws {
        #expect(try script("feed_v\(FeedSchema.version).sql") == FeedSchema.sql)
    }

    @Test(arguments: ["ehrql.sql", "omop.sql"])
    func everyViewCanBeRead(_ name: String) throws {
        let (schema, views) = (FeedSchema.sql, try script(name))
        let names = try DatabaseQueue().write { database in
            try database.execute(sql: schema)
            try database.execute(sql: views)
            let names = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_master WHERE type = 'view'")
            for name in names {
                #expect(try Row.fetchAll(database, sql: "SELECT * FROM \(name)").isEmpty)
            }
            return names
        }
        #expect(names.count == views.count(of: "CREATE VIEW ") && names.count >= 6)
    }

    @Test func aPersonOfTwoRecordsIsOnePatient() throws {
        let (schema, views) = (FeedSchema.sql, try script("ehrql.sql") + script("omop.sql"))
        let rows = try DatabaseQueue().write { database in
            try database.execute(sql: schema + views)
            try database.execute(
                sql: """
                    INSERT INTO patient (person_key, practice, birth_date, sex) VALUES
                        ('P2', 'A', '1950-02', 'female'), ('P2', 'B', '1950-02', NULL),
                        ('P1', 'A', '1960', 'other');
                    INSERT INTO registration (person_key, practice, start_day, end_day) VALUES
                        ('P2', 'A', '2001-01-01', '2005-01-01'), ('P2', 'B', '2005-01-01', NULL),
                        ('P1', 'A', '2002-01-01', '2003-01-01');
                    INSERT INTO observation (person_key, practice, id, value_number,
                        value_number_double, value_canonical_double) VALUES
                        ('P2', 'A', 'o1', '12', 12.0, 76.2), ('P2', 'A', 'o2', NULL, NULL, NULL);
                    """)
            return try [
                "SELECT patient_id, date_of_birth, sex FROM ehrql_patients ORDER BY 1",
                "SELECT person_id, year_of_birth, month_of_birth FROM omop_person ORDER BY 1",
                """
                SELECT person_id, observation_period_start_date, observation_period_end_date
                FROM omop_observation_period ORDER BY 1
                """,
                "SELECT person_id, value_as_number, value_canonical FROM omop_measurement",
                "SELECT observation_id, person_id FROM omop_observation",
            ].map { query in
                try Row.fetchAll(database, sql: query).map { row in
                    row.databaseValues.map { "\($0)" }.joined(separator: " ")
                }
            }
        }
        #expect(
            rows == [
                ["\"P1\" NULL \"unknown\"", "\"P2\" \"1950-02-01\" \"female\""],
                ["1 1960 NULL", "2 1950 2"],
                ["1 \"2002-01-01\" \"2003-01-01\"", "2 \"2001-01-01\" NULL"],
                ["2 12.0 76.2"], ["1 2"],
            ])
    }
}

extension String {
    fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
