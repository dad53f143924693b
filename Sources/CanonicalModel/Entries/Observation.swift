extension EntryDefinition {
    static let observation = EntryDefinition(
        .observation, "something seen, measured or said", resource: "Observation",
        [
            .code("what was observed"),
            Field(
                "status", .code(.observationStatus), ukCore: "status", .clinical,
                "whether the result is final"),
            Field(
                "category", .code(.observationCategory), ukCore: "category[].coding[]", .clinical,
                "what kind of observation it is"),
            Field(
                "effective", .date, ukCore: "effectiveDateTime", .quasiIdentifier,
                "when it was true of the patient"),
            .recorded(ukCore: "issued"),
            Field("value", .quantity, ukCore: "valueQuantity", .clinical, "the measured amount"),
            Field(
                "value_concept", .concept, ukCore: "valueCodeableConcept", .clinical,
                "the coded answer"),
            Field("value_text", .text, ukCore: "valueString", .freeText, "the answer in words"),
            Field(
                "interpretation", .code(.interpretation), ukCore: "interpretation[].coding[]",
                .clinical,
                "how the result compares with its range"),
            Field(
                "range_low", .quantity, ukCore: "referenceRange[].low", .clinical,
                "the low end of the reference range"),
            Field(
                "range_high", .quantity, ukCore: "referenceRange[].high", .clinical,
                "the high end of the reference range"),
            Field(
                "range_text", .text, ukCore: "referenceRange[].text", .freeText,
                "the reference range in words"),
            Field(
                "part_of", .reference, .operational,
                "the observation or report of which this is a part or component"),
            Field(
                "component", .boolean, .operational,
                "whether it is a component of `part_of` and no observation of its own"),
            Field(
                "derived", .boolean, .operational,
                "whether it was put together of its parts, which the source does not link"),
            .encounter(), .note(),
            .practitioner("who saw, measured or asked", ukCore: "performer[]"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 ObservationStatus.
    static let observationStatus = Vocabulary(
        "observation status",
        [
            "registered", "preliminary", "final", "amended", "corrected", "cancelled",
            "entered-in-error", "unknown",
        ])
    /// Source: HL7 observation-category.
    static let observationCategory = Vocabulary(
        "observation category",
        [
            "laboratory", "vital-signs", "social-history", "survey", "exam", "imaging",
            "procedure", "therapy", "activity",
        ])
    /// Source: HL7 v3 ObservationInterpretation.
    static let interpretation = Vocabulary(
        "interpretation",
        ["H", "L", "A", "N", "HH", "LL", "AA", "HU", "LU", "POS", "NEG", "IND", "S", "R", "I"])
}
