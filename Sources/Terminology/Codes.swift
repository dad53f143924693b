public import CanonicalModel

extension Diagnostic.Code {
    /// A code that cannot be a code of its system: wrong length, wrong check digit, damaged.
    public static let invalidCode = Self(261, "invalid-code")
    /// A code that stands twice in the same code set.
    public static let duplicateCode = Self(262, "duplicate-code")
    /// A code set without codes, or without a source.
    public static let emptyCodeSet = Self(263, "empty-code-set")
}
