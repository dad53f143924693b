import CanonicalModel

extension MappingRun {
    /// Whether the entry just made is the second of its kind with its id; if not, notes the id.
    ///
    /// A source that states an entry twice means one: SystmOne sends ended allergies beside and in
    /// their list. The first stays, and takes the confidentiality of the second where it has none.
    /// A second that says something else is reported.
    mutating func isDuplicate(_ kind: EntryKind, firstCell: Int) -> Bool {
        guard case .text(let id) = record.cells[firstCell] else { return false }
        let index = Int(kind.rawValue)
        guard let place = entryIds[index].first(id, in: record) else {
            entryIds[index].insert(id, record.entries.count - 1, in: record)
            return false
        }
        let first = entryIds[index].node(at: place)
        let entries = (record.entries[first], record.entries[record.entries.count - 1])
        let mark = Int(entries.0.firstCell) + Self.confidential
        let second = record.cells[firstCell + Self.confidential]
        if record.cells[mark] == .absent { record.cells[mark] = second }
        record.cells[firstCell + Self.confidential] = record.cells[mark]
        if EntryText.fields(of: entries.0, in: record)
            != EntryText.fields(of: entries.1, in: record)
        {
            find(.duplicateEntry, isWholeEntry: true)
        }
        return true
    }

    /// Every kind has its mark in the second field.
    private static let confidential = 1
}
