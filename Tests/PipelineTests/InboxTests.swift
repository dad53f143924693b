import CanonicalModel
import Foundation
import Testing

@testable import Pipeline

/// A watched folder: what is taken, what it is called, and what is said where it cannot be.
@Suite struct InboxTests {
    /// An inbox and a folder of what is done.
    private struct Folders {
        let scratch: Scratch
        var inbox: Inbox
        var path: String { scratch.path + "/in" }

        init() throws {
            scratch = try Scratch()
            for name in ["in", "done"] {
                try FileManager.default.createDirectory(
                    atPath: "\(scratch.path)/\(name)", withIntermediateDirectories: true)
            }
            inbox = try Inbox(scratch.path + "/in", done: scratch.path + "/done")
        }

        /// Takes the file that arrives, and moves it to where it is done.
        ///
        /// - Returns: What its feeds are called.
        mutating func pass(_ name: String, _ text: String) throws -> String {
            try scratch.write("in/\(name)", text)
            let file = try #require(try inbox.take())
            try inbox.finish(file)
            return file.feed
        }

        var done: [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: scratch.path + "/done")) ?? [])
                .sorted()
        }
    }

    /// A correction that is taken back is a third file, though nothing in it is new.
    @Test func whatComesAgainIsDoneAgain() throws {
        var folders = try Folders()
        let first = try folders.pass("a.json", "one")
        let second = try folders.pass("a.json", "two")
        #expect(try folders.pass("a.json", "one") == first + ".2")
        #expect(try folders.pass("a.json", "one") == first + ".3")
        #expect(folders.done == ["a.json", first, first + ".2", second].sorted())
    }

    /// Killed after its feeds appeared and before it was moved, or after both.
    @Test func whatWasTakenBeforeIsCalledTheSame() throws {
        var folders = try Folders()
        try folders.scratch.write("in/a.json", "one")
        let file = try #require(try folders.inbox.take())
        folders.inbox.release(file, rests: false)
        var next = try Inbox(folders.path, done: folders.scratch.path + "/done")
        let again = try #require(try next.take())
        #expect(again.feed == file.feed && again.place == file.place)
    }

    @Test func aLongNameLeavesRoomForWhatIsPutBehindIt() throws {
        var folders = try Folders()
        let name = String(repeating: "é", count: 120)
        let feeds = [
            try folders.pass(name + "1", "one"), try folders.pass(name + "2", "one"),
            try folders.pass(name + "1", "two"),
        ]
        #expect(feeds.allSatisfy { $0.utf8.count < 200 } && Set(feeds).count == 3)
        #expect(folders.done.count == 3)
    }

    @Test func whatIsWrittenToAfterItWasTakenIsSaid() throws {
        var folders = try Folders()
        try folders.scratch.write("in/a.json", "one")
        let file = try #require(try folders.inbox.take())
        try file.requireUnchanged()
        let handle = try #require(FileHandle(forWritingAtPath: file.path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("more".utf8))
        #expect(throws: Diagnostic.self) { try file.requireUnchanged() }
    }

    @Test(arguments: ["in/.taken", "in"])
    func aFolderThatIsGoneIsSaid(_ name: String) throws {
        var folders = try Folders()
        try folders.scratch.write("in/a.json", "one")
        try FileManager.default.removeItem(atPath: "\(folders.scratch.path)/\(name)")
        let error = try #require(throws: Diagnostic.self) { try folders.inbox.take() }
        #expect(error.code == .unreadableInput && error.file.hasSuffix("/in/.taken"))
    }

    /// Links and folders are never taken: each is said once, and again if it comes again. A folder
    /// of ours is none of them.
    @Test func whatIsNoPlainFileIsSaidOnce() throws {
        var folders = try Folders()
        let files = FileManager.default
        for name in ["folder", "done"] {
            try files.createDirectory(
                atPath: "\(folders.path)/\(name)", withIntermediateDirectories: true)
        }
        folders.inbox = try Inbox(
            folders.path, done: folders.path + "/done", own: [folders.path + "/none"])
        let link = folders.path + "/link.json"
        try files.createSymbolicLink(atPath: link, withDestinationPath: "/dev/null")
        #expect(try folders.inbox.take() == nil)
        let findings = folders.inbox.strangers.takeFindings()
        #expect(findings.map(\.file) == ["\(folders.path)/folder", link])
        #expect(findings.allSatisfy { $0.code == .unreadableInput })
        _ = try folders.inbox.take()
        #expect(folders.inbox.strangers.takeFindings().isEmpty)
        #expect(folders.inbox.strangers.count == 2)
        try files.removeItem(atPath: link)
        _ = try folders.inbox.take()
        #expect(folders.inbox.strangers.count == 1)
    }

    @Test func aNameThatIsNotUTF8IsSaidAndHoldsUpNoOther() throws {
        var folders = try Folders()
        let path = "\(folders.path)/Jos".utf8CString.dropLast() + [CChar(bitPattern: 0xE9), 0]
        let descriptor = open(Array(path), O_CREAT | O_WRONLY, 0o600)
        try #require(descriptor >= 0, "this file system takes UTF-8 only")
        close(descriptor)
        try folders.scratch.write("in/b.json", "one")
        let error = try #require(throws: Diagnostic.self) { try folders.inbox.take() }
        #expect(error.message.contains("UTF-8"))
        #expect(try folders.inbox.take()?.name == "b.json")
    }
}
