extension EntryDefinition {
    /// A person in one role. What a person does elsewhere too is in the same entry if the source
    /// says it of the same person, and only the first role and organisation are kept.
    ///
    /// In UK Core the numbers and the name are a Practitioner, role and organisation a
    /// PractitionerRole.
    static let practitioner = EntryDefinition(
        .practitioner, "a professional who saw, wrote or prescribed, in a role",
        resource: "Practitioner",
        [
            Field(
                "name", .text, ukCore: "name[].text", .directIdentifier,
                "the name of the professional"),
            Field(
                "sds_user_id", .text, ukCore: "identifier[sds-user-id].value", .directIdentifier,
                "the number of the professional in the Spine directory"),
            Field(
                "gmc_number", .text, ukCore: "identifier[gmc-number].value", .directIdentifier,
                "the number of the doctor in the register of the General Medical Council"),
            Field(
                "gmp_number", .text, ukCore: "identifier[gmp-number].value", .directIdentifier,
                "the prescribing number of the general practitioner, G and 7 digits"),
            Field(
                "other_number", .text, .directIdentifier,
                "another number of the professional that the source gives"),
            Field(
                "unknown", .boolean, .operational,
                "whether the source says that it does not know who it was"),
            Field("role", .concept, ukCore: "code[]", .quasiIdentifier, "the role"),
            Field(
                "organisation", .reference, ukCore: "organization", .operational,
                "the organisation where the role is held"),
        ])
}
