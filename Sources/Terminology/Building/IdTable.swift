/// Ids in rising order with their slots, as they stand in a terminology file.
struct IdTable {
    let ids: [UInt64]
    let slots: [UInt32]

    /// - Parameter ids: Each once, in rising order.
    init(sorted ids: [UInt64]) {
        self.ids = ids
        let size = TerminologyFormat.slotCount(ids.count)
        var slots = [UInt32](repeating: 0, count: size)
        for (number, id) in ids.enumerated() {
            var slot = TerminologyFormat.hash(id) & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(number + 1)
        }
        self.slots = slots
    }

    /// The number of an id.
    func number(_ id: UInt64) -> UInt32? {
        var slot = TerminologyFormat.hash(id) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = slots[slot] - 1
            if ids[Int(number)] == id { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }
}

/// Rows in order of what they belong to, with the place where those of each begin.
struct Grouping {
    private(set) var starts: [UInt32]

    /// - Parameter owners: The owner of each row, in rising order.
    init(count: Int, owners: some Sequence<UInt32>) {
        starts = Array(repeating: 0, count: count + 1)
        for owner in owners { starts[Int(owner) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
    }
}
