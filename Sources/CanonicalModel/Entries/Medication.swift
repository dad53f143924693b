extension EntryDefinition {
    static let medication = EntryDefinition(
        .medication, "a course of treatment that a clinician authorised",
        resource: "MedicationRequest",
        [
            .code("the medicine or device", ukCore: "medicationCodeableConcept"),
            Field(
                "status", .code(.medicationStatus), ukCore: "status", .clinical,
                "whether the course still runs"),
            Field(
                "type", .code(.prescriptionType),
                ukCore: "courseOfTherapyType.coding[]", .clinical,
                "how it is prescribed"),
            Field(
                "dosage", .text, ukCore: "dosageInstruction[].text", .freeText,
                "the directions, in words"),
            Field(
                "quantity", .quantity, ukCore: "dispenseRequest.quantity", .clinical,
                "how much an issue supplies"),
            Field(
                "start", .date, ukCore: "dispenseRequest.validityPeriod.start",
                .quasiIdentifier, "when the course began"),
            Field(
                "end", .date, ukCore: "dispenseRequest.validityPeriod.end", .quasiIdentifier,
                "when the course ended or will end"),
            Field(
                "repeats_authorised", .number,
                ukCore: "dispenseRequest.numberOfRepeatsAllowed", .clinical,
                "how many issues were authorised"),
            Field(
                "repeats_issued", .number,
                ukCore: "extension[repeat-information].extension[numberOfPrescriptionsIssued]"
                    + ".valueUnsignedInt", .clinical, "how many have been issued"),
            Field(
                "repeats_until", .date,
                ukCore: "extension[repeat-information].extension[authorisationExpiryDate]"
                    + ".valueDateTime", .quasiIdentifier,
                "when the authority to issue it again ends"),
            Field("stopped", .date, .quasiIdentifier, "when the course was stopped early"),
            Field(
                "stop_reason", .concept, ukCore: "statusReason", .clinical,
                "why it was stopped"),
            Field(
                "prescribed_by", .code(.prescribingAgency), .clinical,
                "what kind of organisation prescribed it"),
            Field("last_issued", .date, .quasiIdentifier, "when it was last issued"),
            .recorded(ukCore: "authoredOn"), .encounter(), .note(),
            .practitioner(
                "who prescribed it; where the source names only who entered it, that person",
                ukCore: "requester"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 MedicationRequest status.
    static let medicationStatus = Vocabulary(
        "medication status",
        [
            "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped",
            "draft", "unknown",
        ])
    /// Source: CareConnect-PrescriptionType-1.
    static let prescriptionType = Vocabulary(
        "prescription type",
        ["acute", "repeat", "repeat-dispensing", "delayed", "acute-handwritten", "other"])
    /// Source: CareConnect-PrescribingAgency-1.
    static let prescribingAgency = Vocabulary(
        "prescribing agency",
        [
            "prescribed-at-gp-practice", "prescribed-by-another-organisation",
            "prescribed-by-previous-practice",
        ])
}
