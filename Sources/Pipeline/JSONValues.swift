import CanonicalModel
import RecordReading

/// The JSON values that stand one after another in some bytes; of an array that begins with a FHIR
/// resource, its items.
///
/// Only brackets and quotes are looked at: whether a value is well-formed is for its reader to say.
/// What does not end is a value to the end of the bytes.
struct JSONValues {
    enum Found {
        case value(Range<Int>)
        /// What is wrong between values, and where; nothing comes after it.
        case fault(Diagnostic.Code, String, at: Int)
    }

    private let bytes: [UInt8]
    private var offset: Int
    private var isInList = false
    /// Whether an item stands before, after which a comma or the end must come.
    private var hasItem = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// The next value; `nil` at the end.
    mutating func next() -> Found? {
        while true {
            while offset < bytes.count, bytes[offset] <= 0x20 { offset += 1 }
            guard offset < bytes.count else {
                guard isInList else { return nil }
                isInList = false
                return .fault(.truncatedInput, "the array does not end", at: offset)
            }
            if isInList {
                if bytes[offset] == UInt8(ascii: "]"), hasItem {
                    (isInList, offset) = (false, offset + 1)
                    continue
                }
                if hasItem, bytes[offset] != UInt8(ascii: ",") { return between("`,` or `]`") }
                if hasItem {
                    (hasItem, offset) = (false, offset + 1)
                    continue
                }
                if [UInt8(ascii: ","), UInt8(ascii: "]")].contains(bytes[offset]) {
                    return between("a value")
                }
                hasItem = true
            } else if JSONLayout.firstItemType(bytes[offset...]) != nil {
                (isInList, hasItem, offset) = (true, false, offset + 1)
                continue
            }
            return .value(value())
        }
    }

    /// Reads no further.
    private mutating func between(_ expected: String) -> Found {
        let place = offset
        (isInList, offset) = (false, bytes.count)
        return .fault(
            .malformedJSON, "expected \(expected) between the items of an array", at: place)
    }

    private mutating func value() -> Range<Int> {
        let start = offset
        if let end = endOfFirstJSONValue(bytes, from: start), end > start {
            offset = end
        } else {
            // It does not end, or is a bracket that opens nothing: nothing can be told after it.
            (isInList, offset) = (false, bytes.count)
        }
        return start..<offset
    }
}
