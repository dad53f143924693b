import CLibXML2
import CanonicalModel

extension ReadingFailure {
    static func tooDeep(at offset: Int, limit: Int) -> ReadingFailure {
        ReadingFailure(.tooDeep, at: offset, "nested more than \(limit) levels deep")
    }

    static func tooManyNodes(at offset: Int, limit: Int) -> ReadingFailure {
        ReadingFailure(.tooMany, at: offset, "the record has more than \(limit) nodes")
    }

    static func nameTooLong(at offset: Int, limit: Int) -> ReadingFailure {
        ReadingFailure(.tooMany, at: offset, "a name has more than \(limit) bytes")
    }

    static func tooManyNames(limit: Int) -> ReadingFailure {
        ReadingFailure(
            .tooMany, at: 0, "the different names of the record take more than \(limit) bytes")
    }

    /// libxml2's position is not where a tag can be; its answer is not trusted.
    static func lostPlace(_ offset: Int) -> ReadingFailure {
        ReadingFailure(.malformedXML, at: offset, "a tag cannot be found in the source")
    }

    static func truncatedXML(at offset: Int) -> ReadingFailure {
        ReadingFailure(.truncatedInput, at: offset, "the XML ends before its root element does")
    }

    /// An error of libxml2's in our words: its own message may quote the record.
    static func malformedXML(
        number: Int, at offset: Int, bytes: Bytes, count: Int
    ) -> ReadingFailure {
        let isAtEnd = bytes.skippingWhiteSpace(from: offset) >= count
        if isAtEnd, number != Int(XML_ERR_TAG_NAME_MISMATCH.rawValue) {
            return truncatedXML(at: offset)
        }
        let known = wordings.first { Int($0.0.rawValue) == number }
        return ReadingFailure(
            .malformedXML, at: offset,
            known?.1 ?? "the XML is not well-formed (libxml2 error \(number))")
    }

    private static let wordings: [(xmlParserErrors, String)] = [
        (XML_ERR_DOCUMENT_EMPTY, "the XML does not begin with a tag"),
        (XML_ERR_DOCUMENT_END, "something follows the root element"),
        (XML_ERR_INVALID_CHAR, "a character that XML does not allow"),
        (XML_ERR_INVALID_CHARREF, "a reference to a character that XML does not allow"),
        (XML_ERR_INVALID_HEX_CHARREF, "a hexadecimal character reference is malformed"),
        (XML_ERR_INVALID_DEC_CHARREF, "a decimal character reference is malformed"),
        (XML_ERR_UNDECLARED_ENTITY, "an entity other than the five predefined ones"),
        (XML_ERR_ENTITYREF_SEMICOL_MISSING, "an entity reference has no `;`"),
        (XML_ERR_NAME_REQUIRED, "a name is missing"),
        (XML_ERR_LT_IN_ATTRIBUTE, "an attribute value has a bare `<`"),
        (XML_ERR_ATTRIBUTE_NOT_STARTED, "an attribute value has no opening quote"),
        (XML_ERR_ATTRIBUTE_NOT_FINISHED, "an attribute value has no closing quote"),
        (XML_ERR_ATTRIBUTE_WITHOUT_VALUE, "an attribute has no value"),
        (XML_ERR_ATTRIBUTE_REDEFINED, "an attribute is given twice"),
        (XML_ERR_SPACE_REQUIRED, "a space is missing"),
        (XML_ERR_GT_REQUIRED, "a tag has no `>`"),
        (XML_ERR_LTSLASH_REQUIRED, "an end tag is missing"),
        (XML_ERR_TAG_NAME_MISMATCH, "an end tag does not match its start tag"),
        (XML_ERR_TAG_NOT_FINISHED, "an end tag is missing"),
        (XML_ERR_MISPLACED_CDATA_END, "text has a bare `]]>`"),
        (XML_ERR_CDATA_NOT_FINISHED, "a CDATA section is not closed"),
        (XML_ERR_COMMENT_NOT_FINISHED, "a comment is not closed"),
        (XML_ERR_HYPHEN_IN_COMMENT, "a comment has `--` in it"),
        (XML_ERR_PI_NOT_FINISHED, "a processing instruction is not closed"),
        (XML_ERR_RESERVED_XML_NAME, "an XML declaration is not at the start"),
        (XML_ERR_XMLDECL_NOT_FINISHED, "the XML declaration is malformed"),
        (XML_ERR_VERSION_MISSING, "the XML declaration has no version"),
        (XML_ERR_UNKNOWN_VERSION, "the XML declaration has an unknown version"),
        (XML_ERR_ENCODING_NAME, "the XML declaration's encoding is malformed"),
    ]
}
