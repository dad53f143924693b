import CanonicalModel

/// Steps through the rows of a CSV file as `sluice convert` writes them (RFC 4180).
///
/// Cost: one pass over the bytes, eight at a time; nothing is copied, and a row reuses the memory
/// of the one before.
package struct CSVRows: Sendable {
    /// How many cells the row at hand has.
    package private(set) var count = 0
    private var found = Array(repeating: 0..<0, count: 32)
    /// At the first row.
    package init() {}

    private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    private static let (newline, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    /// Where a cell of the row at hand stands, without its quotes. A quote inside a quoted cell
    /// still stands twice there.
    package subscript(column: Int) -> Range<Int> { found[column] }

    /// Goes to the row that begins at `offset`, which moves behind it.
    ///
    /// - Parameter isLast: Whether nothing follows `bytes`, so that a row may end without newline.
    /// - Returns: `false` where no whole row is left; `offset` then stays.
    package mutating func next(_ bytes: Span<UInt8>, _ offset: inout Int, isLast: Bool = true)
        -> Bool
    {
        guard offset < bytes.count else { return false }
        while true {
            let end = scan(bytes, offset, isLast)
            guard count > found.count else {
                offset = end ?? offset
                return end != nil
            }
            // The row has more cells than any before it: once more, with room for them.
            found.append(contentsOf: repeatElement(0..<0, count: count - found.count))
        }
    }

    /// Finds the cells of a row as far as there is room for them, and counts them.
    ///
    /// - Returns: Where the next row begins; `nil` where this one is not whole.
    private mutating func scan(_ bytes: Span<UInt8>, _ offset: Int, _ isLast: Bool) -> Int? {
        var cells = found.mutableSpan
        var (start, place, number) = (offset, offset, 0)
        defer { count = number }
        while true {
            place = Self.mark(bytes, from: place)
            guard place < bytes.count else { break }
            let byte = bytes[place]
            if byte == Self.quote, place == start {
                place = Self.endOfQuoted(bytes, place &+ 1)
                guard place < bytes.count else { break }
                if number < cells.count { cells[number] = start &+ 1..<place }
                place &+= 1
                number &+= 1
                guard place < bytes.count, bytes[place] == Self.comma else {
                    return Self.endOfLine(bytes, place, isLast)
                }
                place &+= 1
                start = place
            } else if byte == Self.comma || byte == Self.newline || byte == Self.carriage {
                if number < cells.count { cells[number] = start..<place }
                number &+= 1
                guard byte == Self.comma else { return Self.endOfLine(bytes, place, isLast) }
                place &+= 1
                start = place
            } else {
                place &+= 1
            }
        }
        guard isLast else { return nil }
        if number < cells.count { cells[number] = min(start, bytes.count)..<bytes.count }
        number += 1
        return bytes.count
    }

    /// The first byte from `start` on that a comma, a quote or a line end may be: none of them is
    /// greater than a comma.
    @inline(__always) private static func mark(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let (high, above): (UInt64, UInt64) = (0x8080_8080_8080_8080, 0x2D2D_2D2D_2D2D_2D2D)
        var place = start
        while place &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.word(at: place))
            let found = ~((word | high) &- above) & ~word & high
            if found != 0 { return place &+ found.trailingZeroBitCount &>> 3 }
            place &+= 8
        }
        while place < bytes.count, bytes[place] > comma { place &+= 1 }
        return place
    }

    private static func endOfQuoted(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var place = start
        while true {
            place = mark(bytes, from: place)
            guard place < bytes.count else { return place }
            if bytes[place] == quote {
                guard place &+ 1 < bytes.count, bytes[place &+ 1] == quote else { return place }
                place &+= 1
            }
            place &+= 1
        }
    }

    private static func endOfLine(_ bytes: Span<UInt8>, _ end: Int, _ isLast: Bool) -> Int? {
        var place = end
        if place < bytes.count, bytes[place] == carriage { place &+= 1 }
        guard place < bytes.count else { return isLast ? place : nil }
        return bytes[place] == newline ? place &+ 1 : place
    }

    /// The texts of the row at hand.
    package func texts(_ bytes: Span<UInt8>) -> [String] {
        (0..<count).map { String(bytes.extracting(found[$0])) }
    }
}

extension String {
    /// The text of some bytes; what is not UTF-8 is replaced.
    init(_ bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of `word`.
    func equals(_ word: [UInt8]) -> Bool { isSame(as: word.span) }
}
