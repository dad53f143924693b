extension EntryDefinition {
    /// A slot of the appointment book that somebody took; a free slot is nobody's.
    ///
    /// What a slot is for, and how urgent, is decided when the book is laid out, and what becomes
    /// of it when the day comes. An encounter is what was written down of the contact, if there was
    /// one: there are several for each appointment, and nothing joins the two.
    static let appointment = EntryDefinition(
        .appointment, "a slot of the appointment book that was taken for the patient",
        resource: "Appointment",
        [
            .code(
                "why the patient is to be seen, where the source says it", ukCore: "reasonCode[]"),
            Field(
                "status", .code(.appointmentStatus), ukCore: "status", .clinical,
                "what became of it: `fulfilled` is attended, `noshow` is did not attend"),
            Field(
                "slot_category", .code(.slotCategory), ukCore: "serviceCategory[].text",
                .clinical, "the national category of the slot, where the source gives one"),
            Field(
                "delivery_channel", .code(.deliveryChannel),
                ukCore: "extension[delivery-channel].valueCodeableConcept.coding[]", .clinical,
                "how the patient and the professional meet"),
            Field(
                "urgency", .code(.urgency), ukCore: "appointmentType.coding[]", .clinical,
                "whether the slot was meant for something urgent"),
            Field("start", .date, ukCore: "start", .quasiIdentifier, "when it begins"),
            Field("booked", .date, ukCore: "created", .quasiIdentifier, "when it was booked"),
            Field("end", .date, ukCore: "end", .quasiIdentifier, "when it is to end"),
            Field(
                "wait", .code(.bookingWait), .clinical,
                "how long after it was booked it begins, in days of the calendar"),
            Field(
                "duration", .number, ukCore: "minutesDuration", .clinical,
                "how many minutes are set aside"),
            Field(
                "slot_type", .text, ukCore: "serviceType[].text", .freeText,
                "what the practice calls such slots"),
            Field(
                "location", .text, ukCore: "participant[location].actor.display", .operational,
                "where it takes place"),
            .note(ukCore: "comment"),
            .practitioner(
                "whom the patient is to see", ukCore: "participant[practitioner].actor"),
        ])
}

extension Vocabulary {
    /// Source: FHIR R4 appointmentstatus.
    static let appointmentStatus = Vocabulary(
        "appointment status",
        [
            "proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow",
            "entered-in-error", "checked-in", "waitlist",
        ])
    /// The national categories of slots in which a patient is dealt with.
    ///
    /// Source: NHS England, Recording GP appointments: consolidated guidance, annex, context type
    /// "Care related encounter"; the names as Appointments in General Practice publishes them, in
    /// small letters. Categories of other contexts are of no patient.
    public static let slotCategory = Vocabulary(
        "slot category",
        [
            "general-consultation-acute", "general-consultation-routine",
            "unplanned-clinical-activity", "clinical-triage", "walk-in", "home-visit",
            "care-home-visit", "other-care-related-encounter", "planned-clinics",
            "planned-clinical-procedure", "structured-medication-review", "care-home-round",
            "care-home-needs-assessment", "group-consultation-and-education",
            "social-prescribing-service", "external-service", "non-contractual-chargeable-work",
        ])
    /// Source: NHS England, Appointments in General Practice, "time between booking and
    /// appointment".
    public static let bookingWait = Vocabulary(
        "wait",
        [
            "same-day", "one-day", "2-to-7-days", "8-to-14-days", "15-to-21-days",
            "22-to-28-days", "more-than-28-days",
        ])
    /// Source: CareConnect-DeliveryChannel-1, which GP Connect Appointment Management uses.
    public static let deliveryChannel = Vocabulary(
        "delivery channel", ["in-person", "telephone", "video"])
    /// Source: HL7 v2 table 0276 has `ROUTINE` and `EMERGENCY`, EMIS Open "routine or urgent".
    static let urgency = Vocabulary("urgency", ["routine", "urgent"])
}
