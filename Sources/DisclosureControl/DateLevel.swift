public import CanonicalModel

/// How precisely a feed may tell a date, from the coarsest.
public enum DateLevel: UInt8, Sendable, Comparable, CaseIterable {
    case year, quarter, month, day

    /// Coarsest first.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Appends `date` no finer than this: `2026`, `2026-Q1`, `2026-03` or `2026-03-29`.
    ///
    /// Quarters are of the calendar year. A date that is not known to this level is written as it
    /// is known: a year stays a year. Source of the form of quarters: SDMX 2.1, Technical Notes,
    /// reporting quarter.
    public func append(_ date: PartialDate, to output: inout [UInt8]) {
        guard self == .quarter, date.precision >= .month else {
            return date.generalised(to: precision).append(to: &output)
        }
        date.generalised(to: .year).append(to: &output)
        output.append(contentsOf: "-Q".utf8)
        output.append(UInt8(ascii: "1") + UInt8((date.month - 1) / 3))
    }

    private var precision: PartialDate.Precision {
        switch self {
        case .year, .quarter: .year
        case .month: .month
        case .day: .day
        }
    }
}
