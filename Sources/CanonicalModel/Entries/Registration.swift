extension EntryDefinition {
    static let registration = EntryDefinition(
        .registration, "a period in which a practice holds the patient on its list", resource: nil,
        [
            Field("practice", .text, .operational, "the ODS code of the practice"),
            Field("practice_name", .text, .operational, "the name of the practice"),
            Field("type", .code(.registrationType), .clinical, "the kind of registration"),
            Field("start", .date, .quasiIdentifier, "when the registration began"),
            Field("end", .date, .quasiIdentifier, "when it ended; absent while it is current"),
        ])
}

extension Vocabulary {
    /// Source: GP Connect CareConnect-RegistrationType-1, shortened.
    static let registrationType = Vocabulary(
        "registration type",
        ["regular", "temporary", "emergency", "immediately-necessary", "private", "other"])
}
