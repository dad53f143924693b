public import CanonicalModel

/// Which fields of which kinds of entry a feed has, and so which tables and columns.
///
/// It lays tables out; it releases nothing. What may leave was decided before, and is absent from
/// the ``ReleasedRecord`` otherwise.
public struct FeedSelection: Sendable {
    /// The selected fields of each kind, by ``EntryKind/rawValue``: ascending indices into
    /// ``EntryDefinition/fields``; empty for a kind that the feed does not have.
    let fields: [[Int]]

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

    /// Whether the feed has entries of `kind`.
    public func includes(_ kind: EntryKind) -> Bool { !fields[Int(kind.rawValue)].isEmpty }
}
