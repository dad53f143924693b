/// The made-up record of one patient at one practice, before any system has written it down.
struct Story: Sendable {
    var person: Person
    var registration: Registration
    var practice: SyntheticPractice
    /// When the system wrote the record out.
    var extracted: Moment
    var consultations: [Consultation]
    var appointments: [Appointment] = []
    /// What ids are made from: equal seeds give equal ids.
    let seed: UInt64
}

/// Who the patient is.
struct Person: Sendable {
    enum Death: Hashable, Sendable {
        case none, flagged
        case on(Moment)
    }
    enum Sex: String, Sendable { case male, female }

    /// Ten digits, or what stands in their place; empty where the record has none.
    var nhsNumber: String
    var family: String
    var given: String
    var sex: Sex
    /// `nil` where the record has none.
    var born: Moment?
    var line: String
    var town: String
    var postcode: String
    var telephone: String
    var death = Death.none
    /// What the record says of the patient and not in an entry; `nil` where it says nothing.
    var ethnicity: EthnicGroup?

    var title: String { sex == .male ? "Mr" : "Mrs" }
}

/// How the patient belongs to the practice.
struct Registration: Sendable {
    var isTemporary = false
    /// Whether EMIS says its kind and period; its open test records leave them out.
    var isStated = true
    var start: Moment
    /// `nil` while it is current.
    var end: Moment?
}

/// A consultation, or an entry made outside one.
struct Consultation: Sendable {
    enum Kind: Sendable { case surgery, telephone, homeVisit, administration, none }

    var kind: Kind
    var date: Moment
    /// Which of the practice's clinicians it was.
    var clinician = 0
    /// What its topic is called.
    var topic = ""
    /// The whole consultation is not to be shown to the patient.
    var isConfidential = false
    /// Its topic is not to be shown to the patient.
    var isTopicConfidential = false
    /// It came by GP2GP from an earlier practice, where SystmOne keeps values as words.
    var isImported = false
    var entries: [Entry]
    var ordinal = 0
}

/// One thing recorded.
struct Entry: Sendable {
    enum Heading: Sendable {
        case history, examination, assessment, comment, plan, social, family, medication, other
    }

    var content: Content
    /// When it was true of the patient; `nil` for the date of the consultation.
    var date: Moment?
    var note = ""
    var isConfidential = false
    /// Send a SNOMED CT description id where the concept id belongs.
    var usesDescription = false
    /// Its consultation came by GP2GP.
    var isImported = false
    var ordinal = 0

    init(_ content: Content, date: Moment? = nil, note: String = "") {
        self.content = content
        self.date = date
        self.note = note
    }

    var heading: Heading {
        switch content {
        case .note, .document: .comment
        case .bloodPressure, .report: .examination
        case .observation(_, let measured): measured == nil ? .history : .examination
        case .problem: .other
        case .referral, .recall: .plan
        case .family: .family
        case .medication: .medication
        case .allergy, .immunisation: .history
        }
    }
}

extension Story {
    /// The story with every consultation, entry and appointment numbered, which its ids are made
    /// from.
    func numbered() -> Story {
        var (story, ordinal) = (self, 1)
        for index in story.consultations.indices {
            story.consultations[index].ordinal = ordinal
            ordinal += 1
            for entry in story.consultations[index].entries.indices {
                story.consultations[index].entries[entry].ordinal = ordinal
                story.consultations[index].entries[entry].isImported =
                    story.consultations[index].isImported
                ordinal += 1
            }
        }
        for index in story.appointments.indices {
            story.appointments[index].ordinal = ordinal
            ordinal += 1
        }
        return story
    }

    /// Whether anything in it is not to be shown to the patient.
    var hasConfidentialItems: Bool {
        consultations.contains { consultation in
            consultation.isConfidential || consultation.isTopicConfidential
                || consultation.entries.contains(where: \.isConfidential)
        }
    }
}
