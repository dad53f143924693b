public import CanonicalModel

extension Diagnostic.Code {
    /// A code that cannot be a code of its system: wrong length, wrong check digit, damaged.
    public static let invalidCode = Self(261, "invalid-code")
    /// A code that stands twice in the same code set.
    public static let duplicateCode = Self(262, "duplicate-code")
    /// A code set without codes, or without a source.
    public static let emptyCodeSet = Self(263, "empty-code-set")
    /// A row of a release or a map that cannot be read.
    public static let malformedTerminologyRow = Self(264, "malformed-terminology-row")
    /// A file that is no release, map or value set that is known.
    public static let unrecognisedTerminology = Self(265, "unrecognised-terminology")
    /// A terminology file that is damaged, of another version, or no such file.
    public static let unusableTerminology = Self(266, "unusable-terminology")
    /// Something that needs a terminology, and none is loaded.
    public static let terminologyNeeded = Self(267, "terminology-needed")
    /// A code set that names a concept or a reference set that the loaded terminology lacks.
    public static let notInTerminology = Self(268, "not-in-terminology")
    /// Is-a relationships that go in a circle.
    public static let cyclicHierarchy = Self(269, "cyclic-hierarchy")
    /// A code set that has not as many entries as it says.
    public static let incompleteCodeSet = Self(270, "incomplete-code-set")
}
