extension EntryDefinition {
    static let organisation = EntryDefinition(
        .organisation, "an organisation that professionals work for, or that did something itself",
        resource: "Organization",
        [
            Field("name", .text, ukCore: "name", .operational, "the name of the organisation"),
            Field(
                "ods_code", .text, ukCore: "identifier[ods-organization-code].value",
                .operational, "the ODS code of the organisation"),
            Field("type", .concept, ukCore: "type[]", .operational, "the kind of organisation"),
        ])
}
