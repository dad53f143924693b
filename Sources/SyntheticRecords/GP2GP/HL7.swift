/// The object identifiers of the GP2GP Message Implementation Manual that both dialects use.
enum OID {
    static let snomed = "2.16.840.1.113883.2.1.3.2.4.15"
    static let readV2 = "2.16.840.1.113883.2.1.6.2"
    static let ctv3 = "2.16.840.1.113883.2.1.3.2.4.14"
    static let egton = "2.16.840.1.113883.2.1.6.3"
    static let emisDrug = "2.16.840.1.113883.2.1.6.9"
    static let multilex = "2.16.840.1.113883.2.1.6.4"
    static let odsSDS = "1.2.826.0.1285.0.1.10"
    static let ods = "2.16.840.1.113883.2.1.4.3"
    static let nhsNumber = "2.16.840.1.113883.2.1.4.1"
    static let gmp = "2.16.840.1.113883.2.1.4.2"
    static let specimen = "2.16.840.1.113883.2.1.4.5.2"
    static let interpretation = "2.16.840.1.113883.2.1.6.5"
    static let confidentiality = "2.16.840.1.113883.4.642.3.47"
    static let device = "1.2.826.0.1285.0.2.0.107"
    static let interaction = "2.16.840.1.113883.2.1.3.2.4.12"
}

extension XMLOutput {
    /// An element with a SNOMED CT code and nothing in it.
    mutating func snomed(_ code: String, _ display: String, name: String = "code") {
        empty(name, ("code", code), ("codeSystem", OID.snomed), ("displayName", display))
    }

    /// A SNOMED CT code and what the author's system calls it.
    mutating func snomed(_ code: String, _ display: String, original: String) {
        open("code", ("code", code), ("codeSystem", OID.snomed), ("displayName", display))
        text("originalText", original)
        close()
    }

    /// `effectiveTime` that says when, or that nobody said.
    mutating func effective(center: Moment?) {
        open("effectiveTime")
        if let center {
            empty("center", ("value", center.hl7))
        } else {
            empty("center", ("nullFlavor", "NI"))
        }
        close()
    }

    /// `effectiveTime` as an interval.
    mutating func effective(low: Moment, high: Moment?) {
        open("effectiveTime")
        empty("low", ("value", low.hl7))
        if let high { empty("high", ("value", high.hl7)) }
        close()
    }

    /// A note that belongs to a statement.
    mutating func annotation(_ note: String) {
        guard !note.isEmpty else { return }
        open("pertinentInformation", ("typeCode", "PERT"))
        empty("sequenceNumber", ("value", "+1"))
        open("pertinentAnnotation", ("classCode", "OBS"), ("moodCode", "EVN"))
        text("text", note)
        close(2)
    }

    /// A note that belongs to a supply.
    mutating func supplyNote(_ note: String) {
        guard !note.isEmpty else { return }
        open("pertinentInformation", ("typeCode", "PERT"))
        open("pertinentSupplyAnnotation", ("classCode", "OBS"), ("moodCode", "EVN"))
        text("text", note)
        close(2)
    }

    /// The directions of a medicine.
    mutating func dosage(_ directions: String) {
        open("pertinentInformation", ("typeCode", "PERT"))
        open("pertinentMedicationDosage", ("classCode", "SBADM"), ("moodCode", "RMD"))
        text("text", directions)
        close(2)
    }

    /// A quantity with a unit in words.
    mutating func quantity(_ number: Int, _ unit: String) {
        open("quantity", ("value", String(number)), ("unit", "1"))
        open("translation", ("value", String(number)))
        text("originalText", unit)
        close(2)
    }

    /// That the patient is not to be shown it: HL7 v3 ActCode NOPAT.
    mutating func confidentiality(_ isConfidential: Bool) {
        guard isConfidential else { return }
        empty(
            "confidentialityCode", ("code", "NOPAT"), ("codeSystem", OID.confidentiality),
            (
                "displayName",
                "no disclosure to patient, family or caregivers without attending provider's "
                    + "authorization"
            ))
    }

    /// A reference from one element to an agent of the directory.
    mutating func agent(_ element: String, _ type: String, _ id: String, time: Moment? = nil) {
        open(element, ("typeCode", type), ("contextControlCode", "OP"))
        if let time { empty("time", ("value", time.hl7Second)) }
        open("agentRef", ("classCode", "AGNT"))
        empty("id", ("root", id))
        close(2)
    }
}

extension Consultation.Kind {
    /// SNOMED CT code, its term, and what EMIS calls it.
    var gp2gp: (code: String, display: String, emis: String) {
        switch self {
        case .surgery: ("25671000000102", "Surgery Consultation Note", "GP Surgery")
        case .telephone:
            ("24671000000101", "Telephone call to a patient", "Telephone consultation")
        case .homeVisit: ("25651000000106", "Home Visit Note", "Home visit note")
        case .administration: ("37351000000107", "Administration Note", "Administration note")
        case .none: ("196401000000100", "Non-consultation data", "Summary Event Entry")
        }
    }
}
