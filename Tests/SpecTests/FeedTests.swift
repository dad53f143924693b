import Foundation
import Pipeline
import Testing

/// The neighbourhood's feeds as bytes: the same on every run, and adding up.
@Suite struct FeedTests {
    @Test func anyNumberOfWorkersGivesTheSameBytes() async throws {
        let one = try await Neighbourhood.run("neighbourhood/Y99002", workers: 1)
        #expect(one.count > 20)
        for workers in [2, 5] {
            let more = try await Neighbourhood.run("neighbourhood/Y99002", workers: workers)
            #expect(Set(more.keys) == Set(one.keys))
            for (path, bytes) in more { #expect(one[path] == bytes, "\(path), \(workers) workers") }
        }
    }

    /// `make expected` writes them anew after a mapping has changed.
    @Test func theFeedsAreAsExpected() async throws {
        let feeds = try await Neighbourhood.run()
        let expected = try Neighbourhood.files(
            below: Neighbourhood.samples.appendingPathComponent("expected"))
        #expect(Set(feeds.keys) == Set(expected.keys))
        // The manifest names its inputs by the paths on the command line, here other ones.
        for (path, bytes) in feeds where path != "manifest.json" && path != "quarantine.ndjson" {
            #expect(expected[path] == bytes, "\(path)")
        }
        for path in ["manifest.json", "quarantine.ndjson"] {
            let text = String(decoding: feeds[path] ?? Data(), as: UTF8.self)
                .replacing(Neighbourhood.package.path + "/", with: "")
            let other = String(decoding: expected[path] ?? Data(), as: UTF8.self)
            if path == "quarantine.ndjson" { #expect(text == other) }
            #expect(!other.contains("\"/"), "a path of one machine in \(path)")
        }
    }

    @Test func everythingReadIsReleasedWithheldOrQuarantined() async throws {
        let feeds = try await Neighbourhood.run()
        let manifest = try object(feeds["manifest.json"])
        let agreements = try #require(manifest["agreements"] as? [[String: Any]])
        #expect(agreements.count == 2)
        for agreement in agreements {
            let name = try #require(agreement["agreement"] as? String)
            let records = try Counts(agreement["records"])
            #expect(records.read == (try Neighbourhood.records()).count)
            #expect(records.read == records.released + records.withheld + records.quarantined)
            let entries = try #require(agreement["entries"] as? [String: Any])
            for (kind, value) in entries {
                let counts = try Counts(value)
                #expect(counts.read == counts.released + counts.withheld + counts.quarantined)
                let table = feeds["\(name)/csv/\(kind).csv"]
                #expect(counts.released == table.map(rows) ?? 0, "\(name) \(kind)")
            }
        }
    }

    @Test func theManifestCountsRowsAndBytesAsTheyAre() async throws {
        let feeds = try await Neighbourhood.run()
        let manifest = try object(feeds["manifest.json"])
        let outputs = try #require(manifest["outputs"] as? [[String: Any]])
        #expect(outputs.count == feeds.count - 1)
        for output in outputs {
            let name = try #require(output["file"] as? String)
            let data = try #require(feeds[name])
            #expect(output["bytes"] as? Int == data.count)
            if name.hasSuffix(".csv") { #expect(output["rows"] as? Int == rows(data), "\(name)") }
            if name.hasSuffix(".ndjson") {
                #expect(output["rows"] as? Int == data.filter { $0 == 0x0A }.count, "\(name)")
            }
        }
    }

    private struct Counts {
        let read, released, withheld, quarantined: Int

        init(_ value: Any?) throws {
            let counts = try #require(value as? [String: Any])
            read = try #require(counts["read"] as? Int)
            released = try #require(counts["released"] as? Int)
            func sum(_ key: String) throws -> Int {
                try #require(counts[key] as? [String: Int]).values.reduce(0, +)
            }
            (withheld, quarantined) = (try sum("withheld"), try sum("quarantined"))
        }
    }

    private func object(_ data: Data?) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data ?? Data()) as? [String: Any])
    }

    /// Rows below the header; a line break inside quotes is none (RFC 4180 §2.6).
    private func rows(_ csv: Data) -> Int {
        var (rows, isQuoted) = (-1, false)
        for byte in csv {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == 0x0A, !isQuoted { rows += 1 }
        }
        return rows
    }
}
