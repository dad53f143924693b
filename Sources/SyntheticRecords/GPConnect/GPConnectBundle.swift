/// Writes a story as a GP Connect Access Record Structured bundle (FHIR STU3), with the habits of
/// one supplier.
///
/// Source: GP Connect 1.6 specification, and open test bundles of the three suppliers.
struct GPConnectBundle {
    let story: Story
    let ids: Ids
    let system: SyntheticSystem
    var json: JSONOutput

    static let nhs = "https://fhir.nhs.uk/STU3/StructureDefinition/"
    static let careConnect = "https://fhir.hl7.org.uk/STU3/StructureDefinition/"
    static let nhsCodes = "https://fhir.nhs.uk/STU3/CodeSystem/"
    static let snomed = "http://snomed.info/sct"

    /// The bytes of the bundle.
    static func write(_ story: Story, system: SyntheticSystem, indented: Bool) -> [UInt8] {
        var bundle = GPConnectBundle(
            story: story, ids: Ids(story.seed), system: system,
            json: JSONOutput(indented: indented))
        bundle.json.object()
        bundle.json.text("resourceType", "Bundle")
        bundle.json.text("id", bundle.ids.uuid(0, 1, uppercase: false))
        bundle.profile("GPConnect-StructuredRecord-Bundle-1", isConfidential: false)
        bundle.json.text("type", "collection")
        bundle.json.array("entry")
        bundle.patient()
        bundle.organisation()
        bundle.practitioners()
        bundle.lists()
        for consultation in story.consultations { bundle.write(consultation) }
        for appointment in story.appointments { bundle.write(appointment) }
        bundle.medications()
        bundle.json.close(2)
        return bundle.json.bytes
    }

    /// What the supplier sends: SystmOne leaves out confidential items, and warns in the list.
    func sends(_ entry: Entry) -> Bool { system != .systmOne || !entry.isConfidential }

    private mutating func write(_ consultation: Consultation) {
        if consultation.kind != .none { encounter(consultation) }
        for (index, entry) in consultation.entries.enumerated() where sends(entry) {
            write(entry, at: index, in: consultation)
        }
        if consultation.kind != .none { headings(consultation) }
    }

    /// The medicines named by the courses, once each.
    private mutating func medications() {
        var written = Set<String>()
        for consultation in story.consultations {
            for entry in consultation.entries where sends(entry) {
                guard case .medication(let course) = entry.content,
                    written.insert(course.drug.dmd).inserted
                else { continue }
                medication(course.drug)
            }
        }
    }

    // MARK: Parts that every resource has

    /// Opens an entry with its resource: type, id, profile and security label.
    mutating func open(
        _ type: String, _ id: String, profile: String = "", isConfidential: Bool = false
    ) {
        json.object()
        json.object("resource")
        json.text("resourceType", type)
        json.text("id", id)
        let name = profile.isEmpty ? "CareConnect-GPC-\(type)-1" : profile
        self.profile(name, isConfidential: isConfidential)
    }

    private mutating func profile(_ name: String, isConfidential: Bool) {
        json.object("meta")
        json.array("profile")
        json.element(Self.nhs + name)
        json.close()
        if isConfidential {
            json.array("security")
            json.object()
            json.text("system", "http://hl7.org/fhir/v3/ActCode")
            json.text("code", "NOPAT")
            json.text(
                "display",
                "no disclosure to patient, family or caregivers without attending provider's "
                    + "authorization")
            json.close(2)
        }
        json.close()
    }

    /// The supplier's business identifier of a resource.
    mutating func identifier(_ id: String) {
        json.array("identifier")
        json.object()
        switch system {
        case .emis:
            json.text("system", "https://EMISWeb/" + story.practice.odsCode)
            json.text("value", (patientId + id).filter { $0 != "-" })
        case .systmOne:
            json.text("system", "https://tpp-uk.com/Id/ccs-id")
            json.text("value", id)
        case .medicus:
            json.text("system", "https://medicus.health")
            json.text("value", id)
        }
        json.close(2)
    }

    /// `{"reference": …}` as the member `key`, or as an element.
    mutating func reference(_ key: String, _ target: String) {
        json.object(key)
        json.text("reference", target)
        json.close()
    }

    mutating func subject(_ key: String = "subject") { reference(key, "Patient/" + patientId) }

    /// The encounter of an entry, where it has one.
    mutating func context(_ consultation: Consultation, _ key: String = "context") {
        guard consultation.kind != .none else { return }
        reference(key, "Encounter/" + encounterId(consultation))
    }

    /// A clinician as the supplier points to one.
    mutating func clinician(_ key: String, _ index: Int) {
        if system == .systmOne {
            let clinician = story.practice.clinicians[index]
            json.object(key)
            json.text("display", clinician.given + " " + clinician.family)
            json.close()
        } else {
            reference(key, "Practitioner/" + practitionerId(index))
        }
    }

    /// `coding` and `text` of a code, in the supplier's order, inside the open concept.
    mutating func codings(_ code: Code, usesDescription: Bool = false) {
        guard !code.snomed.isEmpty else { return json.text("text", code.term) }
        json.array("coding")
        let readFirst = system == .emis && !code.read.isEmpty
        if readFirst {
            json.object()
            json.text("system", "http://read.info/readv2")
            json.text("code", code.read)
            json.text("display", code.term)
            json.literal("userSelected", "true")
            json.close()
        }
        json.object()
        if !code.description.isEmpty { descriptionId(code) }
        json.text("system", Self.snomed)
        let usesDescription = usesDescription && !code.description.isEmpty
        json.text("code", usesDescription ? code.description : code.snomed)
        json.text("display", code.term)
        if system == .emis && !readFirst { json.literal("userSelected", "true") }
        json.close(2)
    }

    private mutating func descriptionId(_ code: Code) {
        json.array("extension")
        json.object()
        json.text(
            "url", (system == .emis ? Self.nhs : Self.careConnect) + "Extension-coding-sctdescid")
        json.array("extension")
        json.object()
        json.text("url", "descriptionId")
        json.text("valueId", code.description)
        json.close(4)
    }

    /// A concept as the member `key`, or as an element.
    mutating func concept(_ key: String, _ code: Code, usesDescription: Bool = false) {
        json.object(key)
        codings(code, usesDescription: usesDescription)
        json.close()
    }

    /// A concept with one coding of a system that is not SNOMED CT's.
    mutating func concept(_ key: String, _ system: String, _ code: String, _ display: String) {
        json.object(key)
        coding(system, code, display)
        json.close()
    }

    /// `coding` with one coding, inside the open concept.
    mutating func coding(_ system: String, _ code: String, _ display: String) {
        json.array("coding")
        json.object()
        json.text("system", system)
        json.text("code", code)
        json.text("display", display)
        json.close(2)
    }

    /// `note` with one text.
    mutating func note(_ text: String) {
        guard !text.isEmpty else { return }
        json.array("note")
        json.object()
        json.text("text", text)
        json.close(2)
    }
}
