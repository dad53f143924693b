import CanonicalModel
@testable import RecordMapping
import Testing

@Suite struct WatchedCodesTests {
    private static let watched = WatchedCodes(["XaZ89", "AB1..", "827"])

    /// Whether an attribute of this text holds a code that is watched for.
    private static func hold(_ text: String, _ kind: SourceNode.Kind = .attribute) -> Bool {
        let bytes = Array("--\(text)--".utf8)
        let node = SourceNode(
            name: 2, kind: kind, end: 1, offset: 2, length: UInt32(text.utf8.count))
        return watched.hold(node, of: bytes)
    }

    @Test(arguments: [
        ("XaZ89", true), (" XaZ89\n", true), ("XaZ8", false), ("XaZ8900", true),
        ("XaZ89000", false), ("AB1", true), ("AB1.", true), ("AB1..", true), ("AB1..00", true),
        ("AB12", false), ("827", true), ("8270", false), ("82", false), ("", false), ("  ", false),
    ])
    func aTextIsWatchedFor(_ text: String, _ expected: Bool) {
        #expect(Self.hold(text) == expected)
    }

    @Test func onlyCodesOfLeavesAreWatchedFor() {
        #expect(Self.hold("827", .string))
        #expect(!Self.hold("827", .number))
        #expect(!Self.hold("827", .element))
    }
}
