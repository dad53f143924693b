public import CanonicalModel

/// What is known of the person beside the record itself.
public struct PatientFacts: Sendable {
    /// The ODS code of the practice that holds the record, as UTF-8.
    public var practice: [UInt8]
    /// The NHS number, if the record has a valid one.
    public var nhsNumber: NHSNumber?
    /// The objections found in all records of the person, whichever practice wrote them.
    public var optOut: OptOutEvidence
    /// The pseudonym under the agreement, as UTF-8; `nil` without a valid NHS number.
    public var pseudonym: [UInt8]?
    /// The system that the record came from, as UTF-8.
    public var sourceSystem: [UInt8]
    /// What the source states of the patient and of registrations and could not be read, by field
    /// index, and the kinds of which whole entries could not be: they are unknown, which is not the
    /// same as absent.
    public var unreadable: [EntryKind: Set<Int>] = [:]

    /// By how many days the person's dates move, where the agreement moves them; without it no date
    /// leaves then.
    public var dateShift: Int?

    /// Gathers what is known.
    public init(
        practice: [UInt8], nhsNumber: NHSNumber?, optOut: OptOutEvidence, pseudonym: [UInt8]?,
        sourceSystem: [UInt8]
    ) {
        self.practice = practice
        self.nhsNumber = nhsNumber
        self.optOut = optOut
        self.pseudonym = pseudonym
        self.sourceSystem = sourceSystem
    }
}

/// Replaces the ids of entries in a pseudonymised feed: keyed, and the same for the same id.
public protocol IdentifierSurrogates {
    /// Appends what stands for `id` in the feed.
    func append(surrogateFor id: ArraySlice<UInt8>, into output: inout [UInt8])
}

/// Ids as they are, where nobody sees them, or where examples name them.
public struct SameIdentifiers: IdentifierSurrogates {
    /// No key is needed.
    public init() {}

    /// Appends `id`.
    public func append(surrogateFor id: ArraySlice<UInt8>, into output: inout [UInt8]) {
        output.append(contentsOf: id)
    }
}

/// What an agreement lets out of one record, and why not the rest.
public struct RecordDecision: Sendable {
    /// What leaves; `nil` if nothing does.
    public let released: ReleasedRecord?
    /// Why the whole record is kept back; empty if it is not.
    public let patientReasons: ReasonSet
    /// For each entry of the record all reasons why it is kept back; empty if it leaves.
    public let entryReasons: [ReasonSet]

    /// The first reason why the whole record is kept back.
    public var patientReason: Reason? { patientReasons.primary }

    /// For each entry the raw value of the first reason, or 0 if it leaves.
    public var reasons: [UInt8] {
        entryReasons.map { reasons in
            patientReason?.rawValue ?? reasons.primary?.rawValue ?? 0
        }
    }
}
