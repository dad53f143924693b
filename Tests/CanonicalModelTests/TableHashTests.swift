import Testing

@testable import CanonicalModel

/// The hash of the tables of one record.
@Suite struct TableHashTests {
    private static let known = TableHash(start: 1, factor: 0x9E37_79B9_7F4A_7C15)
    private static let other = TableHash(start: 2, factor: 0xC2B2_AE3D_27D4_EB4F)

    /// Ids that somebody chose to stand in one slot of 4,096, since they knew the secret, are all
    /// over the table of a process with another.
    @Test(arguments: ["", "a name", "0b8cd5e1-97fb-4f0e-8c5a-"])
    func idsThatCollideUnderOneSecretDoNotUnderAnother(_ prefix: String) {
        let chosen = (0..<200_000).map { Array("\(prefix)\($0)".utf8) }
            .filter { Self.known.hash($0.span) & 4095 == 0 }
        #expect((20...80).contains(chosen.count))
        let slots = Set(chosen.map { Self.other.hash($0.span) & 4095 })
        #expect(slots.count > chosen.count * 9 / 10)
        #expect(Set(chosen.map { $0.span.tableHash & 4095 }).count > chosen.count * 8 / 10)
    }

    /// Every length up to several words, every byte of it, and where the bytes stand.
    @Test func everyByteCounts() {
        var seen: Set<Int> = []
        for length in 0...40 {
            let bytes = [UInt8](repeating: 0x61, count: length)
            #expect(bytes.span.tableHash == (bytes + [1]).span.extracting(0..<length).tableHash)
            seen.insert(bytes.span.tableHash)
            for place in bytes.indices {
                var changed = bytes
                changed[place] = 0x62
                seen.insert(changed.span.tableHash)
            }
        }
        // 861 texts; two of them are alike once in 5,000 processes.
        #expect(seen.count >= 860)
    }

    @Test func placesAreSpreadToo() {
        let slots = Set((0..<4096).map { ($0 * 4096).tableHash & 8191 })
        #expect(slots.count > 1500)
    }
}
