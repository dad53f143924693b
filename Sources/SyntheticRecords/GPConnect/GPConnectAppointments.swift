extension GPConnectBundle {
    /// GPConnect-Appointment-1, as Appointment Management answers for a patient; Access Record:
    /// Structured has no appointments, and a bundle of ours holds both. The session stands as the
    /// category of the service; a practice that has mapped its sessions calls them by the national
    /// category.
    mutating func write(_ appointment: Appointment) {
        open(
            "Appointment", id(.entry, appointment.ordinal), profile: "GPConnect-Appointment-1")
        if let channel = appointment.channel {
            json.array("extension")
            json.object()
            json.text("url", Self.nhs + "Extension-GPConnect-DeliveryChannel-2")
            json.text("valueCode", channel.rawValue)
            json.close(2)
        }
        json.text("status", appointment.status.rawValue)
        json.object("serviceCategory")
        json.text("text", appointment.category?.rawValue ?? "General appointments")
        json.close()
        json.writeSlot(of: appointment)
        json.array("participant")
        for target in [
            "Patient/" + patientId, "Practitioner/" + practitionerId(appointment.clinician),
        ] {
            json.object()
            reference("actor", target)
            json.text("status", "accepted")
            json.close()
        }
        json.close(3)
    }
}
