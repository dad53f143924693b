extension EntryDefinition {
    static let recall = EntryDefinition(
        .recall, "a diary entry: something due to be done", resource: "ServiceRequest",
        [
            .code("what is due"),
            Field(
                "status", .code(.requestStatus), ukCore: "status", .clinical,
                "whether it is still due"),
            Field("due", .date, ukCore: "occurrenceDateTime", .quasiIdentifier, "when it is due"),
            .recorded(ukCore: "authoredOn"), .encounter(), .note(),
            .practitioner("who asked for it", ukCore: "requester"),
        ])
}
