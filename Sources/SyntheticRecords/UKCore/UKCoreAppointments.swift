extension UKCoreRecord {
    /// UKCore-Appointment. No element is set aside for the national category; it stands as the
    /// category of the service, by its published name.
    mutating func write(_ appointment: Appointment) {
        open("Appointment", id(appointment.ordinal))
        if let channel = appointment.channel {
            json.array("extension")
            json.object()
            json.text("url", Self.profiles + "Extension-UKCore-DeliveryChannel")
            json.object("valueCodeableConcept")
            json.array("coding")
            json.object()
            json.text("code", channel.rawValue)
            json.close(5)
        }
        json.text("status", appointment.status.rawValue)
        if let category = appointment.category {
            json.array("serviceCategory")
            json.object()
            json.text("text", category.rawValue)
            json.close(2)
        }
        json.writeSlot(of: appointment)
        json.array("participant")
        json.object()
        subject("actor")
        json.text("status", "accepted")
        json.close(2)
        close()
    }
}
