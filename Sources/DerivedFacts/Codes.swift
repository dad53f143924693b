public import CanonicalModel

extension Diagnostic.Code {
    /// A rule of facts that two rules are called, or that no rule is called.
    public static let factName = Self(437, "fact-name")
    /// A rule of facts that cannot hold, or that holds for everybody.
    public static let factRule = Self(438, "fact-rule")
}
