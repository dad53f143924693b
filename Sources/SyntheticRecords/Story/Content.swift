/// What an entry says.
enum Content: Sendable {
    case observation(Code, Measured?)
    case bloodPressure(BloodPressure)
    case problem(Code, Problem)
    case allergy(Code, Allergy)
    case medication(Course)
    case immunisation(Vaccination)
    case report(Report)
    case referral(Code, isUrgent: Bool)
    case document(Document)
    case recall(Code, due: Moment)
    case family(Code, relation: Code)
    case note
}

/// A measured value.
struct Measured: Sendable {
    enum Flag: Sendable { case none, low, high, abnormal }

    /// A decimal literal, kept as it is.
    let number: String
    let unit: String
    var low = ""
    var high = ""
    var flag = Flag.none
    /// The value stands in words only, in every system.
    var isTextOnly = false

    init(
        _ number: String, _ unit: String, range: (String, String) = ("", ""), _ flag: Flag = .none,
        textOnly: Bool = false
    ) {
        (self.number, self.unit, self.flag, isTextOnly) = (number, unit, flag, textOnly)
        (low, high) = range
    }
}

/// A blood pressure and how it is laid down.
struct BloodPressure: Sendable {
    enum Shape: Sendable {
        /// One entry with two parts.
        case paired
        /// Two entries that nothing joins.
        case unlinked
        /// One entry that says the pair in words.
        case inWords
        /// The systolic alone.
        case systolicOnly
    }

    let systolic: Int
    let diastolic: Int
    var shape = Shape.paired

    init(_ systolic: Int, _ diastolic: Int, _ shape: Shape = .paired) {
        (self.systolic, self.diastolic, self.shape) = (systolic, diastolic, shape)
    }
}

/// A condition on the problem list.
struct Problem: Sendable {
    var isActive = true
    var isMajor = true
    var ended: Moment?
    /// How many of the entries after it in its consultation it is linked to.
    var links = 0
}

/// What is known of an allergy beside its code.
struct Allergy: Sendable {
    var isDrug = true
    var ended: Moment?
}

/// A course of treatment and its issues.
struct Course: Sendable {
    let drug: Drug
    var isRepeat = true
    var authorised = 6
    /// The dates of its issues, first to last.
    var issues: [Moment]
    var stopped: Moment?
    var stopReason = ""
}

/// A vaccine given, or not.
struct Vaccination: Sendable {
    let code: Code
    var batch = ""
    var expires: Moment?
    var isGiven = true
}

/// A laboratory report.
struct Report: Sendable {
    let code: Code
    let specimen: String
    let taken: Moment
    let results: [(Code, Measured)]
    var comment = ""
}

/// A letter.
struct Document: Sendable {
    let code: Code
    let title: String
    let mediaType: String
    /// The file itself was not sent.
    var isAbsent = false
}
