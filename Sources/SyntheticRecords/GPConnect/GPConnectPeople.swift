extension GPConnectBundle {
    mutating func patient() {
        let person = story.person
        open("Patient", patientId)
        registration()
        if !person.nhsNumber.isEmpty {
            json.array("identifier")
            json.object()
            json.array("extension")
            json.object()
            json.text("url", Self.nhs + "Extension-CareConnect-GPC-NHSNumberVerificationStatus-1")
            concept(
                "valueCodeableConcept",
                Self.nhsCodes + "CareConnect-NHSNumberVerificationStatus-1", "01",
                "Number present and verified")
            json.close(2)
            json.text("system", "https://fhir.nhs.uk/Id/nhs-number")
            json.text("value", person.nhsNumber)
            json.close(2)
        }
        if system != .emis {
            json.literal("active", story.registration.end == nil ? "true" : "false")
        }
        json.array("name")
        json.object()
        json.text("use", "official")
        json.text("family", person.family)
        array("given", person.given)
        array("prefix", person.title)
        json.close(2)
        json.text("gender", person.sex.rawValue)
        if let born = person.born { json.text("birthDate", born.fhir) }
        switch person.death {
        case .none: break
        case .flagged: json.literal("deceasedBoolean", "true")
        case .on(let date): json.text("deceasedDateTime", date.fhir)
        }
        json.array("telecom")
        phone(person.telephone, use: "home")
        json.close()
        json.array("address")
        address("home", [person.line], person.town, person.postcode)
        json.close()
        json.array("generalPractitioner")
        if system == .systmOne {
            reference("", "Organization/" + organisationId)
        } else {
            reference("", "Practitioner/" + practitionerId(0))
        }
        json.close()
        reference("managingOrganization", "Organization/" + organisationId)
        json.close(2)
    }

    /// The kind and period of the registration, and the branch; EMIS may give the branch alone.
    private mutating func registration() {
        json.array("extension")
        json.object()
        json.text("url", Self.nhs + "Extension-CareConnect-GPC-RegistrationDetails-1")
        json.array("extension")
        if system != .emis || story.registration.isStated {
            json.object()
            json.text("url", "registrationPeriod")
            json.object("valuePeriod")
            json.text("start", start.fhir)
            if let end = story.registration.end {
                json.text("end", (system == .systmOne ? end.at(0, 0) : end).fhir)
            }
            json.close(2)
            json.object()
            json.text("url", "registrationType")
            let isTemporary = story.registration.isTemporary
            concept(
                "valueCodeableConcept", Self.nhsCodes + "CareConnect-RegistrationType-1",
                isTemporary ? "T" : "R", isTemporary ? "Temporary" : "Regular")
            json.close()
        }
        if system != .medicus {
            json.object()
            json.text("url", "preferredBranchSurgery")
            reference("valueReference", "Location/" + locationId)
            json.close()
        }
        json.close(3)
    }

    private var start: Moment {
        let start = story.registration.start
        return system == .systmOne ? start.at(0, 0) : start
    }

    mutating func organisation() {
        let practice = story.practice
        open("Organization", organisationId)
        json.array("identifier")
        json.object()
        json.text("system", "https://fhir.nhs.uk/Id/ods-organization-code")
        json.text("value", practice.odsCode)
        json.close(2)
        json.array("type")
        concept("", Self.nhsCodes + "GPConnect-OrganisationType-1", "gp-practice", "gp-practice")
        json.close()
        json.text("name", practice.name)
        json.array("telecom")
        phone(practice.telephone, use: "work")
        json.close()
        json.array("address")
        address("work", [practice.line], practice.town, practice.postcode)
        json.close(3)
        open("Location", locationId)
        json.text("status", "active")
        json.text("name", practice.name)
        json.array("telecom")
        phone(practice.telephone, use: "work")
        json.close()
        address("work", [practice.line], practice.town, practice.postcode, key: "address")
        reference("managingOrganization", "Organization/" + organisationId)
        json.close(2)
    }

    mutating func practitioners() {
        for (index, clinician) in story.practice.clinicians.enumerated() {
            open("Practitioner", practitionerId(index))
            json.array("name")
            json.object()
            json.text("use", "official")
            json.text("family", clinician.family)
            array("given", clinician.given)
            array("prefix", "Dr")
            json.close(4)
            guard system != .systmOne else { continue }
            open("PractitionerRole", ids.uuid(0, 30 + index, uppercase: system == .emis))
            reference("practitioner", "Practitioner/" + practitionerId(index))
            reference("organization", "Organization/" + organisationId)
            json.array("code")
            concept(
                "", Self.nhsCodes + "CareConnect-SDSJobRoleName-1", "R0260",
                "General Medical Practitioner")
            json.close(3)
        }
    }

    private mutating func array(_ key: String, _ value: String) {
        json.array(key)
        json.element(value)
        json.close()
    }

    private mutating func phone(_ number: String, use: String) {
        json.object()
        json.text("system", "phone")
        json.text("value", number)
        json.text("use", use)
        json.close()
    }

    private mutating func address(
        _ use: String, _ lines: [String], _ town: String, _ postcode: String, key: String = ""
    ) {
        json.object(key)
        json.text("use", use)
        json.text("type", "physical")
        json.array("line")
        for line in lines { json.element(line) }
        json.close()
        json.text("city", town)
        json.text("postalCode", postcode)
        json.close()
    }
}
