import CanonicalModel

/// A decimal literal: digits with an optional sign, fraction and exponent; kept as written.
enum DecimalLiteral {
    /// Whether `bytes` are one literal, as JSON writes numbers, but leading zeros are allowed.
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        var index = bytes.startIndex
        func digits() -> Int {
            let start = index
            while index < bytes.endIndex, case 0x30...0x39 = bytes[index] { index += 1 }
            return index - start
        }
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard digits() > 0 else { return false }
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: ".") {
            index += 1
            guard digits() > 0 else { return false }
        }
        if index < bytes.endIndex, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < bytes.endIndex, bytes[index] == 0x2B || bytes[index] == 0x2D { index += 1 }
            guard digits() > 0 else { return false }
        }
        return index == bytes.endIndex
    }
}

/// The id in a FHIR reference: what follows the last `/`, `urn:uuid:` or `#`.
enum ReferenceId {
    private static let uuid = Array("urn:uuid:".utf8)
    private static let history = Array("/_history".utf8)

    static func range(_ bytes: ArraySlice<UInt8>) -> Range<Int> {
        if bytes.first == UInt8(ascii: "#") { return bytes.startIndex + 1..<bytes.endIndex }
        if bytes.first == UInt8(ascii: "u"), bytes.starts(with: uuid) {
            return bytes.startIndex + uuid.count..<bytes.endIndex
        }
        var end = bytes.endIndex
        while let slash = lastSlash(bytes, before: end) {
            // A version may follow the id: `Type/id/_history/2`.
            guard bytes[..<slash].reversed().starts(with: history.reversed()) else {
                return slash + 1..<end
            }
            end = slash - history.count
        }
        return bytes.startIndex..<end
    }

    private static func lastSlash(_ bytes: ArraySlice<UInt8>, before end: Int) -> Int? {
        var index = end
        while index > bytes.startIndex {
            index -= 1
            if bytes[index] == UInt8(ascii: "/") { return index }
        }
        return nil
    }
}

/// The text of a GP2GP narrative or annotation without its comment headers.
///
/// Source: GP2GP Message Implementation Manual, NarrativeStatement `text/x-h7uk-pmip`: lines such
/// as `CommentType:` and `CommentDate:`, an empty line, then the text.
enum PMIPText {
    private static let headers = ["CommentType:", "CommentDate:"].map { Array($0.utf8) }

    /// The parts of `bytes` that are text, without white space at the ends.
    static func kept(_ bytes: ArraySlice<UInt8>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, afterHeader) = (bytes.startIndex, false)
        while start < bytes.endIndex {
            let line = bytes[start...].prefix { $0 != 0x0A }
            let end = min(line.endIndex + 1, bytes.endIndex)
            let isBlank = line.allSatisfy { $0 <= 0x20 }
            if headers.contains(where: { line.starts(with: $0) }) {
                afterHeader = true
            } else if !isBlank || !(afterHeader || parts.isEmpty) {
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
    /// What follows `label` on its line, without white space at the ends; `nil` if it is not there.
    static func rest(
        of bytes: ArraySlice<UInt8>, after label: ArraySlice<UInt8>
    ) -> Range<Int>? {
        guard let first = label.first, bytes.count >= label.count else { return nil }
        let last = bytes.endIndex - label.count
        for start in bytes.startIndex...last
        where bytes[start] == first && bytes[start...].starts(with: label) {
            let line = bytes[(start + label.count)...].prefix { $0 != 0x0A && $0 != 0x0D }
            var range = line.startIndex..<line.endIndex
            while let byte = bytes[range].first, byte == 0x20 { range = range.dropFirst() }
            while let byte = bytes[range].last, byte == 0x20 { range = range.dropLast() }
            return range
        }
        return nil
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

    static func parts(_ bytes: ArraySlice<UInt8>) -> Parts? {
        let label = Array("Value:".utf8)
        var start = bytes.startIndex
        while let line = nextLine(bytes, &start) {
            guard let found = line.indices.first(where: { line[$0...].starts(with: label) }),
                found == line.startIndex || line[found - 1] == 0x20
            else { continue }
            return amount(line[(found + label.count)...])
        }
        return nil
    }

    private static func nextLine(_ bytes: ArraySlice<UInt8>, _ start: inout Int) -> ArraySlice<
        UInt8
    >? {
        guard start < bytes.endIndex else { return nil }
        let line = bytes[start...].prefix { $0 != 0x0A && $0 != 0x0D }
        start = line.endIndex + 1
        return line
    }

    /// The amount that is the whole of `text`.
    static func amount(_ text: ArraySlice<UInt8>) -> Parts? {
        var rest = text.drop { $0 == 0x20 }
        var comparator = Quantity.Comparator.none
        let signs: [(String, Quantity.Comparator)] = [
            ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("<", .less), (">", .greater),
        ]
        if let sign = signs.first(where: { rest.starts(with: $0.0.utf8) }) {
            comparator = sign.1
            rest = rest.dropFirst(sign.0.utf8.count).drop { $0 == 0x20 }
        }
        let number = rest.prefix { $0 > 0x20 }
        guard DecimalLiteral.isValid(number) else { return nil }
        var unit = rest[number.endIndex...].drop { $0 == 0x20 }
        while unit.last == 0x20 { unit.removeLast() }
        let isUnknown = unit.elementsEqual("Unk UoM".utf8)
        return Parts(
            comparator: comparator, number: number.startIndex..<number.endIndex,
            unit: unit.startIndex..<(isUnknown ? unit.startIndex : unit.endIndex))
    }
}
