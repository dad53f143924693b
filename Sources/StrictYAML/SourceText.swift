import CanonicalModel
import Yams

/// The bytes of a declaration file and where its lines begin, to turn marks into places.
struct SourceText {
    let bytes: [UInt8]
    private let lineStarts: [Int]

    init(_ text: String) {
        bytes = Array(text.utf8)
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        lineStarts = starts
    }

    /// The place of the byte at `offset`.
    func position(of offset: Int) -> Diagnostic.Position {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return Diagnostic.Position(line: low + 1, column: offset - lineStarts[low] + 1)
    }

    /// The text of a line, without its end.
    func line(_ number: Int) -> Substring {
        guard lineStarts.indices.contains(number - 1) else { return "" }
        let rest = bytes[lineStarts[number - 1]...].prefix { $0 != UInt8(ascii: "\n") }
        return Substring(decoding: rest.last == 0x0D ? rest.dropLast() : rest, as: UTF8.self)
    }

    /// The byte that a mark of the YAML reader stands at; it counts characters, we count bytes.
    func offset(of mark: Mark) -> Int {
        guard lineStarts.indices.contains(mark.line - 1) else { return bytes.count }
        var (offset, left) = (lineStarts[mark.line - 1], mark.column - 1)
        while left > 0, offset < bytes.count {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            left -= 1
        }
        return offset
    }

    /// The place of a mark.
    func position(of mark: Mark) -> Diagnostic.Position {
        let offset = offset(of: mark)
        return position(of: offset)
    }

    /// Where `key:` stands for the second time in a mapping, given where it stands first: in the
    /// same column of a block, or anywhere after it in a flow mapping.
    func secondKey(_ key: String, after first: Mark) -> Diagnostic.Position? {
        let (start, key) = (offset(of: first), Array(key.utf8))
        let column = position(of: start).column
        let before = bytes[..<start].last { $0 != UInt8(ascii: " ") }
        let isFlow = before == UInt8(ascii: "{") || before == UInt8(ascii: ",")
        let place = bytes.indices.first { place in
            guard place > start, bytes[place...].starts(with: key) else { return false }
            let next = bytes[(place + key.count)...].first { $0 != UInt8(ascii: " ") }
            let isWhole = [UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "\n")]
                .contains(bytes[place - 1])
            return next == UInt8(ascii: ":") && isWhole
                && (isFlow || position(of: place).column == column)
        }
        return place.map { position(of: $0) }
    }
}
