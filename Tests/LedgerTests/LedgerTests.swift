import CanonicalModel
import Foundation
import Ledger
import Testing

/// What a ledger knows, by itself.
@Suite struct LedgerTests {
    /// A ledger in a folder of its own.
    private final class Book {
        let folder: URL
        let ledger: Ledger
        let flow: Int64

        init() throws {
            folder = FileManager.default.temporaryDirectory
                .appending(path: "sluice-tests-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            ledger = try Ledger(folder.appending(path: "ledger").path)
            flow = try ledger.flow(agreement: "a", name: "f", isIdentifiable: false)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func subject(_ person: String, at practice: String = "Y99001") -> LedgerSubject {
            LedgerSubject(flow: flow, person: person, practice: practice)
        }

        func note(_ person: String, _ standing: LedgerReport.Standing) throws {
            try ledger.note(
                LedgerReport(subject: subject(person), version: "1.0.0", standing: standing))
        }

        /// A run in which `body` notes things; its change, and what must be deleted.
        func run(
            settles: Bool = true, _ body: () throws -> Void
        ) throws -> (LedgerChange, [String]) {
            try ledger.begin()
            try body()
            try ledger.endVanished()
            let change = try ledger.change(of: flow)
            var deleted: [String] = []
            try ledger.deletions(from: flow) { deletion in
                deleted.append("\(deletion.person ?? "") \(deletion.part) \(deletion.row)")
            }
            let last = try ledger.last(of: flow)
            let run = try ledger.commit(
                (day: "2026-06-01", manifest: "m\(last.sequence + 1)", output: "o", staging: "s"),
                isWhole: true, flows: [flow: (change, last.sequence + 1, last.manifest)])
            if settles { try ledger.settle(run) }
            return (change, deleted)
        }
    }

    private static func rows(_ ids: String...) -> [LedgerRow] {
        ids.map { LedgerRow(part: "problem", id: String($0.prefix(1)), digest: Int64($0.count)) }
    }

    /// One record a run of one person: what was there, what is there now, and what that changes.
    @Test(arguments: [
        (["a"], ["a"], [0, 0, 0, 1], [String]()),
        (["a"], ["a", "b"], [1, 0, 0, 2], []),
        (["a", "b"], ["a"], [0, 0, 1, 1], ["p problem b"]),
        (["a", "b"], ["aa", "b"], [0, 1, 0, 2], []),
        (["a", "b"], ["cc"], [1, 0, 2, 1], ["p problem a", "p problem b"]),
    ])
    func rowsOfOnePerson(
        _ before: [String], _ now: [String], _ counts: [Int], _ deleted: [String]
    ) throws {
        let book = try Book()
        func rows(_ ids: [String]) -> [LedgerRow] { ids.flatMap { Self.rows($0) } }
        _ = try book.run { try book.note("p", .released(rows(before))) }
        let (change, deletions) = try book.run { try book.note("p", .released(rows(now))) }
        #expect([change.added, change.changed, change.deleted, change.live] == counts)
        #expect(deletions == deleted)
        #expect(try book.ledger.live(book.subject("p")) == Set(rows(now)))
    }

    /// Two records of one person at one practice, in either order.
    @Test(
        arguments: [
            ([LedgerReport.Standing.released(rows("a")), .released(rows("b"))], 0),
            ([.unchanged, .released(rows("a"))], 0), ([.unchanged, .ended(cause: "X")], 0),
            ([.kept, .released(rows("a"))], 0), ([.kept, .ended(cause: "X")], 2),
            ([.released(rows("a")), .ended(cause: "X")], 1), ([.ended(cause: "X")], 2),
            ([.kept], 0),
        ] as [([LedgerReport.Standing], Int)], [false, true])
    func recordsOfOnePerson(
        _ row: ([LedgerReport.Standing], deleted: Int), _ isReversed: Bool
    ) throws {
        let book = try Book()
        _ = try book.run { try book.note("p", .released(Self.rows("a", "b"))) }
        let (change, _) = try book.run {
            for standing in isReversed ? row.0.reversed() : row.0 { try book.note("p", standing) }
        }
        #expect(change.deleted == row.deleted && change.added == 0)
    }

    @Test func aRunThatIsNotSettledIsEitherTakenOrForgotten() throws {
        for isPublished in [true, false] {
            let book = try Book()
            _ = try book.run(settles: false) { try book.note("p", .released(Self.rows("a"))) }
            #expect(try book.ledger.live(book.subject("p")).isEmpty)
            #expect(try book.ledger.last(of: book.flow).sequence == 0)
            let run = try #require(try book.ledger.unsettled())
            #expect(run.manifest == "m1" && run.output == "o" && run.staging == "s")
            if isPublished { try book.ledger.settle(run.id) } else { try book.ledger.drop(run.id) }
            #expect(try book.ledger.unsettled() == nil)
            #expect(try book.ledger.live(book.subject("p")).count == (isPublished ? 1 : 0))
            #expect(try book.ledger.last(of: book.flow).manifest == (isPublished ? "m1" : nil))
        }
    }

    @Test func whatWasAbandonedIsNotThere() throws {
        let book = try Book()
        try book.ledger.begin()
        try book.note("p", .released(Self.rows("a")))
        try book.ledger.abandon()
        let (change, _) = try book.run {}
        #expect(change == LedgerChange())
    }

    @Test func peopleWhomNoRecordWasAboutAreCountedAndEnded() throws {
        let book = try Book()
        _ = try book.run {
            for person in ["p", "q", "r"] { try book.note(person, .released(Self.rows("a"))) }
        }
        let (change, deleted) = try book.run {
            try book.note("p", .unchanged)
            let absences = try book.ledger.absences(from: book.flow)
            #expect(absences.map(\.live) == [3] && absences.map(\.absent) == [2])
            try book.ledger.endAbsent(person: "r", of: book.flow, cause: "LOCAL_OPT_OUT")
        }
        #expect(change.deleted == 1 && deleted == ["r problem a"])
        let (rest, _) = try book.run {
            try book.note("p", .unchanged)
            try book.ledger.endAbsent(from: "Y99001", of: book.flow, cause: "NOT_IN_SOURCE")
        }
        #expect(rest.deleted == 1 && rest.live == 1)
    }
}
