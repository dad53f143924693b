import CanonicalModel

/// A decimal literal: digits with an optional sign, fraction and exponent; kept as written.
enum DecimalLiteral {
    /// Whether `bytes` are one literal, as JSON writes numbers, but leading zeros are allowed.
    ///
    /// What leaves is the literal as it came, so one that no recipient could hold is none: more
    /// than 64 bytes, or an exponent of more than three digits.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count <= 64 else { return false }
        var index = 0
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard skipDigits(bytes, &index) else { return false }
        if index < bytes.count, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard skipDigits(bytes, &index) else { return false }
        }
        if index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.count, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            let exponent = index
            guard skipDigits(bytes, &index), index - exponent <= 3 else { return false }
        }
        return index == bytes.count
    }

    /// Moves past the digits at `index`; whether there is one.
    private static func skipDigits(_ bytes: Span<UInt8>, _ index: inout Int) -> Bool {
        let start = index
        while index < bytes.count, bytes[index] &- 0x30 < 10 { index += 1 }
        return index > start
    }
}

/// The id in a FHIR reference: what follows the last `/`, `urn:uuid:` or `#`.
enum ReferenceId {
    static func range(_ bytes: Span<UInt8>) -> Range<Int> {
        guard let first = bytes.first else { return 0..<0 }
        if first == UInt8(ascii: "#") { return 1..<bytes.count }
        if first == UInt8(ascii: "u"), bytes.starts(with: "urn:uuid:") { return 9..<bytes.count }
        let end = endWithoutVersion(bytes)
        return bytes.offset(afterLast: UInt8(ascii: "/"), before: end)..<end
    }

    /// Where a reference ends without the version that may follow the id: `Type/id/_history/2`.
    static func endWithoutVersion(_ bytes: Span<UInt8>) -> Int {
        let version = bytes.offset(afterLast: UInt8(ascii: "/"), before: bytes.count)
        guard version >= 10, bytes[version - 2] == UInt8(ascii: "y"),
            bytes.extracting(version - 10..<version - 1).isSame(as: "/_history")
        else { return bytes.count }
        return version - 10
    }
}

/// The text of a GP2GP narrative or annotation without its comment headers.
///
/// Source: GP2GP Message Implementation Manual, NarrativeStatement `text/x-h7uk-pmip`: lines such
/// as `CommentType:` and `CommentDate:`, an empty line, then the text.
enum PMIPText {
    /// The parts of `bytes` that are text, without white space at the ends.
    static func kept(_ bytes: Span<UInt8>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, afterHeader) = (0, false)
        while start < bytes.count {
            let line = bytes.line(from: start) { $0 == 0x0A }
            let end = min(line.upperBound + 1, bytes.count)
            let text = bytes.extracting(line)
            if text.starts(with: "CommentType:") || text.starts(with: "CommentDate:") {
                afterHeader = true
            } else if !text.isBlank || !(afterHeader || parts.isEmpty) {
                if let last = parts.last, last.upperBound == start {
                    parts[parts.count - 1] = last.lowerBound..<end
                } else {
                    parts.append(start..<end)
                }
                afterHeader = false
            }
            start = end
        }
        guard let last = parts.popLast() else { return [] }
        var end = last.upperBound
        while end > last.lowerBound, bytes[end - 1] <= 0x20 { end -= 1 }
        return parts + [last.lowerBound..<end]
    }
}

/// Lines of a text.
enum Lines {
    /// What follows `label` on its line, up to the next sentence there and without spaces at the
    /// ends; `nil` if it is not there. SystmOne and adaptors write several sentences into a line:
    /// `Reference range: < 21.0. Interpretation Code: ...`.
    static func rest(of bytes: Span<UInt8>, after label: Span<UInt8>) -> Range<Int>? {
        guard let start = bytes.offset(of: label) else { return nil }
        let line = bytes.line(from: start + label.count) { $0 == 0x0A || $0 == 0x0D }
        for index in line where index + 2 < line.upperBound && bytes[index] == UInt8(ascii: ".") {
            let isSentence = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[index + 2])
            if bytes[index + 1] == 0x20, isSentence {
                return bytes.trimmed(line.lowerBound..<index)
            }
        }
        return bytes.trimmed(line)
    }
}

/// The amount in text such as `Value: < 5.0 mmol/L`.
///
/// Source: measured on SystmOne extracts: `Value: [<|<=|>|>=] number unit`, on a line of its own,
/// perhaps after `(...)` episodicity notes; `Unk UoM` stands for no unit.
enum TextAmount {
    /// Where the parts stand in the bytes.
    struct Parts: Equatable {
        var comparator: Quantity.Comparator
        var number: Range<Int>
        var unit: Range<Int>
    }

    static func parts(_ bytes: Span<UInt8>) -> Parts? {
        var start = 0
        while start < bytes.count {
            let line = bytes.line(from: start) { $0 == 0x0A || $0 == 0x0D }
            if let found = offsetOfLabel(bytes.extracting(line)) {
                return amount(bytes, start + found + 6..<line.upperBound)
            }
            start = line.upperBound + 1
        }
        return nil
    }

    /// Where the label stands: at the start of the line, or after notes in brackets. After other
    /// words it is no label: `Target Value: 5.0 kg` is no result.
    private static func offsetOfLabel(_ line: Span<UInt8>) -> Int? {
        var (offset, depth) = (0, 0)
        while offset < line.count {
            switch line[offset] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case 0x20, 0x09: break
            case _ where depth > 0: break
            default:
                let isLabel = line.extracting(offset..<line.count).starts(with: "Value:")
                return isLabel ? offset : nil
            }
            offset += 1
        }
        return nil
    }

    /// The amount that is the whole of a text.
    static func amount(_ bytes: Span<UInt8>) -> Parts? { amount(bytes, 0..<bytes.count) }

    private static func amount(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Parts? {
        var rest = bytes.trimmed(text)
        let comparator = Quantity.Comparator(startOf: bytes.extracting(rest))
        let afterSign = rest.lowerBound + comparator.sign.utf8CodeUnitCount
        rest = bytes.trimmed(afterSign..<rest.upperBound)
        let number = bytes.line(from: rest.lowerBound, to: rest.upperBound) { $0 <= 0x20 }
        guard DecimalLiteral.isValid(bytes.extracting(number)) else { return nil }
        let unit = bytes.trimmed(number.upperBound..<rest.upperBound)
        let isUnknown = bytes.extracting(unit).isSame(as: "Unk UoM")
        return Parts(
            comparator: comparator, number: number,
            unit: unit.lowerBound..<(isUnknown ? unit.lowerBound : unit.upperBound))
    }
}

extension Quantity.Comparator {
    /// The sign that `bytes` begin with.
    fileprivate init(startOf bytes: Span<UInt8>) {
        self = .none
        // The long ones first: each begins with a short one.
        for sign in [Self.lessOrEqual, .greaterOrEqual, .less, .greater]
        where self == .none && bytes.starts(with: sign.sign) { self = sign }
    }
}
