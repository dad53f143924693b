import Foundation
import Testing

@testable import Pipeline

/// Where the records of a stream begin and end, however its bytes arrive.
@Suite struct FramingTests {
    struct Row: CustomStringConvertible, Sendable {
        let name: String
        let framing: Framing
        let stream: String
        let records: [String]
        var description: String { name }
    }

    static let rows = [
        Row(
            name: "XML documents one after another", framing: .auto,
            stream: "<a><b/></a>\n<?xml version=\"1.0\"?>\n<a x='>'>1</a><c/>",
            records: ["<a><b/></a>", "<?xml version=\"1.0\"?>\n<a x='>'>1</a>", "<c/>"]),
        Row(
            name: "markup within comments, sections, instructions and declarations",
            framing: .xml,
            stream:
                "<!-- <a> --><a><![CDATA[</a><?xml ?>]]><?p </a>?></a><!DOCTYPE a [<!ENTITY b '>'"
                + ">]><a/>",
            records: [
                "<!-- <a> --><a><![CDATA[</a><?xml ?>]]><?p </a>?></a>",
                "<!DOCTYPE a [<!ENTITY b '>'>]><a/>",
            ]),
        Row(
            name: "a document that is never closed ends at the next declaration", framing: .auto,
            stream: "<?xml version='1.0'?><a><b></a>\n<?xml version='1.0'?><a/>",
            records: ["<?xml version='1.0'?><a><b></a>\n", "<?xml version='1.0'?><a/>"]),
        Row(
            name: "a comment that is never closed ends at the next declaration", framing: .auto,
            stream: "<?xml version='1.0'?><a><!-- <b>\n<?xml version='1.0'?><a/>\n<c/>",
            records: ["<?xml version='1.0'?><a><!-- <b>\n", "<?xml version='1.0'?><a/>", "<c/>"]),
        Row(
            name: "a comment near the end, with what may begin a longer root", framing: .auto,
            stream: "<longer-root/><a><!-- <lon --></a>",
            records: ["<longer-root/>", "<a><!-- <lon --></a>"]),
        Row(
            name: "a section that is never closed ends at the next root of that name",
            framing: .xml, stream: "<a/><a><![CDATA[ <b/>\n<a/>\n<a/>",
            records: ["<a/>", "<a><![CDATA[ <b/>\n", "<a/>", "<a/>"]),
        Row(
            name: "a declaration that is never closed", framing: .xml,
            stream: "<!DOCTYPE a [ <!ENTITY b \"<?xml ?><a/><a/>",
            records: ["<!DOCTYPE a [ <!ENTITY b \"", "<?xml ?><a/>", "<a/>"]),
        Row(
            name: "a record separator says what follows", framing: .auto,
            stream: "\u{1E}{\"a\":1}\n\u{1E}{\"b\":\n\u{1E}{\"c\":3}\n",
            records: ["{\"a\":1}", "{\"b\":\n", "{\"c\":3}"]),
        Row(
            name: "a tag that is never closed ends at the next root of that name", framing: .xml,
            stream: "<a><b/></a><a><b x='1\n<a><b/></a><a/>",
            records: ["<a><b/></a>", "<a><b x='1\n", "<a><b/></a>", "<a/>"]),
        Row(
            name: "a document that is never closed ends at the next root of that name",
            framing: .xml, stream: "<a/><a><b>\n<a></a><Bundle><Bundle/></Bundle>",
            records: ["<a/>", "<a><b>\n", "<a></a>", "<Bundle><Bundle/></Bundle>"]),
        Row(
            name: "a wrapper around what was a root before", framing: .xml,
            stream: "<a/><w><a/></w><a/>", records: ["<a/>", "<w><a/></w>", "<a/>"]),
        Row(
            name: "rubbish between documents", framing: .xml, stream: "<a/>rubbish <a/>",
            records: ["<a/>", "rubbish ", "<a/>"]),
        Row(
            name: "JSON values on lines and over lines", framing: .auto,
            stream: "{\"a\":\"}\\\"\"}\n{\n  \"b\": [\n{}\n]\n}\n{}",
            records: ["{\"a\":\"}\\\"\"}", "{\n  \"b\": [\n{}\n]\n}", "{}"]),
        Row(
            name: "a value that is never closed ends at the next line", framing: .json,
            stream: "{\"a\":{\"b\":1}\n{\"a\":2}\n", records: ["{\"a\":{\"b\":1}\n", "{\"a\":2}"]),
        Row(
            name: "a string that is never closed ends with its line", framing: .json,
            stream: "{\"a\":\"x}\n{\"a\":2}\n", records: ["{\"a\":\"x}\n", "{\"a\":2}"]),
        Row(
            name: "a line of rubbish", framing: .auto, stream: "{}\nrubbish\n{}\n",
            records: ["{}", "rubbish\n", "{}"]),
        Row(
            name: "a bracket too many", framing: .json, stream: "{}}\n{}\n",
            records: ["{}", "}", "{}"]),
        Row(
            name: "record separators", framing: .recordSeparator,
            stream: "\u{1E}{\"a\":1}\n\u{1E}<a>\n\u{1E}{\"a\":\n\u{1E}{}\n",
            records: ["{\"a\":1}", "<a>\n", "{\"a\":\n", "{}"]),
        Row(
            name: "zero bytes", framing: .nul, stream: "<a/>\0\0{\n\0<b/>",
            records: ["<a/>", "{\n", "<b/>"]),
        Row(
            name: "lengths", framing: .length, stream: "\0\0\0\u{3}abc\0\0\0\0\0\0\0\u{1}\n",
            records: ["abc", "", "\n"]),
        Row(
            name: "JSON after a document that is never closed", framing: .auto,
            stream: "<a><b>1\n{\"c\":1}\n{\n \"c\":{}}\n<?xml version='1.0'?><a/>",
            records: [
                "<a><b>1\n", "{\"c\":1}", "{\n \"c\":{}}", "<?xml version='1.0'?><a/>",
            ]),
        Row(
            name: "JSON after a tag that is never closed, at the end", framing: .auto,
            stream: "<a><b c='\n{\"c\":\"<d/>\"}\n", records: ["<a><b c='\n", "{\"c\":\"<d/>\"}"]),
        Row(
            name: "text that begins a line with a brace", framing: .auto,
            stream: "<a>\n{\"c\":1}\n</a><a>\n{b}\n{\"c\":1} 2\n{\"c\":\n",
            records: ["<a>\n{\"c\":1}\n</a>", "<a>\n{b}\n{\"c\":1} 2\n{\"c\":\n"]),
        Row(
            name: "a document after JSON that is never closed", framing: .auto,
            stream: "{\"a\":[\"1\n<a>\n</a>\n{}", records: ["{\"a\":[\"1\n", "<a>\n</a>", "{}"]),
        Row(
            name: "a byte-order mark and blanks alone", framing: .auto,
            stream: "\u{FEFF} <a/> \r\n \t", records: ["<a/>"]),
    ]

    @Test(arguments: rows) func recordsAreTheSameHoweverTheBytesArrive(_ row: Row) {
        for size in [1, 2, 3, 7, 1000] {
            #expect(Self.records(of: row.stream, row.framing, blocks: size) == row.records)
        }
    }

    /// Wherever a line was cut off, the records after it are found.
    @Test(arguments: [Framing.auto, .json]) func aLineThatWasCutOffCostsItself(_ framing: Framing) {
        let line = #"{"resourceType":"Bundle","entry":[{"resource":{"id":"a", "b":[1, 2]}}]}"#
        for length in 1..<line.utf8.count {
            let stream = line.prefix(length) + "\n" + line + "\n" + line + "\n"
            for size in [1, 7, 1000] {
                let records = Self.records(of: stream, framing, blocks: size)
                #expect(records == [line.prefix(length) + "\n", line, line], "\(length)")
            }
        }
    }

    /// Wherever a value of several lines was cut off, the records after it are found; a value that
    /// ends so that the next is the one it asks for is the next one's beginning, not its own.
    @Test func aValueOfLinesThatWasCutOffCostsItself() {
        let value = """
            {
              "resourceType": "Bundle",
              "entry": [
                {"resource": {"id": "a", "b": [1,
                  2]}},
                {
                  "resource": {"id": "b"}
                }
              ]
            }
            """
        for length in 1..<value.utf8.count {
            let stream = value.prefix(length) + "\n" + value + "\n" + value
            for size in [1, 7, 1000] {
                let records = Self.records(of: stream, .json, blocks: size)
                #expect(records.suffix(2) == [value, value], "\(length)")
                #expect(records.count <= 3, "\(length)")
            }
        }
    }

    /// Wherever a document was cut off, in its declaration or another instruction too.
    @Test func aDocumentThatWasCutOffCostsItself() {
        let document = """
            <?xml version="1.0" encoding="UTF-8"?>
            <?xml-stylesheet type="text/xsl" href="a.xsl"?>
            <a><b c="d"/></a>
            """
        for length in 1..<document.utf8.count {
            let stream = document.prefix(length) + "\n" + document + "\n" + document
            for size in [1, 7, 1000] {
                let records = Self.records(of: stream, .xml, blocks: size)
                #expect(records.suffix(2) == [document, document], "\(length)")
                // `<?xml` and a line break look like the declaration of one more.
                #expect(records.count <= (length == 44 ? 4 : 3), "\(length)")
            }
        }
    }

    /// The last part of a list may be short, and nothing come after it.
    @Test(arguments: ["{\"a\": [\n{\"b\":1},\n{}]}", "{\"aaaaaaaaaaaaaaaaa\":[\n{}]}"])
    func aShortLastPartIsNoCut(_ value: String) {
        var scanner = FrameScanner(.json)
        let answer = scanner.scan(Array(value.utf8), from: 0, isAtEnd: true)
        guard case .record(let range, _) = answer else {
            Issue.record("no record")
            return
        }
        #expect(range == 0..<value.utf8.count && !scanner.isCutOff(range))
    }

    /// Entries on lines of their own, which nobody indented.
    @Test func aListWhoseItemsBeginLinesIsOneValue() {
        let bundle = """
            {"resourceType":"Bundle","entry":[
            {"resource":{}},
            {"resource":{}}]}
            """
        let list = "[\n{\"resourceType\":\"A\"},\n{\"resourceType\":\"B\"}\n]"
        #expect(Self.records(of: bundle + "\n" + list, .auto, blocks: 5) == [bundle, list])
    }

    @Test(arguments: [
        ("<a><b/>", Framing.xml, true), ("<a/>", .xml, false), ("{\"a\":", .json, true),
        ("{}", .json, false), ("\0\0\0\u{9}abc", .length, true), ("abc", .nul, false),
    ])
    func whatIsCutOffIsKnownAsSuch(_ stream: String, _ framing: Framing, _ isCutOff: Bool) {
        var scanner = FrameScanner(framing)
        let answer = scanner.scan(Array(stream.utf8), from: 0, isAtEnd: true)
        guard case .record(let range, _) = answer else {
            Issue.record("no record")
            return
        }
        #expect(scanner.isCutOff(range) == isCutOff)
    }

    /// What is too large is passed over without being kept, and the next record is found.
    @Test(arguments: [
        (Framing.xml, "<a><b>1</b></a>"), (.json, "{\"a\":[1,2,3,4]}"), (.nul, "0123456789ab\0"),
        (.length, "\0\0\0\u{C}0123456789ab"),
    ])
    func whatIsForgottenStillEnds(_ framing: Framing, _ record: String) {
        var (scanner, buffer, ends) = (FrameScanner(framing), [UInt8](), 0)
        for byte in (record + record).utf8 {
            buffer.append(byte)
            switch scanner.scan(buffer, from: 0, isAtEnd: false) {
            case .unfinished:
                if buffer.count > 6 { buffer.removeFirst(scanner.forget(buffer, from: 0)) }
            case .record(_, let next):
                buffer.removeFirst(next)
                scanner.reset()
                ends += 1
            }
            #expect(buffer.count <= 8)
        }
        #expect(ends == 2)
    }

    /// A document that is never closed costs itself also where no end of the input ends it.
    @Test func whatFollowsATooLargeDocumentIsFound() throws {
        let line = #"{"resourceType":"Bundle"}"# + "\n"
        let scratch = try Scratch()
        try scratch.write("in", "<a><b>1\n" + String(repeating: line, count: 100))
        let descriptor = open(scratch.path + "/in", O_RDONLY)
        defer { close(descriptor) }
        var source = FrameSource(descriptor, framing: .auto, limit: 1000)
        var (bytes, offsets) = ([UInt8](), [Int]())
        while let record = source.next(into: &bytes, isStopped: { false }) {
            offsets.append(record.input.offset)
        }
        #expect(offsets == [0] + (0..<100).map { 8 + $0 * line.utf8.count })
    }

    /// A name without end is no more kept than text without end; the next document is found.
    @Test(arguments: ["<", "</", "<a b='", "<?", "<!", "<!--", "x"])
    func aNameThatNeverEndsIsNotKept(_ beginning: String) {
        var (scanner, buffer) = (FrameScanner(.xml), Array(beginning.utf8))
        var (most, ends) = (0, 0)
        for _ in 0..<200_000 {
            buffer.append(UInt8(ascii: "n"))
            if scanner.scan(buffer, from: 0, isAtEnd: false) != .unfinished { ends += 1 }
            if buffer.count > 6 { buffer.removeFirst(scanner.forget(buffer, from: 0)) }
            most = max(most, buffer.count)
        }
        #expect(most <= 1100 && ends == 0)
    }

    /// What the scanner finds in a stream that arrives in blocks.
    private static func records(of stream: String, _ framing: Framing, blocks: Int) -> [String] {
        let bytes = Array(stream.utf8)
        var (scanner, buffer, records, taken) = (
            FrameScanner(framing), [UInt8](), [String](), 0
        )
        while true {
            switch scanner.scan(buffer, from: 0, isAtEnd: taken == bytes.count) {
            case .unfinished:
                let end = min(taken + blocks, bytes.count)
                buffer += bytes[taken..<end]
                taken = end
            case .record(let range, let next):
                let isLast = taken == bytes.count && next == buffer.count
                if !range.isEmpty || framing == .length && !isLast {
                    records.append(String(decoding: buffer[range], as: UTF8.self))
                }
                buffer.removeFirst(next)
                scanner.reset()
                if isLast { return records }
            }
        }
    }
}
