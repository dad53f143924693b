extension GPConnectBundle {
    mutating func condition(
        _ code: Code, _ problem: Problem, _ entry: Entry, at index: Int,
        in consultation: Consultation
    ) {
        let when = entry.date ?? consultation.date
        let id = id(.problem, entry.ordinal)
        open(
            "Condition", id, profile: "CareConnect-GPC-ProblemHeader-Condition-1",
            isConfidential: entry.isConfidential)
        json.array("extension")
        if system != .medicus {
            let url =
                system == .emis
                ? Self.nhs + "Extension-CareConnect-GPC-ActualProblem-1"
                : Self.careConnect + "Extension-CareConnect-ActualProblem-1"
            linked(url, "Observation/" + self.id(.entry, entry.ordinal))
        }
        if consultation.kind != .none {
            related("Encounter/" + encounterId(consultation))
        }
        for item in consultation.entries.dropFirst(index + 1).prefix(problem.links)
        where sends(item) {
            for target in references(item) { related(target) }
        }
        json.object()
        json.text("url", Self.careConnect + "Extension-CareConnect-ProblemSignificance-1")
        json.text("valueCode", problem.isMajor ? "major" : "minor")
        json.close(2)
        identifier(id)
        json.text("clinicalStatus", problem.isActive ? "active" : "inactive")
        json.array("category")
        let categories =
            system == .medicus
            ? "http://hl7.org/fhir/condition-category"
            : "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1"
        concept("", categories, "problem-list-item", "Problem List Item")
        json.close()
        concept("code", code, usesDescription: entry.usesDescription)
        subject()
        context(consultation)
        json.text("onsetDateTime", when.date.fhir)
        if let ended = problem.ended { json.text("abatementDateTime", ended.fhir) }
        json.text("assertedDate", recorded(consultation.date))
        clinician("asserter", consultation.clinician)
        note(entry.note)
        json.close(2)
    }

    private mutating func related(_ target: String) {
        linked(Self.careConnect + "Extension-CareConnect-RelatedClinicalContent-1", target)
    }

    private mutating func linked(_ url: String, _ target: String) {
        json.object()
        json.text("url", url)
        reference("valueReference", target)
        json.close()
    }

    /// What an allergy says, below type and id.
    mutating func allergy(_ entry: Entry, in consultation: Consultation) {
        guard case .allergy(let code, let allergy) = entry.content else { return }
        let when = entry.date ?? consultation.date
        if let ended = allergy.ended {
            json.array("extension")
            json.object()
            json.text("url", Self.nhs + "Extension-CareConnect-GPC-AllergyIntoleranceEnd-1")
            json.array("extension")
            json.object()
            json.text("url", "endDate")
            json.text("valueDateTime", ended.fhir)
            json.close()
            json.object()
            json.text("url", "reasonEnded")
            json.text("valueString", "No reaction on later exposure")
            json.close(4)
        }
        identifier(id(.entry, entry.ordinal))
        json.text("clinicalStatus", allergy.ended == nil ? "active" : "resolved")
        json.text("verificationStatus", "unconfirmed")
        json.array("category")
        json.element(allergy.isDrug ? "medication" : "environment")
        json.close()
        concept("code", code, usesDescription: entry.usesDescription)
        subject("patient")
        json.text("onsetDateTime", when.fhir)
        json.text("assertedDate", recorded(consultation.date))
        reference("recorder", "Practitioner/" + practitionerId(consultation.clinician))
        note(entry.note)
    }

    mutating func immunisation(
        _ vaccination: Vaccination, _ entry: Entry, _ consultation: Consultation
    ) {
        let when = entry.date ?? consultation.date
        let id = id(.entry, entry.ordinal)
        open("Immunization", id, isConfidential: entry.isConfidential)
        json.array("extension")
        json.object()
        json.text("url", Self.careConnect + "Extension-CareConnect-DateRecorded-1")
        json.text("valueDateTime", recorded(consultation.date))
        json.close()
        json.object()
        json.text("url", Self.careConnect + "Extension-CareConnect-VaccinationProcedure-1")
        concept("valueCodeableConcept", vaccination.code, usesDescription: entry.usesDescription)
        json.close(2)
        identifier(id)
        json.text("status", "completed")
        json.literal("notGiven", vaccination.isGiven ? "false" : "true")
        concept("vaccineCode", "http://hl7.org/fhir/v3/NullFlavor", "UNK", "unknown")
        subject("patient")
        context(consultation, "encounter")
        json.text("date", when.fhir)
        json.literal("primarySource", "true")
        json.text("lotNumber", vaccination.batch)
        if let expires = vaccination.expires { json.text("expirationDate", expires.fhirDate) }
        note(entry.note)
        json.close(2)
    }

    mutating func referral(
        _ code: Code, _ isUrgent: Bool, _ entry: Entry, _ consultation: Consultation
    ) {
        let when = entry.date ?? consultation.date
        let id = id(.entry, entry.ordinal)
        open("ReferralRequest", id, isConfidential: entry.isConfidential)
        identifier(id)
        json.text("status", "unknown")
        json.text("intent", "order")
        json.text("priority", isUrgent ? "urgent" : "routine")
        subject()
        context(consultation)
        json.text("authoredOn", when.fhir)
        json.object("requester")
        clinician("agent", consultation.clinician)
        json.close()
        json.array("reasonCode")
        concept("", code)
        json.close()
        json.text("description", entry.note)
        json.close(2)
    }

    mutating func recall(
        _ code: Code, _ due: Moment, _ entry: Entry, _ consultation: Consultation
    ) {
        let id = id(.entry, entry.ordinal)
        open("ProcedureRequest", id, isConfidential: entry.isConfidential)
        identifier(id)
        json.text("status", "active")
        json.text("intent", "plan")
        concept("code", code)
        subject()
        json.text("occurrenceDateTime", due.fhir)
        json.text("authoredOn", recorded(consultation.date))
        json.object("requester")
        clinician("agent", consultation.clinician)
        json.close()
        note(entry.note)
        json.close(2)
    }

    mutating func document(
        _ document: Document, _ entry: Entry, _ consultation: Consultation
    ) {
        let when = entry.date ?? consultation.date
        let id = id(.entry, entry.ordinal)
        open("DocumentReference", id, isConfidential: entry.isConfidential)
        identifier(id)
        json.text("status", "current")
        concept("type", document.code)
        subject()
        json.text("created", when.fhirInstant)
        json.text("indexed", recorded(when.date))
        reference("custodian", "Organization/" + organisationId)
        json.text("description", entry.note)
        json.array("content")
        json.object()
        json.object("attachment")
        json.text("contentType", document.isAbsent ? "text/plain" : document.mediaType)
        json.text(
            "title", document.isAbsent ? "AbsentAttachment" + id + ".txt" : document.title)
        if !document.isAbsent {
            json.text(
                "url",
                "https://records.invalid/\(story.practice.odsCode)/STU3/1/gpconnect/documents"
                    + "/Binary/" + id)
        }
        json.close(3)
        if consultation.kind != .none {
            json.object("context")
            context(consultation, "encounter")
            json.close()
        }
        json.close(2)
    }
}
