extension GPConnectBundle {
    /// The lists that say what was asked for, each with its warnings or why it is empty.
    mutating func lists() {
        list("Allergies and adverse reactions", "886921000000105") { entry in
            guard case .allergy(_, let allergy) = entry.content else { return false }
            return allergy.ended == nil
        }
        endedAllergies()
        list("Medications and medical devices", "933361000000108", as: "MedicationStatement") {
            if case .medication = $0.content { true } else { false }
        }
        list("Immunisations", "1102181000000102") {
            if case .immunisation = $0.content { true } else { false }
        }
        list("Investigations and results", "887191000000108") {
            if case .report = $0.content { true } else { false }
        }
        list("Problems", "717711000000103", as: "Condition") {
            if case .problem = $0.content { true } else { false }
        }
        list("Uncategorised data", "826501000000100") { entry in
            switch entry.content {
            case .observation, .bloodPressure, .family: true
            default: false
            }
        }
        list("Outbound referral", "792931000000107") {
            if case .referral = $0.content { true } else { false }
        }
        list("Patient recall administration", "714311000000108") {
            if case .recall = $0.content { true } else { false }
        }
        consultations()
    }

    private mutating func list(
        _ title: String, _ code: String, as type: String = "", _ holds: (Entry) -> Bool
    ) {
        let entries = story.consultations.flatMap(\.entries).filter(holds)
        let sent = entries.filter(sends)
        begin(title, code, hides: sent.count < entries.count)
        items(
            sent.flatMap { entry in
                switch type {
                case "MedicationStatement": [type + "/" + id(.statement, entry.ordinal)]
                case "Condition": [type + "/" + id(.problem, entry.ordinal)]
                default: references(entry)
                }
            })
        json.close(2)
    }

    private mutating func begin(_ title: String, _ code: String, hides: Bool) {
        json.object()
        json.object("resource")
        json.text("resourceType", "List")
        json.object("meta")
        json.array("profile")
        json.element(Self.nhs + "CareConnect-GPC-List-1")
        json.close(2)
        json.array("extension")
        json.object()
        json.text("url", Self.nhs + "Extension-CareConnect-GPC-ClinicalSetting-1")
        concept(
            "valueCodeableConcept", Self.snomed, "1060971000000108", "General practice service")
        json.close()
        if hides {
            json.object()
            json.text("url", Self.nhs + "Extension-CareConnect-GPC-ListWarningCode-1")
            json.text("valueCode", "confidential-items")
            json.close()
        }
        json.close()
        json.text("status", "current")
        json.text("mode", "snapshot")
        json.text("title", title)
        concept("code", Self.snomed, code, title)
        subject()
        json.text("date", story.extracted.fhir(fraction: system == .emis ? ".273" : ""))
        ordered("event-date", "Sorted by Event Date")
        if hides { note("Items excluded due to confidentiality and/or patient preferences.") }
    }

    mutating func ordered(_ code: String, _ display: String) {
        concept("orderedBy", "http://hl7.org/fhir/list-order", code, display)
    }

    /// The items of a list, or that there are none.
    mutating func items(_ references: [String]) {
        guard !references.isEmpty else {
            concept(
                "emptyReason", Self.nhsCodes + "CareConnect-ListEmptyReasonCode-1",
                "no-content-recorded", "No Content Recorded")
            return
        }
        json.array("entry")
        for target in references {
            json.object()
            reference("item", target)
            json.close()
        }
        json.close()
    }

    /// Allergies that hold no longer live inside their list; SystmOne sends them outside as well.
    private mutating func endedAllergies() {
        let entries = story.consultations.flatMap { consultation in
            consultation.entries.filter { entry in
                guard case .allergy(_, let allergy) = entry.content else { return false }
                return allergy.ended != nil && sends(entry)
            }.map { (consultation, $0) }
        }
        begin("Ended allergies", "1103671000000101", hides: false)
        if !entries.isEmpty {
            json.array("contained")
            for (consultation, entry) in entries {
                json.object()
                json.text("resourceType", "AllergyIntolerance")
                json.text("id", id(.entry, entry.ordinal))
                allergy(entry, in: consultation)
                json.close()
            }
            json.close()
        }
        items(entries.map { "#" + id(.entry, $0.1.ordinal) })
        json.close(2)
    }

    private mutating func consultations() {
        begin("List of consultations", "1149501000000101", hides: false)
        items(
            story.consultations.filter { $0.kind != .none }.map { "Encounter/" + encounterId($0) })
        json.close(2)
    }

    /// A consultation as lists: the consultation, its topic, and the topic's headings.
    mutating func headings(_ consultation: Consultation) {
        let listId = id(.list, consultation.ordinal)
        heading(
            listId, consultation, consultation.kind.gp2gp.emis, "325851000000107", "Consultation")
        items(["List/" + topicId(consultation)])
        json.close(2)
        let entries = consultation.entries.filter(sends)
        heading(
            topicId(consultation), consultation, consultation.topic, "25851000000105",
            "Topic (EHR)", isConfidential: consultation.isTopicConfidential)
        guard system != .systmOne else {
            items(entries.flatMap(references))
            return json.close(2)
        }
        var groups: [(Entry.Heading, [String])] = []
        for entry in entries {
            if groups.last?.0 == entry.heading {
                groups[groups.count - 1].1 += references(entry)
            } else {
                groups.append((entry.heading, references(entry)))
            }
        }
        items(groups.indices.map { "List/" + topicId(consultation) + "-HD\($0)" })
        json.close(2)
        for (index, group) in groups.enumerated() {
            heading(
                topicId(consultation) + "-HD\(index)", consultation, group.0.title,
                "24781000000107", "Category (EHR)")
            items(group.1)
            json.close(2)
        }
    }

    private mutating func heading(
        _ id: String, _ consultation: Consultation, _ title: String, _ code: String,
        _ display: String, isConfidential: Bool = false
    ) {
        open("List", id, isConfidential: isConfidential)
        json.text("status", "current")
        json.text("mode", "snapshot")
        json.text("title", title)
        concept("code", Self.snomed, code, display)
        subject()
        reference("encounter", "Encounter/" + encounterId(consultation))
        json.text("date", recorded(consultation.date))
        ordered("system", "Sorted by System")
    }
}

extension Entry.Heading {
    /// The heading in words.
    var title: String {
        switch self {
        case .history: "History"
        case .examination: "Examination"
        case .assessment: "Assessment"
        case .comment: "Comment"
        case .plan: "Follow up"
        case .social: "Social"
        case .family: "Family History"
        case .medication: "Medication"
        case .other: "Problem"
        }
    }
}
