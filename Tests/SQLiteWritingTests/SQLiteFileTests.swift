import Foundation
import GRDB
import Testing

@testable import SQLiteWriting

@Suite struct SQLiteFileTests {
    private static let tables = [
        SQLiteTable(
            "encounter",
            columns: [.init("person_key", .text), .init("practice", .text), .init("id", .text)],
            indexes: [["person_key", "id"]]),
        SQLiteTable(
            "observation",
            columns: [
                .init("person_key", .text), .init("practice", .text), .init("value", .real),
                .init("day", .integer), .init("encounter_row", .integer, references: "encounter"),
            ], indexes: []),
    ]

    /// A file in a folder of its own, which the test removes.
    private func withFile(_ body: (inout SQLiteFile, String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/feed.sqlite"
        var file = try SQLiteFile(path: path, tables: Self.tables)
        try body(&file, path)
    }

    private func read(_ path: String, _ query: String) throws -> [String] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { database in
            try Row.fetchAll(database, sql: query).map { row in
                row.databaseValues.map { $0.description }.joined(separator: "|")
            }
        }
    }

    private func fill(_ file: inout SQLiteFile) throws {
        try file.write { rows in
            try rows.append(person: "P1", practice: "A")
            // The encounter that it refers to comes later in the transaction.
            try rows.append(
                [.text("P1"), .text("A"), .real(1.5), .integer(-3), .integer(1)], to: 1)
            try rows.append([.text("P1"), .text("A"), .text("e\"1\u{0}é")], to: 0)
        }
        try file.write { rows in
            try rows.append(person: "P1", practice: "B")
            try rows.append([.text("P1"), .text("B"), .null, .null, .null], to: 1)
        }
        try file.finish()
    }

    @Test func whatWasAppendedIsRead() throws {
        try withFile { file, path in
            try fill(&file)
            #expect(file.rowCounts == [1, 2])
            let rows = try read(path, "SELECT * FROM observation ORDER BY row_id")
            #expect(rows == ["1|\"P1\"|\"A\"|1.5|-3|1", "2|\"P1\"|\"B\"|NULL|NULL|NULL"])
            #expect(try read(path, "SELECT hex(id) FROM encounter") == ["\"65223100C3A9\""])
            #expect(try read(path, "PRAGMA integrity_check") == ["\"ok\""])
            #expect(try read(path, "PRAGMA foreign_key_check").isEmpty)
            #expect(
                try read(path, "SELECT name FROM sqlite_master WHERE type = 'index'").count == 4)
        }
    }

    @Test func theSameRowsAreTheSameBytes() throws {
        var written: [Data?] = []
        for _ in 0..<2 {
            try withFile { file, path in
                try fill(&file)
                written.append(FileManager.default.contents(atPath: path))
                let folder = (path as NSString).deletingLastPathComponent
                #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
            }
        }
        #expect(written[0] != nil && written[0] == written[1])
    }

    @Test(
        arguments: [
            // A person who is not there; an encounter that is not there; a text in a number.
            ([.text("P9"), .text("A"), .null, .null, .null], 787),
            ([.text("P1"), .text("A"), .null, .null, .integer(7)], 787),
            ([.text("P1"), .text("A"), .text("tall"), .null, .null], 3091),
        ] as [([SQLiteValue], Int)])
    func aWrongRowIsRefused(_ row: [SQLiteValue], _ code: Int) throws {
        try withFile { file, _ in
            let error = #expect(throws: (any Error).self) {
                try file.write { rows in
                    try rows.append(person: "P1", practice: "A")
                    try rows.append(row, to: 1)
                }
            }
            #expect(error.map { SQLiteFailure($0).code } == code)
        }
    }

    @Test func aPracticeIsDeletedWithItsRows() throws {
        try withFile { file, path in
            try fill(&file)
            try DatabaseQueue(path: path).write { database in
                try database.execute(sql: "DELETE FROM person WHERE practice = 'A'")
            }
            #expect(try read(path, "SELECT count(*) FROM encounter") == ["0"])
            #expect(try read(path, "SELECT count(*) FROM observation") == ["1"])
        }
    }

    @Test func aFileThatCannotBeMadeIsSaid() throws {
        let error = #expect(throws: SQLiteFailure.self) {
            try SQLiteFile(path: "/nowhere/at/all.sqlite", tables: Self.tables)
        }
        #expect(error?.code == 14)
    }
}
