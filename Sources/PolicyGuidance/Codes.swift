public import CanonicalModel

extension Diagnostic.Code {
    /// A basis that is weighed case by case, for feeds that go out again and again.
    public static let caseByCaseBasis = Self(355, "case-by-case-basis")
    /// Consent under data protection law where confidence does not rest on it.
    public static let consentMixedUp = Self(356, "consent-mixed-up")
    /// A basis that public authorities cannot use for their tasks.
    public static let publicAuthority = Self(357, "public-authority")
    /// A note: a clause about something that does not leave anyway.
    public static let neverFires = Self(359, "never-fires")
    /// A clause that another one makes superfluous.
    public static let addsNothing = Self(360, "adds-nothing")
    /// Clauses that together let nothing out.
    public static let clausesContradict = Self(361, "clauses-contradict")
    /// A purpose, recipient or practice that no feed serves or takes from.
    public static let unused = Self(362, "unused")
    /// An exclusion of codes that nothing included can have.
    public static let excludesNothing = Self(363, "excludes-nothing")
    /// A field that no source and no rule ever fills.
    public static let neverFilled = Self(364, "never-filled")
    /// Ages from feed to feed that give the birthday away.
    public static let ageGivesBirthday = Self(365, "age-gives-birthday")
    /// A date that another date of the same or a linked entry gives away.
    public static let linkedDate = Self(366, "linked-date")
    /// Fields that together say more than was declared.
    public static let finerTogether = Self(367, "finer-together")
    /// Dates of what happens at a fixed age.
    public static let eventGivesBirthday = Self(368, "event-gives-birthday")
    /// What would say that something is not so does not leave with it.
    public static let denialUnseen = Self(369, "denial-unseen")
    /// A place in a draft that its author has not filled in.
    public static let placeholder = Self(375, "placeholder")
    /// A reason that says nothing.
    public static let weakReason = Self(376, "weak-reason")
    /// One reason for several kinds of entry.
    public static let sameReason = Self(377, "same-reason")
    /// Every field of a kind of entry.
    public static let wholeEntry = Self(378, "whole-entry")
    /// A note: entries of any code.
    public static let anyCode = Self(379, "any-code")
    /// Nobody is named who carries the data.
    public static let noProcessor = Self(380, "no-processor")
    /// A recipient whose toolkit status is not stated.
    public static let toolkitMissing = Self(381, "toolkit-missing")
    /// An ODS code that hardly is one.
    public static let unlikelyODS = Self(382, "unlikely-ods-code")
    /// A date that has passed, or is about to.
    public static let outOfDate = Self(383, "out-of-date")
    /// A signature on a day on which it cannot have been given.
    public static let signatureDate = Self(384, "signature-date")
    /// A schedule that its own interval forbids.
    public static let scheduleTooDense = Self(385, "schedule-too-dense")
    /// A practice that receives what it sends.
    public static let publisherReceives = Self(386, "publisher-receives")
    /// A waiver that cannot be given.
    public static let invalidWaiver = Self(387, "invalid-waiver")
    /// A note: a waiver of something that was not found.
    public static let unusedWaiver = Self(388, "unused-waiver")
    /// A text that a `#` ends, where it may have been meant to go on.
    public static let cutByComment = Self(389, "cut-by-comment")
}
