/// One row of a feed, as the ledger knows it.
public struct LedgerRow: Hashable, Sendable {
    /// The table or the type of resource that it stands in, such as `problem` or `Condition`.
    public let part: String
    /// Its id in the feed.
    public let id: String
    /// The first 64 bits of a keyed digest of its bytes.
    public let digest: Int64

    /// Describes a row.
    public init(part: String, id: String, digest: Int64) {
        (self.part, self.id, self.digest) = (part, id, digest)
    }
}

/// A person at a practice, in one flow.
public struct LedgerSubject: Hashable, Sendable {
    /// The number of the flow in the ledger.
    public let flow: Int64
    /// The pseudonym, or in an identifiable flow a keyed digest of the NHS number.
    public let person: String
    /// The ODS code of the practice that published the rows.
    public let practice: String

    /// Names a person at a practice.
    public init(flow: Int64, person: String, practice: String) {
        (self.flow, self.person, self.practice) = (flow, person, practice)
    }
}

/// What a run found out about a person, from one record.
public struct LedgerReport: Sendable {
    /// What may be with the recipient from now on.
    public enum Standing: Sendable {
        /// These rows, which are the very ones that are there.
        case unchanged
        /// These rows.
        case released([LedgerRow])
        /// What is there, whatever it is: the flow stands still.
        case kept
        /// Nothing, for a reason.
        case ended(cause: String)
    }
    /// Whom it is about.
    public let subject: LedgerSubject
    /// The version of the agreement that decided.
    public let version: String
    /// What it is.
    public let standing: Standing

    /// Describes it.
    public init(subject: LedgerSubject, version: String, standing: Standing) {
        (self.subject, self.version, self.standing) = (subject, version, standing)
    }
}

/// What is to be deleted by a recipient: a row that is with them and may not be.
public struct LedgerDeletion: Sendable {
    /// The pseudonym; `nil` in an identifiable flow, whose people the ledger cannot name.
    public let person: String?
    /// The practice that published it.
    public let practice: String
    /// The table or type of resource.
    public let part: String
    /// The id of the row.
    public let row: String
}

/// How a run changes what is with the recipient of a flow.
public struct LedgerChange: Sendable, Equatable {
    /// Rows that were not there, that are others under the same id, and that are as they were.
    public var added = 0, changed = 0, unchanged = 0
    /// Rows to be deleted.
    public var deleted = 0
    /// Rows that are there afterwards.
    public var live = 0

    /// Nothing.
    public init() {}
}

/// A run whose output may have appeared, and that the ledger does not know the end of.
public struct UnsettledRun: Sendable {
    /// Its number.
    public let id: Int64
    /// SHA-256 of its manifest.
    public let manifest: String
    /// Where its output was to appear, and where it was made.
    public let output: String, staging: String
}
