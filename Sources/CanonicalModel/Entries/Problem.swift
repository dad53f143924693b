extension EntryDefinition {
    static let problem = EntryDefinition(
        .problem, "a condition that is on the patient's problem list or was found at an encounter",
        resource: "Condition",
        [
            .code("the condition"),
            Field(
                "category", .code(.problemCategory), ukCore: "category[].coding[]", .clinical,
                "whether it is on the problem list or an encounter's diagnosis"),
            Field(
                "status", .code(.problemStatus), ukCore: "clinicalStatus.coding[]", .clinical,
                "whether the problem is active"),
            Field(
                "significance", .code(.significance),
                ukCore: "extension[problem-significance].valueCode", .clinical,
                "whether the source calls it major or minor"),
            Field("onset", .date, ukCore: "onsetDateTime", .quasiIdentifier, "when it began"),
            Field(
                "abatement", .date, ukCore: "abatementDateTime", .quasiIdentifier,
                "when it ended"),
            .recorded(ukCore: "recordedDate"), .encounter(), .note(),
            Field(
                "items", .references, .operational,
                "the entries that the source links to the problem"),
            .practitioner("who said so", ukCore: "asserter"),
        ])
}

extension Vocabulary {
    /// FHIR R4's condition-category.
    static let problemCategory = Vocabulary(
        "problem category", ["problem-list-item", "encounter-diagnosis"])
    static let problemStatus = Vocabulary(
        "problem status", ["active", "inactive", "resolved", "unspecified"])
    static let significance = Vocabulary("significance", ["major", "minor"])
}
