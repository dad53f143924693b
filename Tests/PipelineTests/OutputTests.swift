import CanonicalModel
import Foundation
import Testing

@testable import Pipeline

/// Files and the folder that appears whole.
@Suite struct OutputTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func theDigestIs(_ text: String, _ expected: String) throws {
        let scratch = try Scratch()
        var sink = try FileSink(name: "a", in: scratch.path)
        try sink.append(Array(text.utf8))
        #expect(Hexadecimal.text(try sink.finish()) == expected)
        #expect(Manifest.sha256(text) == expected)
        #expect(scratch.text("a") == text)
        #expect(sink.byteCount == text.utf8.count)
    }

    @Test func aBigFileIsWrittenInBlocks() throws {
        let scratch = try Scratch()
        var sink = try FileSink(name: "a", in: scratch.path)
        var expected: [UInt8] = []
        for number in 0..<100 {
            let piece = Array(repeating: UInt8(number), count: 10_007)
            try sink.append(piece)
            expected += piece
        }
        #expect(Hexadecimal.text(try sink.finish()).count == 64)
        #expect(scratch.bytes("a") == expected)
        #expect(sink.byteCount == expected.count)
    }

    @Test func aFileThatIsThereIsNotWrittenOver() throws {
        let scratch = try Scratch()
        try scratch.write("a", "old")
        let error = #expect(throws: Diagnostic.self) { try FileSink(name: "a", in: scratch.path) }
        #expect(error?.code == .unwritableOutput)
        #expect(scratch.text("a") == "old")
    }

    @Test func aFolderThatIsNotThereIsSaid() throws {
        let scratch = try Scratch()
        let error = #expect(throws: Diagnostic.self) {
            try FileSink(name: "no/a", in: scratch.path)
        }
        #expect(error?.code == .unwritableOutput)
        #expect(error?.message.contains("no such file") == true)
    }

    /// The device that is always full stands for a disk that is.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "needs /dev/full"))
    func aFullDiskIsSaid() throws {
        var sink = try FileSink(name: "full", opening: "/dev/full")
        try sink.append([1, 2, 3])
        let error = #expect(throws: Diagnostic.self) { try sink.finish() }
        #expect(error?.code == .unwritableOutput)
        #expect(error?.message.contains("no space left") == true)
        var large = try FileSink(name: "full", opening: "/dev/full")
        #expect(throws: Diagnostic.self) { try large.append(Array(repeating: 0, count: 1 << 20)) }
        large.abandon()
    }

    @Test func theFolderAppearsWhole() throws {
        let scratch = try Scratch()
        let staging = try Staging(output: "\(scratch.path)/out/", replaces: false)
        try Staging.make(staging.folder + "/inner")
        #expect(!scratch.names.contains("out"))
        #expect(scratch.names.allSatisfy { $0.hasPrefix(".out.sluice-") })
        try staging.publish()
        #expect(scratch.names == ["out"])
        #expect(FileManager.default.fileExists(atPath: "\(scratch.path)/out/inner"))
    }

    @Test func whatIsDiscardedLeavesNothing() throws {
        let scratch = try Scratch()
        let staging = try Staging(output: "\(scratch.path)/out", replaces: false)
        try Staging.make(staging.folder + "/inner")
        staging.discard()
        #expect(scratch.names == [])
    }

    @Test func aFolderThatIsThereIsKept() throws {
        let scratch = try Scratch()
        try scratch.write("out/old", "old")
        let error = #expect(throws: Diagnostic.self) {
            try Staging(output: "\(scratch.path)/out", replaces: false)
        }
        #expect(error?.code == .outputExists)
        #expect(scratch.names == ["out"])
        #expect(scratch.text("out/old") == "old")
    }

    @Test func aFolderIsReplacedWhole() throws {
        let scratch = try Scratch()
        try scratch.write("out/manifest.json", "old")
        let staging = try Staging(output: "\(scratch.path)/out", replaces: true)
        var sink = try FileSink(name: "new", in: staging.folder)
        _ = try sink.finish()
        #expect(scratch.text("out/manifest.json") == "old")
        try staging.publish()
        #expect(scratch.names == ["out"])
        #expect(scratch.files(below: "out").keys.sorted() == ["new"])
    }

    @Test func aFolderThatIsNoFeedIsNotReplaced() throws {
        let scratch = try Scratch()
        try scratch.write("out/letter.txt", "mine")
        let error = #expect(throws: Diagnostic.self) {
            try Staging(output: "\(scratch.path)/out", replaces: true)
        }
        #expect(error?.code == .outputExists)
        #expect(scratch.text("out/letter.txt") == "mine")
    }

    /// The lock of a killed process is free; that of one at work is not.
    @Test func leftoversOfAKilledProcessAreRemoved() throws {
        let scratch = try Scratch()
        try scratch.write(".out.sluice-1/.lock", "")
        try scratch.write(".out.sluice-1/patient.csv", "x")
        let atWork = try Staging(output: "\(scratch.path)/out", replaces: false)
        #expect(scratch.names.count == 1)
        let other = try Staging(output: "\(scratch.path)/out2", replaces: false)
        Staging.removeLeftovers(of: "out", in: scratch.path)
        #expect(scratch.names.count == 2)
        atWork.discard()
        other.discard()
        #expect(scratch.names == [])
    }

    /// A process that was killed before it had its lock is known by its number.
    @Test func leftoversWithoutALockAreRemovedIfTheirProcessIsGone() throws {
        let scratch = try Scratch()
        let gone = Process()
        gone.executableURL = URL(fileURLWithPath: "/bin/true")
        try gone.run()
        gone.waitUntilExit()
        try scratch.write(".out.sluice-\(gone.processIdentifier)/patient.csv", "x")
        try scratch.write(".out.sluice-\(getpid())/patient.csv", "x")
        Staging.removeLeftovers(of: "out", in: scratch.path)
        #expect(scratch.names == [".out.sluice-\(getpid())"])
    }

    /// In a folder that all may write to, somebody has put a link where ours will be.
    @Test func aLinkInPlaceOfTheHiddenFolderIsNotFollowed() throws {
        let scratch = try Scratch()
        try scratch.write("theirs/file", "x")
        let hidden = "\(scratch.path)/.out.sluice-\(getpid())"
        #expect(symlink("\(scratch.path)/theirs", hidden) == 0)
        let staging = try Staging(output: "\(scratch.path)/out", replaces: false)
        var sink = try FileSink(name: "new", in: staging.folder)
        _ = try sink.finish()
        #expect(scratch.files(below: "theirs").keys.sorted() == ["file"])
        try staging.publish()
        #expect(scratch.files(below: "out").keys.sorted() == ["new"])
    }

    /// The same with a folder in which they hold a lock: it is refused, and nothing written.
    @Test func aFolderOfAnotherInPlaceOfTheHiddenOneIsRefused() throws {
        let scratch = try Scratch()
        let hidden = "\(scratch.path)/.out.sluice-\(getpid())"
        try scratch.write(".out.sluice-\(getpid())/.lock", "")
        let lock = open("\(hidden)/.lock", O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let error = #expect(throws: Diagnostic.self) {
            try Staging(output: "\(scratch.path)/out", replaces: false)
        }
        #expect(error?.code == .unwritableOutput)
        #expect(scratch.files(below: ".out.sluice-\(getpid())").keys.sorted() == [".lock"])
    }

    @Test func whatIsMadeIsItsOwnersAlone() throws {
        let scratch = try Scratch()
        let staging = try Staging(output: "\(scratch.path)/out", replaces: false)
        var sink = try FileSink(name: "new", in: staging.folder)
        _ = try sink.finish()
        try staging.publish()
        for (path, mode) in [("out", 0o700), ("out/new", 0o600)] {
            let found = try FileManager.default.attributesOfItem(atPath: "\(scratch.path)/\(path)")
            #expect((found[.posixPermissions] as? Int) == mode, "\(path)")
        }
    }

    /// Whoever may write to the folder that the output stands in may put something in its place.
    @Test(arguments: [(0o700, false), (0o755, false), (0o1777, false), (0o777, true)])
    func aFolderThatAnybodyMayWriteToIsSaid(_ mode: mode_t, _ isSaid: Bool) throws {
        let scratch = try Scratch()
        #expect(chmod(scratch.path, mode) == 0)
        let staging = try Staging(output: "\(scratch.path)/out", replaces: false)
        #expect(staging.parent == scratch.path + "/")
        #expect(Staging.openFolder(staging.parent)?.code.number == (isSaid ? 423 : nil))
        #expect(Staging.openFolder("\(scratch.path)/none") == nil)
        staging.discard()
    }

    @Test func whatIsReplacedNeedNotBeThere() throws {
        let scratch = try Scratch()
        try Staging(output: "\(scratch.path)/out", replaces: true).publish()
        #expect(scratch.names == ["out"])
    }

    @Test func aFolderThatCannotBeMadeIsSaid() throws {
        let scratch = try Scratch()
        try scratch.write("file", "x")
        let error = #expect(throws: Diagnostic.self) {
            try Staging(output: "\(scratch.path)/file/out", replaces: false)
        }
        #expect(error?.code == .unwritableOutput)
    }

    @Test(arguments: [
        ("plain", #""plain""#), (#"a"b\c"#, #""a\"b\\c""#), ("a\nb\u{1f}", #""a\u000ab\u001f""#),
        ("é", "\"é\""),
    ])
    func aStringIsQuoted(_ text: String, _ expected: String) {
        var output: [UInt8] = []
        QuarantineLine.string(text, to: &output)
        #expect(String(decoding: output, as: UTF8.self) == expected)
    }
}
