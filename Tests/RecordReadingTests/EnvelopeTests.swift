import CanonicalModel
import Foundation
import Testing

@testable import RecordReading

/// What comes out of messages, whole or in parts, and what is said of those that are wrong.
@Suite struct EnvelopeTests {
    /// A header that carries itself, then `references` as (target, eb:id, description).
    static func header(
        _ id: String, _ action: String = "RCMR_IN030000UK06",
        _ references: [(String, String, String)] = []
    ) -> String {
        let rest = references.map { target, document, description in
            #"<eb:Reference eb:id="\#(document)" xlink:href="\#(target)"><eb:Description>"#
                + "\(description)</eb:Description></eb:Reference>"
        }
        return #"<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Header>"#
            + "<eb:Action>\(action)</eb:Action><eb:MessageId> \(id) </eb:MessageId></S:Header>"
            + #"<S:Body><eb:Manifest><eb:Reference xlink:href="cid:self@spine.nhs.uk"/>"#
            + rest.joined() + "</eb:Manifest></S:Body></S:Envelope>"
    }

    static func json(
        _ header: String, _ payload: String, _ attachments: [[String: Any]] = []
    ) throws -> [UInt8] {
        Array(
            try JSONSerialization.data(
                withJSONObject: [
                    "ebXML": header, "payload": payload, "attachments": attachments,
                    "external_attachments": [],
                ], options: [.sortedKeys]))
    }

    static func mime(_ parts: [(String, String)], boundary: String = "--=_MIME-Boundary") -> [UInt8]
    {
        let body = parts.map { "--\(boundary)\r\n\($0.0)\r\n\r\n\($0.1)\r\n" }
        return Array((body.joined() + "--\(boundary)--\r\n").utf8)
    }

    /// The record of a message, other messages standing beside it; or the code.
    private static func record(_ bytes: [UInt8], beside others: [[UInt8]] = []) -> String {
        do throws(Diagnostic) {
            switch try Envelope.open(bytes, file: "message") {
            case nil: return "no envelope"
            case .parts(let parts):
                return parts.map { "\($0.name): \(text($0.bytes))" }.joined(separator: "; ")
            case .spine(let message):
                if message.isFragment { return "a fragment" }
                let record = try Envelope.record(of: message, file: "message") {
                    (id: String) throws(Diagnostic) -> SpineMessage? in
                    for other in others {
                        guard case .spine(let found) = try Envelope.open(other, file: "other"),
                            found.id == id
                        else { continue }
                        return found
                    }
                    return nil
                }
                return text(record)
            }
        } catch {
            return "E\(error.code.number)"
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    // MARK: - One message

    private static let payload = "<RCMR_IN030000UK06><p/></RCMR_IN030000UK06>"

    @Test(arguments: ["{}", "[]", "<a/>", "", "abc", "a: b\n\nc", "--\n", "{\"resourceType\":1}"])
    func otherThingsAreNoEnvelopes(_ text: String) {
        #expect(Self.record(Array(text.utf8)) == "no envelope")
    }

    @Test func aMessageInJSONCarriesARecord() throws {
        let message = try Self.json(Self.header("m"), Self.payload)
        #expect(Self.record(message) == Self.payload)
    }

    @Test func theDeclaredEncodingOfXMLInJSONIsBlankedOut() throws {
        let declaration = #"<?xml version="1.0" encoding="UTF-16"?>"#
        let message = try Self.json(Self.header("m"), declaration + Self.payload)
        let blank = String(repeating: " ", count: declaration.utf8.count)
        #expect(Self.record(message) == blank + Self.payload)
    }

    @Test(arguments: [
        (#"{"ebXML":"<a/>"}"#, "E120"), (#"{"payload":"<a/>"}"#, "E120"),
        (#"{"ebXML":"<a","payload":"<a/>"}"#, "E120"), (#"{"ebXML":"<a/>","payload""#, "E110"),
    ])
    func aWrongMessageIsRefused(_ text: String, _ code: String) {
        #expect(Self.record(Array(text.utf8)) == code)
    }

    @Test(arguments: [
        "", "MIME-Version: 1.0\r\nContent-Type: Multipart/Related;\r\n boundary=\"b 1\"\r\n\r\n",
    ])
    func aMultipartMessageCarriesARecord(_ head: String) {
        let parts = [
            ("Content-Id: <ebXMLHeader@spine.nhs.uk>", Self.header("m")),
            ("Content-Id: <self@spine.nhs.uk>\r\nContent-Type: application/xml", Self.payload),
        ]
        let boundary = head.isEmpty ? "--=_MIME-Boundary" : "b 1"
        let message = Array(head.utf8) + Self.mime(parts, boundary: boundary)
        #expect(Self.record(message) == Self.payload)
        #expect(Self.record(Array(message.dropLast(6))) == "E120")
    }

    @Test(arguments: [
        ("base64", "PGEv\r\nPg==", "<a/>"),
        ("Quoted-Printable", "<a b=3D\"c\"=\r\n/>", "<a b=\"c\"/>"),
        ("8bit", "<a/>", "<a/>"), ("base64", "PGEv!", "E120"),
    ])
    func aPartIsDecoded(_ encoding: String, _ body: String, _ expected: String) {
        let parts = [
            ("Content-Id: <h>", Self.header("m")),
            ("Content-Id: <p>\r\nContent-Transfer-Encoding: \(encoding)", body),
        ]
        #expect(Self.record(Self.mime(parts)) == expected)
    }

    @Test func aMultipartMessageOfAnotherKindHasItsRecordsInParts() {
        let gzip = "H4sIAAAAAAACA7MJSCwqsbPJTFEoys8vsVUyVNK3s9EHCwIAmfUlLBsAAAA="
        let parts = [
            ("Content-Type: text/plain", "Good morning"), ("Content-Type: text/xml", "<a/>"),
            ("Content-Type: application/fhir+json", "{}"),
            ("Content-Type: application/gzip\r\nContent-Transfer-Encoding: base64", gzip),
        ]
        let expected = #"part 2: <a/>; part 3: {}; part 4: <Part><id root="1"/></Part>"#
        #expect(Self.record(Self.mime(parts)) == expected)
        #expect(Self.record(Self.mime([parts[0]])) == "E120")
    }

    // MARK: - A record in parts

    private static let skeleton =
        #"Filename="s.gz" Compressed=Yes DomainData="X-GP2GP-Skeleton: Yes""#
    private static let holder =
        #"<R><c><NarrativeStatement><id root="D1"/></NarrativeStatement></c><d/></R>"#
    private static let rest = #"<Part><id root="1"/></Part>"#
    private static let whole = "<R><c>\(rest)</c><d/></R>"
    private static let packed = "H4sIAAAAAAACA7MJSCwqsbPJTFEoys8vsVUyVNK3s9EHCwIAmfUlLBsAAAA="

    private static func index(_ id: String, _ parts: [(String, String, String)]) throws -> [UInt8] {
        try json(header(id, "COPC_IN000001UK01", parts), "<COPC_IN000001UK01/>")
    }

    private static func fragment(
        _ id: String, _ text: String, isBase64: Any = "true"
    ) throws -> [UInt8] {
        try json(
            header(id, "COPC_IN000001UK01", [("cid:part", "", "Attachment")]),
            "<COPC_IN000001UK01/>", [["payload": text, "is_base64": isBase64, "description": ""]])
    }

    private static func message(_ target: String, _ attachments: [[String: Any]] = []) throws
        -> [UInt8]
    {
        try json(
            header("m", "RCMR_IN030000UK06", [("cid:other", "", ""), (target, "D1", skeleton)]),
            holder,
            attachments)
    }

    @Test func theRestStandsInTheMessageItself() throws {
        let other: [String: Any] = ["payload": "", "is_base64": false]
        let rest: [String: Any] = ["payload": Self.packed, "is_base64": "true"]
        #expect(Self.record(try Self.message("cid:D1", [other, rest])) == Self.whole)
        let named: [String: Any] = [
            "payload": Self.rest, "is_base64": false, "content_id": "D1@spine.nhs.uk",
        ]
        #expect(Self.record(try Self.message("cid:D1@spine.nhs.uk", [named])) == Self.whole)
        #expect(Self.record(try Self.message("mid:D1", [named])) == Self.whole)
    }

    @Test func theRestStandsInAnotherMessage() throws {
        let message = try Self.message("mid:f1")
        let plain = Self.base64(#"<?xml version="1.0"?>"# + Self.rest)
        #expect(Self.record(message, beside: [try Self.fragment("f1", plain)]) == Self.whole)
        #expect(Self.record(message, beside: [try Self.fragment("f1", Self.packed)]) == Self.whole)
        #expect(Self.record(message) == "E121")
        #expect(Self.record(message, beside: [try Self.fragment("f1", "!")]) == "E120")
    }

    /// Base64 is cut anywhere; the pieces stand in the order of the index.
    @Test func theRestIsSplit() throws {
        let message = try Self.message("mid:i")
        let index = try Self.index("i", [("mid:f1", "", ""), ("mid:f2", "", "")])
        let (first, second) = (String(Self.packed.prefix(17)), String(Self.packed.dropFirst(17)))
        let fragments = [try Self.fragment("f2", second), try Self.fragment("f1", first)]
        #expect(Self.record(message, beside: fragments + [index]) == Self.whole)
        #expect(Self.record(message, beside: [index, fragments[1]]) == "E121")
        let plain = [
            try Self.fragment("f1", "<Part><id ", isBase64: false),
            try Self.fragment("f2", "root=\"1\"/></Part>", isBase64: false),
        ]
        #expect(Self.record(message, beside: plain + [index]) == Self.whole)
    }

    @Test func fragmentsThatNameOneAnotherEnd() throws {
        let message = try Self.message("mid:i")
        let index = try Self.index("i", [("mid:i", "", "")])
        #expect(Self.record(message, beside: [index]) == "E127")
        #expect(Self.record(index) == "a fragment")
    }

    /// Some systems send the whole record as its own rest.
    @Test func theRestMayBeTheWholeRecord() throws {
        let record = Self.base64(Self.payload)
        let message = try Self.message("mid:f1")
        #expect(Self.record(message, beside: [try Self.fragment("f1", record)]) == Self.payload)
    }

    @Test func aRestWithoutItsPlaceIsRefused() throws {
        let message = try Self.json(
            Self.header("m", "RCMR_IN030000UK06", [("mid:f1", "D2", Self.skeleton)]), Self.holder)
        #expect(Self.record(message, beside: [try Self.fragment("f1", Self.packed)]) == "E120")
    }

    /// A document of the patient's that is not there costs no record.
    @Test func documentsNeedNotBeThere() throws {
        let message = try Self.json(
            Self.header("m", "RCMR_IN030000UK06", [("mid:f1", "D1", "Filename=\"letter.tif\"")]),
            Self.payload)
        #expect(Self.record(message) == Self.payload)
    }

    @Test func whatIsPackedTooDenselyIsRefused() throws {
        var limits = UnpackingLimits()
        limits.freely = 16
        limits.ratio = 0
        guard
            case .spine(let message) = try Envelope.open(
                try Self.message("cid:x", [[:], ["payload": Self.packed, "is_base64": "true"]]),
                file: "message")
        else {
            Issue.record("no message")
            return
        }
        let error = #expect(throws: Diagnostic.self) {
            try Envelope.record(of: message, limits: limits, file: "message") { _ in nil }
        }
        #expect(error?.code == .unpacksTooLarge)
    }

    // MARK: - Encodings

    @Test(arguments: [
        ("", ""), ("PGEvPg==", "<a/>"), ("PGEvPg", "<a/>"), ("PGEvPg==PGEvPg==", "<a/><a/>"),
        ("P G\r\nEv\tPg==", "<a/>"), ("PGEvP", nil), ("PGE-", nil),
    ])
    func base64IsRead(_ text: String, _ expected: String?) {
        #expect(TransferEncoding.base64(Array(text.utf8)).map(Self.text) == expected)
    }

    @Test(arguments: [
        ("a=20b", "a b"), ("a= \r\nb", "ab"), ("a=\nb", "ab"), ("a=G1", "a=G1"), ("a=", "a="),
        ("=C3=A9", "é"), ("=3", "=3"),
    ])
    func quotedPrintableIsRead(_ text: String, _ expected: String) {
        #expect(Self.text(TransferEncoding.quotedPrintable(Array(text.utf8)[...])) == expected)
    }

    @Test(arguments: [
        ("a/b.xml", MemberName.Verdict.read("a/b.xml")), ("./b.xml", .read("b.xml")),
        ("a/.b", .skip), (".a/b", .skip), ("__MACOSX/b", .skip), ("/b", .refuse("/b")),
        ("a/../../b", .refuse("a/../../b")), ("a\\b", .refuse("a\\b")), ("C:b", .refuse("C:b")),
        ("a\u{1B}[2Jb", .read("a\u{FFFD}[2Jb")),
    ])
    func aMembersNameIsJudged(_ name: String, _ verdict: MemberName.Verdict) {
        #expect(MemberName.judge(Array(name.utf8)) == verdict)
    }
}
