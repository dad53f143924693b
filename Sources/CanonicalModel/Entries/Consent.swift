extension EntryDefinition {
    static let consent = EntryDefinition(
        .consent, "a consent, an objection, or the withdrawal of one", resource: "Consent",
        [
            .code("what was consented or objected to", ukCore: "category[]"),
            Field("decided", .date, ukCore: "dateTime", .clinical, "when the patient decided"),
            .recorded(ukCore: nil), .encounter(ukCore: nil), .note(ukCore: nil),
            .practitioner("to whom the patient said so", ukCore: "performer[]"),
        ])
}
