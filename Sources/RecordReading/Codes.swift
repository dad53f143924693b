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
    /// An envelope (ebXML message, multipart) that cannot be taken apart.
    public static let malformedEnvelope = Diagnostic.Code(120, "malformed-envelope")
    /// A part of a record that its message names is not there.
    public static let missingFragment = Diagnostic.Code(121, "missing-fragment")
    /// A part of a message of which no record is there.
    public static let strayFragment = Diagnostic.Code(122, "stray-fragment")
    /// An archive that is damaged or ends too soon.
    public static let malformedArchive = Diagnostic.Code(123, "malformed-archive")
    /// Something that unpacks to more than ``UnpackingLimits`` allow.
    public static let unpacksTooLarge = Diagnostic.Code(124, "unpacks-too-large")
    /// An archive member that is encrypted.
    public static let encryptedMember = Diagnostic.Code(125, "encrypted-member")
    /// An archive member whose name leads out of the archive.
    public static let unsafeMemberName = Diagnostic.Code(126, "unsafe-member-name")
    /// Archives in archives, deeper than ``UnpackingLimits/depth``.
    public static let nestedTooDeep = Diagnostic.Code(127, "nested-too-deep")
    /// An archive, or a member of one, made in a way that is not read.
    public static let unsupportedArchive = Diagnostic.Code(128, "unsupported-archive")
}
