extension SystmOneExtract {
    /// A course and its issues, all in the composition in which it was begun.
    mutating func medication(_ course: Course, _ entry: Entry, _ when: Moment) {
        let isOver = course.stopped != nil || !course.isRepeat
        open(course, entry, part: 0, mood: "INT", when, high: course.stopped)
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrSupplyAuthorise", ("classCode", "SPLY"), ("moodCode", "INT"))
        xml.empty("id", ("root", id(entry, 1)))
        xml.snomed("394823007", "NHS prescription")
        xml.empty("statusCode", ("code", isOver ? "COMPLETE" : "ACTIVE"))
        xml.effective(low: when.date, high: course.stopped?.at(0, 0))
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.empty("repeatNumber", ("value", String(course.isRepeat ? course.authorised : 0)))
        xml.quantity(course.drug.quantity, course.drug.unit)
        xml.close(2)
        if let stopped = course.stopped { discontinue(course, entry, stopped) }
        finish(course, entry)
        for (index, issue) in course.issues.enumerated() {
            open(course, entry, part: 10 + 2 * index, mood: "ORD", issue, high: nil)
            xml.open("component", ("typeCode", "COMP"))
            xml.open("ehrSupplyPrescribe", ("classCode", "SPLY"), ("moodCode", "RQO"))
            xml.empty("id", ("root", id(entry, 11 + 2 * index)))
            xml.snomed("394823007", "NHS prescription")
            xml.empty("statusCode", ("code", "COMPLETE"))
            xml.empty("availabilityTime", ("value", issue.hl7))
            xml.quantity(course.drug.quantity, course.drug.unit)
            xml.open("inFulfillmentOf", ("typeCode", "FLFS"))
            prior(entry)
            xml.close(3)
            finish(course, entry)
        }
    }

    private mutating func prior(_ entry: Entry) {
        xml.open("priorMedicationRef", ("classCode", "SBADM"), ("moodCode", "INT"))
        xml.empty("id", ("root", id(entry, 1)))
        xml.close()
    }

    private mutating func discontinue(_ course: Course, _ entry: Entry, _ stopped: Moment) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrSupplyDiscontinue", ("classCode", "SPLY"), ("moodCode", "RQO"))
        xml.empty("id", ("root", id(entry, 3)))
        xml.open("code", ("nullFlavor", "UNK"))
        xml.text("originalText", course.stopReason)
        xml.close()
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.empty("availabilityTime", ("value", stopped.hl7Second))
        xml.open("reversalOf", ("typeCode", "REV"))
        prior(entry)
        xml.close()
        xml.supplyNote(course.stopReason)
        xml.close(2)
    }

    private mutating func open(
        _ course: Course, _ entry: Entry, part: Int, mood: String, _ when: Moment, high: Moment?
    ) {
        let drug = course.drug
        xml.open("component", ("typeCode", "COMP"))
        xml.open("MedicationStatement", ("classCode", "SBADM"), ("moodCode", mood))
        xml.empty("id", ("root", id(entry, part)))
        xml.empty("statusCode", ("code", "COMPLETE"))
        if mood == "INT" {
            xml.effective(low: when.date, high: high)
        } else {
            xml.effective(center: when)
        }
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.open("consumable", ("typeCode", "CSM"))
        xml.open("manufacturedProduct", ("classCode", "MANU"))
        xml.open(
            "manufacturedMaterial", ("classCode", "MMAT"), ("determinerCode", "KIND"))
        if drug.multilex.isEmpty {
            xml.snomed(drug.dmd, drug.name)
        } else {
            xml.open(
                "code", ("code", drug.multilex), ("codeSystem", OID.multilex),
                ("displayName", drug.name))
            xml.snomed(drug.dmd, drug.name, name: "translation")
            xml.close()
        }
        xml.close(3)
    }

    private mutating func finish(_ course: Course, _ entry: Entry) {
        xml.dosage(course.drug.dosage)
        xml.confidentiality(entry.isConfidential)
        xml.close(2)
    }
}
