import CanonicalModel

/// Which entry each id of one record names, and which observations are parts of which.
///
/// Built once a record into reused memory, hashed over where the ids stand: a reference is the very
/// range of the id that it names.
struct RecordLinks: Sendable {
    /// Open addressing: entry index + 1, or 0.
    private var slots: [Int32] = []
    /// By entry: its first part, or -1.
    private(set) var firstPart: [Int32] = []
    /// By entry: the next part of the same observation, or -1.
    private(set) var nextPart: [Int32] = []
    /// By entry: whether it stands inside its parent and has no resource of its own.
    private(set) var isComponent: [Bool] = []
    /// By entry: whether FHIR allows every byte of its id in an id.
    private(set) var isPlainId: [Bool] = []
    /// The entry that is the person, where there is one.
    private(set) var patient: Int?

    private static let partOf = EntryKind.observation.definition.index(of: "part_of") ?? 0
    private static let component = EntryKind.observation.definition.index(of: "component") ?? 0

    /// Indexes `record`.
    mutating func index(_ record: CanonicalRecord) {
        reset(count: record.entries.count)
        for index in record.entries.indices {
            insert(record, index)
            if record.entries[index].kind == .patient, patient == nil { patient = index }
        }
        for index in record.entries.indices.reversed() { linkPart(record, index) }
    }

    /// The entry whose id is `id`, or `nil`; the first, where two have the same.
    func entry(_ record: CanonicalRecord, _ id: TextRange) -> Int? {
        guard !id.isEmpty else { return nil }
        let index = Int(slots[slot(of: id, record)]) - 1
        return index >= 0 ? index : nil
    }

    /// The slot of `id`, or the empty one where it would go.
    private func slot(of id: TextRange, _ record: CanonicalRecord) -> Int {
        var slot = id.offset.tableHash & (slots.count - 1)
        while slots[slot] != 0 {
            if case .text(id) = record.cell(record.entries[Int(slots[slot]) - 1], 0) { break }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func reset(count: Int) {
        var size = 64
        while size < count * 2 { size *= 2 }
        slots.removeAll(keepingCapacity: true)
        slots.append(contentsOf: repeatElement(0, count: size))
        firstPart.removeAll(keepingCapacity: true)
        firstPart.append(contentsOf: repeatElement(-1, count: count))
        nextPart.removeAll(keepingCapacity: true)
        nextPart.append(contentsOf: repeatElement(-1, count: count))
        isComponent.removeAll(keepingCapacity: true)
        isComponent.append(contentsOf: repeatElement(false, count: count))
        isPlainId.removeAll(keepingCapacity: true)
        isPlainId.append(contentsOf: repeatElement(false, count: count))
        patient = nil
    }

    private mutating func insert(_ record: CanonicalRecord, _ index: Int) {
        guard case .text(let id) = record.cell(record.entries[index], 0), !id.isEmpty else {
            return
        }
        isPlainId[index] = record.withBytes(of: id) { $0.isPlainId }
        let slot = slot(of: id, record)
        if slots[slot] == 0 { slots[slot] = Int32(truncatingIfNeeded: index + 1) }
    }

    /// Puts a part before the parts of its observation that follow it in the record.
    private mutating func linkPart(_ record: CanonicalRecord, _ index: Int) {
        let part = record.entries[index]
        guard part.kind == .observation,
            case .reference(let id) = record.cell(part, Self.partOf),
            let parent = entry(record, id), parent != index,
            record.entries[parent].kind == .observation
        else { return }
        nextPart[index] = firstPart[parent]
        firstPart[parent] = Int32(truncatingIfNeeded: index)
        // A component of a component has nowhere to stand but as an observation of its own.
        let isNested: Bool
        if case .boolean(true) = record.cell(record.entries[parent], Self.component) {
            isNested = true
        } else {
            isNested = false
        }
        if case .boolean(true) = record.cell(part, Self.component), !isNested {
            isComponent[index] = true
        }
    }
}
