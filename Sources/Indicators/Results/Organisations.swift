public import CanonicalModel

/// Which practices belong to which primary-care network and neighbourhood.
public struct Organisations: Sendable {
    /// One practice, as a file of organisations has it.
    public struct Practice: Sendable, Equatable {
        /// The ODS code.
        public let code: String
        /// What people call it.
        public var name: String
        var network = Group()
        var neighbourhood = Group()
        /// The fifth of practices by deprivation, 1 the most deprived; `nil` where not known.
        var deprivation: Int?
    }

    /// A group of practices.
    struct Group: Sendable, Hashable {
        var code = ""
        var name = ""
        /// The code, or `none` for practices that belong nowhere.
        var shownCode: String { code.isEmpty ? "none" : code }
    }

    private var practices: [String: Practice] = [:]
    static let columns = ["practice", "name", "pcn", "pcn_name", "neighbourhood"]

    /// No practice is known to belong anywhere.
    public init() {}

    /// Reads a CSV file with the columns `practice`, `name`, `pcn`, `pcn_name`, `neighbourhood`,
    /// and perhaps `neighbourhood_name` and `deprivation_fifth`, 1 for the most deprived.
    ///
    /// - Throws: `malformed-table`, with line.
    public init(csv: [UInt8], file: String) throws(Diagnostic) {
        var (rows, offset, line) = (CSVRows(), 0, 1)
        let bytes = csv.span
        _ = rows.next(bytes, &offset)
        let header = rows.texts(bytes)
        for column in Self.columns where !header.contains(column) {
            throw Diagnostic(
                .malformedTable, file: file, at: .init(line: 1, column: 1),
                "the table has no column `\(column)`",
                advice: "the first line is `\(Self.columns.joined(separator: ","))`")
        }
        while rows.next(bytes, &offset) {
            line += 1
            let cells = rows.texts(bytes)
            guard cells.count == header.count else {
                throw Diagnostic(
                    .malformedTable, file: file, at: .init(line: line, column: 1),
                    "the line has \(cells.count) cells, not \(header.count)")
            }
            let row = Dictionary(zip(header, cells)) { first, _ in first }
            let practice = try Self.practice(row, file, line)
            guard practices.updateValue(practice, forKey: practice.code) == nil else {
                throw Diagnostic(
                    .malformedTable, file: file, at: .init(line: line, column: 1),
                    "the practice `\(practice.code)` stands twice", advice: "keep one line")
            }
        }
        try checkNesting(file)
    }

    private static func practice(
        _ row: [String: String], _ file: String, _ line: Int
    ) throws(Diagnostic) -> Practice {
        let fifth = row["deprivation_fifth"] ?? ""
        let deprivation = Int(fifth)
        guard fifth.isEmpty || deprivation.map({ (1...5).contains($0) }) == true else {
            throw Diagnostic(
                .malformedTable, file: file, at: .init(line: line, column: 1),
                "`\(fifth)` is no fifth", advice: "from 1, the most deprived, to 5")
        }
        let neighbourhood = row["neighbourhood"] ?? ""
        return Practice(
            code: row["practice"] ?? "", name: row["name"] ?? "",
            network: Group(code: row["pcn"] ?? "", name: row["pcn_name"] ?? ""),
            neighbourhood: Group(
                code: neighbourhood, name: row["neighbourhood_name"] ?? neighbourhood),
            deprivation: deprivation)
    }

    /// A network lies in one neighbourhood, so that sums of sums are sums.
    private func checkNesting(_ file: String) throws(Diagnostic) {
        var homes: [String: String] = [:]
        for practice in practices.values.sorted(by: { $0.code < $1.code }) {
            let home = homes[practice.network.code] ?? practice.neighbourhood.code
            homes[practice.network.code] = home
            guard home == practice.neighbourhood.code else {
                throw Diagnostic(
                    .malformedTable, file: file,
                    "the network `\(practice.network.code)` lies in two neighbourhoods",
                    advice: "put all its practices into one")
            }
        }
    }

    /// The practice of a code; one that is not known belongs nowhere.
    func practice(_ code: String) -> Practice {
        practices[code] ?? Practice(code: code, name: code)
    }

    /// Whether any practice is known to belong anywhere.
    var isEmpty: Bool { practices.isEmpty }
}
