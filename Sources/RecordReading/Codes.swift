public import CanonicalModel

extension Diagnostic.Code {
    /// The XML is not well-formed.
    public static let malformedXML = Diagnostic.Code(101, "malformed-xml")
    /// The JSON breaks RFC 8259.
    public static let malformedJSON = Diagnostic.Code(102, "malformed-json")
    /// The XML declares a document type; none is ever processed.
    public static let doctypeRefused = Diagnostic.Code(103, "doctype-refused")
    /// Elements or values are nested deeper than ``ReadingLimits/depth``.
    public static let tooDeep = Diagnostic.Code(104, "too-deep")
    /// The record has more bytes than ``ReadingLimits/bytes``.
    public static let tooLarge = Diagnostic.Code(105, "too-large")
    /// The record has more nodes, attributes, members or longer names than ``ReadingLimits`` allow.
    public static let tooMany = Diagnostic.Code(106, "too-many")
    /// The bytes are not in the encoding that they are declared to be in.
    public static let invalidEncoding = Diagnostic.Code(107, "invalid-encoding")
    /// There is nothing but white space.
    public static let emptyInput = Diagnostic.Code(108, "empty-input")
    /// The XML declares an encoding that is not read.
    public static let unsupportedEncoding = Diagnostic.Code(109, "unsupported-encoding")
    /// The input ends in the middle of the record.
    public static let truncatedInput = Diagnostic.Code(110, "truncated-input")
    /// Something follows the JSON value.
    public static let trailingContent = Diagnostic.Code(111, "trailing-content")
    /// A JSON object has two members of one name; the first counts. A warning.
    public static let duplicateKey = Diagnostic.Code(112, "duplicate-key")
}
