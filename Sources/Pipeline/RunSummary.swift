public import CanonicalModel
public import Ledger
public import SharingAgreements

/// What a run did, for people.
public struct RunSummary: Sendable {
    /// The counts of one kind of entry under one agreement.
    public struct Row: Sendable {
        /// The kind.
        public let kind: EntryKind
        /// How many were read; the other three add up to it.
        public let read: Int
        /// How many left.
        public let released: Int
        /// How many were kept back.
        public let withheld: Int
        /// How many could not be mapped.
        public let quarantined: Int
    }
    /// What one agreement did.
    public struct Feed: Sendable {
        /// The agreement's id and version.
        public let agreement: String
        /// The folder of its feed.
        public let folder: String
        /// Records of which something left.
        public let recordsReleased: Int
        /// Whether nothing left because a list of opt-outs is missing or cannot be relied on.
        public let lacksOptOutList: Bool
        /// Why whole records were kept back, most frequent first.
        public let recordsWithheld: [(reason: Reason, count: Int)]
        /// The kinds of entry that were met.
        public let rows: [Row]
        /// Why entries of other records were kept back, most frequent first.
        public let entriesWithheld: [(reason: Reason, count: Int)]
        /// What became of the tables of an aggregate agreement, which has no other counts; `nil`
        /// for rows.
        public let tables: [TableOutcome]?
        /// How many codes were kept back for being those of few people (`RARE`); `nil` where the
        /// agreement does not ask for that.
        public internal(set) var rareCodings: Int?
        /// What changes for the recipient, where there is a ledger.
        public internal(set) var change: LedgerChange?
        /// Practices whose people are gone, and whose rows stay until somebody confirms it.
        public internal(set) var removalsHeld: [String] = []
    }
    /// What each agreement did.
    public let feeds: [Feed]
    /// Whether only tables of counts leave, so that none of the other counts may be shown.
    public let hidesCounts: Bool
    /// Records read, those in quarantine included.
    public let records: Int
    /// Records that could not be read or mapped at all.
    public let recordsQuarantined: Int
    /// Lines of `quarantine.ndjson`.
    public let quarantineLines: Int
    /// How many records demographics were joined to, how many people were not found, and of how
    /// many records they contradict what is there; `nil` where none were given.
    public let demographics: (joined: Int, notFound: Int, conflicting: Int)?
    /// How many patients were placed in an area, in one without a tenth by deprivation, not at all,
    /// and how many have no postcode; `nil` where no areas were given.
    public let areas: (placed: Int, withoutDecile: Int, unknown: Int, withoutPostcode: Int)?
    /// Parts of records that no mapping reads, by kind, the most frequent first.
    public let unread: [(kind: String, count: Int)]
    /// Bytes read.
    public let bytes: Int
    /// Whether a second pass was needed, because a later record held an earlier person's objection.
    public let tookSecondPass: Bool
    /// Where everything is.
    public let output: String
    /// Whether there is an output: a run that publishes only changes may have none.
    public internal(set) var isPublished = true

    /// The kinds of all sources, the most frequent first.
    static func kinds(unread: [String: [String: Int]]) -> [(kind: String, count: Int)] {
        var kinds: [String: Int] = [:]
        for counts in unread.values { kinds.merge(counts, uniquingKeysWith: +) }
        return kinds.map { (kind: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
    }
}

extension RunSummary.Feed {
    /// Whether a table is not published because it cannot be protected.
    public var lacksTable: Bool { tables?.contains { $0.refusal != nil } ?? false }

    init(
        _ agreement: PreparedAgreement, _ tally: Tally, _ quarantine: QuarantineTally,
        _ tables: [TableOutcome], _ output: String
    ) {
        let loaded = agreement.compiled.agreement
        self.agreement = "\(loaded.id) \(loaded.version)"
        folder = "\(output)/\(agreement.folder)"
        lacksOptOutList = agreement.compiled.lacksOptOutList
        self.tables = agreement.isAggregate ? tables : nil
        guard !agreement.isAggregate else {
            (recordsReleased, recordsWithheld, rows, entriesWithheld) = (0, [], [], [])
            return
        }
        recordsReleased = tally.recordsReleased
        recordsWithheld = Self.sorted { tally.recordsWithheld[Int($0.rawValue)] }
        rows = EntryKind.allCases.compactMap { kind in
            let read = tally.read[Int(kind.rawValue)]
            guard read > 0 else { return nil }
            return RunSummary.Row(
                kind: kind, read: read, released: tally.released[Int(kind.rawValue)],
                withheld: tally.withheld(kind), quarantined: quarantine.count(kind))
        }
        entriesWithheld = Self.sorted { reason in
            guard !reason.isAboutTheRecord else { return 0 }
            return EntryKind.allCases.reduce(0) { $0 + tally.withheld($1, reason) }
        }
    }

    private static func sorted(_ count: (Reason) -> Int) -> [(Reason, Int)] {
        Reason.allCases.map { ($0, count($0)) }.filter { $0.1 > 0 }
            .sorted { ($1.1, $0.0.rawValue) < ($0.1, $1.0.rawValue) }
    }
}
