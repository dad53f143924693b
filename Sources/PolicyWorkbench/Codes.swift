public import CanonicalModel

extension Diagnostic.Code {
    /// An example patient, or what is expected of one, that is not understood.
    public static let exampleForm = Self(350, "example-form")
    /// An example patient who fares otherwise than the example expects.
    public static let exampleFails = Self(351, "example-fails")
    /// A warning: a clause or reason of an agreement that no example exercises.
    public static let notExercised = Self(352, "not-exercised")
    /// A warning: a change of an agreement that no example notices.
    public static let notNoticed = Self(353, "not-noticed")
    /// An agreement that cannot be approved or activated as it is.
    public static let notReady = Self(354, "not-ready")
}
