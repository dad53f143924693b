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
    /// The codes that rooms declare, by room: the sources are looked through whole, so that a room
    /// or a file that is new is not passed over.
    static func declared() throws -> [String: Set<Int>] {
        let sources = Guided.root.appending(path: "Sources")
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        var codes: [String: Set<Int>] = [:]
        for name in names where name.hasSuffix(".swift") {
            let text = try String(contentsOf: sources.appending(path: name), encoding: .utf8)
            let found = text.matches(of: /(?:Self|Code|\.init)\(\s*([1-9][0-9]{2}), "[a-z]/)
            let room = String(name.prefix { $0 != "/" })
            codes[room, default: []].formUnion(found.compactMap { Int($0.output.1) })
        }
        return codes.filter { !$0.value.isEmpty }
    }

    @Test func everyCodeHasAPage() throws {
        let pages = Handbook.codes.map(\.code)
        #expect(Set(pages).count == pages.count)
        let declared = try Self.declared()
        #expect(declared.count >= 13, "\(declared.keys.sorted())")
        let all = declared.values.reduce(into: Set()) { $0.formUnion($1) }
        #expect(all.count > 200)
        let missing = all.subtracting(pages).sorted()
        #expect(missing.isEmpty, "no page: \(missing)")
        let idle = Set(pages).subtracting(all).sorted()
        #expect(idle.isEmpty, "a page of no code: \(idle)")
    }

    /// What an author of agreements can meet is shown in an agreement, and not only told.
    @Test func whatTheCheckFindsHasAnExample() throws {
        let declared = try Self.declared()
        let met = try ["SharingAgreements", "PolicyGuidance", "StrictYAML"].reduce(into: Set()) {
            $0.formUnion(try #require(declared[$1]))
        }
        let missing = met.subtracting(Handbook.pages.map(\.code)).sorted()
        #expect(missing.isEmpty, "no example: \(missing)")
    }

    @Test(arguments: Handbook.notes.map(\.code)) func notesSayAllThatTheyMust(_ code: Int) throws {
        let note = try #require(Handbook.note(code))
        #expect(!note.title.isEmpty && note.title.first?.isPunctuation == false)
        for text in [note.meaning, note.remedy] {
            #expect(text.hasSuffix(".") && !text.contains("\n") && !text.contains("  "))
        }
        #expect(note.markdown.hasPrefix("## E\(code): \(note.title)\n"))
        #expect(note.markdown.contains("**What to do:** \(note.remedy)"))
    }

    /// A command that a page names is there.
    @Test func commandsThatNotesNameAreThere() throws {
        let folder = Guided.root.appending(path: "Sources/sluice")
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }.joined()
        for note in Handbook.notes {
            let said = (note.meaning + " " + note.remedy).matches(of: /`sluice ([a-z ]+)/)
            for word in said.flatMap({ $0.output.1.split(separator: " ") }) where word != "help" {
                let isThere =
                    sources.contains("commandName: \"\(word)\"")
                    || sources.contains("struct \(word.capitalized): ")
                #expect(isThere, "E\(note.code): `sluice \(word)`")
            }
        }
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
