public import CanonicalModel

extension Diagnostic.Code {
    /// A definition that says something that cannot be: a condition without a subject, a window
    /// that ends before it begins.
    public static let invalidIndicator = Self(470, "invalid-indicator")
    /// A definition that names a code set that was not loaded.
    public static let unknownIndicatorCodes = Self(471, "unknown-indicator-codes")
    /// A definition that names a field that its table does not have, or cannot test it so.
    public static let unknownIndicatorField = Self(472, "unknown-indicator-field")
    /// Two definitions, or two code sets, of one name.
    public static let duplicateIndicator = Self(473, "duplicate-indicator")
    /// A worked example beside a definition that gives something else than it says.
    public static let failedExample = Self(474, "failed-example")
    /// A folder that is no feed, or whose files are not those that its manifest names.
    public static let unusableFeed = Self(475, "unusable-feed")
    /// Feeds that cannot be counted together: other agreements, versions or days.
    public static let feedsDisagree = Self(476, "feeds-disagree")
    /// A table of a feed, a file of organisations or a standard population that cannot be read.
    public static let malformedTable = Self(477, "malformed-table")
    /// A rule for small numbers that is not known, or an agreement that is not the feeds' own.
    public static let unfitProfile = Self(478, "unfit-profile")
    /// So many different tests of one table that one run cannot hold them.
    public static let tooManyTests = Self(479, "too-many-tests")
    /// Indicators that are counted under a rule without rounding: their tables can be subtracted
    /// from one another.
    public static let subtractableTables = Self(480, "subtractable-tables")
    /// An indicator of which no figure is published, since its table could not be made safe.
    public static let tableWithheld = Self(481, "table-withheld")
}
