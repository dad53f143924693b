extension EntryDefinition {
    static let diagnosticReport = EntryDefinition(
        .diagnosticReport, "a laboratory or imaging report", resource: "DiagnosticReport",
        [
            .code("what was examined"),
            Field(
                "status", .code(.observationStatus), ukCore: "status", .clinical,
                "whether the report is final"),
            Field(
                "effective", .date, ukCore: "effectiveDateTime", .quasiIdentifier,
                "when the specimen was taken"),
            Field(
                "issued", .date, ukCore: "issued", .quasiIdentifier,
                "when the report was made available"),
            Field("specimen", .concept, .clinical, "what the specimen was"),
            Field(
                "results", .references, ukCore: "result[]", .operational,
                "the observations that it reports"),
            .recorded(ukCore: nil), .encounter(), .note(ukCore: "conclusion"),
            .practitioner("who reported it", ukCore: "performer[]"),
        ])
}
