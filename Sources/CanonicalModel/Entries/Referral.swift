extension EntryDefinition {
    static let referral = EntryDefinition(
        .referral, "a request that another service see the patient", resource: "ServiceRequest",
        [
            .code("what the patient was referred for"),
            Field(
                "status", .code(.requestStatus), ukCore: "status", .clinical,
                "whether the referral stands"),
            Field("priority", .code(.priority), ukCore: "priority", .clinical, "how soon"),
            Field(
                "requested", .date, ukCore: "occurrenceDateTime", .quasiIdentifier,
                "when the referral was made"),
            Field(
                "specialty", .text, ukCore: "performerType.text", .clinical,
                "the specialty asked for"),
            .recorded(ukCore: "authoredOn"), .encounter(), .note(),
            .practitioner("who referred the patient", ukCore: "requester"),
            Field(
                "recipient", .reference, ukCore: "performer[]", .operational,
                "who is asked to see the patient: a professional or an organisation"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 request-status.
    static let requestStatus = Vocabulary(
        "request status",
        ["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"])
    /// Source: FHIR R4 request-priority.
    static let priority = Vocabulary("priority", ["routine", "urgent", "asap", "stat"])
}
