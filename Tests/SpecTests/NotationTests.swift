import CanonicalModel
import Foundation
import Pipeline
import Testing

/// One record in notations that say the same: JSON and XML leave a writer much freedom, and none of
/// it may change what a record holds.
@Suite struct NotationTests {
    /// A way to write bytes again that changes no meaning.
    struct Notation: Sendable, CustomTestStringConvertible {
        let name: String
        let isXML: Bool
        let rewrite: @Sendable (String) -> String
        var testDescription: String { name }
    }

    static let json = [
        Notation(name: "without white space", isXML: false) { lexical($0, between: "") },
        Notation(name: "white space everywhere", isXML: false) { lexical($0, between: " \r\n\t") },
        Notation(name: "every second letter escaped", isXML: false) { text in
            var count = 0
            return lexical(text, between: " ") { byte in
                count += 1
                guard count % 2 == 0, Character(Unicode.Scalar(byte)).isLetter else { return nil }
                return "\\u00" + String(byte, radix: 16)
            }
        },
        Notation(name: "slashes escaped", isXML: false) { text in
            lexical(text, between: "") { $0 == UInt8(ascii: "/") ? "\\/" : nil }
        },
        Notation(name: "members in the other order", isXML: false, rewrite: reversed),
        Notation(name: "references with a version", isXML: false) { text in
            text.replacing(/"reference" *: *"([A-Za-z]+\/[^"\/]+)"/) {
                "\"reference\":\"\($0.output.1)/_history/7\""
            }
        },
    ]

    static let xml = [
        Notation(name: "single quotes", isXML: true) { text in
            text.replacing(#/="([^"']*)"/#) { "='\($0.output.1)'" }
        },
        Notation(name: "space around equals signs", isXML: true) { text in
            text.replacing(#/="([^"]*)"/#) { " = \"\($0.output.1)\"" }
        },
        Notation(name: "no empty tags", isXML: true) { text in
            text.replacing(/<([A-Za-z0-9:]+)((?: [^<>]*?)?)\/>/) {
                "<\($0.output.1)\($0.output.2)></\($0.output.1)>"
            }
        },
        Notation(name: "codes as character references", isXML: true) { text in
            text.replacing(#/ code="([^"&]*)"/#) { match in
                let code = match.output.1.unicodeScalars.map { "&#\($0.value);" }.joined()
                return " code=\"\(code)\""
            }
        },
        Notation(name: "texts as character data", isXML: true) { text in
            text.replacing(/>([^<>&]*[A-Za-z][^<>&]*)<\//) { "><![CDATA[\($0.output.1)]]></" }
        },
        Notation(name: "comments and instructions between tags", isXML: true) { text in
            text.replacing(/>([^<>&]*[A-Za-z][^<>&]*)<\//) {
                "><!-- a -->\($0.output.1)<!-- b --><?c d?></"
            }
        },
        Notation(name: "a prefix for the namespace", isXML: true) { text in
            text.replacing("xmlns=\"urn:hl7-org:v3\"", with: "xmlns:h=\"urn:hl7-org:v3\"")
                .replacing(/<(\/?)([A-Za-z])/) { "<\($0.output.1)h:\($0.output.2)" }
                .replacing("xsi:type=\"", with: "xsi:type=\"h:")
        },
        Notation(name: "tags without white space between them", isXML: true) { text in
            text.replacing(#/>\s+</#, with: "><")
        },
    ]

    /// Writes JSON with `between` around every sign, and letters of strings as `letter` says.
    private static func lexical(
        _ text: String, between: String, letter: (UInt8) -> String? = { _ in nil }
    ) -> String {
        var (bytes, isString, isEscape) = ([UInt8](), false, false)
        for byte in text.utf8 {
            let sign = Unicode.Scalar(byte)
            if isString {
                if isEscape || byte == UInt8(ascii: "\\") {
                    isEscape = !isEscape && byte == UInt8(ascii: "\\")
                    bytes.append(byte)
                    // Four digits follow a `u`; they are no letters.
                    if !isEscape, sign == "u" { return text }
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                    bytes.append(byte)
                } else if let instead = byte < 0x80 ? letter(byte) : nil {
                    bytes += instead.utf8
                } else {
                    bytes.append(byte)
                }
            } else if byte <= 0x20 {
                continue
            } else if "{}[]:,".unicodeScalars.contains(sign) {
                bytes += between.utf8
                bytes.append(byte)
                bytes += between.utf8
            } else {
                isString = byte == UInt8(ascii: "\"")
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes JSON with the members of every object in the other order.
    private static func reversed(_ text: String) -> String {
        var rest = Array(text.utf8)[...]
        return value(&rest)
    }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> String {
        skip(&rest)
        guard let first = rest.first else { return "" }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            let end = first == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: "]")
            var items: [String] = []
            rest.removeFirst()
            skip(&rest)
            while rest.first != end, !rest.isEmpty {
                var item = value(&rest)
                if first == UInt8(ascii: "{") {
                    skip(&rest)
                    rest.removeFirst()
                    item += ":" + value(&rest)
                }
                items.append(item)
                skip(&rest)
                if rest.first == UInt8(ascii: ",") { rest.removeFirst() }
                skip(&rest)
            }
            rest.removeFirst()
            return first == UInt8(ascii: "{")
                ? "{" + items.reversed().joined(separator: ",") + "}"
                : "[" + items.joined(separator: ",") + "]"
        case UInt8(ascii: "\""):
            var end = rest.startIndex + 1
            while rest[end] != UInt8(ascii: "\"") { end += rest[end] == UInt8(ascii: "\\") ? 2 : 1 }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[...end], as: UTF8.self)
        default:
            let scalar = rest.prefix { $0 > 0x20 && !",}]".utf8.contains($0) }
            rest = rest.dropFirst(scalar.count)
            return String(decoding: scalar, as: UTF8.self)
        }
    }

    private static func skip(_ rest: inout ArraySlice<UInt8>) {
        rest = rest.drop { $0 <= 0x20 }
    }

    /// What a record holds, an entry a line, without where it stands; in order of the lines, since
    /// entries stand in the order of their nodes.
    private static func entries(_ text: String, in file: URL) throws -> [String] {
        try Data(text.utf8).write(to: file)
        var lines: [UInt8] = []
        try MappingTrial(try Neighbourhood.library.get()).run([file.path], asUKCore: false) {
            lines += $0 + Array($1.map { "\($0.code)\n" }.joined().utf8)
        }
        return String(decoding: lines, as: UTF8.self).split(separator: "\n").map { line in
            String(line.replacing(/"source":\{[^}]*\},/, with: ""))
        }.sorted()
    }

    @Test(arguments: json + xml) func notationChangesNothing(_ notation: Notation) throws {
        let folder = Neighbourhood.temporary()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("record")
        var (count, changed) = (0, 0)
        for path in try Neighbourhood.records()
        where path.hasSuffix(notation.isXML ? ".xml" : ".json") {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let other = notation.rewrite(text)
            let expected = try Self.entries(text, in: file)
            #expect(try Self.entries(other, in: file) == expected, "\(path)")
            #expect(!expected.isEmpty)
            (count, changed) = (count + 1, changed + (other == text ? 0 : 1))
        }
        #expect(count >= 8 && changed > count / 2)
    }
}
