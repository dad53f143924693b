/// The message around an EhrExtract, alike in both dialects but for details.
struct GP2GPEnvelope {
    let story: Story
    let ids: Ids
    let isSystmOne: Bool

    /// Which message it is: the one that can carry confidentiality codes, only where it must.
    var interaction: String {
        story.hasConfidentialItems ? "RCMR_IN030000UK07" : "RCMR_IN030000UK06"
    }

    func id(_ part: Int) -> String {
        isSystmOne ? ids.timeUUID(0, part, uppercase: true) : ids.uuid(0, part)
    }

    /// The id of the agent who is clinician `index`, and the organisation's after the last.
    func agentId(_ index: Int) -> String { id(100 + index) }

    /// From the root element to the open agent directory.
    func begin(_ xml: inout XMLOutput) {
        xml.open(
            interaction, ("xmlns", "urn:hl7-org:v3"),
            isSystmOne ? ("", "") : ("xmlns:xs", "http://www.w3.org/2001/XMLSchema"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"))
        control(&xml)
        xml.open("ControlActEvent", ("classCode", "CACT"), ("moodCode", "EVN"))
        xml.open("author1", ("typeCode", "AUT"))
        xml.open("AgentSystemSDS", ("classCode", "AGNT"))
        xml.open(
            "agentSystemSDS", ("classCode", "DEV"), ("determinerCode", "INSTANCE"))
        xml.empty("id", ("root", OID.device), ("extension", "000000000990"))
        xml.close(3)
        xml.open("subject", ("typeCode", "SUBJ"), ("contextConductionInd", "false"))
        xml.open("EhrExtract", ("classCode", "EXTRACT"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id(1)))
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.empty("availabilityTime", ("value", story.extracted.hl7))
        xml.open("recordTarget", ("typeCode", "RCT"))
        xml.open("patient", ("classCode", "PAT"))
        if story.person.nhsNumber.isEmpty {
            xml.empty("id", ("nullFlavor", "UNK"))
        } else {
            xml.empty("id", ("root", OID.nhsNumber), ("extension", story.person.nhsNumber))
        }
        xml.close(2)
        author(&xml)
        organisation(&xml, "destination", "DST", "Y99999")
        folder(&xml)
    }

    /// From the end of the last composition to the end of the root element.
    func end(_ xml: inout XMLOutput) {
        xml.close(2)
        xml.open("inFulfillmentOf", ("typeCode", "FLFS"))
        xml.open("priorEhrRequest", ("classCode", "EXTRACT"), ("moodCode", "RQO"))
        xml.empty("id", ("root", id(3)))
        xml.close(2)
        xml.open("limitation", ("typeCode", "LIMIT"), ("inversionInd", "true"))
        xml.open("limitingEhrExtractSpecification", ("classCode", "OBS"), ("moodCode", "DEF"))
        xml.empty("id", ("root", id(4)))
        xml.snomed("37241000000102", "Entire record available to originator")
        xml.close(6)
    }

    private func control(_ xml: inout XMLOutput) {
        xml.empty("id", ("root", id(0)))
        xml.empty("creationTime", ("value", story.extracted.hl7))
        xml.empty("versionCode", ("code", "V3NPfIT3.1.10"))
        xml.empty("interactionId", ("root", OID.interaction), ("extension", interaction))
        xml.empty("processingCode", ("code", "P"))
        xml.empty("processingModeCode", ("code", "T"))
        xml.empty("acceptAckCode", ("code", "NE"))
        for (name, type, device) in [
            ("communicationFunctionRcv", "RCV", "000000000991"),
            ("communicationFunctionSnd", "SND", "000000000990"),
        ] {
            xml.open(name, ("typeCode", type))
            xml.open("device", ("classCode", "DEV"), ("determinerCode", "INSTANCE"))
            xml.empty("id", ("root", OID.device), ("extension", device))
            xml.close(2)
        }
    }

    private func author(_ xml: inout XMLOutput) {
        xml.open("author", ("typeCode", "AUT"))
        xml.empty("time", ("value", story.extracted.hl7))
        xml.empty("signatureCode", ("code", "S"))
        xml.text("signatureText", "X")
        sds(&xml, story.practice.odsCode)
        xml.close()
    }

    private func organisation(
        _ xml: inout XMLOutput, _ name: String, _ type: String, _ code: String
    ) {
        xml.open(name, ("typeCode", type))
        sds(&xml, code)
        xml.close()
    }

    private func sds(_ xml: inout XMLOutput, _ code: String) {
        xml.open("AgentOrgSDS", ("classCode", "AGNT"))
        xml.open(
            "agentOrganizationSDS", ("classCode", "ORG"), ("determinerCode", "INSTANCE"))
        xml.empty("id", ("root", OID.odsSDS), ("extension", code))
        xml.close(2)
    }

    private func folder(_ xml: inout XMLOutput) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrFolder", ("classCode", "FOLDER"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id(2)))
        xml.empty("statusCode", ("code", "COMPLETE"))
        let first = story.consultations.map(\.date).min { $0.dayNumber < $1.dayNumber }
        xml.effective(low: (first ?? story.extracted).date, high: story.extracted)
        xml.empty("availabilityTime", ("value", story.extracted.hl7))
        author(&xml)
        xml.open("responsibleParty", ("typeCode", "RESP"))
        xml.open("agentDirectory", ("classCode", "AGNT"))
        for (index, clinician) in story.practice.clinicians.enumerated() {
            xml.open("part", ("typeCode", "PART"))
            person(&xml, index, clinician)
            xml.close()
        }
        xml.open("part", ("typeCode", "PART"))
        practice(&xml)
        xml.close(3)
    }

    private func person(
        _ xml: inout XMLOutput, _ index: Int, _ clinician: SyntheticPractice.Clinician
    ) {
        xml.open("Agent", ("classCode", "AGNT"))
        xml.empty("id", ("root", agentId(index)))
        if isSystmOne {
            xml.snomed("704951000000106", "Other person")
        } else {
            xml.empty("id", ("root", OID.gmp), ("extension", String(9_900_000 + index)))
            xml.snomed(
                "309394004", "General Practitioner Principal",
                original: "General Medical Practitioner")
        }
        xml.open("agentPerson", ("classCode", "PSN"), ("determinerCode", "INSTANCE"))
        xml.open("name", isSystmOne ? ("use", "L") : ("", ""))
        xml.text("prefix", "Dr")
        xml.text("given", clinician.given)
        xml.text("family", clinician.family)
        xml.close(3)
    }

    private func practice(_ xml: inout XMLOutput) {
        let practice = story.practice
        xml.open("Agent", ("classCode", "AGNT"))
        xml.empty("id", ("root", agentId(practice.clinicians.count)))
        xml.open("agentOrganization", ("classCode", "ORG"), ("determinerCode", "INSTANCE"))
        xml.empty("id", ("root", OID.ods), ("extension", practice.odsCode))
        xml.text("name", practice.name)
        xml.empty("telecom", ("use", "WP"), ("value", "tel:" + practice.telephone))
        xml.open("addr", ("use", "WP"))
        xml.text("streetAddressLine", practice.line)
        xml.text("streetAddressLine", practice.town)
        xml.text("postalCode", practice.postcode)
        xml.close(3)
    }
}
