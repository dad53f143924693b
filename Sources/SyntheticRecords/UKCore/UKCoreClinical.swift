extension UKCoreRecord {
    mutating func condition(
        _ code: Code, _ problem: Problem, _ entry: Entry, _ consultation: Consultation
    ) {
        let when = entry.date ?? consultation.date
        open("Condition", id(entry.ordinal), isConfidential: entry.isConfidential)
        json.array("extension")
        json.object()
        json.text(
            "url",
            "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-ProblemSignificance")
        json.text("valueCode", problem.isMajor ? "major" : "minor")
        json.close(2)
        status("clinicalStatus", "condition-clinical", problem.isActive ? "active" : "inactive")
        json.array("category")
        concept(
            "", "http://terminology.hl7.org/CodeSystem/condition-category", "problem-list-item",
            "Problem List Item")
        json.close()
        concept("code", code, usesDescription: entry.usesDescription)
        subject()
        encounter(consultation)
        json.text("onsetDateTime", when.date.fhir)
        if let ended = problem.ended { json.text("abatementDateTime", ended.fhir) }
        json.text("recordedDate", consultation.date.fhir)
        note(entry.note)
        close()
    }

    private mutating func status(_ key: String, _ system: String, _ code: String) {
        concept(key, "http://terminology.hl7.org/CodeSystem/" + system, code, code)
    }

    mutating func allergy(
        _ code: Code, _ allergy: Allergy, _ entry: Entry, _ consultation: Consultation
    ) {
        open("AllergyIntolerance", id(entry.ordinal), isConfidential: entry.isConfidential)
        if let ended = allergy.ended {
            json.array("extension")
            json.object()
            json.text(
                "url",
                "https://fhir.hl7.org.uk/StructureDefinition/"
                    + "Extension-UKCore-AllergyIntoleranceEnd")
            json.array("extension")
            json.object()
            json.text("url", "endDate")
            json.text("valueDateTime", ended.fhir)
            json.close(4)
        }
        status(
            "clinicalStatus", "allergyintolerance-clinical",
            allergy.ended == nil ? "active" : "resolved")
        status("verificationStatus", "allergyintolerance-verification", "unconfirmed")
        json.array("category")
        json.element(allergy.isDrug ? "medication" : "environment")
        json.close()
        concept("code", code, usesDescription: entry.usesDescription)
        subject("patient")
        encounter(consultation)
        json.text("onsetDateTime", (entry.date ?? consultation.date).fhir)
        json.text("recordedDate", consultation.date.fhir)
        note(entry.note)
        close()
    }

    mutating func medication(_ course: Course, _ entry: Entry, _ consultation: Consultation) {
        let when = entry.date ?? consultation.date
        let isStopped = course.stopped != nil
        let state = isStopped ? "stopped" : course.isRepeat ? "active" : "completed"
        request(course, entry, consultation, id(entry.ordinal), state, when, course.stopped)
        for (index, issue) in course.issues.enumerated() {
            request(
                course, entry, consultation, id(entry.ordinal, 10 + index), "completed", issue,
                issue.adding(days: 28), isIssue: true)
        }
    }

    private mutating func request(
        _ course: Course, _ entry: Entry, _ consultation: Consultation, _ requestId: String,
        _ state: String, _ when: Moment, _ end: Moment?, isIssue: Bool = false
    ) {
        open("MedicationRequest", requestId, isConfidential: entry.isConfidential)
        json.text("status", state)
        if course.stopped != nil, !isIssue {
            json.object("statusReason")
            json.text("text", course.stopReason)
            json.close()
        }
        json.text("intent", isIssue ? "order" : "plan")
        concept(
            "medicationCodeableConcept", "https://dmd.nhs.uk", course.drug.dmd, course.drug.name)
        subject()
        encounter(consultation)
        json.text("authoredOn", when.fhir)
        if isIssue {
            json.array("basedOn")
            reference("", "MedicationRequest/" + id(entry.ordinal))
            json.close()
        }
        json.array("dosageInstruction")
        json.object()
        json.text("text", course.drug.dosage)
        json.close(2)
        json.object("dispenseRequest")
        json.object("validityPeriod")
        json.text("start", when.fhirDate)
        if let end { json.text("end", end.fhirDate) }
        json.close()
        json.object("quantity")
        json.literal("value", String(course.drug.quantity))
        json.text("unit", course.drug.unit)
        json.close(2)
        close()
    }

    mutating func immunisation(
        _ vaccination: Vaccination, _ entry: Entry, _ consultation: Consultation
    ) {
        open("Immunization", id(entry.ordinal), isConfidential: entry.isConfidential)
        json.array("extension")
        json.object()
        json.text(
            "url",
            "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-VaccinationProcedure")
        concept("valueCodeableConcept", vaccination.code, usesDescription: entry.usesDescription)
        json.close(2)
        json.text("status", vaccination.isGiven ? "completed" : "not-done")
        json.object("vaccineCode")
        json.text("text", "Not recorded")
        json.close()
        subject("patient")
        encounter(consultation)
        json.text("occurrenceDateTime", (entry.date ?? consultation.date).fhir)
        json.text("lotNumber", vaccination.batch)
        if let expires = vaccination.expires { json.text("expirationDate", expires.fhirDate) }
        note(entry.note)
        close()
    }

    mutating func request(
        _ code: Code, _ intent: String, _ priority: String, _ due: Moment?, _ entry: Entry,
        _ consultation: Consultation
    ) {
        open("ServiceRequest", id(entry.ordinal), isConfidential: entry.isConfidential)
        json.text("status", due == nil ? "unknown" : "active")
        json.text("intent", intent)
        json.text("priority", priority)
        concept("code", code)
        subject()
        encounter(consultation)
        if let due { json.text("occurrenceDateTime", due.fhir) }
        json.text("authoredOn", (entry.date ?? consultation.date).fhir)
        note(entry.note)
        close()
    }

    mutating func document(
        _ document: Document, _ entry: Entry, _ consultation: Consultation
    ) {
        open("DocumentReference", id(entry.ordinal), isConfidential: entry.isConfidential)
        json.text("status", "current")
        concept("type", document.code)
        subject()
        json.text("date", (entry.date ?? consultation.date).fhirInstant)
        json.text("description", entry.note)
        json.array("content")
        json.object()
        json.object("attachment")
        json.text("contentType", document.mediaType)
        json.text(
            "title",
            document.isAbsent ? "AbsentAttachment" + id(entry.ordinal) + ".txt" : document.title)
        json.close(3)
        close()
    }

    mutating func family(
        _ code: Code, _ relation: Code, _ entry: Entry, _ consultation: Consultation
    ) {
        open("FamilyMemberHistory", id(entry.ordinal), isConfidential: entry.isConfidential)
        json.text("status", "completed")
        subject("patient")
        json.text("date", (entry.date ?? consultation.date).fhir)
        concept("relationship", relation)
        json.array("condition")
        json.object()
        concept("code", code)
        json.close(2)
        note(entry.note)
        close()
    }
}
