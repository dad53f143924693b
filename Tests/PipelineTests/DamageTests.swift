import CanonicalModel
import Foundation
import RecordReading
import Testing

@testable import Pipeline

/// What each way of breaking a record makes of it.
@Suite struct DamageTests {
    private static let xml = "<r><a x='>'><b>1</b></a><a><b>2</b></a></r>"
    private static let json = #"{"k": {"s": "v", "l": ["x", "y"], "o": {"p": "q"}}, "e": [{}, {}]}"#

    /// The record, what the bytes of the node begin with, the damage, and what is left.
    @Test(arguments: [
        (xml, "<a x", Damage.drop, "<r><a><b>2</b></a></r>"),
        (xml, "<b>2", .drop, "<r><a x='>'><b>1</b></a><a></a></r>"),
        (xml, "<b>1", .duplicate, "<r><a x='>'><b>1</b><b>1</b></a><a><b>2</b></a></r>"),
        (xml, "<a x", .swap, "<r><a><b>2</b></a><a x='>'><b>1</b></a></r>"),
        (xml, "<a x", .truncate, "<r><a x='>'/><a><b>2</b></a></r>"),
        (xml, "<b>1", .swap, "none"),
        (json, "v\"", .drop, #"{"k": { "l": ["x", "y"], "o": {"p": "q"}}, "e": [{}, {}]}"#),
        (json, "x\"", .drop, #"{"k": {"s": "v", "l": [ "y"], "o": {"p": "q"}}, "e": [{}, {}]}"#),
        (json, "y\"", .drop, #"{"k": {"s": "v", "l": ["x"], "o": {"p": "q"}}, "e": [{}, {}]}"#),
        (json, "q\"", .drop, #"{"k": {"s": "v", "l": ["x", "y"], "o": {}}, "e": [{}, {}]}"#),
        (
            json, "x\"", .duplicate,
            #"{"k": {"s": "v", "l": ["x","x", "y"], "o": {"p": "q"}}, "e": [{}, {}]}"#
        ),
        (json, "v\"", .duplicate, "none"),
        (
            json, "x\"", .swap,
            #"{"k": {"s": "v", "l": ["y", "x"], "o": {"p": "q"}}, "e": [{}, {}]}"#
        ),
        (json, "{\"p", .truncate, #"{"k": {"s": "v", "l": ["x", "y"], "o": {}}, "e": [{}, {}]}"#),
        (
            json, "v\"", .truncate,
            #"{"k": {"s": "", "l": ["x", "y"], "o": {"p": "q"}}, "e": [{}, {}]}"#
        ),
    ])
    func breaks(_ record: String, _ part: String, _ damage: Damage, _ left: String) throws {
        var tree = SourceTree(bytes: Array(record.utf8))
        let symbols = SymbolTable()
        if record == Self.xml {
            try XMLReader(symbols: symbols).read(&tree, file: "record")
        } else {
            try JSONReader(symbols: symbols).read(&tree, shape: .document, file: "record")
        }
        let node = try #require(
            tree.nodes.indices.last { index in
                tree.bytes[Int(tree.nodes[index].offset)...].starts(with: part.utf8)
                    && tree.nodes[index].kind != .text
            })
        let damaged = DamagedRecord(damage, node, of: tree)
        let text = damaged.map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect((text ?? "none") == left)
    }
}
