public import CanonicalModel

extension Diagnostic.Code {
    /// A spelling of a unit that stands for two units.
    public static let unitTwice = Self(435, "unit-twice")
    /// A factor or bound of a measurement that is no plain decimal, or cannot be used.
    public static let invalidFactor = Self(436, "invalid-factor")
}
