extension EntryDefinition {
    static let patient = EntryDefinition(
        .patient, "the person whose record it is", resource: "Patient",
        [
            Field(
                "nhs_number", .text, ukCore: "identifier[nhs-number].value", .directIdentifier,
                "the NHS number, 10 digits, its check digit valid"),
            Field(
                "family_name", .text, ukCore: "name[official].family", .directIdentifier,
                "the current official family name"),
            Field(
                "given_name", .text, ukCore: "name[official].given[]", .directIdentifier,
                "the current official given names, separated by spaces"),
            Field(
                "prefix", .text, ukCore: "name[official].prefix[]", .directIdentifier,
                "the title"),
            Field("birth_date", .date, ukCore: "birthDate", .quasiIdentifier, "the date of birth"),
            Field(
                "death_date", .date, ukCore: "deceasedDateTime", .quasiIdentifier,
                "the date of death"),
            Field(
                "deceased", .boolean, ukCore: "deceasedBoolean", .quasiIdentifier,
                "whether the patient is known to have died, where no date is known"),
            Field(
                "sex", .code(.sex), ukCore: "gender", .quasiIdentifier,
                "the administrative gender, as FHIR words it"),
            Field(
                "ethnicity", .concept, ukCore: "extension[ethnic-category].valueCodeableConcept",
                .quasiIdentifier, "the ethnic category"),
            Field(
                "address", .text, ukCore: "address[].line[]", .directIdentifier,
                "the lines of the home address, separated by commas"),
            Field(
                "city", .text, ukCore: "address[].city", .quasiIdentifier,
                "the post town"),
            Field(
                "postcode", .text, ukCore: "address[].postalCode", .quasiIdentifier,
                "the postcode of the home address"),
            Field(
                "telephone", .text, ukCore: "telecom[phone].value", .directIdentifier,
                "a telephone number"),
            Field(
                "email", .text, ukCore: "telecom[email].value", .directIdentifier,
                "an e-mail address"),
            Field(
                "practice", .text, ukCore: "managingOrganization.identifier.value",
                .operational, "the ODS code of the practice that holds the record"),
            Field(
                "pseudonym", .text, ukCore: "identifier[pseudonym].value", .quasiIdentifier,
                derived: true, "the keyed pseudonym of the NHS number under the agreement"),
            Field(
                "age_years", .number, .quasiIdentifier, derived: true,
                "the age in whole years on the run date, at most the agreement's top"),
            Field(
                "age_band", .text, .quasiIdentifier, derived: true,
                "the five-year age band on the run date, 90+ at the top"),
            Field(
                "postcode_district", .text, .quasiIdentifier, derived: true,
                "the outward part of the postcode"),
            Field(
                "ethnic_category", .text, .quasiIdentifier, derived: true,
                "the ethnic category in the groups that the agreement says"),
            .practitioner(
                "who looks after the patient: the usual general practitioner",
                ukCore: "generalPractitioner[]"),
            Field(
                "lsoa", .text, .quasiIdentifier, derived: true,
                "the code of the small area (LSOA) that the postcode lies in"),
            Field(
                "imd_decile", .number, .quasiIdentifier, derived: true,
                "the tenth of small areas by deprivation, 1 the most deprived"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 AdministrativeGender.
    static let sex = Vocabulary("sex", ["male", "female", "other", "unknown"])
}
