extension EntryDefinition {
    static let medicationIssue = EntryDefinition(
        .medicationIssue, "one supply under a course", resource: "MedicationRequest",
        [
            Field(
                "medication", .reference, ukCore: "basedOn[]", .operational,
                "the course it was issued under"),
            .code("the medicine or device", ukCore: "medicationCodeableConcept"),
            Field(
                "status", .code(.medicationStatus), ukCore: "status", .clinical,
                "whether the issue stands"),
            Field(
                "issued", .date, ukCore: "dispenseRequest.validityPeriod.start",
                .quasiIdentifier, "when it was issued"),
            Field(
                "end", .date, ukCore: "dispenseRequest.validityPeriod.end", .quasiIdentifier,
                "when the supply is meant to end"),
            Field(
                "dosage", .text, ukCore: "dosageInstruction[].text", .freeText,
                "the directions, in words"),
            Field(
                "quantity", .quantity, ukCore: "dispenseRequest.quantity", .clinical,
                "how much was supplied"),
            Field(
                "duration_days", .number,
                ukCore: "dispenseRequest.expectedSupplyDuration.value", .clinical,
                "how many days the supply lasts"),
            .recorded(ukCore: "authoredOn"), .encounter(), .note(),
            .practitioner(
                "who prescribed it; where the source names only who entered it, that person",
                ukCore: "requester"),
        ])
}
