extension EntryDefinition {
    static let allergy = EntryDefinition(
        .allergy, "an allergy or intolerance, or that none is known",
        resource: "AllergyIntolerance",
        [
            .code("the substance, or the kind of allergy"),
            Field(
                "category", .code(.allergyCategory), ukCore: "category[]", .clinical,
                "what the substance is"),
            Field(
                "status", .code(.allergyStatus), ukCore: "clinicalStatus.coding[]", .clinical,
                "whether it still holds"),
            Field(
                "verification", .code(.verification), ukCore: "verificationStatus.coding[]",
                .clinical,
                "how certain it is"),
            Field("onset", .date, ukCore: "onsetDateTime", .quasiIdentifier, "when it began"),
            Field(
                "ended", .date,
                ukCore: "clinicalStatus.extension[allergy-end].extension[endDate].valueDateTime",
                .quasiIdentifier,
                "when it was found to hold no longer"),
            Field(
                "end_reason", .text,
                ukCore: "clinicalStatus.extension[allergy-end].extension[reasonEnded].valueString",
                .freeText,
                "why it holds no longer"),
            Field(
                "reaction", .concept, ukCore: "reaction[].manifestation[]", .clinical,
                "what the substance does to the patient"),
            Field(
                "severity", .code(.severity), ukCore: "reaction[].severity", .clinical,
                "how bad the reaction is"),
            Field(
                "evidence", .reference, ukCore: "extension[evidence].valueReference",
                .operational, "the report that the finding rests on"),
            .recorded(ukCore: "recordedDate"), .encounter(), .note(),
            .practitioner("who entered it into the record", ukCore: "recorder"),
        ])
}

extension Vocabulary {
    static let allergyCategory = Vocabulary(
        "allergy category", ["food", "medication", "environment", "biologic"])
    static let allergyStatus = Vocabulary("allergy status", ["active", "inactive", "resolved"])
    static let verification = Vocabulary(
        "verification status", ["unconfirmed", "confirmed", "refuted", "entered-in-error"])
    static let severity = Vocabulary("severity", ["mild", "moderate", "severe"])
}
