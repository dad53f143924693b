/// What random records are to be like; a share is a fraction of the patients, or of what is named.
public struct SyntheticOptions: Sendable {
    /// How many patients; patient `k` is the same whatever this is.
    public var patients = 100
    /// Which people: another seed, other people.
    public var seed: UInt64 = 1
    /// How large a record is meant to be, in bytes: 100,000 unless set, up to 64 MiB.
    public var recordBytes = 100_000
    /// Whether lines are broken and indented; systems send records unbroken.
    public var isIndented = false
    /// Patients who object to secondary use (Type 1); our own round figure.
    public var objecting = 0.05
    /// Of those who object, who later withdraw the objection.
    public var withdrawing = 0.1
    /// Consultations and entries that the patient must not be shown.
    public var confidential = 0.01
    /// Patients known to have died.
    public var deceased = 0.02
    /// Patients who are temporary residents.
    public var temporary = 0.01
    /// EMIS patients whose registration says neither kind nor period.
    public var unstatedRegistrations = 0.1
    /// Problems whose onset is known by its year or month only.
    public var partialDates = 0.15
    /// Measurements that stand in words.
    public var textOnlyValues = 0.05
    /// Coded entries with a SNOMED CT description id where the concept id belongs.
    public var descriptionIds = 0.02
    /// Consultations stamped at midnight, as SystmOne stamps what has no time.
    public var midnightStamps = 0.1
    /// Appointments of a patient in a year; there were 5.8 in the year to June 2024 (NHS England,
    /// Appointments in General Practice). GP2GP cannot carry them.
    public var appointmentsPerYear = 5.8
    /// Encounters of a patient in a year, over the last two; 0 for as many as the size of a record
    /// has room for, spread over the registration. The median was 21.3 in 2011-12, of all staff
    /// (E. Kontopantelis and others, BMJ Open 2021; 845 practices). Unless it is 0, a patient has
    /// as many medicines on repeat as people of the age have, by ``Calibration/repeats``.
    public var encountersPerYear = 0.0
    /// Patients of a SystmOne practice who are temporary residents at the other one too, so that
    /// two registrations overlap; our own round figure.
    public var overlapping = 0.005
    /// Whether patients are of all practices, each record as its practice's own system writes it.
    public var mixesSystems = false
    /// Appointments in slots that the practice has not mapped to a national category; our own
    /// round figure.
    public var unmappedSlots = 0.08
    /// Appointments of which it is not known when they were booked; our own round figure.
    public var unknownBookings = 0.01
    /// Patients whose record has no NHS number.
    public var missingNHSNumber = 0.005

    /// Options as described.
    public init() {}
}
