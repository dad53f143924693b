import CanonicalModel
import Indicators

/// The files by which patients' postcodes become small areas and their deprivation.
///
/// Source: the ONS Postcode Directory and the postcode look-ups of the ONS Open Geography Portal
/// (`pcds`, `lsoa11`, `lsoa21`, or since 2024 `PCDS`, `LSOA11CD`, `LSOA21CD`); English Indices of
/// Deprivation 2019 and 2025, File 7. Other columns are not looked at.
public struct AreaFiles: Sendable, Equatable {
    /// A CSV file from postcode to area.
    public var postcodes: String
    /// A CSV file from area to tenth by deprivation; without it no tenth is known.
    public var deprivation: String?

    /// Names the files.
    public init(postcodes: String, deprivation: String? = nil) {
        (self.postcodes, self.deprivation) = (postcodes, deprivation)
    }

    static let postcodeColumns = ["pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode"]
    static let areaColumns: [Areas.Census: [String]] = [
        .of2011: ["lsoa11cd", "lsoa11"], .of2021: ["lsoa21cd", "lsoa21"],
    ]
    /// What the name of the column begins with; some editions cut its end.
    private static let decileColumn = "index of multiple deprivation (imd) decile"

    /// Reads the files.
    ///
    /// Cost: one pass over each; a block of the file and the table are in memory.
    ///
    /// - Throws: A file that cannot be read, lacks a column, or has a line that is not whole or no
    ///   tenth, with line; never a postcode.
    func load() throws(Diagnostic) -> (table: Areas, inputs: [DemographicsInput]) {
        var (tenths, inputs) = ([(area: [UInt8], decile: UInt8)](), [DemographicsInput]())
        var census: Areas.Census?
        if let deprivation {
            inputs.append(try Self.input(deprivation))
            (census, tenths) = try Self.tenths(deprivation)
        }
        inputs.append(try Self.input(postcodes))
        var table = try AreaTable(postcodes)
        guard let postcode = table.column(Self.postcodeColumns) else {
            throw table.lacks(Self.postcodeColumns[0])
        }
        let wanted: [Areas.Census] = census.map { [$0] } ?? [.of2021, .of2011]
        let found = wanted.compactMap { census in
            table.column(Self.areaColumns[census] ?? []).map { (census, $0) }
        }
        guard let (known, area) = found.first else {
            let name = Self.areaColumns[wanted[0]]?[0] ?? ""
            throw table.lacks(
                name, census.map { "deprivation is given for areas of \($0.rawValue)" })
        }
        var areas = Areas(known, hasDeciles: deprivation != nil)
        for tenth in tenths { areas.add(area: tenth.area, decile: tenth.decile) }
        while try table.next() {
            let code = table.bytes(area)
            if !code.isEmpty { areas.add(postcode: table.bytes(postcode), area: code) }
        }
        areas.finish()
        return (areas, inputs)
    }

    private static func input(_ file: String) throws(Diagnostic) -> DemographicsInput {
        let input = try FileInput(file, as: file)
        return DemographicsInput(file: file, digest: try input.digest(), bytes: input.size)
    }

    private static func tenths(
        _ file: String
    ) throws(Diagnostic) -> (Areas.Census, [(area: [UInt8], decile: UInt8)]) {
        var table = try AreaTable(file)
        let found = [Areas.Census.of2021, .of2011].compactMap { census in
            table.column(["lsoa code (\(census.rawValue))"]).map { (census, $0) }
        }
        guard let (census, area) = found.first else { throw table.lacks("LSOA code (2021)") }
        guard let decile = table.column(beginningWith: decileColumn) else {
            throw table.lacks("Index of Multiple Deprivation (IMD) Decile")
        }
        var tenths: [(area: [UInt8], decile: UInt8)] = []
        while try table.next() {
            guard let value = UInt8(table.text(decile)), (1...10).contains(value) else {
                throw table.wrong("the tenth is none", "from 1, the most deprived, to 10")
            }
            tenths.append((table.bytes(area), value))
        }
        return (census, tenths)
    }
}

/// A CSV file that is read row by row.
private struct AreaTable {
    private let file: String
    private let input: FileInput
    private var block = [UInt8](repeating: 0, count: 1 << 20)
    private var (offset, line, isLast) = (0, 0, false)
    private var rows = CSVRows()
    private var header: [String] = []

    init(_ file: String) throws(Diagnostic) {
        self.file = file
        input = try FileInput(file, as: file)
        isLast = try input.fill(&block)
        // Spreadsheets put a mark of three bytes before UTF-8.
        if block.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        guard try step() else { throw wrong("the file is empty", "get the whole file") }
        header = rows.texts(block.span).map { $0.lowercased() }
    }

    /// The first of `names`, in small letters, that is a column.
    func column(_ names: [String]) -> Int? {
        names.lazy.compactMap { header.firstIndex(of: $0) }.first
    }

    func column(beginningWith name: String) -> Int? {
        header.firstIndex { $0.hasPrefix(name) }
    }

    func bytes(_ column: Int) -> [UInt8] { Array(block[rows[column]]) }

    func text(_ column: Int) -> String { String(decoding: block[rows[column]], as: UTF8.self) }

    /// Goes to the next row; `false` at the end.
    mutating func next() throws(Diagnostic) -> Bool {
        guard try step() else { return false }
        guard rows.count == header.count else {
            throw wrong(
                "the line has \(rows.count) cells, not \(header.count)", "get the whole file")
        }
        return true
    }

    private mutating func step() throws(Diagnostic) -> Bool {
        line += 1
        while true {
            let bytes = block
            if rows.next(bytes.span, &offset, isLast: isLast) { return true }
            guard !isLast else { return false }
            // The rest of the block goes to its beginning, and the file goes on behind it.
            let rest = Array(bytes[offset...])
            let size = max(1 << 20, 2 * rest.count)
            block = rest + [UInt8](repeating: 0, count: size)
            offset = 0
            isLast = try input.fill(&block, from: rest.count)
        }
    }

    func lacks(_ column: String, _ why: String? = nil) -> Diagnostic {
        Diagnostic(
            .malformedAreas, file: file, at: .init(line: 1, column: 1),
            "the table has no column `\(column)`" + (why.map { ", and \($0)" } ?? ""),
            advice: "give the ONS Postcode Directory with --postcodes, and File 7 of the English "
                + "Indices of Deprivation as CSV with --deprivation")
    }

    func wrong(_ problem: String, _ advice: String) -> Diagnostic {
        Diagnostic(
            .malformedAreas, file: file, at: .init(line: line, column: 1), problem, advice: advice)
    }
}
