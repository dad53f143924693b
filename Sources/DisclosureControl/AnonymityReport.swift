/// How far the rows of a feed hide in one another, to be read by whoever decides on it: nothing is
/// changed or withheld.
///
/// Rows with the same values of all quasi-identifiers (what others may know of a person: age band,
/// sex, place) are one class. Source: L. Sweeney, "k-anonymity: a model for protecting privacy"
/// (2002); A. Machanavajjhala and others, "l-diversity: privacy beyond k-anonymity" (2007).
public struct AnonymityReport: Sendable, Equatable {
    /// The size that every class should have.
    public let k: Int
    /// All rows.
    public let rowCount: Int
    /// Classes of rows that look alike.
    public let classCount: Int
    /// The k that the rows reach: the size of the smallest class, 0 without rows.
    public let smallestClass: Int
    /// Rows that look like no other.
    public let uniqueRows: Int
    /// Rows in classes of fewer than ``k``.
    public let rowsBelowK: Int
    /// What can be learned of each sensitive attribute, in the order given.
    public let diversity: [Diversity]

    /// What a class gives away of a sensitive attribute, such as a diagnosis.
    public struct Diversity: Sendable, Equatable {
        /// The l that the rows reach: the fewest different values in a class, 0 without rows.
        public let distinct: Int
        /// Classes of two rows or more that all have the same value: whoever is known to be in it
        /// has that value.
        public let homogeneousClasses: Int
        /// The rows of those classes.
        public let rowsInHomogeneousClasses: Int
    }

    /// The chance of finding a person who is known to be among the rows, at worst: 1 in the size
    /// of the smallest class. 0 without rows.
    public var prosecutorRisk: Double { smallestClass == 0 ? 0 : 1 / Double(smallestClass) }

    /// The share of rows that could be matched rightly at random: classes by rows.
    public var marketerRisk: Double {
        rowCount == 0 ? 0 : Double(classCount) / Double(rowCount)
    }

    /// Reports on rows given by columns, each value a number that stands for it.
    ///
    /// A missing value is a value like any other: give it a number of its own.
    ///
    /// - Parameters:
    ///   - quasiIdentifiers: One list a column, one number a row.
    ///   - sensitive: The same of the sensitive attributes.
    /// - Returns: `nil` where the columns differ in length, or `k` is below 1.
    /// - Complexity: One pass over each column, and one hash look-up a row for the
    ///   quasi-identifiers and for each sensitive attribute.
    public init?(quasiIdentifiers: [[Int]], sensitive: [[Int]] = [], k: Int) {
        let columns = quasiIdentifiers + sensitive
        guard let rowCount = columns.first?.count, k >= 1,
            columns.allSatisfy({ $0.count == rowCount }), rowCount < Int(Int32.max)
        else { return nil }
        let classes = RowClasses(of: quasiIdentifiers, rowCount: rowCount)
        let sizes = classes.sizes
        (self.k, self.rowCount, classCount) = (k, rowCount, sizes.count)
        smallestClass = sizes.min() ?? 0
        uniqueRows = sizes.count { $0 == 1 }
        rowsBelowK = sizes.reduce(0) { $1 < k ? $0 + $1 : $0 }
        diversity = sensitive.map { Self.diversity(of: $0, in: classes, sizes: sizes) }
    }

    private static func diversity(
        of values: [Int], in classes: RowClasses, sizes: [Int]
    ) -> Diversity {
        let pairs = classes.refined(by: values)
        var distinct = Array(repeating: 0, count: sizes.count)
        for row in pairs.firstRows { distinct[Int(classes.labels[row])] += 1 }
        var (homogeneous, rows) = (0, 0)
        for (size, values) in zip(sizes, distinct) where size > 1 && values == 1 {
            homogeneous += 1
            rows += size
        }
        return Diversity(
            distinct: distinct.min() ?? 0, homogeneousClasses: homogeneous,
            rowsInHomogeneousClasses: rows)
    }
}
