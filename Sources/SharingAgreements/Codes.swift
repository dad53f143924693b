public import CanonicalModel

extension Diagnostic.Code {
    /// A date that does not exist, or is not written `2026-04-01`.
    public static let invalidDate = Self(301, "invalid-date")
    /// Two statements of the agreement that cannot both hold.
    public static let contradiction = Self(302, "contradiction")
    /// An organisation that is not a party, or not one of that kind.
    public static let unknownParty = Self(303, "unknown-party")
    /// A purpose that the agreement does not declare.
    public static let unknownPurpose = Self(304, "unknown-purpose")
    /// A flow that the agreement does not declare.
    public static let unknownFlow = Self(305, "unknown-flow")
    /// A kind of entry that the canonical model does not have.
    public static let unknownEntry = Self(306, "unknown-entry")
    /// A field that the kind of entry does not have.
    public static let unknownField = Self(307, "unknown-field")
    /// A code set that was not loaded.
    public static let unknownCodeSet = Self(308, "unknown-code-set")
    /// Something declared twice.
    public static let duplicate = Self(309, "duplicate")
    /// A field that de-identification drops as declared.
    public static let fieldNotEnabled = Self(310, "field-not-enabled")
    /// A direct identifier in a pseudonymised agreement.
    public static let directIdentifier = Self(311, "direct-identifier")
    /// A free-text field while free text is withheld, or free text that is pseudonymised.
    public static let freeText = Self(312, "free-text")
    /// A signature that does not fit the agreement.
    public static let signUp = Self(313, "sign-up")
    /// A word that has the wrong form: an ODS code, an id, a version, a period, a key reference.
    public static let invalidForm = Self(314, "invalid-form")
    /// Ages that no person can have, or limits that exclude each other.
    public static let invalidAge = Self(315, "invalid-age")
    /// A reason that must be given is empty.
    public static let reasonMissing = Self(316, "reason-missing")
    /// The data set lacks the field by which the feed names the person.
    public static let personKey = Self(317, "person-key")
    /// A code set asked of a kind of entry that has no code.
    public static let notCoded = Self(318, "not-coded")
    /// More code sets than one agreement can use.
    public static let tooManyCodeSets = Self(319, "too-many-code-sets")
    /// A list that must name something and is empty.
    public static let emptyList = Self(320, "empty-list")

    /// A condition that asks for nothing, for two things at once, or for too many.
    public static let invalidCondition = Self(321, "invalid-condition")
    /// A test of a value that the field cannot pass.
    public static let invalidTest = Self(322, "invalid-test")
    /// A list of people that is not there, is empty, or holds what is no NHS number.
    public static let patientList = Self(323, "patient-list")
    /// A legal basis that does not carry what the agreement does.
    public static let legalBasis = Self(324, "legal-basis")
    /// Undertakings that contradict one another, or lack what they rest on.
    public static let undertaking = Self(325, "undertaking")
    /// A form of feed that does not go with how closely it may point at a person.
    public static let flowForm = Self(326, "flow-form")
    /// An approval that is not of the text in which it stands.
    public static let approval = Self(327, "approval")

    /// A register or list of another version, or something else altogether.
    public static let registerForm = Self(370, "register-form")
    /// A register or list that is cut off, or has not as many entries as it says.
    public static let registerIncomplete = Self(371, "register-incomplete")
    /// A line of the stop register that is not the next.
    public static let registerOrder = Self(372, "register-order")
    /// A stop that cannot be lifted, or not by these two.
    public static let stopLift = Self(373, "stop-lift")
    /// An entry of a register about an agreement that the run does not have.
    public static let unknownAgreement = Self(374, "unknown-agreement")

    /// A warning: a practice that has not signed this version shares nothing.
    public static let notSigned = Self(330, "not-signed")
    /// A warning: the legal basis does not cover what the agreement does.
    public static let legalCover = Self(331, "legal-cover")
    /// A warning: objections that are usually applied are not.
    public static let optOutNotApplied = Self(332, "opt-out-not-applied")
    /// A warning: a review that comes too late to matter.
    public static let review = Self(333, "review")
    /// A warning: coded values that can be identifiers may leave.
    public static let identityCodes = Self(334, "identity-codes")
    /// A warning: more precise than a pseudonymised feed usually is.
    public static let precision = Self(335, "precision")
    /// A warning: nothing leaves under an agreement of this status.
    public static let notActive = Self(336, "not-active")
    /// A warning: a record without registration is taken as registered.
    public static let registrationAssumed = Self(337, "registration-assumed")
    /// A warning: entries or records that are marked confidential leave.
    public static let confidentialReleased = Self(338, "confidential-released")
    /// A note: parts of the national templates that the agreement does not have.
    public static let incomplete = Self(340, "incomplete")
    /// A warning: something sensitive leaves, or gives itself away by what belongs to it.
    public static let sensitiveReleased = Self(341, "sensitive-released")
    /// A warning: consent is claimed, and nothing looks whether the record holds it.
    public static let consentUnchecked = Self(342, "consent-unchecked")
    /// A note: only counts may leave, and the agreement declares no table.
    public static let countsOnly = Self(343, "counts-only")

    /// A table that cannot be: nothing to tell its cells apart by, or one person in several cells.
    public static let invalidTable = Self(344, "invalid-table")
    /// A table that looks at what the data set does not let through, or not so precisely.
    public static let notInTable = Self(345, "not-in-table")
    /// Two tables of which one could be subtracted from the other.
    public static let linkedTables = Self(346, "linked-tables")
    /// A table of more cells than can be protected.
    public static let tableTooLarge = Self(347, "table-too-large")
    /// A shift of dates beside something that would give it away.
    public static let dateShift = Self(348, "date-shift")
    /// A warning: a rule that does nothing under this agreement.
    public static let withoutEffect = Self(349, "without-effect")
}
