/// Appointments of the last year.
extension ToldPerson {
    /// Days from booking to the appointment; `nil` where nobody knows.
    private static func wait(_ one: Appointment) -> Int? {
        one.booked == .unknown ? nil : one.start.dayNumber - one.booked.dayNumber
    }

    mutating func appointments() {
        let year = story.appointments.filter { Self.isWithin($0.start.dayNumber, years: 1) }
        let taken = year.filter { $0.status != .cancelled }
        tell("appointments", taken.count, of: 1)
        tell(
            "appointments-without-category", taken.count { $0.category == nil }, of: taken.count)
        tell(
            "appointments-without-booking-day", taken.count { $0.booked == .unknown },
            of: taken.count)
        let missed = year.count { $0.status == .noshow }
        let kept = year.filter { $0.status == .fulfilled }
        tell("appointments-not-attended", missed, of: missed + kept.count)
        let channels = kept.compactMap(\.channel)
        tell("appointments-in-person", channels.count { $0 == .inPerson }, of: channels.count)

        let waits = kept.compactMap { one in
            Self.wait(one).map { (days: $0, category: one.category) }
        }
        func tellWait(_ name: String, _ days: Int, _ categories: [SlotCategory]?) {
            let counted = waits.filter { wait in
                guard let categories else { return true }
                return wait.category.map { categories.contains($0) } ?? false
            }
            tell("appointments-\(name)", counted.count { $0.days <= days }, of: counted.count)
        }
        tellWait("same-day", 0, nil)
        tellWait("next-day", 1, nil)
        tellWait("two-weeks", 14, nil)
        tellWait(
            "two-weeks-acc08", 14, [.acute, .routine, .unplanned, .triage, .homeVisit])
        tellWait("urgent-same-day", 0, [.acute])
        let routine: [SlotCategory] = [.routine, .clinic, .procedure, .medicationReview]
        tellWait("routine-7-days", 7, routine)
        tellWait("routine-14-days", 14, routine)
    }
}
