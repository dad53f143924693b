/// A slot of the appointment book that the patient took.
struct Appointment: Sendable {
    /// What became of it; the words are FHIR's.
    enum Status: String, Sendable { case booked, fulfilled, noshow, cancelled }
    /// Source: CareConnect-DeliveryChannel-1.
    enum Channel: String, Sendable {
        case inPerson = "In-person"
        case telephone = "Telephone"
        case video = "Video"
    }

    var status: Status
    /// ``Moment/unknown`` where the book does not say.
    var booked: Moment
    var start: Moment
    var minutes: Int
    /// `nil` where the practice has not mapped its slots.
    var category: SlotCategory?
    /// `nil` where the book does not say.
    var channel: Channel?
    /// What the practice calls the slot.
    var slotType: String
    /// Which of the practice's clinicians it is with.
    var clinician: Int
    var ordinal = 0

    /// When it is to end.
    var end: Moment { start.adding(minutes: minutes) }
}

/// National categories of slots by their published names.
///
/// Source: NHS England, Appointments in General Practice.
enum SlotCategory: String, Sendable {
    case acute = "General Consultation Acute"
    case routine = "General Consultation Routine"
    case triage = "Clinical Triage"
    case clinic = "Planned Clinics"
    case procedure = "Planned Clinical Procedure"
    case medicationReview = "Structured Medication Review"
    case homeVisit = "Home Visit"
    case unplanned = "Unplanned Clinical Activity"
}

extension JSONOutput {
    /// What FHIR STU3 and R4 say alike of an appointment: what the practice calls such slots, when
    /// it is, and when it was booked.
    mutating func writeSlot(of appointment: Appointment) {
        array("serviceType")
        object()
        text("text", appointment.slotType)
        close(2)
        text("start", appointment.start.fhir)
        text("end", appointment.end.fhir)
        literal("minutesDuration", String(appointment.minutes))
        if appointment.booked != .unknown { text("created", appointment.booked.fhir) }
    }
}
