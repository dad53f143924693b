/// The entries of one record by id: open addressing over the bytes of the ids.
///
/// Entries that bear the same id cannot be told apart by reference, so they share the fate of the
/// first of them, their representative.
public struct IdTable {
    private var slots: [Int32]
    /// The entries that bear the id of an earlier one, with that one.
    public private(set) var duplicates: [(entry: Int, first: Int)] = []

    /// Indexes `record`.
    public init(_ record: CanonicalRecord) {
        var capacity = 16
        while capacity < record.entries.count * 2 { capacity *= 2 }
        slots = Array(repeating: -1, count: capacity)
        for (number, entry) in record.entries.enumerated() {
            guard case .text(let id) = record.cell(entry, 0) else { continue }
            let slot = slot(of: id, in: record)
            if slots[slot] >= 0 {
                duplicates.append((number, Int(slots[slot])))
            } else {
                slots[slot] = Int32(truncatingIfNeeded: number)
            }
        }
    }

    /// The first entry that bears `id`.
    public func entry(_ id: TextRange, in record: CanonicalRecord) -> Int? {
        let number = slots[slot(of: id, in: record)]
        return number >= 0 ? Int(number) : nil
    }

    /// The slot of `id`, or the empty one where it would go.
    private func slot(of id: TextRange, in record: CanonicalRecord) -> Int {
        record.withBytes(of: id) { id in slot(of: id, in: record) }
    }

    private func slot(of wanted: Span<UInt8>, in record: CanonicalRecord) -> Int {
        var slot = wanted.tableHash & (slots.count - 1)
        while slots[slot] >= 0 {
            if case .text(let other) = record.cell(record.entries[Int(slots[slot])], 0),
                record.withBytes(of: other, { $0.isSame(as: wanted) })
            {
                break
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }
}

extension CanonicalRecord {
    /// Makes every reference the very range of the id that it names, as it is in a
    /// ``ReleasedRecord``; what names nothing stays.
    public mutating func linkReferences() {
        let ids = IdTable(self)
        for index in references.indices {
            references[index] = ownId(references[index], ids)
        }
        for index in cells.indices {
            if case .reference(let id) = cells[index] { cells[index] = .reference(ownId(id, ids)) }
        }
    }

    private func ownId(_ id: TextRange, _ ids: IdTable) -> TextRange {
        guard let entry = ids.entry(id, in: self), case .text(let own) = cell(entries[entry], 0)
        else { return id }
        return own
    }
}
