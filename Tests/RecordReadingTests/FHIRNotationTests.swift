import CanonicalModel
import RecordReading
import Testing

/// FHIR XML gets the tree that the same content has as FHIR JSON.
@Suite struct FHIRNotationTests {
    private static let symbols = table([
        "resourceType", "id", "url", "value", "div", "text", "status", "entry", "resource",
        "meta", "profile", "name", "given", "extension", "valueString", "birthDate", "_birthDate",
        "contained", "code", "coding", "fullUrl", "schemaLocation",
    ])

    private static func xml(_ text: String) throws -> (tree: SourceTree, isFHIR: Bool) {
        var tree = SourceTree(bytes: Array(text.utf8))
        try XMLReader(symbols: symbols).read(&tree, file: "record.xml")
        var notation = FHIRNotation(symbols: symbols)
        let isFHIR = notation.rewrite(&tree)
        return (tree, isFHIR)
    }

    private static func json(_ text: String, _ shape: JSONReader.Shape) throws -> SourceTree {
        var tree = SourceTree(bytes: Array(text.utf8))
        try JSONReader(symbols: symbols).read(&tree, shape: shape, file: "record.json")
        return tree
    }

    /// A rendering without the difference between strings and bare literals, which XML has not.
    private static func shape(_ tree: SourceTree, _ node: Int = 0) -> String {
        let source = tree.nodes[node]
        let name =
            source.name == SymbolTable.unknown ? "?" : symbols.names[Int(source.name)]
        if source.kind == .object {
            let inside = children(of: node, in: tree).map { shape(tree, $0) }
            return "\(name)[\(inside.joined(separator: ","))]"
        }
        var value: [UInt8] = []
        tree.decode(node, into: &value)
        return "\(name)=\(String(decoding: value, as: UTF8.self))"
    }

    @Test(arguments: [
        (#"<id value="1"/>"#, #""id":"1""#),
        (#"<name><given value="A"/><given value="B"/></name>"#, #""name":{"given":["A","B"]}"#),
        (#"<meta><profile value="p"></profile></meta>"#, #""meta":{"profile":["p"]}"#),
        (
            #"<extension url="u"><valueString value="&lt;a&gt; &amp; &#10;b"/></extension>"#,
            #""extension":[{"url":"u","valueString":"<a> & \nb"}]"#
        ),
        (
            #"<birthDate value="1950"><extension url="u"><valueString value="x"/>"#
                + "</extension></birthDate>",
            #""birthDate":"1950","_birthDate":{"extension":[{"url":"u","valueString":"x"}]}"#
        ),
        (#"<birthDate id="b" value="1950"/>"#, #""birthDate":"1950","_birthDate":{"id":"b"}"#),
        (#"<status id="s" value="x"/>"#, #""status":"x","_status":{"id":"s"}"#),
        (#"<name id="n"><given value="A"/></name>"#, #""name":{"id":"n","given":["A"]}"#),
        (
            #"<text><status value="empty"/><div xmlns="http://www.w3.org/1999/xhtml">"#
                + "<p>a &amp; b</p></div></text>",
            #""text":{"status":"empty","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">"#
                + #"<p>a &amp; b</p></div>"}"#
        ),
        (
            #"<contained><Medication><id value="m"/></Medication></contained>"#,
            #""contained":[{"resourceType":"Medication","id":"m"}]"#
        ),
        (#"<code><coding><code value="1"/></coding></code>"#, #""code":{"coding":[{"code":"1"}]}"#),
        ("<code/>", #""code":{}"#),
        (#"<other value="1"/>"#, #""other":1"#),
        ("\n  <!-- a --> <id\n value='1' />\r\n", #""id":"1""#),
    ])
    func anElementBecomes(_ xml: String, _ json: String) throws {
        let (read, isFHIR) = try Self.xml(
            #"<Bundle xmlns="http://hl7.org/fhir">\#(xml)</Bundle>"#)
        #expect(isFHIR)
        let expected = try Self.json(#"{"resourceType":"Bundle",\#(json)}"#, .document)
        #expect(Self.shape(read) == Self.shape(expected))
    }

    @Test func aBundleHoldsItsResources() throws {
        let (read, _) = try Self.xml(
            """
            <?xml version="1.0"?><Bundle xmlns='http://hl7.org/fhir'><entry><fullUrl value="u"/>
            <resource><Patient><id value="p"/></Patient></resource></entry></Bundle>
            """)
        let expected = try Self.json(
            #"{"resourceType":"Bundle","entry":[{"fullUrl":"u","resource":"#
                + #"{"resourceType":"Patient","id":"p"}}]}"#,
            .document)
        #expect(Self.shape(read) == Self.shape(expected))
    }

    @Test(arguments: [
        #"<Patient xmlns="http://hl7.org/fhir"><id value="p"/></Patient>"#,
        #"<f:Patient xmlns:f="http://hl7.org/fhir"><f:id value="p"/></f:Patient>"#,
        #"<Patient xmlns="http://hl7.org/fhir" xmlns:x="http://www.w3.org/2001/XMLSchema-instance""#
            + #" x:schemaLocation="http://hl7.org/fhir patient.xsd"><id value="p"/></Patient>"#,
    ])
    func aLoneResourceIsAnEntry(_ xml: String) throws {
        let expected = try Self.json(#"{"resourceType":"Patient","id":"p"}"#, .resourceLines)
        #expect(Self.shape(try Self.xml(xml).tree) == Self.shape(expected))
    }

    @Test(arguments: [
        #"<Bundle xmlns="urn:hl7-org:v3"><id value="1"/></Bundle>"#,
        #"<Bundle><id value="http://hl7.org/fhir"/></Bundle>"#,
        #"<Bundle xmlns="http://hl7.org/fhir/other"/>"#,
    ])
    func otherXMLIsLeftAlone(_ xml: String) throws {
        var untouched = SourceTree(bytes: Array(xml.utf8))
        try XMLReader(symbols: Self.symbols).read(&untouched, file: "record.xml")
        let (read, isFHIR) = try Self.xml(xml)
        #expect(!isFHIR)
        #expect(read.nodes == untouched.nodes)
    }

    /// Where something came from is still where it stands in the XML.
    @Test func offsetsAreThoseOfTheXML() throws {
        let text =
            #"<Bundle xmlns="http://hl7.org/fhir"><entry><resource><Patient>"#
            + #"<birthDate value="1950-01-02"/></Patient></resource></entry></Bundle>"#
        let (tree, _) = try Self.xml(text)
        func source(_ name: String) throws -> String {
            let symbol = try #require(Self.symbols.symbol(name))
            let node = try #require(tree.nodes.first { $0.name == symbol })
            let range = Int(node.offset)..<Int(node.offset + node.length)
            return String(decoding: tree.bytes[range], as: UTF8.self)
        }
        #expect(try source("birthDate") == "1950-01-02")
        #expect(
            try source("resource") == #"<Patient><birthDate value="1950-01-02"/></Patient>"#)
        #expect(try source("entry").hasPrefix("<entry>"))
    }
}
