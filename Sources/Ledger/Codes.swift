public import CanonicalModel

extension Diagnostic.Code {
    /// A ledger that cannot be opened, read or written.
    public static let ledgerUnusable = Self(450, "ledger-unusable")
    /// A ledger that another run is using.
    public static let ledgerBusy = Self(451, "ledger-busy")
    /// A run that ended between its ledger and its output, where it cannot be told whether its
    /// output appeared.
    public static let ledgerUnsettled = Self(452, "ledger-unsettled")
    /// People of a practice who are no longer in its records, more of them than may be believed.
    public static let removalHeld = Self(453, "removal-held")
    /// An id of a row that is an NHS number, which the ledger must not hold.
    public static let identifierInLedger = Self(454, "identifier-in-ledger")
    /// Rows that are with a recipient under a version of the agreement that the run was not given.
    public static let versionNotGiven = Self(455, "version-not-given")
}

extension Diagnostic.Code {
    /// A file of a feed that is not as its manifest says, is missing, or is not in it.
    public static let changedFile = Self(456, "changed-file")
    /// A manifest whose signature is missing or is not of it.
    public static let manifestSignature = Self(457, "manifest-signature")
    /// Manifests of a feed that do not follow one another: one is missing, changed or out of order.
    public static let brokenChain = Self(458, "broken-chain")
    /// A recipient who does not hold exactly what they should.
    public static let notReconciled = Self(459, "not-reconciled")
    /// A log whose lines do not follow one another.
    public static let brokenLog = Self(460, "broken-log")
    /// A person whom nobody may be told of, or who is not there; which of the two is not said.
    public static let noAnswer = Self(461, "no-answer")
    /// An input that was held in quarantine and is not as it was.
    public static let heldInputChanged = Self(462, "held-input-changed")
    /// A flow in a format that is written whole, and so cannot hold only what is new.
    public static let wholeFormat = Self(463, "whole-format")
}
