import CanonicalModel
import SharingAgreements

/// One attribute of a request, which is a variable of the diagrams.
///
/// A request asks whether one field of one entry of one patient's record leaves. Every attribute
/// has exactly one value in every request: what is missing, invalid or unknown is a value.
enum Attribute: Hashable {
    case practice, day, flow, stopped, identity, recordMark, type1
    case nationalList, nationalAnswer, localList, localAnswer
    /// What the record says by the codes of one pair of sets.
    case choice(Int)
    case registrationUnreadable, registrationInDoubt, registrationElsewhere
    /// Whether the record has a certain and current registration of a type.
    case registration(Int)
    case deceased, age, listed
    /// Whether the record holds an entry of a sort.
    case presence(Int)
    /// How many entries of a sort the record holds, certainly and perhaps.
    case count(Int)
    case code, standing, otherCode, mark, above, date
    /// Of a professional or organisation: under which of the versions something leaves that names
    /// it, a bit each.
    case named
    case value(EntryKind, Int)
}

/// Whose record it is. A number that is made up for tests and the want of a pseudonym go together,
/// so that each has a cell of its own.
enum Identity: Int, CaseIterable {
    case number, testNumber, withoutPseudonym, testWithoutPseudonym, withoutNumber, notOnePatient

    /// Whether the number is one that tests use.
    var isTest: Bool { self == .testNumber || self == .testWithoutPseudonym }
    /// Whether there is a number, and no pseudonym of it.
    var lacksPseudonym: Bool { self == .withoutPseudonym || self == .testWithoutPseudonym }
}

/// What a record or entry is marked with.
enum Mark: Int, CaseIterable { case none, marked, unknown }

/// What a record says of consent and objection by one pair of code sets, from least to most.
enum Choice: Int, CaseIterable { case refused, nothing, consented }

/// What is known of a list of opt-outs; a list that can be read may be of different ages.
enum ListState: Hashable { case aged(Int), missing, unreadable }

/// How far the code of an entry can be relied on.
enum CodeStanding: Int, CaseIterable {
    /// It tells for certain what is meant.
    case classified
    /// It was added by a map that nobody has assured.
    case unassured
    /// It is there, and does not tell what is meant.
    case unclassified
    /// Words stand in its place.
    case words
    case absent

    /// Whether the code lets something leave.
    var releases: Bool { self == .classified || self == .unclassified }
    /// Whether there is a code that may keep something back.
    var withholds: Bool { releases || self == .unassured }
}

/// What an entry belongs to, directly or not.
enum Above: Hashable {
    case nothing, marked, markUnknown
    /// An entry of a class of kinds, with a code of a cell of those that may be kept back.
    case coded(kinds: Int, cell: Int)
}

/// A pair of code sets by which people choose; numbers of the universe.
struct ChoiceSets: Hashable {
    let refusal: Int
    let assent: Int?
}

/// Who receives what for: two flows are one if they agree in all of it.
struct FlowKey: Hashable {
    let id: String
    let recipient: String
    let purpose: String
    let purposeClass: Agreement.PurposeClass?
}

/// An agreement that takes part, and what is supposed of it.
public struct Supposition: Sendable {
    /// Practices that are taken as having signed although they have not, unless they have
    /// withdrawn.
    public var signed: Set<String> = []
    /// Whether a draft is taken as active.
    public var isActive = false
    /// Whether it is taken as in force, and its legal support as given, on every day.
    public var isInForce = false
    /// Whether what an agreement for counts would count is taken as leaving: it shows what the
    /// counts are made of.
    public var showsCounted = false

    /// Supposes nothing.
    public init() {}
}
