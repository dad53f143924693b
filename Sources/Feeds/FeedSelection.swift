public import CanonicalModel

/// Which fields of which kinds of entry a feed has, and so which tables and columns.
///
/// It lays tables out; it releases nothing. What may leave was decided before, and is absent from
/// the ``ReleasedRecord`` otherwise.
public struct FeedSelection: Sendable {
    /// The selected fields of each kind, by ``EntryKind/rawValue``: ascending indices into
    /// ``EntryDefinition/fields``; empty for a kind that the feed does not have.
    let fields: [[Int]]
    /// The tables that users define, which are filled from those of the kinds.
    private var defined: [FeedTable] = []
    /// Whether the feed has the tables of the kinds, or only those that users define.
    public private(set) var hasKinds = true

    /// Selects `fields`: indices into the kind's ``EntryDefinition/fields``, in any order.
    public init(fields: [EntryKind: [Int]]) {
        self.fields = EntryKind.allCases.map { kind in
            let range = kind.definition.fields.indices
            return Set(fields[kind] ?? []).filter(range.contains).sorted()
        }
    }

    /// Every field of every kind.
    public static let everything = FeedSelection(
        fields: Dictionary(
            uniqueKeysWithValues: EntryKind.allCases.map {
                ($0, Array($0.definition.fields.indices))
            }))

    /// Adds tables that users define, beside those of the kinds or in their place.
    public mutating func add(_ tables: [FeedTable], replacesKinds: Bool) {
        defined += tables
        hasKinds = hasKinds && !replacesKinds
    }

    /// The tables of the feed: those of the kinds in the order of ``EntryKind``, then those that
    /// users define.
    public var tables: [FeedTable] {
        let kinds = hasKinds ? EntryKind.allCases.filter(includes) : []
        return kinds.map { FeedTable($0, self) } + defined
    }

    /// Where the columns of the table of `kind` stand in its rows, by name; those that the feed
    /// does not have are not there.
    public func places(_ kind: EntryKind) -> [String: Int] {
        let names = CSVColumn.table(kind, self).map(\.name)
        return Dictionary(uniqueKeysWithValues: zip(names, names.indices))
    }

    /// Whether the feed has entries of `kind`.
    public func includes(_ kind: EntryKind) -> Bool { !fields[Int(kind.rawValue)].isEmpty }
}
