extension EntryDefinition {
    static let encounter = EntryDefinition(
        .encounter, "a consultation, or an administrative contact", resource: "Encounter",
        [
            .code("what kind of contact it was", ukCore: "type[]"),
            Field(
                "status", .code(.encounterStatus), ukCore: "status", .clinical,
                "whether it has taken place"),
            Field("start", .date, ukCore: "period.start", .quasiIdentifier, "when it began"),
            Field("end", .date, ukCore: "period.end", .quasiIdentifier, "when it ended"),
            Field(
                "location", .text, ukCore: "location[].location.display", .operational,
                "where it took place"),
            .recorded(ukCore: nil), .note(ukCore: nil),
            .practitioner("who saw the patient", ukCore: "participant[].individual"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 encounter-status.
    static let encounterStatus = Vocabulary(
        "encounter status",
        [
            "planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled",
            "entered-in-error", "unknown",
        ])
}
