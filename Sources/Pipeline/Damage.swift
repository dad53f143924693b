import CanonicalModel
import RecordReading

/// One way in which programs and networks break a record that stays well-formed.
public enum Damage: String, Sendable, CaseIterable {
    /// A part is missing.
    case drop
    /// A part is there twice.
    case duplicate
    /// A part has changed places with the next of its name.
    case swap
    /// A part is empty.
    case truncate
}

/// A record with one part broken.
struct DamagedRecord {
    let bytes: [UInt8]
    /// What was broken, in the bytes as they were.
    let broken: Range<Int>
    /// What stands there now.
    let instead: Range<Int>

    /// Breaks the node `node`; `nil` if that cannot be done to such a node.
    ///
    /// - Parameter tree: XML as it is written, also where it is FHIR; or JSON.
    init?(_ damage: Damage, _ node: Int, of tree: SourceTree) {
        guard let part = tree.part(node) else { return nil }
        let isElement = tree.nodes[node].kind == .element
        let (bytes, broken, instead): ([UInt8], Range<Int>, [UInt8])
        bytes = tree.bytes
        switch damage {
        case .drop: (broken, instead) = (isElement ? part : bytes.member(part), [])
        case .truncate: (broken, instead) = (part, tree.emptied(node, part))
        case .duplicate:
            if !isElement, !bytes.isItem(part) { return nil }
            let separator = isElement ? [] : [UInt8(ascii: ",")]
            (broken, instead) = (part, Array(bytes[part] + separator + bytes[part]))
        case .swap:
            let next = Int(tree.nodes[node].end)
            guard next < tree.nodes.count, tree.nodes[next].name == tree.nodes[node].name,
                let other = tree.part(next), other.lowerBound >= part.upperBound,
                bytes[part.upperBound..<other.lowerBound].allSatisfy({
                    $0 <= 0x20 || $0 == UInt8(ascii: ",")
                })
            else { return nil }
            broken = part.lowerBound..<other.upperBound
            instead = Array(
                bytes[other] + bytes[part.upperBound..<other.lowerBound] + bytes[part])
        }
        self.bytes = Array(bytes[..<broken.lowerBound] + instead + bytes[broken.upperBound...])
        self.broken = broken
        self.instead = broken.lowerBound..<broken.lowerBound + instead.count
    }
}

extension SourceTree {
    /// The bytes of an element, an object, or a string with its quotes.
    fileprivate func part(_ node: Int) -> Range<Int>? {
        let start = Int(nodes[node].offset)
        let end = start + Int(nodes[node].length)
        switch nodes[node].kind {
        case .element, .object: return start..<end
        case .string: return start - 1..<end + 1
        case .attribute, .text, .number, .boolean, .null: return nil
        }
    }

    fileprivate func emptied(_ node: Int, _ part: Range<Int>) -> [UInt8] {
        switch nodes[node].kind {
        case .object: return Array("{}".utf8)
        case .string: return Array("\"\"".utf8)
        default:
            var (end, quote) = (part.lowerBound, UInt8(0))
            while quote != 0 || bytes[end] != UInt8(ascii: ">") {
                let byte = bytes[end]
                if quote == 0, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == quote {
                    quote = 0
                }
                end += 1
            }
            if bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
            return Array(bytes[part.lowerBound..<end] + Array("/>".utf8))
        }
    }
}

extension [UInt8] {
    private func start(before place: Int) -> Int {
        var place = place
        while place > 0, self[place - 1] <= 0x20 { place -= 1 }
        return place
    }

    /// Whether a value of JSON is an item of an array, and no member.
    fileprivate func isItem(_ value: Range<Int>) -> Bool {
        let before = start(before: value.lowerBound)
        return before > 0
            && (self[before - 1] == UInt8(ascii: "[") || self[before - 1] == UInt8(ascii: ","))
    }

    /// A value of JSON with its key, if it has one, and one comma.
    fileprivate func member(_ value: Range<Int>) -> Range<Int> {
        var (first, end) = (start(before: value.lowerBound), value.upperBound)
        if first > 0, self[first - 1] == UInt8(ascii: ":") {
            first = start(before: first - 1) - 1
            while first > 0, self[first - 1] != UInt8(ascii: "\"") { first -= 1 }
            first = start(before: first - 1)
        }
        if first > 0, self[first - 1] == UInt8(ascii: ",") { return first - 1..<end }
        while end < count, self[end] <= 0x20 { end += 1 }
        return end < count && self[end] == UInt8(ascii: ",")
            ? first..<end + 1
            : first..<value.upperBound
    }
}
