extension UKCoreRecord {
    mutating func write(_ consultation: Consultation) {
        if consultation.kind != .none {
            let kind = consultation.kind.gp2gp
            let isHidden = consultation.isConfidential || consultation.isTopicConfidential
            open("Encounter", id(consultation.ordinal), isConfidential: isHidden)
            json.text("status", "finished")
            json.object("class")
            json.text("system", "http://terminology.hl7.org/CodeSystem/v3-ActCode")
            json.text("code", "AMB")
            json.close()
            json.array("type")
            concept("", Code(kind.code, kind.display))
            json.close()
            subject()
            json.object("period")
            json.text("start", consultation.date.fhir)
            json.close()
            close()
        }
        for entry in consultation.entries { write(entry, in: consultation) }
    }

    private mutating func write(_ entry: Entry, in consultation: Consultation) {
        switch entry.content {
        case .observation(let code, let measured):
            observation(entry, consultation, code, measured)
        case .bloodPressure(let pressure): bloodPressure(pressure, entry, consultation)
        case .problem(let code, let problem): condition(code, problem, entry, consultation)
        case .allergy(let code, let allergy): self.allergy(code, allergy, entry, consultation)
        case .medication(let course): medication(course, entry, consultation)
        case .immunisation(let vaccination): immunisation(vaccination, entry, consultation)
        case .report(let report): self.report(report, entry, consultation)
        case .referral(let code, let isUrgent):
            request(code, "order", isUrgent ? "urgent" : "routine", nil, entry, consultation)
        case .recall(let code, let due):
            request(code, "plan", "routine", due, entry, consultation)
        case .document(let document): self.document(document, entry, consultation)
        case .family(let code, let relation): family(code, relation, entry, consultation)
        case .note: observation(entry, consultation, Code("37331000000100", "Comment note"), nil)
        }
    }

    private mutating func openObservation(
        _ entry: Entry, _ consultation: Consultation, _ code: Code, _ part: Int, _ category: String
    ) {
        let when = entry.date ?? consultation.date
        open("Observation", id(entry.ordinal, part), isConfidential: entry.isConfidential)
        json.text("status", "final")
        if !category.isEmpty {
            json.array("category")
            concept(
                "", "http://terminology.hl7.org/CodeSystem/observation-category", category,
                category)
            json.close()
        }
        concept("code", code, usesDescription: entry.usesDescription)
        subject()
        encounter(consultation)
        json.text("effectiveDateTime", when.fhir)
        json.text("issued", consultation.date.fhirInstant)
    }

    private mutating func observation(
        _ entry: Entry, _ consultation: Consultation, _ code: Code, _ measured: Measured?,
        part: Int = 0, category: String = "", words: String = ""
    ) {
        openObservation(entry, consultation, code, part, category)
        var notes = [words]
        if let measured, measured.isTextOnly {
            json.text("valueString", "\(measured.number) \(measured.unit)")
        } else if let measured {
            quantity("valueQuantity", measured)
            range(measured)
        }
        notes.append(entry.note)
        note(notes.filter { !$0.isEmpty }.joined(separator: "\n"))
        close()
    }

    private mutating func quantity(_ key: String, _ measured: Measured) {
        json.object(key)
        json.literal("value", measured.number)
        json.text("unit", measured.unit)
        json.close()
    }

    private mutating func range(_ measured: Measured) {
        if let (code, display) = measured.flag.fhir {
            json.array("interpretation")
            concept(
                "", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code,
                display)
            json.close()
        }
        guard !measured.low.isEmpty || !measured.high.isEmpty else { return }
        json.array("referenceRange")
        json.object()
        for (key, bound) in [("low", measured.low), ("high", measured.high)] where !bound.isEmpty {
            quantity(key, Measured(bound, measured.unit))
        }
        json.close(2)
    }

    private mutating func bloodPressure(
        _ pressure: BloodPressure, _ entry: Entry, _ consultation: Consultation
    ) {
        let systolic = Measured(String(pressure.systolic), "mm[Hg]")
        let diastolic = Measured(String(pressure.diastolic), "mm[Hg]")
        switch pressure.shape {
        case .inWords:
            observation(
                entry, consultation, Concept.bloodPressure, nil, category: "vital-signs",
                words: "\(pressure.systolic)/\(pressure.diastolic) mmHg")
        case .systolicOnly: observation(entry, consultation, Concept.systolic, systolic)
        case .unlinked:
            observation(entry, consultation, Concept.systolic, systolic, part: 1)
            observation(entry, consultation, Concept.diastolic, diastolic, part: 2)
        case .paired:
            openObservation(entry, consultation, Concept.bloodPressure, 0, "vital-signs")
            json.array("component")
            for (code, measured) in [(Concept.systolic, systolic), (Concept.diastolic, diastolic)] {
                json.object()
                concept("code", code)
                quantity("valueQuantity", measured)
                json.close()
            }
            json.close()
            note(entry.note)
            close()
        }
    }

    private mutating func report(
        _ report: Report, _ entry: Entry, _ consultation: Consultation
    ) {
        open("DiagnosticReport", id(entry.ordinal), isConfidential: entry.isConfidential)
        json.text("status", "final")
        concept("code", report.code)
        subject()
        encounter(consultation)
        json.text("effectiveDateTime", report.taken.fhir)
        json.text("issued", (entry.date ?? consultation.date).fhirInstant)
        json.array("result")
        for index in report.results.indices {
            reference("", "Observation/" + id(entry.ordinal, 10 + index))
        }
        json.close()
        json.text("conclusion", report.comment)
        close()
        var bare = entry
        (bare.note, bare.date) = ("", report.taken)
        for (index, (code, measured)) in report.results.enumerated() {
            observation(
                bare, consultation, code, measured, part: 10 + index, category: "laboratory")
        }
    }
}
