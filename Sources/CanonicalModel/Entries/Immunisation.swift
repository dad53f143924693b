extension EntryDefinition {
    static let immunisation = EntryDefinition(
        .immunisation, "a vaccine given, or refused", resource: "Immunization",
        [
            .code(
                "the vaccination procedure",
                ukCore: "extension[vaccination-procedure].valueCodeableConcept"),
            Field("vaccine", .concept, ukCore: "vaccineCode", .clinical, "the product"),
            Field(
                "status", .code(.immunisationStatus), ukCore: "status", .clinical,
                "whether it was given"),
            Field(
                "reason_not_given", .concept, ukCore: "statusReason", .clinical,
                "why it was not given"),
            Field(
                "given", .date, ukCore: "occurrenceDateTime", .quasiIdentifier,
                "when it was given"),
            Field("batch", .text, ukCore: "lotNumber", .operational, "the batch of the product"),
            Field(
                "expiry", .date, ukCore: "expirationDate", .operational,
                "when the batch expires"),
            Field(
                "manufacturer", .text, ukCore: "manufacturer.display", .operational,
                "who made it"),
            Field("site", .concept, ukCore: "site", .clinical, "where on the body"),
            Field("route", .concept, ukCore: "route", .clinical, "how it was given"),
            Field(
                "dose_quantity", .quantity, ukCore: "doseQuantity", .clinical,
                "how much was given"),
            Field(
                "dose_number", .number, ukCore: "protocolApplied[].doseNumberPositiveInt",
                .clinical, "which dose of the course it was"),
            .recorded(ukCore: "recorded"), .encounter(), .note(),
            .practitioner(
                "who gave it, or recorded that it was given or refused",
                ukCore: "performer[].actor"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 immunization-status.
    static let immunisationStatus = Vocabulary(
        "immunisation status", ["completed", "entered-in-error", "not-done"])
}
