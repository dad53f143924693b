import CanonicalModel
import Foundation
import Testing

@testable import Pipeline

/// What is handed out of files: offset, shape and bytes of every record.
@Suite struct RecordSourceTests {
    private static func read(
        _ files: [String], limit: Int = 1 << 30
    ) -> (records: [String], source: RecordSource) {
        var source = RecordSource(files, limit: limit)
        var (bytes, records) = ([UInt8](), [String]())
        while let input = source.next(into: &bytes) {
            if let failure = input.failure {
                records.append("E\(failure.code.number) @\(input.offset)")
                continue
            }
            let shape = input.shape.map { "\($0)" } ?? "file"
            records.append("\(shape) @\(input.offset) " + String(decoding: bytes, as: UTF8.self))
        }
        return (records, source)
    }

    private static let p1 = #"{"resourceType":"Patient","id":"1"}"#
    private static let p2 = #"{"resourceType":"Patient","id":"2"}"#
    private static let o1 = #"{"resourceType":"Observation","id":"3"}"#
    private static let b1 = #"{"resourceType":"Bundle","id":"4"}"#

    @Test(arguments: [
        ("", ["file @0 "]), ("<a/>", ["file @0 <a/>"]), (p1, ["resourceLines @0 \(p1)"]),
        (b1 + "\n", ["document @0 \(b1)\n"]), (" {\n} \n", ["document @0  {\n} \n"]),
        ("{\"a\":\n1}", ["document @0 {\"a\":\n1}"]),
        (b1 + "\n" + b1, ["document @0 \(b1)\n", "document @35 \(b1)"]),
        (b1 + "\r\n" + b1 + "\r\n", ["document @0 \(b1)\r\n", "document @36 \(b1)\r\n"]),
        (p1 + "\n" + o1 + "\n", ["resourceLines @0 \(p1)\n\(o1)\n"]),
        (
            "\(p1)\n\(o1)\n\(p2)\n\(o1)",
            ["resourceLines @0 \(p1)\n\(o1)\n", "resourceLines @76 \(p2)\n\(o1)"]
        ),
        ("\(p1)\r\n\(p2)\r\n", ["resourceLines @0 \(p1)\r\n", "resourceLines @37 \(p2)\r\n"]),
        ("\(p1)\n\n\n\(p2)\n\n", ["resourceLines @0 \(p1)\n\n\n", "resourceLines @38 \(p2)\n\n"]),
        ("\n\n\(b1)\n\n\(b1)\n \n", ["document @0 \n\n\(b1)\n", "document @37 \n\(b1)\n"]),
        ("\(o1)\n\(p1)\n", ["resourceLines @0 \(o1)\n", "resourceLines @40 \(p1)\n"]),
        ("\(p1)\n\(b1)\n", ["resourceLines @0 \(p1)\n", "document @36 \(b1)\n"]),
        ("{} x", ["document @0 {} x"]),
    ])
    func aFileHolds(_ text: String, _ expected: [String]) throws {
        let scratch = try Scratch()
        let file = try scratch.write("a.json", text)
        #expect(Self.read([file]).records == expected)
    }

    @Test func filesAreReadInTheirOrderAndNumbered() throws {
        let scratch = try Scratch()
        let files = [
            try scratch.write("b.ndjson", "\(Self.p1)\n\(Self.p2)\n"),
            try scratch.write("a.xml", "<a/>"), try scratch.write("c.json", Self.b1),
        ]
        var source = RecordSource(files)
        var (bytes, seen) = ([UInt8](), [String]())
        while let input = source.next(into: &bytes) {
            let name = input.file.split(separator: "/").last ?? ""
            seen.append("\(input.number) \(name) \(input.isWholeFile)")
        }
        #expect(
            seen == [
                "0 b.ndjson false", "1 b.ndjson false", "2 a.xml true", "3 c.json true",
            ])
    }

    @Test func whatCannotBeReadIsSaidAndTheRestRead() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: "\(scratch.path)/folder.json", withIntermediateDirectories: false)
        let files = [
            "\(scratch.path)/gone.json", "\(scratch.path)/folder.json",
            try scratch.write("a.xml", "<a/>"),
        ]
        #expect(Self.read(files).records == ["E401 @0", "E401 @0", "file @0 <a/>"])
    }

    @Test func aFileWithoutPermissionIsUnreadable() throws {
        let scratch = try Scratch()
        let file = try scratch.write("a.xml", "<a/>")
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
        guard !FileManager.default.isReadableFile(atPath: file) else { return }  // the superuser
        #expect(Self.read([file]).records == ["E401 @0"])
    }

    @Test func aLineAboveTheLimitIsRefusedAndTheNextFileRead() throws {
        let scratch = try Scratch()
        let long = "{\"a\":\"" + String(repeating: "x", count: 200) + "\"}"
        let files = [
            try scratch.write("a.ndjson", "\(Self.b1)\n\(long)\n\(Self.b1)\n"),
            try scratch.write("b.xml", "<b/>"),
        ]
        #expect(
            Self.read(files, limit: 100).records
                == [
                    "document @0 \(Self.b1)\n", "E\(Diagnostic.Code.tooLargeNumber) @35",
                    "file @0 <b/>",
                ])
    }

    /// A line without end must not be gathered until memory is full.
    @Test func aLineWithoutEndIsRefusedOnceItIsAboveTheLimit() throws {
        let scratch = try Scratch()
        let head = Array("\(Self.b1)\n{\"a\":\"".utf8)
        let file = try scratch.write("a.ndjson", head + Array(repeating: 0x78, count: 8 << 20))
        var source = RecordSource([file], limit: 1000)
        var bytes: [UInt8] = []
        _ = source.next(into: &bytes)
        let input = source.next(into: &bytes)
        #expect(input?.failure?.code.number == Diagnostic.Code.tooLargeNumber)
        #expect(bytes.count <= 1000)
        #expect(source.next(into: &bytes) == nil)
    }

    @Test func aDocumentAboveTheLimitIsRefused() throws {
        let scratch = try Scratch()
        let file = try scratch.write(
            "a.json", Array("{\"a\":\"".utf8) + Array(repeating: 0x78, count: 3 << 20))
        #expect(
            Self.read([file], limit: 1 << 20).records == ["E\(Diagnostic.Code.tooLargeNumber) @0"])
    }

    /// Lines that lie across the blocks of 1 MiB come out whole, and the digest is the file's.
    @Test(arguments: ["\n", "\r\n"]) func aBigFileComesOutWhole(_ end: String) throws {
        let scratch = try Scratch()
        let lines = (0..<40).map { number in
            #"{"resourceType":"Bundle","id":"\#(number)","x":""#
                + String(repeating: "y", count: 70_000 + number * 1_001) + "\"}"
        }
        let text = lines.joined(separator: end)
        let file = try scratch.write("big.ndjson", text)
        let (records, source) = Self.read([file])
        #expect(records.count == lines.count)
        var offset = 0
        for (record, line) in zip(records, lines) {
            let isLast = line == lines.last
            #expect(record == "document @\(offset) \(line)\(isLast ? "" : end)")
            offset += line.utf8.count + end.utf8.count
        }
        #expect(
            source.lineDigests[file].map { Hexadecimal.text($0.digest) } == Manifest.sha256(text))
        #expect(source.lineDigests[file]?.bytes == text.utf8.count)
    }

    @Test(arguments: ["\(p1)\n\(o1)\n\n\(p2)", "\n\(b1)\r\n\(b1)\r\n\r\n"])
    func theDigestIsOfTheWholeFile(_ text: String) throws {
        let scratch = try Scratch()
        let file = try scratch.write("a.ndjson", text)
        let read = Self.read([file]).source.lineDigests[file]
        #expect(read?.bytes == text.utf8.count)
        #expect(read.map { Hexadecimal.text($0.digest) } == Manifest.sha256(text))
    }
}

extension Diagnostic.Code {
    /// The number of the reading room's finding about what is too large.
    fileprivate static let tooLargeNumber = 105
}

@Suite struct FilesTests {
    @Test func onlyFilesAndLinksToFilesAreListed() throws {
        let scratch = try Scratch()
        let file = try scratch.write("b/file.json", "{}")
        _ = try scratch.write("b/.hidden", "")
        #expect(symlink(file, scratch.path + "/a-link") == 0)
        #expect(symlink("nowhere", scratch.path + "/c-dangling") == 0)
        #expect(symlink(scratch.path, scratch.path + "/b/up") == 0)
        #expect(mkfifo(scratch.path + "/b/pipe", 0o600) == 0)
        let listed = try Files.list(scratch.path).map { $0.dropFirst(scratch.path.count + 1) }
        #expect(listed == ["a-link", "b/file.json", "c-dangling"])
    }
}
