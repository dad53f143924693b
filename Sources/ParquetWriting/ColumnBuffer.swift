/// The values of one column in the row group at hand.
///
/// Values become numbers of a dictionary as they come. Where they repeat too little for that, the
/// dictionary is given up and they stand one after the other.
struct ColumnBuffer: Sendable {
    let column: ParquetColumn
    /// How much of each value is there: 0 missing, 1 there or an empty list, 2 a text of a list.
    /// Empty as long as the values of a column without lists are all there.
    private var levels: [UInt8] = []
    /// How many levels there are.
    private var levelCount = 0
    /// Of lists: 0 where a row begins, 1 where one goes on.
    private var repetitions: [UInt8] = []
    private var missing = 0
    private var dictionary: ValueDictionary
    private var usesDictionary: Bool
    /// The values as numbers of the dictionary.
    private var numbers: [UInt32] = []
    /// The values one after the other where there is no dictionary; truth values a byte each.
    private var plain: [UInt8] = []
    /// How many bytes each text of ``plain`` has.
    private var lengths: [UInt32] = []
    /// The data page, kept for its memory.
    private var page: [UInt8] = []

    private static let maximumDictionary = 1 << 20

    init(_ column: ParquetColumn) {
        self.column = column
        dictionary = ValueDictionary(width: column.kind.physical.width)
        usesDictionary = column.kind != .boolean
    }

    /// Takes the cells that begin at `starts`.
    mutating func append(_ cells: Span<UInt8>, at starts: Span<UInt32>) {
        if column.kind == .strings { return appendLists(cells, at: starts) }
        var present = 0
        for index in starts.indices { present &+= cells[Int(starts[index])] == 0 ? 0 : 1 }
        if missing == 0, present < starts.count {
            levels.append(contentsOf: repeatElement(1, count: levelCount))
        }
        missing += starts.count - present
        levelCount += starts.count
        if missing > 0 {
            levels.append(addingCapacity: starts.count) { levels in
                for index in starts.indices {
                    levels.append(cells[Int(starts[index])] == 0 ? 0 : 1)
                }
            }
        }
        if present > 0 { appendValues(cells, at: starts) }
    }

    private mutating func appendLists(_ cells: Span<UInt8>, at starts: Span<UInt32>) {
        var texts: [UInt32] = []
        for index in starts.indices {
            var offset = Int(starts[index])
            let head = cells.varint(&offset)
            repetitions.append(0)
            levels.append(UInt8(min(head, 2)))
            if head < 2 { missing += 1 }
            for number in 1..<max(head, 1) {
                if number > 1 {
                    repetitions.append(1)
                    levels.append(2)
                }
                texts.append(UInt32(offset))
                offset = cells.value(at: UInt32(offset))?.upperBound ?? offset + 1
            }
        }
        levelCount = levels.count
        appendValues(cells, at: texts.span)
    }

    private mutating func appendValues(_ cells: Span<UInt8>, at starts: Span<UInt32>) {
        var taken = 0
        while usesDictionary, taken < starts.count {
            let rest = starts.extracting(taken..<starts.count)
            taken += dictionary.append(cells, at: rest, to: &numbers)
            if dictionary.count & 1023 == 0, isDictionaryHopeless { spellOut() }
        }
        if taken < starts.count {
            appendPlain(cells, at: starts.extracting(taken..<starts.count))
        }
    }

    private mutating func appendPlain(_ cells: Span<UInt8>, at starts: Span<UInt32>) {
        let width = column.kind.physical.width
        var room = 0
        for index in starts.indices {
            guard let range = cells.value(at: starts[index]) else { continue }
            precondition(width == nil || range.count == width)
            room += range.count
            if width == nil { lengths.append(UInt32(range.count)) }
        }
        plain.append(addingCapacity: room) { plain in
            for index in starts.indices {
                guard let range = cells.value(at: starts[index]) else { continue }
                plain.append(cells.extracting(range))
            }
        }
    }

    /// Whether hardly a value has come twice so far, or they are too long.
    private var isDictionaryHopeless: Bool {
        dictionary.count * 16 > numbers.count * 15
            || dictionary.plain.count > Self.maximumDictionary
    }

    /// Whether the dictionary and the numbers take less than the values.
    private var isDictionaryWorthIt: Bool {
        dictionary.count * 4 <= numbers.count * 3
            && dictionary.plain.count <= Self.maximumDictionary
    }

    /// Gives the dictionary up.
    private mutating func spellOut() {
        dictionary.append(numbers, to: &plain, lengths: &lengths)
        numbers.removeAll(keepingCapacity: true)
        usesDictionary = false
    }

    /// Appends the pages of the column to `output`, which has the file from `start` on, and empties
    /// the buffer.
    mutating func write(
        _ compression: ParquetCompression, to output: inout [UInt8], from start: Int
    ) -> ColumnChunk {
        if usesDictionary, !isDictionaryWorthIt { spellOut() }
        let hasDictionary = usesDictionary && !numbers.isEmpty
        let encoding: Page.Encoding =
            hasDictionary ? .dictionary : lengths.isEmpty ? .plain : .deltaLengths
        var page: [UInt8] = []
        swap(&page, &self.page)
        layOut(&page)
        var pages = [Page(.data, levelCount, encoding, page)]
        if hasDictionary {
            pages.insert(Page(.dictionary, dictionary.count, .plain, dictionary.plain), at: 0)
        }
        var chunk = ColumnChunk(
            kind: column.kind, valueCount: levelCount, encoding: encoding,
            statistics: statistics)
        chunk.write(pages, compression, to: &output, from: start)
        pages.removeAll()
        swap(&page, &self.page)
        removeAll()
        return chunk
    }

    /// Writes the data page in place of what `page` holds.
    private func layOut(_ page: inout [UInt8]) {
        page.removeAll(keepingCapacity: true)
        if column.kind == .strings { Self.append(repetitions, width: 1, to: &page) }
        if missing == 0, column.kind != .strings {
            var run: [UInt8] = []
            RunLengths.append(1, count: levelCount, width: 1, to: &run)
            page.appendLittleEndian(UInt32(run.count))
            page.append(contentsOf: run)
        } else {
            Self.append(levels, width: column.kind.topLevel == 1 ? 1 : 2, to: &page)
        }
        if usesDictionary, !numbers.isEmpty {
            let width = RunLengths.width(of: dictionary.count)
            page.append(UInt8(width))
            RunLengths.append(numbers.span, width: width, to: &page)
        } else if column.kind == .boolean {
            RunLengths.appendBits(plain.span, to: &page)
        } else {
            if !lengths.isEmpty { DeltaLengths.append(lengths.span, to: &page) }
            page.append(contentsOf: plain)
        }
    }

    /// Appends levels behind their length in bytes.
    private static func append(_ levels: [UInt8], width: Int, to body: inout [UInt8]) {
        var packed: [UInt8] = []
        RunLengths.append(levels.span, width: width, to: &packed)
        body.appendLittleEndian(UInt32(packed.count))
        body.append(contentsOf: packed)
    }

    private var statistics: ColumnStatistics {
        let physical = column.kind.physical
        return ColumnStatistics(physical, missing: missing) { body in
            if usesDictionary { return dictionary.forEach(body) }
            let (values, width) = (plain.span, physical.width)
            var (offset, text) = (0, 0)
            while offset < values.count || text < lengths.count {
                let length = width ?? Int(lengths[text])
                text += 1
                body(values.extracting(offset..<offset + length))
                offset += length
            }
        }
    }

    private mutating func removeAll() {
        levels.removeAll(keepingCapacity: true)
        levelCount = 0
        repetitions.removeAll(keepingCapacity: true)
        missing = 0
        dictionary.removeAll()
        usesDictionary = column.kind != .boolean
        numbers.removeAll(keepingCapacity: true)
        plain.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
    }
}
