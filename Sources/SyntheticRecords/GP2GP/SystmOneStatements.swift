extension SystmOneExtract {
    /// One entry: every number in words, for this dialect has no place for it.
    mutating func statement(_ entry: Entry, in consultation: Consultation) {
        let when = entry.date ?? consultation.date
        switch entry.content {
        case .observation(let code, let measured):
            observation(id(entry), code, when, measured?.inWords ?? "", entry)
        case .problem(let code, let problem):
            let severity = "Problem severity: " + (problem.isMajor ? "Major" : "Minor")
            observation(id(entry), code, when, severity, entry)
        case .bloodPressure(let pressure): bloodPressure(pressure, when, entry)
        case .allergy(let code, let allergy): self.allergy(code, allergy, when, entry)
        case .immunisation(let vaccination):
            observation(id(entry), vaccination.code, when, vaccination.inWords, entry)
        case .report(let report): laboratory(report, when, entry)
        case .referral(let code, let isUrgent):
            request("RequestStatement", "RQO", code, nil, when, entry, priority: isUrgent)
        case .recall(let code, let due):
            request("PlanStatement", "INT", code, due, when, entry, priority: nil)
        case .document(let document): narrative(entry, when, document)
        case .family(let code, let relation):
            observation(id(entry), code, when, "Family member: \(relation.term)", entry)
        case .note: narrative(entry, when, nil)
        case .medication(let course): medication(course, entry, when)
        }
    }

    private mutating func code(_ code: Code, usesDescription: Bool = false) {
        let snomed = usesDescription && !code.description.isEmpty ? code.description : code.snomed
        if code.snomed.isEmpty {
            let degraded = Concept.degraded
            xml.open(
                "code", ("code", degraded.ctv3), ("codeSystem", OID.ctv3),
                ("displayName", degraded.term))
            xml.text("originalText", code.term)
            translations(degraded, degraded.snomed)
            xml.close()
        } else if code.ctv3.isEmpty {
            xml.open(
                "code", ("code", snomed), ("codeSystem", OID.snomed), ("displayName", code.term))
            if !code.read.isEmpty { translations(code, "") }
            xml.close()
        } else {
            xml.open(
                "code", ("code", code.ctv3), ("codeSystem", OID.ctv3), ("displayName", code.term))
            translations(code, snomed)
            xml.close()
        }
    }

    private mutating func translations(_ code: Code, _ snomed: String) {
        if !snomed.isEmpty { xml.snomed(snomed, code.term, name: "translation") }
        guard !code.read.isEmpty else { return }
        xml.empty(
            "translation", ("code", code.read), ("codeSystem", OID.readV2),
            ("displayName", code.term))
    }

    private mutating func observation(
        _ id: String, _ code: Code, _ when: Moment, _ words: String, _ entry: Entry,
        conducts: Bool = false
    ) {
        xml.open(
            "component", ("typeCode", "COMP"), ("contextConductionInd", conducts ? "true" : ""))
        xml.open("ObservationStatement", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id))
        self.code(code, usesDescription: entry.usesDescription)
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.annotation([words, entry.note].filter { !$0.isEmpty }.joined(separator: "\r\n"))
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    private mutating func bloodPressure(
        _ pressure: BloodPressure, _ when: Moment, _ entry: Entry
    ) {
        let (systolic, diastolic) = ("\(pressure.systolic).0", "\(pressure.diastolic).0")
        if pressure.shape == .inWords {
            let words = "\(pressure.systolic)/\(pressure.diastolic) mmHg"
            return observation(id(entry), Concept.bloodPressure, when, words, entry)
        }
        observation(
            id(entry), Concept.systolic, when, "Value: \(systolic) mm[Hg]", entry)
        guard pressure.shape != .systolicOnly else { return }
        observation(
            id(entry, 2), Concept.diastolic, when, "Value: \(diastolic) mm[Hg]", entry)
    }

    private mutating func allergy(
        _ code: Code, _ allergy: Allergy, _ when: Moment, _ entry: Entry
    ) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("CompoundStatement", ("classCode", "CATEGORY"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id(entry, 1)))
        xml.empty(
            "code", ("code", allergy.isDrug ? "14L..00" : "SN53.00"), ("codeSystem", OID.readV2),
            ("displayName", allergy.isDrug ? "H/O: drug allergy" : "Allergy, unspecified"))
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", when.hl7))
        observation(id(entry), code, when, "", entry, conducts: true)
        xml.close(2)
    }

    private mutating func laboratory(_ report: Report, _ when: Moment, _ entry: Entry) {
        for (index, (code, measured)) in report.results.enumerated() {
            var bare = entry
            bare.note = index == 0 ? report.comment : ""
            observation(
                id(entry, 10 + index), code, report.taken.date, measured.inWords, bare)
        }
    }

    private mutating func request(
        _ name: String, _ mood: String, _ code: Code, _ due: Moment?, _ when: Moment,
        _ entry: Entry, priority: Bool?
    ) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open(name, ("classCode", "OBS"), ("moodCode", mood))
        xml.empty("id", ("root", id(entry)))
        self.code(code)
        let status = priority == nil ? "Status: Pending" : ""
        let text = [status, entry.note].filter { !$0.isEmpty }.joined(separator: ", ")
        if !text.isEmpty { xml.text("text", text) }
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: due?.at(0, 0) ?? nil)
        xml.empty("availabilityTime", ("value", when.hl7))
        if let priority { xml.priority(priority) }
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }

    private mutating func narrative(_ entry: Entry, _ when: Moment, _ document: Document?) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("NarrativeStatement", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id(entry)))
        xml.text("text", entry.note.isEmpty ? document?.title ?? "" : entry.note)
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.empty("availabilityTime", ("value", when.hl7))
        if let document { xml.document(document, id(entry, 1)) }
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }
}

extension Measured {
    /// The value, its range and what to make of it, as SystmOne words them.
    fileprivate var inWords: String {
        guard !isTextOnly else { return "\(number) \(unit)" }
        var lines = ["Value: \(number) \(unit.asUCUM(.systmOne))"]
        if !low.isEmpty || !high.isEmpty { lines.append("Reference range: \(low) - \(high)") }
        if let (_, display) = flag.hl7 { lines.append("Interpretation Code: \(display)") }
        return lines.joined(separator: "\r\n")
    }
}
