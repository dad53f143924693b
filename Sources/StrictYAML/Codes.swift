public import CanonicalModel

extension Diagnostic.Code {
    /// A declaration file is not well-formed YAML, or not UTF-8.
    public static let malformedYAML = Self(251, "malformed-yaml")
    /// A key that the file's kind does not have.
    public static let unknownKey = Self(252, "unknown-key")
    /// A key that must be there is not.
    public static let missingKey = Self(253, "missing-key")
    /// A value of the wrong shape: a list where one word is meant, say.
    public static let wrongShape = Self(254, "wrong-shape")
    /// A word that is not in the list of words allowed there.
    public static let unknownWord = Self(255, "unknown-word")
}
