import CanonicalModel
import Foundation
import Testing

@testable import Pipeline

/// Published messages of transfers, as an adaptor of the Spine wraps them.
@Suite struct EnvelopeCorpusTests {
    private static let folder =
        CorpusTests.root.appendingPathComponent("other-gp2gp-mhs-wrapped-json").path

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: folder), "the shared corpus is not there"))
    func everyMessageIsARecordOrAPartOfOne() throws {
        let files = try Files.list(Self.folder)
        var source = RecordSource(files)
        var (bytes, records, codes, joined) = ([UInt8](), 0, [Int](), 0)
        while let input = source.next(into: &bytes) {
            if let failure = input.failure {
                codes.append(failure.code.number)
                continue
            }
            records += 1
            // These two name a part that takes the place of a statement.
            guard input.file.contains("Scenario_5/") || input.file.contains("Scenario_7/") else {
                continue
            }
            let hasHolder = bytes.firstRange(of: Array("Skeleton statement".utf8)) != nil
            if !hasHolder { joined += 1 }
        }
        #expect(records > 20)
        #expect(joined == 2)
        // Two of the collection are parts whose messages were not published beside them.
        #expect(codes == [122, 122])
    }
}
