/// Writes a story as the GP2GP EhrExtract that EMIS Web sends: byte-order mark, headings as TOPIC
/// and CATEGORY compounds, values as PQ, Read v2 first and SNOMED CT as its translation.
struct EMISExtract {
    let story: Story
    let ids: Ids
    let envelope: GP2GPEnvelope
    var xml: XMLOutput

    /// The bytes of the message.
    static func write(_ story: Story, indented: Bool) -> [UInt8] {
        let ids = Ids(story.seed)
        var extract = EMISExtract(
            story: story, ids: ids,
            envelope: GP2GPEnvelope(story: story, ids: ids, isSystmOne: false),
            xml: XMLOutput(indented: indented, lineEnd: indented ? "\n" : ""))
        extract.xml.declaration(mark: true)
        extract.envelope.begin(&extract.xml)
        for consultation in story.consultations { extract.write(consultation) }
        extract.envelope.end(&extract.xml)
        return extract.xml.bytes
    }

    private mutating func write(_ consultation: Consultation) {
        let inPlace = consultation.entries.filter { entry in
            if case .medication = entry.content { return false }
            return true
        }
        if consultation.kind == .none {
            for entry in inPlace {
                begin(consultation, entry.ordinal, part: 900, summary: entry.content.summary)
                statement(entry, in: consultation)
                xml.close(2)
            }
        } else if !inPlace.isEmpty {
            begin(consultation, consultation.ordinal, part: 0, summary: nil)
            topic(consultation, inPlace)
            xml.close(2)
        }
        for entry in consultation.entries {
            guard case .medication(let course) = entry.content else { continue }
            medication(course, entry, in: consultation)
        }
    }

    /// Opens `component` and `ehrComposition`, to what stands before the entries.
    mutating func begin(
        _ consultation: Consultation, _ ordinal: Int, part: Int, summary: String?,
        date: Moment? = nil
    ) {
        let when = date ?? consultation.date
        let kind = consultation.kind.gp2gp
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrComposition", ("classCode", "COMPOSITION"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(ordinal, part)))
        if let summary, summary.hasPrefix("Medication") {
            xml.snomed("196391000000103", "Non-consultation medication data", original: summary)
        } else if let summary {
            xml.snomed("196401000000100", "Non-consultation data", original: summary)
        } else {
            xml.snomed(kind.code, kind.display, original: kind.emis)
        }
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", when.hl7Minute))
        xml.confidentiality(consultation.isConfidential)
        let agent = envelope.agentId(consultation.clinician)
        xml.agent("author", "AUT", agent, time: when)
        if consultation.kind != .none, summary == nil {
            xml.open("location", ("typeCode", "LOC"))
            xml.open("locatedEntity", ("classCode", "LOCE"))
            xml.snomed("394730007", "Healthcare related organisation")
            xml.open("locatedPlace", ("classCode", "PLC"), ("determinerCode", "INSTANCE"))
            xml.text("name", story.practice.name)
            xml.close(3)
        }
        xml.agent("Participant2", "RESP", agent)
    }

    private mutating func topic(_ consultation: Consultation, _ entries: [Entry]) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("CompoundStatement", ("classCode", "TOPIC"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(consultation.ordinal, 1)))
        let isNamed = !consultation.topic.isEmpty
        if isNamed {
            xml.open("code", ("nullFlavor", "UNK"))
            xml.text("originalText", consultation.topic)
            xml.close()
        } else {
            xml.empty(
                "code", ("code", "Z....00"), ("codeSystem", OID.readV2),
                ("displayName", "Unspecified conditions"))
        }
        header(consultation)
        var part = 2
        var heading: Entry.Heading?
        for entry in entries {
            if entry.heading != heading {
                if heading != nil { xml.close(2) }
                category(entry.heading, consultation, part)
                heading = entry.heading
                part += 1
            }
            statement(entry, in: consultation)
        }
        xml.close(2)
        xml.confidentiality(consultation.isTopicConfidential)
        xml.close(2)
        links(consultation)
    }

    private mutating func category(
        _ heading: Entry.Heading, _ consultation: Consultation, _ part: Int
    ) {
        xml.open("component", ("typeCode", "COMP"), ("contextConductionInd", "true"))
        xml.open("CompoundStatement", ("classCode", "CATEGORY"), ("moodCode", "EVN"))
        xml.empty("id", ("root", ids.uuid(consultation.ordinal, part)))
        let (code, display) = heading.emis
        if heading == .other {
            xml.snomed(code, "Other category", original: display)
        } else {
            xml.snomed(code, display)
        }
        header(consultation)
    }

    private mutating func header(_ consultation: Consultation) {
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: nil)
        xml.empty("availabilityTime", ("value", consultation.date.hl7Minute))
    }
}

extension Entry.Heading {
    /// EMIS's code for the heading and its name.
    fileprivate var emis: (String, String) {
        switch self {
        case .history: ("15621000000105", "History")
        case .examination: ("394831002", "Examination")
        case .assessment: ("1395061000006101", "Assessment")
        case .comment: ("394841004", "Comment")
        case .plan: ("308273005", "Follow up")
        case .social: ("160476009", "Social")
        case .family: ("1502831000006106", "Family History")
        case .medication: ("1502841000006101", "Medication")
        case .other: ("394841004", "Problem title")
        }
    }
}

extension Content {
    /// What EMIS calls an entry that stands outside a consultation.
    fileprivate var summary: String {
        switch self {
        case .allergy: "Summary Allergy"
        case .recall: "Summary Diary Entry"
        default: "Summary Event Entry"
        }
    }
}
