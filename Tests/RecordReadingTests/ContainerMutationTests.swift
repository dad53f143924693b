import CanonicalModel
import Foundation
import Testing

@testable import RecordReading

/// Containers with random damage are opened or refused; nothing crashes, and nothing grows.
@Suite struct ContainerMutationTests {
    private static let gzip = Array(
        Data(base64Encoded: "H4sIAAAAAAACA7MJSCwqsbPJTFEoys8vsVUyVNK3s9EHCwIAmfUlLBsAAAA=")
            ?? Data())

    @Test func damagedGzipIsInflatedOrRefused() {
        var random = Randomness(seed: 7)
        for _ in 0..<2000 {
            let bytes = random.mutate(Self.gzip, inserting: [[0x1F, 0x8B], [0xFF, 0xFF]])
            guard let text = try? Inflater.gunzip(bytes, limit: 1 << 12, file: "f") else {
                continue
            }
            #expect(text.count <= 1 << 12)
        }
    }

    @Test func damagedTarHeadersAreReadOrRefused() throws {
        var random = Randomness(seed: 11)
        var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
        block.replaceSubrange(0..<5, with: "a.xml".utf8)
        block.replaceSubrange(124..<135, with: "00000000012".utf8)
        block.replaceSubrange(156..<157, with: "0".utf8)
        block.replaceSubrange(257..<263, with: "ustar\0".utf8)
        for _ in 0..<2000 {
            var damaged = block
            for _ in 0...random.next(8) { damaged[random.next(512)] = UInt8(random.next(256)) }
            // A right check sum, so that what is behind it is reached.
            damaged.replaceSubrange(148..<156, with: "        ".utf8)
            let sum = String(damaged.reduce(0) { $0 + Int($1) }, radix: 8)
            let field = String(repeating: "0", count: 6 - sum.count) + sum + "\0 "
            damaged.replaceSubrange(148..<156, with: field.utf8)
            guard let header = TarHeader(damaged) else { continue }
            #expect(header.size >= 0)
        }
        for _ in 0..<2000 {
            let text = Array("14 path=p.xml\n20 size=12\n".utf8)
            let bytes = random.mutate(text, inserting: [Array("9".utf8), Array(" =\n".utf8)])
            #expect((TarHeader.attributes(bytes).size ?? 0) >= 0)
        }
    }

    @Test func damagedDirectoriesAreReadOrRefused() {
        var random = Randomness(seed: 13)
        var entry: [UInt8] = [0x50, 0x4B, 1, 2] + [UInt8](repeating: 0, count: 42)
        (entry[28], entry[30]) = (5, 12)
        entry += Array("a.xml".utf8) + [1, 0, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8]
        for _ in 0..<5000 {
            let bytes = random.mutate(entry + entry, inserting: [[0xFF, 0xFF, 0xFF, 0xFF]])
            for found in ZipDirectory.entries(bytes) ?? [] {
                #expect(min(found.size, found.packedSize, found.headerOffset) >= 0)
            }
            _ = ZipDirectory.place(inTail: bytes)
            _ = ZipDirectory.place(inEnd64: bytes)
        }
    }

    @Test(arguments: ["json", "mime"]) func damagedMessagesAreOpenedOrRefused(_ form: String) throws
    {
        var random = Randomness(seed: 17)
        let header = EnvelopeTests.header("m", "X", [("cid:a", "D1", "X-GP2GP-Skeleton: Yes")])
        let payload = #"<R><NarrativeStatement><id root="D1"/></NarrativeStatement></R>"#
        let message =
            form == "json"
            ? try EnvelopeTests.json(
                header, payload, [["payload": "PGEvPg==", "is_base64": "true"]])
            : EnvelopeTests.mime([
                ("Content-Id: <h>", header), ("Content-Id: <p>", payload),
                ("Content-Id: <a>\r\nContent-Transfer-Encoding: base64", "PGEvPg=="),
            ])
        let pieces = ["\r\n", "--", "=", "\"", "<", "}", ":"].map { Array($0.utf8) }
        var opened = 0
        for _ in 0..<3000 {
            let bytes = random.mutate(message, inserting: pieces)
            guard case .spine(let message)? = try? Envelope.open(bytes, file: "f") else { continue }
            if (try? Envelope.record(of: message, file: "f") { _ in nil }) != nil { opened += 1 }
        }
        #expect(opened > 100)
    }
}
