public import CanonicalModel

extension Diagnostic.Code {
    /// A file that defines a feed and says something that cannot be: a name with spaces, a table
    /// without columns, a number where a date is meant.
    public static let invalidFeed = Self(490, "invalid-feed")
    /// A column, field or kind of entry that the model does not have.
    public static let unknownColumn = Self(491, "unknown-column")
    /// A code set that is not there.
    public static let unknownFeedCodes = Self(492, "unknown-feed-codes")
    /// Two tables, or two columns of a table, of one name.
    public static let duplicateTable = Self(493, "duplicate-table")
    /// A warning: a column or a table for which the agreement releases nothing.
    public static let notReleased = Self(494, "not-released")
}
