import CanonicalModel

/// Nodes by a text key, for the life of one record; open addressing, cleared in constant time.
struct KeyIndex {
    private struct Slot {
        var hash: UInt32
        var generation: UInt32
        var node: UInt32
        var key: TextRange
    }
    private var slots = Array(
        repeating: Slot(hash: 0, generation: 0, node: 0, key: .empty), count: 64)
    private var generation: UInt32 = 1
    private var count = 0

    /// Whether there is no key.
    var isEmpty: Bool { count == 0 }

    /// Forgets every key.
    mutating func removeAll() {
        generation &+= 1
        count = 0
    }

    /// Adds `node` under `key`, unless the key is known: the first node keeps it.
    mutating func insert(_ key: TextRange, _ node: Int, in record: CanonicalRecord) {
        if (count + 1) * 2 > slots.count { grow() }
        let hash = UInt32(record.withBytes(of: key) { $0.tableHash })
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].generation == generation {
            if slots[slot].hash == hash, record.equal(slots[slot].key, key) { return }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Slot(hash: hash, generation: generation, node: UInt32(node), key: key)
        count += 1
    }

    /// The node under `key`, or `nil`.
    func node(_ key: TextRange, in record: CanonicalRecord) -> Int? {
        let hash = UInt32(record.withBytes(of: key) { $0.tableHash })
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].generation == generation {
            if slots[slot].hash == hash, record.equal(slots[slot].key, key) {
                return Int(slots[slot].node)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func grow() {
        let old = slots
        slots = Array(
            repeating: Slot(hash: 0, generation: 0, node: 0, key: .empty), count: old.count * 2)
        for entry in old where entry.generation == generation {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot].generation == generation { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
