/// Rows of a table in bytes: tab-separated as RF2 has it, or CSV as RFC 4180 has it.
struct TableReader {
    enum Form { case tabs, commas }
    private let bytes: [UInt8]
    private let form: Form
    private var next = 0
    /// Where the row at hand begins, and its fields; of CSV they lie in ``unquoted``.
    private var start = 0
    private var fields: [Range<Int>] = []
    private var unquoted: [UInt8] = []
    private var columns: [Int] = []
    private var nextLine = 1
    /// The line of the row at hand, from 1.
    private(set) var line = 0

    init(_ bytes: [UInt8], form: Form) {
        self.bytes = bytes
        self.form = form
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { next = 3 }
    }

    /// How many fields the row at hand has.
    var count: Int { fields.count }

    /// A field of the row at hand; empty where the row has no such field.
    func field(_ index: Int) -> ArraySlice<UInt8> {
        guard index < fields.count else { return [] }
        return form == .tabs ? bytes[fields[index]] : unquoted[fields[index]]
    }

    /// A field as text.
    func text(_ index: Int) -> String { String(decoding: field(index), as: UTF8.self) }

    /// The byte column of a field, from 1.
    func column(_ index: Int) -> Int {
        if form == .commas { return index < columns.count ? columns[index] : 1 }
        return index < fields.count ? fields[index].lowerBound - start + 1 : 1
    }

    /// Goes to the next row that is not empty; `false` at the end.
    mutating func advance() -> Bool {
        while next < bytes.count {
            line = nextLine
            start = next
            fields.removeAll(keepingCapacity: true)
            if form == .tabs { readTabs() } else { readCommas() }
            if fields.count > 1 || fields.first.map({ !$0.isEmpty }) == true { return true }
        }
        return false
    }

    private mutating func readTabs() {
        var from = next
        var end = from
        while end < bytes.count, bytes[end] != 0x0A {
            if bytes[end] == 0x09 {
                fields.append(from..<end)
                from = end + 1
            }
            end += 1
        }
        next = min(end + 1, bytes.count)
        nextLine += 1
        if end > from, bytes[end - 1] == 0x0D { end -= 1 }
        fields.append(from..<max(from, end))
    }

    private mutating func readCommas() {
        unquoted.removeAll(keepingCapacity: true)
        columns.removeAll(keepingCapacity: true)
        var (from, isQuoted) = (0, false)
        columns.append(1)
        while next < bytes.count {
            let byte = bytes[next]
            next += 1
            if byte == 0x0A { nextLine += 1 }
            if byte == 0x22 {
                if isQuoted, next < bytes.count, bytes[next] == 0x22 {
                    unquoted.append(byte)
                    next += 1
                } else {
                    isQuoted.toggle()
                }
            } else if !isQuoted, byte == 0x2C {
                fields.append(from..<unquoted.count)
                from = unquoted.count
                columns.append(next - start + 1)
            } else if !isQuoted, byte == 0x0A {
                break
            } else if isQuoted || byte != 0x0D {
                unquoted.append(byte)
            }
        }
        fields.append(from..<unquoted.count)
    }
}
