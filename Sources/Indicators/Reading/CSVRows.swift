/// Steps through the rows of a CSV file as `sluice convert` writes them (RFC 4180).
///
/// Cost: one pass over the bytes; nothing is copied, and a row reuses the memory of the one before.
struct CSVRows {
    /// Where the cells of the row at hand stand, without their quotes. A quote inside a quoted cell
    /// still stands twice there.
    private(set) var cells: [Range<Int>] = []
    private static let (quote, comma) = (UInt8(ascii: "\""), UInt8(ascii: ","))
    private static let (newline, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))

    /// Goes to the row that begins at `offset`, which moves behind it.
    ///
    /// - Parameter isLast: Whether nothing follows `bytes`, so that a row may end without newline.
    /// - Returns: `false` where no whole row is left; `offset` then stays.
    mutating func next(_ bytes: Span<UInt8>, _ offset: inout Int, isLast: Bool = true) -> Bool {
        cells.removeAll(keepingCapacity: true)
        var (start, place) = (offset, offset)
        guard place < bytes.count else { return false }
        while place < bytes.count {
            let byte = bytes[place]
            if byte > Self.comma {
                place &+= 1
            } else if byte == Self.comma {
                cells.append(start..<place)
                place &+= 1
                start = place
            } else if byte == Self.quote, place == start {
                place = endOfQuoted(bytes, place &+ 1)
                guard place < bytes.count else { break }
                cells.append(start &+ 1..<place)
                place &+= 1
                if place < bytes.count, bytes[place] == Self.comma {
                    place &+= 1
                    start = place
                } else {
                    return endLine(bytes, &offset, place, isLast)
                }
            } else if byte == Self.newline || byte == Self.carriage {
                cells.append(start..<place)
                return endLine(bytes, &offset, place, isLast)
            } else {
                place &+= 1
            }
        }
        guard isLast else { return false }
        cells.append(min(start, bytes.count)..<bytes.count)
        offset = bytes.count
        return true
    }

    private func endOfQuoted(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var place = start
        while place < bytes.count {
            if bytes[place] == Self.quote {
                guard place &+ 1 < bytes.count, bytes[place &+ 1] == Self.quote else { break }
                place &+= 1
            }
            place &+= 1
        }
        return place
    }

    private func endLine(
        _ bytes: Span<UInt8>, _ offset: inout Int, _ end: Int, _ isLast: Bool
    ) -> Bool {
        var place = end
        if place < bytes.count, bytes[place] == Self.carriage { place &+= 1 }
        guard place < bytes.count else {
            guard isLast else { return false }
            offset = place
            return true
        }
        offset = bytes[place] == Self.newline ? place &+ 1 : place
        return true
    }

    /// The texts of the row at hand.
    func texts(_ bytes: Span<UInt8>) -> [String] {
        cells.map { cell in String(bytes.extracting(cell)) }
    }
}

extension String {
    /// The text of some bytes; what is not UTF-8 is replaced.
    init(_ bytes: Span<UInt8>) {
        var copy: [UInt8] = []
        copy.reserveCapacity(bytes.count)
        for index in bytes.indices { copy.append(bytes[index]) }
        self.init(decoding: copy, as: UTF8.self)
    }
}

extension Span<UInt8> {
    /// Whether the bytes are those of `word`.
    func equals(_ word: [UInt8]) -> Bool {
        guard count == word.count else { return false }
        for index in indices where self[index] != word[index] { return false }
        return true
    }
}
