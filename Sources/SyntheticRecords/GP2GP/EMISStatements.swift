extension EMISExtract {
    /// One entry, in its `component`.
    mutating func statement(_ entry: Entry, in consultation: Consultation) {
        let when = entry.date ?? consultation.date
        let id = ids.uuid(entry.ordinal)
        switch entry.content {
        case .observation(let code, let measured):
            observation(id, code, when, measured, entry)
        case .bloodPressure(let pressure): bloodPressure(pressure, when, entry)
        case .problem(let code, _): observation(id, code, when, nil, entry)
        case .allergy(let code, let allergy): self.allergy(code, allergy, when, entry)
        case .immunisation(let vaccination):
            observation(id, vaccination.code, when, nil, entry, note: vaccination.inWords)
        case .report(let report): laboratory(report, when, entry)
        case .referral(let code, let isUrgent): referral(code, isUrgent, when, entry)
        case .document(let document): narrative(entry, when, document)
        case .recall(let code, let due): recall(code, due, when, entry)
        case .family(let code, let relation):
            observation(id, code, when, nil, entry, relation: relation)
        case .note: narrative(entry, when, nil)
        case .medication: break
        }
        if case .problem(let code, let problem) = entry.content, consultation.kind == .none {
            linkSet(code, problem, entry, when, [])
        }
    }

    /// The problems of a consultation, each named by its entry and linked to what follows it.
    mutating func links(_ consultation: Consultation) {
        for (index, entry) in consultation.entries.enumerated() {
            guard case .problem(let code, let problem) = entry.content else { continue }
            let linked = consultation.entries.dropFirst(index + 1).prefix(problem.links)
            linkSet(code, problem, entry, entry.date ?? consultation.date, Array(linked))
        }
    }

    mutating func component() {
        xml.open("component", ("typeCode", "COMP"), ("contextConductionInd", "true"))
    }

    mutating func code(_ code: Code, usesDescription: Bool = false) {
        let snomed = usesDescription && !code.description.isEmpty ? code.description : code.snomed
        if code.snomed.isEmpty && code.read.isEmpty {
            xml.open("code", ("nullFlavor", "UNK"))
            xml.text("originalText", code.term)
            xml.close()
        } else if code.read.isEmpty {
            xml.snomed(snomed, code.term)
        } else {
            xml.open(
                "code", ("code", code.read), ("codeSystem", OID.readV2),
                ("displayName", code.term))
            xml.snomed(snomed, code.term, name: "translation")
            xml.close()
        }
    }

    mutating func times(_ when: Moment) {
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", when.hl7Minute))
    }

    mutating func observation(
        _ id: String, _ code: Code, _ when: Moment, _ measured: Measured?, _ entry: Entry,
        note: String = "", relation: Code? = nil
    ) {
        component()
        xml.open("ObservationStatement", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id))
        self.code(code, usesDescription: entry.usesDescription)
        times(when)
        if let measured, !measured.isTextOnly { value(measured) }
        if let relation {
            xml.open("subject", ("typeCode", "SBJ"))
            xml.open("personalRelationship", ("classCode", "PRS"))
            xml.snomed(relation.snomed, relation.term)
            xml.close(2)
        }
        let inWords = measured.map { $0.isTextOnly ? "\($0.number) \($0.unit)" : "" } ?? note
        xml.annotation([inWords, entry.note].filter { !$0.isEmpty }.joined(separator: ", "))
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    private mutating func value(_ measured: Measured) {
        xml.open(
            "value", ("xsi:type", "PQ"), ("value", measured.number), ("unit", "1"))
        xml.open("translation", ("value", measured.number))
        xml.text("originalText", measured.unit)
        xml.close(2)
        if let (code, display) = measured.flag.hl7 {
            xml.empty(
                "interpretationCode", ("code", code), ("codeSystem", OID.interpretation),
                ("displayName", display))
        }
        guard !measured.low.isEmpty || !measured.high.isEmpty else { return }
        xml.open("referenceRange", ("typeCode", "REFV"))
        xml.open(
            "referenceInterpretationRange", ("classCode", "OBS"), ("moodCode", "EVN.CRT"))
        xml.open("value")
        if !measured.low.isEmpty { xml.empty("low", ("value", measured.low)) }
        if !measured.high.isEmpty { xml.empty("high", ("value", measured.high)) }
        xml.close(3)
    }

    private mutating func bloodPressure(
        _ pressure: BloodPressure, _ when: Moment, _ entry: Entry
    ) {
        let systolic = Measured(String(pressure.systolic), "mmHg")
        let diastolic = Measured(String(pressure.diastolic), "mmHg")
        if pressure.shape == .inWords {
            let pair = "\(pressure.systolic)/\(pressure.diastolic) mmHg"
            return observation(
                ids.uuid(entry.ordinal), Concept.bloodPressure, when, nil, entry, note: pair)
        }
        var bare = entry
        bare.note = ""
        if pressure.shape == .paired {
            component()
            xml.open("CompoundStatement", ("classCode", "BATTERY"), ("moodCode", "EVN"))
            xml.empty("id", ("root", ids.uuid(entry.ordinal)))
            code(Concept.bloodPressure)
            times(when)
            bare.isConfidential = false
        }
        observation(ids.uuid(entry.ordinal, 1), Concept.systolic, when, systolic, bare)
        if pressure.shape != .systolicOnly {
            observation(ids.uuid(entry.ordinal, 2), Concept.diastolic, when, diastolic, bare)
        }
        if pressure.shape == .paired {
            if !entry.note.isEmpty { comment(entry.note, when, ids.uuid(entry.ordinal, 3)) }
            xml.confidentiality(entry.isConfidential)
            xml.close(2)
        }
    }

    private mutating func allergy(
        _ code: Code, _ allergy: Allergy, _ when: Moment, _ entry: Entry
    ) {
        component()
        xml.open("CompoundStatement", ("classCode", "CATEGORY"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 1)))
        xml.empty(
            "code", ("code", allergy.isDrug ? "14L..00" : "SN53.00"), ("codeSystem", OID.readV2),
            ("displayName", allergy.isDrug ? "H/O: drug allergy" : "Allergy, unspecified"))
        times(when)
        observation(ids.uuid(entry.ordinal), code, when, nil, entry)
        xml.close(2)
    }

    mutating func comment(
        _ note: String, _ when: Moment, _ id: String, mediaType: String = ""
    ) {
        component()
        xml.open("NarrativeStatement", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id))
        xml.text("text", note, ("mediaType", mediaType))
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.empty("availabilityTime", ("value", when.hl7Minute))
        xml.close(2)
    }
}

extension Vaccination {
    /// What EMIS writes beside the code, for want of a place for it.
    var inWords: String {
        guard isGiven else { return "Not given" }
        let expiry = expires.map { ", Expiry: \($0.fhirDate)" } ?? ""
        return batch.isEmpty ? "" : "Batch: \(batch)\(expiry)"
    }
}

extension Measured.Flag {
    /// The code and term of GP2GP's interpretation vocabulary.
    var hl7: (String, String)? {
        switch self {
        case .none: nil
        case .low: ("LO", "Below low reference limit")
        case .high: ("HI", "Above high reference limit")
        case .abnormal: ("PA", "Potentially abnormal")
        }
    }
}
