public import CanonicalModel

extension Diagnostic.Code {
    /// An input that cannot be read, or is gone.
    public static let unreadableInput = Self(401, "unreadable-input")
    /// An output that cannot be written: no permission, a full disk.
    public static let unwritableOutput = Self(402, "unwritable-output")
    /// An output folder that is already there.
    public static let outputExists = Self(403, "output-exists")
    /// Nothing to read.
    public static let noInput = Self(404, "no-input")
    /// Read, released, withheld and quarantined do not add up: a fault of Sluice itself.
    public static let countsDisagree = Self(405, "counts-disagree")
    /// A key that an agreement names and that is not there, or is not 32 bytes.
    public static let missingKey = Self(406, "missing-pseudonym-key")
    /// The mappings folder cannot be found.
    public static let noMappings = Self(407, "no-mappings")
    /// Content that is neither XML nor JSON.
    public static let unrecognisedContent = Self(408, "unrecognised-content")
    /// A run that was stopped from outside.
    public static let interrupted = Self(409, "interrupted")
    /// A record that was given before in the same run, byte for byte.
    public static let duplicateRecord = Self(410, "duplicate-record")
    /// A stop that came while the run went on.
    public static let stopped = Self(411, "stopped")
    /// A stop register that cannot be locked.
    public static let registerLocked = Self(412, "register-locked")
    /// A list of the people whom a stop is about that is another than when they were stopped.
    public static let stopListChanged = Self(413, "stop-list-changed")
    /// A line of a list that holds no valid NHS number.
    public static let invalidNumber = Self(414, "invalid-number")
    /// A number in a reply about opt-outs that was never asked about.
    public static let notRequested = Self(415, "not-requested")
    /// An agreement that ended, or a list that became too old, while the run went on.
    public static let noLongerValid = Self(416, "no-longer-valid")
    /// What looks like an identifier in a feed that may not have it.
    public static let identifierInOutput = Self(417, "identifier-in-output")
    /// Demographics have another birth date or sex than the record that has the same NHS number.
    public static let demographicsConflict = Self(420, "demographics-conflict")
    /// A key in a file that others than its owner and its group may read.
    public static let exposedKey = Self(422, "exposed-key")
    /// A warning: a folder in which others may put something else in the place of the output.
    public static let openFolder = Self(423, "open-folder")
    /// More demographics than can be held.
    public static let tooMuchDemographics = Self(421, "too-much-demographics")
    /// A warning: a table of counts that cannot be protected, and is not published.
    public static let tableRefused = Self(432, "table-refused")
    /// A file of postcodes, areas or deprivation that cannot be used.
    public static let malformedAreas = Self(424, "malformed-areas")
    /// An agreement for counts where records come without end.
    public static let needsAnEnd = Self(433, "needs-an-end")
    /// Rows in which fewer people look alike than the agreement demands.
    public static let belowK = Self(434, "below-k")
    /// A warning: codes of few people are asked to be kept back, and one person is not few.
    public static let noRareCodes = Self(440, "no-rare-codes")
    /// A flow that goes out sooner or more often than its agreement says.
    public static let tooSoon = Self(441, "too-soon")
    /// A warning: nothing knows when a flow went out last.
    public static let lastFeedUnknown = Self(442, "last-feed-unknown")
    /// A warning: tables of counts of which nothing knows what was published before.
    public static let tablesNotRemembered = Self(443, "tables-not-remembered")
    /// An agreement that does not say how long what is kept of past runs is kept.
    public static let noRetention = Self(444, "no-retention")
    /// Professionals or organisations of one id and practice of which records say different things.
    public static let differingResources = Self(445, "differing-resources")
    /// A record of a stream within which the input ended.
    public static let cutOff = Self(430, "cut-off")
    /// A reader of the output that is gone.
    public static let readerGone = Self(431, "reader-gone")
}
