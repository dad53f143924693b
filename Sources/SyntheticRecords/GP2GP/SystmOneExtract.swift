/// Writes a story as the GP2GP EhrExtract that SystmOne sends: flat compositions, CTV3 first with
/// SNOMED CT and Read v2 as translations, values and ranges in words, problems without qualifier.
struct SystmOneExtract {
    let story: Story
    let ids: Ids
    let envelope: GP2GPEnvelope
    var xml: XMLOutput

    /// The bytes of the message, in the transport wrapper that some of its messages come in.
    static func write(_ story: Story, indented: Bool) -> [UInt8] {
        let ids = Ids(story.seed)
        var extract = SystmOneExtract(
            story: story, ids: ids,
            envelope: GP2GPEnvelope(story: story, ids: ids, isSystmOne: true),
            xml: XMLOutput(indented: indented, lineEnd: "\r\n"))
        extract.message()
        return extract.xml.bytes
    }

    private mutating func message() {
        xml.declaration(mark: false)
        let isWrapped = story.seed.isMultiple(of: 2)
        if isWrapped {
            xml.open("custom_transport")
            xml.open("sender")
            xml.text("accredited_system_id", "DUMMY")
            xml.close()
            xml.open("receiver")
            xml.text("organisation_code", "DUMMY")
            xml.close()
            xml.open("payload")
        }
        envelope.begin(&xml)
        registration()
        for consultation in story.consultations { write(consultation) }
        envelope.end(&xml)
        if isWrapped {
            xml.close()
            xml.empty("attachments")
            xml.close()
        }
    }

    private func id(_ ordinal: Int, _ part: Int = 0) -> String {
        ids.timeUUID(ordinal, part, uppercase: true)
    }

    /// The id of an entry's own statement.
    func id(_ entry: Entry, _ part: Int = 0) -> String { id(entry.ordinal, part) }

    private mutating func write(_ consultation: Consultation) {
        begin(consultation, id(consultation.ordinal), consultation.date)
        for (index, entry) in consultation.entries.enumerated() {
            statement(entry, in: consultation)
            guard case .problem(_, let problem) = entry.content else { continue }
            let linked = consultation.entries.dropFirst(index + 1).prefix(problem.links)
            linkSet(problem, entry, entry.date ?? consultation.date, Array(linked))
        }
        xml.close(2)
    }

    private mutating func begin(_ consultation: Consultation, _ id: String, _ when: Moment) {
        let kind =
            consultation.kind == .none
            ? Consultation.Kind.administration.gp2gp : consultation.kind.gp2gp
        xml.open("component", ("typeCode", "COMP"))
        xml.open("ehrComposition", ("classCode", "COMPOSITION"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id))
        xml.snomed(kind.code, kind.display)
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(center: when)
        xml.empty("availabilityTime", ("value", when.hl7))
        xml.confidentiality(consultation.isConfidential || consultation.isTopicConfidential)
        let agent = envelope.agentId(consultation.clinician)
        xml.agent("author", "AUT", agent, time: when)
        xml.open("location", ("typeCode", "LOC"))
        xml.open("locatedEntity", ("classCode", "LOCE"))
        xml.open("locatedPlace", ("classCode", "PLC"), ("determinerCode", "INSTANCE"))
        xml.text("name", story.practice.name)
        xml.close(3)
        xml.agent("Participant2", "PRF", agent)
    }

    private mutating func registration() {
        let registration = story.registration
        var consultation = Consultation(
            kind: .administration, date: registration.start, entries: [])
        consultation.clinician = 0
        begin(consultation, id(0, 40), registration.start)
        xml.open("component", ("typeCode", "COMP"))
        xml.open("RegistrationStatement", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id(0, 41)))
        xml.snomed(
            "25891000000102", "GMS - Provisional",
            original: registration.isTemporary ? "Temporary" : "Applied")
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(low: registration.start.date, high: registration.end)
        xml.empty("availabilityTime", ("value", registration.start.hl7))
        xml.open("responsibleParty", ("typeCode", "RESP"))
        xml.open("agentRef", ("classCode", "AGNT"))
        xml.empty("id", ("root", envelope.agentId(0)))
        xml.close(6)
    }

    private mutating func linkSet(
        _ problem: Problem, _ entry: Entry, _ when: Moment, _ linked: [Entry]
    ) {
        xml.open("component", ("typeCode", "COMP"))
        xml.open("LinkSet", ("classCode", "OBS"), ("moodCode", "EVN"))
        xml.empty("id", ("root", id(entry, 800)))
        xml.snomed(
            problem.isActive ? "394774009" : "394775005",
            problem.isActive ? "Active Problem" : "Inactive Problem")
        xml.empty("statusCode", ("code", "COMPLETE"))
        xml.effective(low: when.date, high: problem.ended)
        xml.empty("availabilityTime", ("value", when.hl7))
        for item in linked { xml.statementRef(id(item)) }
        xml.named(id(entry))
        xml.close(2)
    }
}
