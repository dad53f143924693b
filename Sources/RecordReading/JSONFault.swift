import CanonicalModel

/// What is wrong with some JSON and where; small, so that it is thrown in registers.
struct JSONFault: Error {
    enum Kind: UInt8 {
        case value, number, name, colon, objectComma, arrayComma, escape, surrogate, control
        case trailing, notAnObject, empty, encoding
        case depth, nodes, members, nameLength
    }

    let kind: Kind
    let offset: Int

    @inline(__always) init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// The failure that is reported; at the end of the input it is that the input is cut short.
    func failure(count: Int, limits: ReadingLimits) -> ReadingFailure {
        switch kind {
        case .depth: return .tooDeep(at: offset, limit: limits.depth)
        case .nodes: return .tooManyNodes(at: offset, limit: limits.nodes)
        case .nameLength: return .nameTooLong(at: offset, limit: limits.nameLength)
        case .members:
            return ReadingFailure(
                .tooMany, at: offset, "an object has more than \(limits.membersPerObject) members")
        case .empty: return ReadingFailure(.emptyInput, at: offset, "there is no content")
        case .encoding:
            return ReadingFailure(
                .invalidEncoding, at: offset, "the bytes are not valid UTF-8",
                advice: "JSON is UTF-8 and nothing else")
        case .trailing:
            return ReadingFailure(
                .trailingContent, at: offset, "something follows the JSON value",
                advice: "several values in one file must all be objects or arrays")
        default: break
        }
        if offset >= count {
            return ReadingFailure(.truncatedInput, at: count, "the JSON ends in mid-value")
        }
        return ReadingFailure(.malformedJSON, at: offset, wording)
    }

    private var wording: String {
        switch kind {
        case .number: "a number is malformed"
        case .name: "expected a member name in double quotes"
        case .colon: "expected `:` after the member name"
        case .objectComma: "expected `,` or `}`"
        case .arrayComma: "expected `,` or `]`"
        case .escape: "an escape in a string is malformed"
        case .surrogate: "a string has half of a surrogate pair"
        case .control: "a string has a control character that is not escaped"
        case .notAnObject: "expected an object on each line"
        default: "expected a value"
        }
    }
}
