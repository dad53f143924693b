extension GPConnectBundle {
    mutating func medication(_ drug: Drug) {
        open("Medication", medicationId(drug))
        json.object("code")
        json.array("coding")
        if system == .emis, !drug.emis.isEmpty {
            json.object()
            json.text("system", "https://fhir.hl7.org.uk/Id/emis-drug-codes")
            json.text("code", drug.emis)
            json.text("display", drug.name)
            json.literal("userSelected", "true")
            json.close()
        }
        json.object()
        json.text("system", Self.snomed)
        json.text("code", drug.dmd)
        json.text("display", drug.name)
        json.close(5)
    }

    /// A course: what is taken, the plan that authorised it, and an order for each issue.
    mutating func medication(_ course: Course, _ entry: Entry, _ consultation: Consultation) {
        let when = entry.date ?? consultation.date
        statement(course, entry, consultation, when)
        request(course, entry, consultation, when, issue: nil)
        for index in course.issues.indices {
            request(course, entry, consultation, course.issues[index], issue: index)
        }
    }

    private func status(_ course: Course) -> String {
        if course.stopped != nil { return "stopped" }
        return course.isRepeat ? "active" : "completed"
    }

    private mutating func statement(
        _ course: Course, _ entry: Entry, _ consultation: Consultation, _ when: Moment
    ) {
        let statementId = id(.statement, entry.ordinal)
        open("MedicationStatement", statementId, isConfidential: entry.isConfidential)
        json.array("extension")
        json.object()
        json.text("url", Self.nhs + "Extension-CareConnect-GPC-PrescribingAgency-1")
        concept(
            "valueCodeableConcept", Self.nhsCodes + "CareConnect-PrescribingAgency-1",
            "prescribed-at-gp-practice", "Prescribed at GP practice")
        json.close()
        if let last = course.issues.last {
            json.object()
            json.text(
                "url", Self.nhs + "Extension-CareConnect-GPC-MedicationStatementLastIssueDate-1")
            json.text("valueDateTime", system == .emis ? last.date.at(0, 0).fhir : last.fhirDate)
            json.close()
        }
        json.close()
        identifier(statementId)
        json.array("basedOn")
        reference("", "MedicationRequest/" + id(.plan, entry.ordinal))
        json.close()
        context(consultation)
        json.text("status", status(course))
        reference("medicationReference", "Medication/" + medicationId(course.drug))
        json.object("effectivePeriod")
        json.text("start", when.fhirDate)
        if let stopped = course.stopped { json.text("end", stopped.fhirDate) }
        json.close()
        json.text("dateAsserted", recorded(when))
        subject()
        json.text("taken", "unk")
        json.array("dosage")
        json.object()
        json.text("text", course.drug.dosage)
        json.close(4)
    }

    /// The plan, or the order of an issue.
    private mutating func request(
        _ course: Course, _ entry: Entry, _ consultation: Consultation, _ when: Moment,
        issue: Int?
    ) {
        let plan = id(.plan, entry.ordinal)
        let id = issue.map { self.id(.order, entry.ordinal, 10 + $0) } ?? plan
        open("MedicationRequest", id, isConfidential: entry.isConfidential)
        json.array("extension")
        if issue == nil { planDetails(course) }
        json.object()
        json.text("url", Self.nhs + "Extension-CareConnect-GPC-PrescriptionType-1")
        concept(
            "valueCodeableConcept", Self.nhsCodes + "CareConnect-PrescriptionType-1",
            course.isRepeat ? "repeat" : "acute", course.isRepeat ? "Repeat" : "Acute")
        json.close(2)
        identifier(id)
        if issue != nil {
            json.array("basedOn")
            reference("", "MedicationRequest/" + plan)
            json.close()
        }
        json.text("status", issue == nil ? status(course) : "completed")
        json.text("intent", issue == nil ? "plan" : "order")
        reference("medicationReference", "Medication/" + medicationId(course.drug))
        subject()
        context(consultation)
        json.text("authoredOn", recorded(when))
        json.object("requester")
        clinician("agent", consultation.clinician)
        json.close()
        clinician("recorder", consultation.clinician)
        if issue == nil { note(entry.note) }
        json.array("dosageInstruction")
        json.object()
        json.text("text", course.drug.dosage)
        json.close(2)
        supply(course, when, end: issue == nil ? course.stopped : when.adding(days: 28))
        json.close(2)
    }

    private mutating func planDetails(_ course: Course) {
        if course.isRepeat {
            json.object()
            json.text("url", Self.nhs + "Extension-CareConnect-GPC-MedicationRepeatInformation-1")
            json.array("extension")
            json.object()
            json.text("url", "numberOfRepeatPrescriptionsAllowed")
            json.literal("valuePositiveInt", String(course.authorised))
            json.close()
            json.object()
            json.text("url", "numberOfRepeatPrescriptionsIssued")
            json.literal("valueUnsignedInt", String(course.issues.count))
            json.close(3)
        }
        guard let stopped = course.stopped else { return }
        json.object()
        json.text("url", Self.nhs + "Extension-CareConnect-GPC-MedicationStatusReason-1")
        json.array("extension")
        json.object()
        json.text("url", "statusReason")
        json.object("valueCodeableConcept")
        json.text("text", course.stopReason)
        json.close(2)
        json.object()
        json.text("url", "statusChangeDate")
        json.text("valueDateTime", stopped.fhir)
        json.close(3)
    }

    private mutating func supply(_ course: Course, _ start: Moment, end: Moment?) {
        json.object("dispenseRequest")
        json.object("validityPeriod")
        json.text("start", start.fhirDate)
        if let end { json.text("end", end.fhirDate) }
        json.close()
        json.object("quantity")
        if system == .systmOne {
            json.array("extension")
            json.object()
            json.text("url", Self.nhs + "Extension-CareConnect-GPC-MedicationQuantityText-1")
            json.text("valueString", course.drug.unit)
            json.close(2)
        }
        json.literal("value", String(course.drug.quantity))
        if system != .systmOne { json.text("unit", course.drug.unit) }
        json.close()
        json.object("expectedSupplyDuration")
        json.literal("value", "28")
        json.text("unit", "day")
        json.text("system", "http://unitsofmeasure.org")
        json.text("code", "d")
        json.close(2)
    }
}
