extension EMISExtract {
    /// A course and its issues: each its own composition, as EMIS sends them.
    mutating func medication(_ course: Course, _ entry: Entry, in consultation: Consultation) {
        let when = entry.date ?? consultation.date
        begin(
            consultation, entry.ordinal, part: 2, summary: "Medication Course Commence",
            date: when)
        open(course, entry, part: 0, mood: "INT", when, isOver: course.stopped != nil)
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrSupplyAuthorise", ("classCode", "SPLY"), ("moodCode", "INT"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 1)))
        supply(isOver: course.stopped != nil)
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.empty("repeatNumber", ("value", String(course.isRepeat ? course.authorised : 0)))
        xml.quantity(course.drug.quantity, course.drug.unit)
        xml.close(2)
        if let stopped = course.stopped { discontinue(course, entry, stopped) }
        finish(course, entry)
        for (index, issue) in course.issues.enumerated() {
            self.issue(course, entry, consultation, issue, part: 10 + 3 * index)
        }
    }

    private mutating func issue(
        _ course: Course, _ entry: Entry, _ consultation: Consultation, _ when: Moment, part: Int
    ) {
        begin(
            consultation, entry.ordinal, part: part + 2, summary: "Medication Issue", date: when)
        open(course, entry, part: part, mood: "ORD", when, isOver: true)
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrSupplyPrescribe", ("classCode", "SPLY"), ("moodCode", "ORD"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, part + 1)))
        supply(isOver: true)
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.quantity(course.drug.quantity, course.drug.unit)
        xml.open("inFulfillmentOf", ("typeCode", "FLFS"))
        prior(entry)
        xml.close(3)
        finish(course, entry)
    }

    private mutating func discontinue(_ course: Course, _ entry: Entry, _ stopped: Moment) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrSupplyDiscontinue", ("classCode", "SPLY"), ("moodCode", "RQO"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 3)))
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

    private mutating func prior(_ entry: Entry) {
        xml.open("priorMedicationRef", ("classCode", "SBADM"), ("moodCode", "ORD"))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, 1)))
        xml.close()
    }

    private mutating func open(
        _ course: Course, _ entry: Entry, part: Int, mood: String, _ when: Moment, isOver: Bool
    ) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("MedicationStatement", ("classCode", "SBADM"), ("moodCode", mood))
        xml.empty("id", ("root", ids.uuid(entry.ordinal, part)))
        xml.empty("statusCode", ("code", isOver ? "COMPLETE" : "ACTIVE"))
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.open("consumable", ("typeCode", "CSM"))
        xml.open("manufacturedProduct", ("classCode", "MANU"))
        xml.open(
            "manufacturedMaterial", ("classCode", "MMAT"), ("determinerCode", "KIND"))
        let drug = course.drug
        if drug.emis.isEmpty {
            xml.snomed(drug.dmd, drug.name)
        } else {
            xml.open(
                "code", ("code", drug.emis), ("codeSystem", OID.emisDrug),
                ("displayName", drug.name))
            xml.snomed(drug.dmd, drug.name, name: "translation")
            xml.close()
        }
        xml.quantity(drug.quantity, drug.unit)
        xml.close(3)
    }

    private mutating func supply(isOver: Bool) {
        xml.empty(
            "code", ("code", "9bG0.00"), ("codeSystem", OID.readV2),
            ("displayName", "NHS prescription"))
        xml.empty("statusCode", ("code", isOver ? "COMPLETE" : "ACTIVE"))
    }

    /// The directions, and the ends of statement and composition.
    private mutating func finish(_ course: Course, _ entry: Entry) {
        xml.dosage(course.drug.dosage)
        xml.confidentiality(entry.isConfidential)
        xml.close(4)
    }
}
