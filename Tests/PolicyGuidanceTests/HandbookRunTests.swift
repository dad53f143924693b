import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Terminology
import Testing

/// The pages whose examples are no change of one place of a draft: each is tried by itself.
@Suite struct HandbookRunTests {
    private struct NoAnchor: Error { let text: String }

    private static func replaced(_ old: String, _ new: String, in text: String) throws -> String {
        guard let changed = Guided.replacing(old, with: new, in: text) else {
            throw NoAnchor(text: old)
        }
        return changed
    }

    /// The position of `part` of the example, where `example` stands in `text`.
    private static func place(of page: HandbookPage, in text: String) throws -> Diagnostic.Position
    {
        guard let range = text.firstRange(of: page.wrong) else { throw NoAnchor(text: page.wrong) }
        let before = text[..<range.lowerBound].count { $0 == "\n" }
        return Diagnostic.Position(line: page.place.line + before, column: page.place.column)
    }

    /// That the code is found in `broken` where the page marks it, and not in `mended`.
    private static func expect(
        _ page: HandbookPage, _ broken: String, _ mended: String,
        codeSets: [CodeSet] = Guided.codeSets
    ) throws {
        func found(_ text: String) -> [Diagnostic] {
            Guided.findings(text, codeSets: codeSets).filter { $0.code.number == page.code }
        }
        #expect(try found(broken).map(\.position) == [place(of: page, in: broken)])
        #expect(found(mended).isEmpty)
    }

    @Test func nothingElseIsLeftToARun() {
        let codes = Handbook.pages.filter { $0.basis == .run }.map(\.code)
        #expect(codes.sorted() == [319, 340, 343, 347, 374, 440, 441, 442, 443, 444])
    }

    @Test func partsThatAreMissing() throws {
        let page = try #require(Handbook.page(340))
        let line = "storage: {country: GB, environment: FILL IN}"
        let zeros = String(repeating: "0", count: 64)
        let approvals =
            "approvals:\n  - {role: dpo, by: A, at: 2026-05-01, content_hash: \(zeros)}\n"
        let whole = try Self.replaced(line, page.right, in: Guided.draft(.directCare))
            .replacing("sign_up: []", with: approvals + "sign_up: []")
        try Self.expect(page, try Self.replaced(page.right + "\n", "", in: whole), whole)
    }

    /// What runs look at: the examples load, and only the wrong one has what the page is about.
    @Test func whatRunsLookAt() throws {
        func loaded(_ old: String, _ new: String, _ kind: PolicyTemplate) throws -> Agreement {
            let text = try Self.replaced(old, new, in: Guided.draft(kind))
                .replacing("FILLIN1", with: "Y99001").replacing("FILLIN9", with: "Y99N01")
            return try Agreement.load(yaml: text, file: "a.yaml", codeSets: Guided.codeSets)
        }
        func both<Value>(
            _ code: Int, _ anchor: String, _ kind: PolicyTemplate,
            _ value: (Agreement) throws -> Value
        ) throws -> (wrong: Value, right: Value) {
            let page = try #require(Handbook.page(code))
            func text(_ example: String) -> String {
                anchor.hasPrefix("#") ? "\(example)\n\(anchor)" : example
            }
            return (
                try value(loaded(anchor, text(page.wrong), kind)),
                try value(loaded(anchor, text(page.right), kind))
            )
        }
        let rare = try both(440, "# The feed: to whom,", .populationHealth) { $0.rareCodes }
        #expect(rare.wrong == 5 && rare.right == 50)
        let (last, day) = (
            try #require(PartialDate(.day, year: 2026, month: 11, day: 1)),
            try #require(PartialDate(.day, year: 2026, month: 11, day: 21))
        )
        let soon = try both(441, "schedule: weekly", .directCare) {
            try #require($0.flows.first).timing.objection(to: day, after: last)
        }
        #expect(soon.wrong != nil && soon.right == nil)
        let unknown = try both(442, "schedule: weekly", .directCare) {
            $0.flows.first?.timing.isLimited
        }
        #expect(unknown.wrong == true && unknown.right == false)
        let audit = "audit: {recipient_logs: P2Y, gateway_log_retention: P6Y}"
        let kept = try both(444, audit, .directCare) { $0.logRetention }
        #expect(kept.wrong == nil && kept.right != nil)
        let table = try #require(Handbook.page(443))
        #expect(table.wrong.contains("format: table") && !table.right.contains("table"))
    }

    @Test func countsWithoutATable() throws {
        let page = try #require(Handbook.page(343))
        let draft = Guided.draft(.counts).replacing("FILLIN9", with: "Y99N01")
        let whole = try Self.replaced(", schedule: monthly", "", in: draft)
        let start = try #require(whole.firstRange(of: "tables:\n"))
        let end = try #require(whole.firstRange(of: "# The feed"))
        let broken = whole.replacingCharacters(in: start.lowerBound..<end.lowerBound, with: "")
        try Self.expect(
            page, broken, try Self.replaced("\nflows:", "\n\(page.right)\nflows:", in: broken))
    }

    @Test func aTableOfTooManyCells() throws {
        let page = try #require(Handbook.page(347))
        // Ten years by months and days of the week, in narrow bands of age.
        var draft = Guided.draft(.counts)
        for (old, new) in [
            ("event_date: month", "event_date: day"), ("age: band10", "age: band5"),
            ("status: [finished]}\n      last: P1Y", "status: [finished]}\n      last: P10Y"),
            ("    title: Contacts that took place, by practice, month and band of age\n", ""),
        ] {
            draft = try Self.replaced(old, new, in: draft)
        }
        let broken = try Self.replaced(
            page.right, "rows: [practice, month, weekday]", in: draft)
        try Self.expect(page, broken, draft)
    }

    @Test func tooManyCodeSets() throws {
        let page = try #require(Handbook.page(319))
        let sets = try (1...65).map { number in
            try CodeSet.load(
                yaml: "code_set: set-\(number)\nversion: '1'\ntitle: t\nsource: s\n"
                    + "codes: [{snomed: '73211009'}]", file: "s.yaml")
        }
        func draft(_ count: Int) throws -> String {
            let lines = (1...count).map {
                "    - {entry: problem, codes: set-\($0), fields: [code], why: w}\n"
            }
            return try Self.replaced(
                "dataset:\n  include:\n", "dataset:\n  include:\n" + lines.joined(),
                in: Guided.draft(.directCare))
        }
        func found(_ count: Int) throws -> [Diagnostic] {
            Guided.findings(try draft(count), codeSets: Guided.codeSets + sets)
                .filter { $0.code.number == page.code }
        }
        let lines = try draft(65).split(separator: "\n", omittingEmptySubsequences: false)
        let line = try #require(lines.firstIndex(of: "dataset:"))
        let place = Diagnostic.Position(
            line: line + page.place.line, column: page.place.column)
        #expect(try found(65).map(\.position) == [place])
        #expect(try found(40).isEmpty)
    }

    @Test func anEntryAboutAnotherAgreement() throws {
        let page = try #require(Handbook.page(374))
        let agreement = try Agreement.load(
            yaml: Guided.draft(.directCare).replacing("FILLIN1", with: "Y99001"), file: "a.yaml",
            codeSets: Guided.codeSets)
        func found(_ text: String) throws -> [Diagnostic] {
            Agreement.misdirected(
                try SignUpRegister.load(yaml: text, file: "r.yaml"), [agreement])
        }
        let broken = try found(page.wrong)
        #expect(broken.map(\.code.number) == [374])
        #expect(
            broken.first?.position
                == Diagnostic.Position(line: page.place.line, column: page.place.column))
        #expect(try found(page.right).isEmpty)
    }
}
