public import CanonicalModel

extension Diagnostic.Code {
    /// An assertion about agreements that is not understood.
    public static let assertionForm = Self(390, "assertion-form")
    /// A version that releases more under a number that practices have signed already.
    public static let widensUnseen = Self(391, "widens-unseen")
    /// A table that counts others than its table under the version before, so that the two can be
    /// subtracted.
    public static let tablesSubtract = Self(393, "tables-subtract")
    /// A question about agreements that needs more room than it was given.
    public static let undecided = Self(392, "undecided")
}
