extension EntryDefinition {
    static let procedure = EntryDefinition(
        .procedure, "something done to the patient", resource: "Procedure",
        [
            .code("what was done"),
            Field(
                "status", .code(.procedureStatus), ukCore: "status", .clinical,
                "whether it was done"),
            Field(
                "performed", .date, ukCore: "performedDateTime", .quasiIdentifier,
                "when it was done"),
            .recorded(ukCore: nil), .encounter(), .note(),
            .practitioner("who did it", ukCore: "performer[].actor"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 EventStatus.
    static let procedureStatus = Vocabulary(
        "procedure status",
        [
            "preparation", "in-progress", "not-done", "on-hold", "stopped", "completed",
            "entered-in-error", "unknown",
        ])
}
