/// Writes a story in UK Core FHIR R4: a bundle, or one resource a line.
///
/// Source: HL7 UK, UK Core Implementation Guide 2.0 (STU3 Sequence); FHIR R4.
struct UKCoreRecord {
    let story: Story
    let ids: Ids
    let isLines: Bool
    var json: JSONOutput

    static let profiles = "https://fhir.hl7.org.uk/StructureDefinition/"

    /// The bytes of the bundle, or of the lines; lines are never indented.
    static func write(_ story: Story, lines: Bool, indented: Bool) -> [UInt8] {
        var record = UKCoreRecord(
            story: story, ids: Ids(story.seed), isLines: lines,
            json: JSONOutput(indented: indented && !lines))
        if !lines {
            record.json.object()
            record.json.text("resourceType", "Bundle")
            record.json.text("id", record.id(0, 1))
            record.json.text("type", "collection")
            record.json.array("entry")
        }
        record.patient()
        record.organisation()
        for consultation in story.consultations { record.write(consultation) }
        for appointment in story.appointments { record.write(appointment) }
        if !lines { record.json.close(2) }
        return record.json.bytes
    }

    func id(_ ordinal: Int, _ part: Int = 0) -> String {
        ids.uuid(ordinal, part, uppercase: false)
    }

    /// Opens a resource: type, id, profile and security label.
    mutating func open(_ type: String, _ id: String, isConfidential: Bool = false) {
        json.object()
        if !isLines {
            json.text("fullUrl", "urn:uuid:" + id)
            json.object("resource")
        }
        json.text("resourceType", type)
        json.text("id", id)
        json.object("meta")
        json.array("profile")
        json.element(Self.profiles + "UKCore-" + type)
        json.close()
        if isConfidential {
            json.array("security")
            json.object()
            json.text("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
            json.text("code", "NOPAT")
            json.close(2)
        }
        json.close()
    }

    /// Ends the resource that ``open(_:_:isConfidential:)`` began.
    mutating func close() {
        if isLines {
            json.close()
            json.endLine()
        } else {
            json.close(2)
        }
    }

    mutating func reference(_ key: String, _ target: String) {
        json.object(key)
        json.text("reference", target)
        json.close()
    }

    mutating func subject(_ key: String = "subject") { reference(key, "Patient/" + id(0, 2)) }

    mutating func encounter(_ consultation: Consultation, _ key: String = "encounter") {
        guard consultation.kind != .none else { return }
        reference(key, "Encounter/" + id(consultation.ordinal))
    }

    mutating func concept(_ key: String, _ code: Code, usesDescription: Bool = false) {
        guard !code.snomed.isEmpty else {
            json.object(key)
            json.text("text", code.term)
            return json.close()
        }
        let usesDescription = usesDescription && !code.description.isEmpty
        concept(
            key, "http://snomed.info/sct", usesDescription ? code.description : code.snomed,
            code.term)
    }

    mutating func concept(_ key: String, _ system: String, _ code: String, _ display: String) {
        json.object(key)
        json.array("coding")
        json.object()
        json.text("system", system)
        json.text("code", code)
        json.text("display", display)
        json.close(3)
    }

    mutating func note(_ text: String) {
        guard !text.isEmpty else { return }
        json.array("note")
        json.object()
        json.text("text", text)
        json.close(2)
    }

    private mutating func patient() {
        let person = story.person
        open("Patient", id(0, 2))
        if let group = person.ethnicity {
            json.array("extension")
            json.object()
            json.text(
                "url",
                "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory")
            concept(
                "valueCodeableConcept", "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory",
                group.letter, group.code.term)
            json.close(2)
        }
        if !person.nhsNumber.isEmpty {
            json.array("identifier")
            json.object()
            json.text("system", "https://fhir.nhs.uk/Id/nhs-number")
            json.text("value", person.nhsNumber)
            json.close(2)
        }
        json.array("name")
        json.object()
        json.text("use", "official")
        json.text("family", person.family)
        json.array("given")
        json.element(person.given)
        json.close()
        json.array("prefix")
        json.element(person.title)
        json.close(3)
        json.array("telecom")
        json.object()
        json.text("system", "phone")
        json.text("value", person.telephone)
        json.close(2)
        json.text("gender", person.sex.rawValue)
        if let born = person.born { json.text("birthDate", born.fhir) }
        switch person.death {
        case .none: break
        case .flagged: json.literal("deceasedBoolean", "true")
        case .on(let date): json.text("deceasedDateTime", date.fhir)
        }
        json.array("address")
        json.object()
        json.text("use", "home")
        json.array("line")
        json.element(person.line)
        json.close()
        json.text("city", person.town)
        json.text("postalCode", person.postcode)
        json.close(2)
        reference("managingOrganization", "Organization/" + id(0, 3))
        close()
    }

    private mutating func organisation() {
        open("Organization", id(0, 3))
        json.array("identifier")
        json.object()
        json.text("system", "https://fhir.nhs.uk/Id/ods-organization-code")
        json.text("value", story.practice.odsCode)
        json.close(2)
        json.text("name", story.practice.name)
        close()
        open("EpisodeOfCare", id(0, 4))
        json.text("status", story.registration.end == nil ? "active" : "finished")
        subject("patient")
        reference("managingOrganization", "Organization/" + id(0, 3))
        json.object("period")
        json.text("start", story.registration.start.fhirDate)
        if let end = story.registration.end { json.text("end", end.fhirDate) }
        json.close()
        close()
    }
}
