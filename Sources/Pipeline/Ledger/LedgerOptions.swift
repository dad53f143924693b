public import DisclosureControl

/// A ledger, and what a run may take from it.
public struct LedgerOptions: Sendable {
    /// Where it is.
    public var path: String
    /// What its digests are keyed with.
    public var key: MasterKey
    /// Whether it must be there: it was, and without it what was sent could not be called back.
    var isBegun = false
    /// Whether the inputs hold only what has changed, so that who is not in them stays.
    public var holdsOnlyChanges = false
    /// Practices whose people may vanish, however many they are.
    public var confirmedRemovals: Set<String> = []
    /// Of the people of a practice, how many in a hundred may be gone from one run to the next;
    /// five may be in any case, unless that is everybody.
    public var removalPercent = 10

    /// Where inputs are tried again: for each file the run that held it. Nothing leaves of people
    /// of whom something was sent or called back since.
    public var retried: [String: Int64] = [:]

    /// Names a ledger.
    public init(path: String, key: MasterKey) { (self.path, self.key) = (path, key) }

    /// Whether that so many are gone must be confirmed.
    func mustConfirm(_ practice: String, live: Int, absent: Int) -> Bool {
        if confirmedRemovals.contains(practice) { return false }
        return absent == live || absent > 5 && absent * 100 > live * removalPercent
    }
}
