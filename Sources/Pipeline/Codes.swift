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
    /// Demographics have another birth date or sex than the record that has the same NHS number.
    public static let demographicsConflict = Self(420, "demographics-conflict")
    /// More demographics than can be held.
    public static let tooMuchDemographics = Self(421, "too-much-demographics")
    /// A record of a stream within which the input ended.
    public static let cutOff = Self(430, "cut-off")
    /// A reader of the output that is gone.
    public static let readerGone = Self(431, "reader-gone")
}
