extension EntryDefinition {
    static let familyHistory = EntryDefinition(
        .familyHistory, "a condition of a relative", resource: "FamilyMemberHistory",
        [
            .code("the condition", ukCore: "condition[].code"),
            Field(
                "relationship", .concept, ukCore: "relationship", .clinical,
                "who the relative is"),
            .recorded(ukCore: "date"), .encounter(ukCore: nil), .note(),
            .practitioner("who was told of it", ukCore: nil),
        ])
}
