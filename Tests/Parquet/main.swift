import Foundation

// Writes the Parquet files that read_back.py expects, which compiles this file together with
// Sources/ParquetWriting. Usage: write FOLDER, or write FOLDER ROWS to measure.

/// A number that looks like chance, the same here and in read_back.py.
func mix(_ row: Int, _ salt: Int) -> UInt32 {
    var mixed = UInt32(truncatingIfNeeded: row) &* 0x9E37_79B1
    mixed &+= UInt32(truncatingIfNeeded: salt) &* 0x85EB_CA6B
    mixed ^= mixed >> 15
    mixed &*= 0x2C1B_3C6D
    return mixed ^ mixed >> 12
}

/// Which values of a column are missing.
enum Gaps: CaseIterable {
    case none, all, everySecond, few, runs, chance, firstHalf

    func isMissing(_ row: Int, _ salt: Int, of count: Int) -> Bool {
        switch self {
        case .none: false
        case .all: true
        case .everySecond: row % 2 == 1
        case .few: row % 97 == 0
        case .runs: row / 100 % 3 == 0
        case .chance: mix(row, salt + 1000) % 2 == 0
        case .firstHalf: row < count / 2
        }
    }
}

/// A column of each kind with each pattern of gaps, of few and of many values.
struct AllKinds {
    let columns: [(column: ParquetColumn, gaps: Gaps, few: Bool)] =
        ParquetColumn.Kind.allCases.flatMap { kind in
            Gaps.allCases.flatMap { gaps in
                [true, false].map { few in
                    (ParquetColumn("\(kind)_\(gaps)_\(few ? "few" : "many")", kind), gaps, few)
                }
            }
        }

    func append(_ row: Int, of count: Int, to rows: inout ParquetRows) {
        for (salt, column) in columns.enumerated() {
            let number = mix(row, salt) % (column.few ? 7 : .max)
            if column.gaps.isMissing(row, salt, of: count) {
                rows.appendNull()
            } else {
                append(number, column.column.kind, to: &rows)
            }
        }
        rows.endRow()
    }

    private func append(
        _ number: UInt32, _ kind: ParquetColumn.Kind, to rows: inout ParquetRows
    ) {
        switch kind {
        case .string: rows.append(text(number))
        case .int32: rows.append(Int32(bitPattern: number))
        case .int64: rows.append(Int64(number) * 2_000_000_011 - 1 << 61)
        case .double: rows.append(fraction(number))
        case .boolean: rows.append(number >> 7 & 1 == number & 1)
        case .date: rows.append(Int32(number % 60_000) - 10_000)
        case .timestamp: rows.append(Int64(number) * 1_000_003)
        case .strings:
            rows.beginList(count: Int(number % 4))
            for index in 0..<number % 4 { rows.append("\(number / 4 % 50 + index)") }
        }
    }

    private func text(_ number: UInt32) -> String {
        if number % 11 == 1 { return "" }
        if number % 13 == 2 { return String(repeating: "ü", count: 40) + "\(number)" }
        return number % 2 == 1 ? "é\(number)" : "\(number)"
    }

    private func fraction(_ number: UInt32) -> Double {
        if number % 17 == 1 { return .nan }
        if number % 19 == 2 { return -0.0 }
        if number % 23 == 3 { return .infinity }
        return Double(Int32(bitPattern: number)) / 8
    }
}

/// A table like one of observations: eight columns.
struct Observations {
    static let columns = [
        ParquetColumn("id", .string), ParquetColumn("person", .int64),
        ParquetColumn("practice", .string), ParquetColumn("code", .string),
        ParquetColumn("date", .date), ParquetColumn("value", .double),
        ParquetColumn("unit", .string), ParquetColumn("source", .string),
    ]
    private let units = ["mm[Hg]", "kg/m2", "mmol/mol", "umol/L", "g/L"].map { Array($0.utf8) }
    private let sources = ["EMIS", "TPP"].map { Array($0.utf8) }
    private let digits = Array("0123456789abcdef".utf8)
    private let codes = (0..<4000).map { Array("\(271_649_006 + $0 * 37)".utf8) }
    private var id = [UInt8](repeating: 0, count: 24)

    mutating func append(_ row: Int, to rows: inout ParquetRows) {
        for word in 0..<3 {
            let number = mix(row, word)
            for digit in 0..<8 {
                id[8 * word + digit] = digits[Int(number >> (28 - 4 * UInt32(digit)) & 15)]
            }
        }
        rows.append(id.span)
        rows.append(Int64(row / 30))
        addText(Array("Y\(10_000 + row / 270_000)".utf8), &rows)
        addText(codes[Int(mix(row, 3) % 4000)], &rows)
        rows.append(Int32(16_000 + mix(row, 4) % 4000))
        if mix(row, 5) % 100 < 55 {
            rows.append(Double(mix(row, 6) % 2000) / 10)
            addText(units[Int(mix(row, 7) % 5)], &rows)
        } else {
            rows.appendNull()
            rows.appendNull()
        }
        addText(sources[Int(mix(row, 8) % 2)], &rows)
        rows.endRow()
    }
}

/// Appends a text.
private func addText(_ text: [UInt8], _ rows: inout ParquetRows) { rows.append(text.span) }

/// Writes a table; `fill` is called with the number of each row. Gives the CPU seconds of writing.
func write(
    _ path: String, _ columns: [ParquetColumn], rows count: Int, _ compression: ParquetCompression,
    limits: ParquetTable.Limits = .init(), batch: Int = 4096,
    fill: (Int, inout ParquetRows) -> Void
) throws -> Double {
    try Data().write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    var table = ParquetTable(
        columns: columns, createdBy: "sluice version 0.0.0",
        metadata: [("sluice.feed_schema", "1")], compression: compression, limits: limits)
    var (rows, bytes, seconds) = (ParquetRows(), [UInt8](), 0.0)
    for start in stride(from: 0, to: count, by: batch) {
        rows.removeAll()
        for row in start..<min(count, start + batch) { fill(row, &rows) }
        let begin = clock()
        table.append(rows, into: &bytes)
        if bytes.count > 1 << 20 {
            try file.write(contentsOf: bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        seconds += Double(clock() - begin) / Double(CLOCKS_PER_SEC)
    }
    let begin = clock()
    table.finish(into: &bytes)
    try file.write(contentsOf: bytes)
    seconds += Double(clock() - begin) / Double(CLOCKS_PER_SEC)
    return seconds
}

let folder = CommandLine.arguments[1]
let many = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 0 : 0
let kinds = AllKinds()
for compression in ParquetCompression.allCases {
    for (count, limits) in [
        (0, ParquetTable.Limits()), (1, .init()), (105, .init(rows: 10)),
        (1000, .init(bytes: 30_000)),
        (70_000, .init()),
    ] where many == 0 {
        _ = try write(
            "\(folder)/kinds-\(count)-\(compression).parquet", kinds.columns.map(\.column),
            rows: count, compression, limits: limits, batch: 77
        ) { kinds.append($0, of: count, to: &$1) }
    }
    guard many > 0 else { continue }
    var observations = Observations()
    let seconds = try write(
        "\(folder)/observations-\(compression).parquet", Observations.columns, rows: many,
        compression
    ) { observations.append($0, to: &$1) }
    print("\(compression) \(seconds)")
}
