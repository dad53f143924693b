extension UKCoreRecord {
    /// The practice's clinicians, and the role of each.
    mutating func practitioners() {
        for (index, clinician) in story.practice.clinicians.enumerated() {
            open("Practitioner", id(0, 20 + index))
            json.array("name")
            json.object()
            json.text("use", "official")
            json.text("family", clinician.family)
            json.array("given")
            json.element(clinician.given)
            json.close()
            json.array("prefix")
            json.element("Dr")
            json.close(3)
            close()
            open("PractitionerRole", id(0, 30 + index))
            reference("practitioner", "Practitioner/" + id(0, 20 + index))
            reference("organization", "Organization/" + id(0, 3))
            json.array("code")
            concept(
                "", "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName", "R0260",
                "General Medical Practitioner")
            json.close()
            close()
        }
    }
}
