import CanonicalModel
import Foundation
import Pipeline
@testable import PolicyGuidance
import SharingAgreements
import StrictYAML
import Terminology
import Testing

/// Each page's example triggers its code, at the line it marks, and the mended one does not.
@Suite struct HandbookTests {
    /// The codes that an author of agreements can meet, as the sources declare them.
    static func declared() throws -> Set<Int> {
        let rooms = ["SharingAgreements", "PolicyGuidance"]
        let numbers = try rooms.flatMap { room in
            let file = Guided.root.appending(path: "Sources/\(room)/Codes.swift")
            return try String(contentsOf: file, encoding: .utf8)
                .matches(of: /Self\((3[0-9][0-9]), "/).compactMap { Int($0.output.1) }
        }
        return Set(numbers)
    }

    @Test func everyCodeHasAPage() throws {
        let pages = Handbook.pages.map(\.code)
        #expect(Set(pages).count == pages.count)
        let declared = try Self.declared()
        #expect(declared.count > 60)
        let missing = declared.subtracting(pages).sorted()
        #expect(missing.isEmpty, "no page: \(missing)")
        let others = Set(pages).subtracting(declared)
        let forms: Set = [251, 252, 253, 254, 255, 261, 262, 263, 267, 270]
        #expect(others == forms.union([440, 441, 442, 443, 444]), "\(others.sorted())")
    }

    @Test func pagesSayAllThatTheyMust() {
        for page in Handbook.pages {
            for text in [page.title, page.meaning, page.why, page.instead, page.wrong] {
                #expect(!text.isEmpty && !text.contains("«"), "E\(page.code)")
            }
            #expect(page.marked.count { $0 == "«" } == 1, "E\(page.code)")
            #expect(!page.why.hasSuffix("."), "E\(page.code)")
            #expect(Handbook.page(page.code)?.title == page.title)
            #expect(page.markdown.contains("## E\(page.code): "))
        }
    }

    @Test func theExampleOfAnApprovalTriggersIt() throws {
        let page = try #require(Handbook.page(327))
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "codes"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, yaml) in StarterCodeSets.files {
            try Data(yaml.utf8).write(to: folder.appending(path: "codes/\(name).yaml"))
        }
        let file = folder.appending(path: "a.yaml")
        func errors(_ text: String) throws -> [Diagnostic] {
            try Data(text.utf8).write(to: file)
            return Self.errors {
                _ = try PreparedAgreement.load(file.path, shared: Guided.codeSets)
            }
        }
        // What the message says is the hash of the text, so writing it in mends it.
        let zeros = String(repeating: "0", count: 64)
        let approvals =
            "approvals:\n  - {role: dpo, by: A, at: 2026-05-01, content_hash: \(zeros)}\n"
        let draft = Guided.draft(.directCare)
            .replacing("sign_up: []", with: approvals + "sign_up: []")
        let first = try errors(draft)
        #expect(first.map(\.code.number) == [327])
        let hash = try #require(first.first?.message.split(separator: "`").dropFirst().first)
        let approved = draft.replacing(zeros, with: hash)
        #expect(try errors(approved).isEmpty)
        let changed = approved.replacing(page.right, with: page.wrong)
        #expect(changed != approved)
        #expect(try errors(changed).map(\.code.number) == [327])
    }

    @Test(arguments: Handbook.pages.map(\.code))
    func theExampleTriggersItsCode(_ code: Int) throws {
        let page = try #require(Handbook.page(code))
        guard page.basis != .run, page.basis != .approved else { return }
        let (broken, mended, shift) = try Self.findings(page)
        let more = Set(broken.map(\.code)).filter { code in
            broken.count { $0.code == code } > mended.count { $0.code == code }
        }
        let own = broken.filter { $0.code.number == code }
        #expect(Set(more.map(\.number)) == [code], "\(broken)")
        let place = Diagnostic.Position(
            line: page.place.line + shift.lines,
            column: page.place.column + (page.place.line == 1 ? shift.columns : 0))
        #expect(own.contains { $0.position == place }, "\(place): \(own)")
    }

    private struct NoAnchor: Error { let text: String }

    /// What is found in the example, in the mended one, and where the example begins.
    private static func findings(
        _ page: HandbookPage
    ) throws -> ([Diagnostic], [Diagnostic], (lines: Int, columns: Int)) {
        switch page.basis {
        case .draft(let kind):
            let draft = Guided.draft(kind)
            guard let range = draft.firstRange(of: page.anchor) else {
                throw NoAnchor(text: page.anchor)
            }
            let before = draft[..<range.lowerBound]
            let column = before.split(separator: "\n", omittingEmptySubsequences: false).last
            let also = page.also ?? (old: "", new: "")
            let wrong = draft.replacingCharacters(in: range, with: page.wrong)
            let broken = also.old.isEmpty ? wrong : wrong.replacing(also.old, with: also.new)
            let mended = draft.replacingCharacters(in: range, with: page.right)
            return (
                Guided.findings(broken), Guided.findings(mended),
                (before.count { $0 == "\n" }, column?.utf8.count ?? 0)
            )
        case .codeSet:
            let head = "code_set: s\nversion: '1'\ntitle: t\nsource: s\n"
            let found = [page.wrong, page.right].map { text in
                let isWhole = text.hasPrefix("codes:") || text.hasPrefix("entries:")
                return errors {
                    _ = try CodeSet.load(
                        yaml: head + (isWhole ? "" : "codes:\n") + text, file: "s.yaml")
                }
            }
            return (found[0], found[1], (page.wrong.hasPrefix("  -") ? 5 : 4, 0))
        case .signUps:
            let found = [page.wrong, page.right].map { text in
                errors { _ = try SignUpRegister.load(yaml: text, file: "r.yaml") }
            }
            return (found[0], found[1], (0, 0))
        case .stops:
            let found = [page.wrong, page.right].map { text in
                errors { _ = try StopRegister.load(text, file: "stops.ndjson") }
            }
            return (found[0], found[1], (0, 0))
        case .people:
            let found = [page.wrong, page.right].map { text in
                errors { _ = try PatientList.load(text: text, name: "p", file: "p.txt") }
            }
            return (found[0], found[1], (0, 0))
        case .approved, .run: return ([], [], (0, 0))
        }
    }

    private static func errors(_ body: () throws -> Void) -> [Diagnostic] {
        do {
            try body()
            return []
        } catch let error as Diagnostics {
            return error.all
        } catch let error as Diagnostic {
            return [error]
        } catch {
            return []
        }
    }
}
