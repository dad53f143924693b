/// The entries of one record by id: open addressing over the bytes of the ids.
///
/// Entries that bear the same id cannot be told apart by reference, so they share the fate of the
/// first of them, their representative. Professionals and organisations have ids of their own: in
/// FHIR `Practitioner/1` and `Encounter/1` are two.
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
            let slot = slot(of: id, as: Namespace(entry.kind), in: record)
            if slots[slot] >= 0 {
                duplicates.append((number, Int(slots[slot])))
            } else {
                slots[slot] = Int32(truncatingIfNeeded: number)
            }
        }
    }

    /// The first entry that bears `id`, which is no professional and no organisation.
    public func entry(_ id: TextRange, in record: CanonicalRecord) -> Int? {
        entry(id, as: .clinical, in: record)
    }

    /// What the reference `id` in a field of ``EntryKind/staffFields`` names: the professional, or
    /// else the organisation that did it itself.
    public func staff(_ id: TextRange, in record: CanonicalRecord) -> Int? {
        entry(id, as: .practitioner, in: record) ?? entry(id, as: .organisation, in: record)
    }

    private func entry(
        _ id: TextRange, as space: Namespace, in record: CanonicalRecord
    ) -> Int? {
        let slot = slot(of: id, as: space, in: record)
        return slots[slot] >= 0 ? Int(slots[slot]) : nil
    }

    /// The kinds whose ids may not repeat one another.
    private enum Namespace: Int {
        case clinical, practitioner, organisation
        init(_ kind: EntryKind) {
            switch kind {
            case .practitioner: self = .practitioner
            case .organisation: self = .organisation
            default: self = .clinical
            }
        }
    }

    /// The slot of `id`, or the empty one where it would go.
    private func slot(of id: TextRange, as space: Namespace, in record: CanonicalRecord) -> Int {
        record.withBytes(of: id) { slot(of: $0, as: space, in: record) }
    }

    private func slot(
        of wanted: Span<UInt8>, as space: Namespace, in record: CanonicalRecord
    ) -> Int {
        var slot = (wanted.tableHash &+ space.rawValue) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = record.entries[Int(slots[slot])]
            if Namespace(entry.kind) == space, case .text(let other) = record.cell(entry, 0),
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
        for entry in entries {
            for field in 0..<entry.kind.fieldCount {
                guard case .reference(let id) = cell(entry, field) else { continue }
                let isStaff = entry.kind.staffFields & 1 << UInt64(field) != 0
                cells[Int(entry.firstCell) + field] = .reference(ownId(id, ids, isStaff: isStaff))
            }
        }
    }

    private func ownId(_ id: TextRange, _ ids: IdTable, isStaff: Bool = false) -> TextRange {
        let target = isStaff ? ids.staff(id, in: self) : ids.entry(id, in: self)
        guard let target, case .text(let own) = cell(entries[target], 0) else { return id }
        return own
    }
}

extension EntryKind {
    /// The fields that refer to a professional or an organisation, a bit each: `practitioner`,
    /// `organisation` and `recipient`. They say who, and nothing stands or falls with them.
    public var staffFields: UInt64 { Self.staffFields[Int(rawValue)] }

    private static let staffFields = definitions.map { definition in
        ["practitioner", "organisation", "recipient"].compactMap(definition.index).reduce(UInt64(0))
        {
            $0 | 1 << UInt64($1)
        }
    }
}
