extension EntryDefinition {
    static let medicationStatement = EntryDefinition(
        .medicationStatement,
        "a medicine that the record says is or was taken, without the order for it",
        resource: "MedicationStatement",
        [
            .code("the medicine or device", ukCore: "medicationCodeableConcept"),
            Field(
                "status", .code(.statementStatus), ukCore: "status", .clinical,
                "whether it is taken"),
            Field(
                "dosage", .text, ukCore: "dosage[].text", .freeText, "the directions, in words"),
            Field(
                "start", .date, ukCore: "effectivePeriod.start", .quasiIdentifier,
                "since when it is taken"),
            Field(
                "end", .date, ukCore: "effectivePeriod.end", .quasiIdentifier,
                "until when it was taken"),
            Field(
                "prescribed_by", .code(.prescribingAgency),
                ukCore: "extension[prescribing-organisation].valueCodeableConcept.coding[]",
                .clinical, "what kind of organisation prescribed it"),
            Field(
                "prescriber_text", .text,
                ukCore: "extension[prescribing-organisation].valueCodeableConcept.text",
                .freeText, "which organisation prescribed it, in words"),
            Field(
                "last_issued", .date, ukCore: "extension[last-issue].valueDateTime",
                .quasiIdentifier, "when it was last issued"),
            .recorded(ukCore: "dateAsserted"), .encounter(ukCore: "context"), .note(),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 MedicationStatement status.
    static let statementStatus = Vocabulary(
        "statement status",
        [
            "active", "completed", "entered-in-error", "intended", "stopped", "on-hold",
            "unknown", "not-taken",
        ])
}
