extension GPConnectBundle {
    /// When something was entered: to the fraction in EMIS, to the second elsewhere.
    func recorded(_ when: Moment) -> String {
        let exact = when.hour < 0 ? when.at(9, 14, 27) : when
        guard when.day > 0 else { return story.registration.start.at(9, 14, 27).fhir }
        return exact.fhir(fraction: system == .emis ? ".63" : "")
    }

    mutating func encounter(_ consultation: Consultation) {
        let id = encounterId(consultation)
        open("Encounter", id, isConfidential: consultation.isConfidential)
        identifier(id)
        json.text("status", "finished")
        json.array("type")
        json.object()
        let kind = consultation.kind.gp2gp
        switch system {
        case .emis: json.text("text", kind.emis)
        case .systmOne: json.text("text", "Clinical - " + kind.display)
        case .medicus: coding(Self.snomed, kind.code, kind.display)
        }
        json.close(2)
        subject()
        json.array("participant")
        participant(
            "http://hl7.org/fhir/v3/ParticipationType", "PPRF", "primary performer", consultation)
        participant(Self.nhsCodes + "GPConnect-ParticipantType-1", "REC", "recorder", consultation)
        json.close()
        json.object("period")
        json.text("start", consultation.date.fhir)
        json.close()
        json.array("location")
        json.object()
        if consultation.isImported && system == .systmOne {
            json.object("location")
            json.text("display", "GP2GP Import - Old Quay Surgery")
            json.close()
        } else {
            reference("location", "Location/" + locationId)
        }
        json.close(2)
        reference("serviceProvider", "Organization/" + organisationId)
        json.close(2)
    }

    private mutating func participant(
        _ system: String, _ code: String, _ display: String, _ consultation: Consultation
    ) {
        json.object()
        json.array("type")
        concept("", system, code, display)
        json.close()
        clinician("individual", consultation.clinician)
        json.close()
    }

    /// The resources of one entry.
    mutating func write(_ entry: Entry, at index: Int, in consultation: Consultation) {
        switch entry.content {
        case .observation(let code, let measured):
            observation(entry, consultation, code, measured)
        case .bloodPressure(let pressure): bloodPressure(pressure, entry, consultation)
        case .problem(let code, let problem):
            observation(entry, consultation, code, nil)
            condition(code, problem, entry, at: index, in: consultation)
        case .allergy(_, let allergy):
            guard allergy.ended == nil || system == .systmOne else { return }
            open(
                "AllergyIntolerance", id(.entry, entry.ordinal),
                isConfidential: entry.isConfidential)
            self.allergy(entry, in: consultation)
            json.close(2)
        case .medication(let course): medication(course, entry, consultation)
        case .immunisation(let vaccination): immunisation(vaccination, entry, consultation)
        case .report(let report): self.report(report, entry, consultation)
        case .referral(let code, let isUrgent): referral(code, isUrgent, entry, consultation)
        case .document(let document): self.document(document, entry, consultation)
        case .recall(let code, let due): recall(code, due, entry, consultation)
        case .family(let code, let relation):
            observation(
                entry, consultation, code, nil, comment: "Family member : \(relation.term)")
        case .note:
            observation(entry, consultation, Code("37331000000100", "Comment note"), nil)
        }
    }

    /// An observation: opened, coded and dated, with its value and its comment.
    mutating func observation(
        _ entry: Entry, _ consultation: Consultation, _ code: Code, _ measured: Measured?,
        part: Int = 0, comment: String = "", isLaboratory: Bool = false
    ) {
        openObservation(entry, consultation, code, part: part, isLaboratory: isLaboratory)
        var words = [comment]
        let isInWords =
            measured?.isTextOnly == true || consultation.isImported && system == .systmOne
        if let measured, isInWords {
            words.append("Value: \(measured.number) \(measured.unit.asUCUM(system))")
        } else if let measured {
            quantity(measured)
        }
        if part == 0 || isLaboratory { words.append(isLaboratory ? "" : entry.note) }
        json.text("comment", words.filter { !$0.isEmpty }.joined(separator: "\n"))
        if let measured, !isInWords { range(measured) }
        json.close(2)
    }

    mutating func openObservation(
        _ entry: Entry, _ consultation: Consultation, _ code: Code, part: Int,
        isLaboratory: Bool = false
    ) {
        let when = entry.date ?? consultation.date
        let id = id(.entry, entry.ordinal, part)
        open("Observation", id, isConfidential: entry.isConfidential)
        identifier(id)
        json.text("status", "final")
        if isLaboratory && system != .emis {
            json.array("category")
            concept("", "http://hl7.org/fhir/observation-category", "laboratory", "Laboratory")
            json.close()
        }
        concept("code", code, usesDescription: entry.usesDescription)
        subject()
        context(consultation)
        json.text("effectiveDateTime", when.fhir)
        json.text("issued", recorded(consultation.date))
        json.array("performer")
        clinician("", consultation.clinician)
        json.close()
    }

    mutating func quantity(_ measured: Measured, _ key: String = "valueQuantity") {
        json.object(key)
        json.literal("value", measured.number)
        json.text("unit", measured.unit.asUCUM(system))
        json.close()
        guard let (code, display) = measured.flag.fhir else { return }
        concept("interpretation", "http://hl7.org/fhir/v2/0078", code, display)
    }

    private mutating func range(_ measured: Measured) {
        guard !measured.low.isEmpty || !measured.high.isEmpty else { return }
        json.array("referenceRange")
        json.object()
        for (key, bound) in [("low", measured.low), ("high", measured.high)] where !bound.isEmpty {
            json.object(key)
            json.literal("value", bound)
            json.text("unit", measured.unit.asUCUM(system))
            json.close()
        }
        json.close(2)
    }

    private mutating func bloodPressure(
        _ pressure: BloodPressure, _ entry: Entry, _ consultation: Consultation
    ) {
        let systolic = Measured(String(pressure.systolic), "mmHg")
        let diastolic = Measured(String(pressure.diastolic), "mmHg")
        let isImported = consultation.isImported && system == .systmOne
        let shape = isImported && pressure.shape == .paired ? .unlinked : pressure.shape
        switch shape {
        case .inWords:
            observation(
                entry, consultation, Concept.bloodPressure, nil,
                comment: "\(pressure.systolic)/\(pressure.diastolic) mmHg")
        case .systolicOnly: observation(entry, consultation, Concept.systolic, systolic)
        case .unlinked:
            observation(entry, consultation, Concept.systolic, systolic, part: 1)
            observation(entry, consultation, Concept.diastolic, diastolic, part: 2)
        case .paired:
            openObservation(entry, consultation, Concept.bloodPressure, part: 0)
            json.text("comment", entry.note)
            json.array("component")
            for (code, measured) in [
                (Concept.systolic, systolic), (Concept.diastolic, diastolic),
            ] {
                json.object()
                concept("code", code)
                quantity(measured)
                json.close()
            }
            json.close(3)
        }
    }
}

extension String {
    /// The unit as the supplier writes it: EMIS in words, the others in UCUM.
    func asUCUM(_ system: SyntheticSystem) -> String {
        system != .emis && self == "mmHg" ? "mm[Hg]" : self
    }
}

extension Measured.Flag {
    /// The code and term of HL7 v2 table 0078.
    var fhir: (String, String)? {
        switch self {
        case .none: nil
        case .low: ("L", "Low")
        case .high: ("H", "High")
        case .abnormal: ("A", "Abnormal")
        }
    }
}
