import CanonicalModel
import Foundation
import RecordReading
import Testing

@testable import Pipeline

/// What comes out of archives and compressed files, and what is said of those that are wrong.
@Suite struct ContainerTests {
    /// Each record as `name shape @offset text`, or its code.
    private static func read(
        _ files: [String], _ limits: UnpackingLimits = UnpackingLimits(), limit: Int = 1 << 30
    ) -> (records: [String], source: RecordSource) {
        var source = RecordSource(files, limit: limit, unpacking: limits)
        var (bytes, records) = ([UInt8](), [String]())
        while let input = source.next(into: &bytes) {
            let name = input.file.split(separator: "/sluice-tests-").last ?? ""
            let place = name.split(separator: "/").dropFirst().joined(separator: "/")
            let shape = input.shape.map { " \($0)" } ?? ""
            let text = String(decoding: bytes.prefix(80), as: UTF8.self)
            records.append(
                input.failure.map { "\(place) E\($0.code.number)" }
                    ?? "\(place)\(shape) @\(input.offset) \(text)")
        }
        return (records, source)
    }

    private static let p1 = #"{"resourceType":"Patient","id":"1"}"# + "\n"
    private static let p2 = #"{"resourceType":"Patient","id":"2"}"# + "\n"
    private static let two = [("x/a.xml", "<a/>"), ("b.ndjson", p1 + p2)]
    private static let twoRecords = [
        "f!x/a.xml @0 <a/>", "f!b.ndjson resourceLines @0 \(p1)",
        "f!b.ndjson resourceLines @36 \(p2)",
    ]

    private static let packed: [(what: String, bytes: [UInt8], records: [String])] = [
        ("gzip", Packing.gzip("<a/>".utf8), ["f @0 <a/>"]),
        (
            "gzip of lines", Packing.gzip((p1 + p2).utf8),
            ["f resourceLines @0 \(p1)", "f resourceLines @36 \(p2)"]
        ),
        (
            "gzip streams in a row, filled up with zeros",
            Packing.gzip("<a>".utf8) + Packing.gzip("</a>".utf8) + [0, 0, 0], ["f @0 <a></a>"]
        ),
        ("gzip in gzip", Packing.gzip(Packing.gzip("<a/>".utf8)), ["f @0 <a/>"]),
        ("tar", Packing.tar(two), twoRecords),
        ("tar.gz", Packing.gzip(Packing.tar(two)), twoRecords),
        ("zip", Packing.zip(two), twoRecords),
        ("zip, stored", Packing.zip(two, method: 0), twoRecords),
        (
            "tar with a long name",
            Packing.tar([(String(repeating: "d/", count: 60) + "a.xml", "<a/>")]),
            ["f!" + String(repeating: "d/", count: 60) + "a.xml @0 <a/>"]
        ),
        (
            "a pax name",
            Packing.block("x", Array("15 path=p.xml\n0".utf8), type: "x")
                + Packing.tar([("q.xml", "<a/>")]), ["f!q.xml @0 <a/>"]
        ),
        (
            "a pax name, its length right",
            Packing.block("x", Array("14 path=p.xml\n".utf8), type: "x")
                + Packing.tar([("q.xml", "<a/>")]), ["f!p.xml @0 <a/>"]
        ),
        (
            "a folder and a link in tar",
            Packing.block("d/", [], type: "5") + Packing.block("l", [], type: "2")
                + Packing.tar([("./a.xml", "<a/>")]), ["f!a.xml @0 <a/>"]
        ),
        (
            "what is hidden", Packing.zip([(".a", "x"), ("__MACOSX/a", "x"), ("a.xml", "<a/>")]),
            ["f!a.xml @0 <a/>"]
        ),
        ("no file", Packing.zip([("d/", "")], method: 0), ["f E108"]),
        (
            "a name upwards",
            Packing.zip([("../a.xml", "<a/>"), ("b.xml", "<b/>")]),
            ["f!../a.xml E126", "f!b.xml @0 <b/>"]
        ),
        (
            "an absolute name", Packing.tar([("/etc/a.xml", "<a/>"), ("b.xml", "<b/>")]),
            ["f!/etc/a.xml E126", "f!b.xml @0 <b/>"]
        ),
        ("encrypted", Packing.zip([("a.xml", "<a/>")], flags: 1), ["f!a.xml E125"]),
        ("another method", Packing.zip([("a.xml", "<a/>")], method: 12), ["f!a.xml E128"]),
        ("a cut gzip", Packing.gzip("<a/>".utf8).dropLast(6), ["f E110"]),
        ("a damaged gzip", Packing.gzip("<a/>".utf8).dropLast(5) + [1, 1, 1, 1, 1], ["f E123"]),
        ("gzip and then something else", Packing.gzip("<a/>".utf8) + [1, 2, 3], ["f E123"]),
        ("a cut zip", Packing.zip(two).dropLast(30), ["f E110"]),
        (
            "a tar cut in a header", Array(Packing.tar(two).prefix(1500)),
            ["f!x/a.xml @0 <a/>", "f E110"]
        ),
        (
            "a tar cut in a member", Array(Packing.tar(two).prefix(1560)),
            ["f!x/a.xml @0 <a/>", "f!b.ndjson E110"]
        ),
        (
            "a cut tar.gz", Array(Packing.gzip(Packing.tar(two)).prefix(1560)),
            ["f!x/a.xml @0 <a/>", "f!b.ndjson E110"]
        ),
        (
            "attributes that are none",
            Packing.block("x", Array("3 a\n".utf8), type: "x")
                + Packing.tar([("q.xml", "<a/>")]), ["f!q.xml @0 <a/>"]
        ),
        (
            "a damaged header in tar",
            Packing.tar([("a.xml", "<a/>")]).dropLast(1024) + [UInt8](repeating: 1, count: 512),
            ["f!a.xml @0 <a/>", "f E123"]
        ),
        ("nothing but zeros behind a tar's magic", Packing.block("a", [], type: "5"), ["f E108"]),
    ]

    @Test(arguments: packed.indices) func itHolds(_ row: Int) throws {
        let (what, bytes, records) = Self.packed[row]
        let scratch = try Scratch()
        let file = try scratch.write("f", bytes)
        let read = Self.read([file])
        #expect(read.records == records, "\(what)")
        // The digest is that of the file given, whatever is in it and however far it was read.
        let digest = try #require(read.source.lineDigests[file])
        #expect(Hexadecimal.text(digest.digest) == Self.sha256(bytes))
        #expect(digest.bytes == bytes.count)
    }

    private static func sha256(_ bytes: some Sequence<UInt8>) -> String {
        Manifest.sha256(ofBytes: Array(bytes))
    }

    @Test func archivesInArchivesHaveALimit() throws {
        let scratch = try Scratch()
        var bytes = Packing.tar([("a.xml", "<a/>")])
        for _ in 0..<3 { bytes = Packing.gzip(bytes) }
        let fine = try scratch.write("f", bytes)
        #expect(Self.read([fine]).records == ["f!a.xml @0 <a/>"])
        for _ in 0..<3 { bytes = Packing.gzip(bytes) }
        let deep = try scratch.write("g", bytes)
        #expect(Self.read([deep]).records == ["g E127"])
    }

    /// 300 000 spaces and an element in 333 bytes, as `gzip -9` packs them.
    private static let bomb = [
        "H4sIAAAAAAACA+3BgRAAAAgEMJU3SKDLJX+JPLptCQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAA/NFbc17tYOvkkwQA",
    ].joined()

    @Test func aBombIsStopped() throws {
        let scratch = try Scratch()
        let bomb = try #require(Data(base64Encoded: Self.bomb))
        let file = try scratch.write("f", bomb)
        var limits = UnpackingLimits()
        limits.freely = 1 << 16
        #expect(Self.read([file], limits).records == ["f E124"])
        #expect(Self.read([file]).records.first?.hasPrefix("f @0") == true)
        limits.ratio = 2000
        #expect(Self.read([file], limits).records.first?.hasPrefix("f @0") == true)
        limits.total = 1 << 17
        #expect(Self.read([file], limits).records == ["f E124"])
    }

    @Test func aMemberAboveTheLimitOfARecordIsRefused() throws {
        let scratch = try Scratch()
        let long = "<a>" + String(repeating: "x", count: 3 << 20) + "</a>"
        let file = try scratch.write("f", Packing.tar([("a.xml", long), ("b.xml", "<b/>")]))
        #expect(
            Self.read([file], limit: 1 << 20).records == ["f!a.xml E105", "f!b.xml @0 <b/>"])
    }
}
