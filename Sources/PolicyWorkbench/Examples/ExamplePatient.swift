import CanonicalModel

/// A made-up patient of an example, as the author of an agreement describes one.
///
/// What is not said is usual: a woman of seventy, registered since 2001 at the first practice of
/// the agreement, alive, without objections, whose every field is filled.
struct ExamplePatient: Sendable {
    /// Which NHS number the patient has.
    enum Number: Sendable, Equatable {
        /// One of a range that is neither issued nor set aside for tests.
        case usual
        /// One of the range set aside for tests.
        case test
        /// One that is on the list of people whom the agreement is about.
        case listed
        case none
    }

    /// When the patient is registered, where, and as what.
    struct Registration: Sendable, Equatable {
        var practice: String?
        var start = PartialDate(.day, year: 2001, month: 2, day: 3)
        var end: PartialDate?
        var type = "regular"
    }

    var birth = PartialDate(.day, year: 1956, month: 6, day: 15)
    /// What is stated of the patient's fields, by index.
    var fields: [Int: ExampleValue] = [:]
    /// `nil` where the record states no registration.
    var registration: Registration? = Registration()
    /// The practice that holds the record, where it is another than the patient is registered at.
    var holder: String?
    var number = Number.usual
    var mark: String?
    var entries: [ExampleEntry] = []
    var national = NationalAnswer.doesNotObject
    var objectsLocally = false
    var isStopped = false
    var unreadable: [EntryKind: Set<Int>] = [:]

    /// What the national list says of the patient.
    enum NationalAnswer { case doesNotObject, objects, notAsked }
}

/// One entry of an example patient's record.
struct ExampleEntry: Sendable {
    let kind: EntryKind
    /// What it is called in the example; its id in the record.
    var id: String
    var code = ExampleCode.other
    /// `nil` for an entry without any date.
    var date: PartialDate?
    var mark: String?
    /// What is stated of its fields, by index.
    var fields: [Int: ExampleValue] = [:]
    let position: Diagnostic.Position?
}

/// What an example's entry is coded as.
enum ExampleCode: Sendable {
    /// A code of a known system.
    case code(CodeSystem, String)
    /// A code that belongs to no set.
    case other
    /// A code that is not understood.
    case unmapped
    /// Words without a code.
    case words
    /// Nothing.
    case none
}

/// What an example states of a field.
enum ExampleValue: Sendable {
    case absent
    case text(String)
    case word(UInt8)
    case date(PartialDate)
    case flag(Bool)
    case concept(ExampleCode)
    case quantity(String, unit: String)
    case reference(String)
    case references([String])
}
