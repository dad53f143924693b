public import CanonicalModel

/// How much of a field leaves, from least to most; a pseudonym stands apart from this order.
///
/// Of several levels that are declared for one field the least precise holds.
public enum ReleaseLevel: UInt8, Sendable, Comparable, CaseIterable {
    /// Nothing.
    case withheld
    /// Nothing, or in a table a mark that something was left out.
    case suppressed
    /// The year of a date.
    case year
    /// The month of a date.
    case month
    /// The day of a date.
    case day
    /// What the record says.
    case exact

    /// Least precise first.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The word for it in agreements.
    public var name: String { "\(self)" }

    /// The level called `name`; `drop` is another word for `withheld`.
    init?(name: String) {
        guard let level = Self.allCases.first(where: { $0.name == name }) else {
            guard name == "drop" else { return nil }
            self = .withheld
            return
        }
        self = level
    }

    /// How precise a date of this level is; `nil` for not at all.
    public var precision: PartialDate.Precision? {
        switch self {
        case .withheld, .suppressed: nil
        case .year: .year
        case .month: .month
        case .day: .day
        case .exact: .millisecond
        }
    }
}

extension Agreement {
    /// The level of one field of one kind of entry.
    public struct FieldLevel: Hashable, Sendable {
        /// The kind of entry.
        public let kind: EntryKind
        /// The index of the field.
        public let field: Int
        /// How much of it leaves at most.
        public let level: ReleaseLevel
    }
}

extension Agreement.Deidentification {
    /// How much of a field leaves: the least of all that is declared for it.
    public func level(of field: Int, _ kind: EntryKind) -> ReleaseLevel {
        let definition = kind.definition.fields[field]
        var level = ReleaseLevel.exact
        if definition.type == .date {
            level = kind == .patient && field == PatientFields.birthDate ? birthDate : eventDate
        }
        if kind == .patient, field == PatientFields.deathDate { level = min(level, deathDate) }
        for own in fieldLevels where own.kind == kind && own.field == field {
            level = min(level, own.level)
        }
        return level
    }
}
