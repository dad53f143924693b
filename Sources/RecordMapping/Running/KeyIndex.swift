import CanonicalModel

/// Nodes by a text key, for the life of one record; open addressing, cleared in constant time.
struct KeyIndex {
    private struct Slot {
        var hash: UInt32
        var generation: UInt32
        /// The first and the last of its nodes, as indices of ``links``.
        var first: UInt32
        var last: UInt32
        var key: TextRange
    }
    private var slots = Array(
        repeating: Slot(hash: 0, generation: 0, first: 0, last: 0, key: .empty), count: 64)
    /// The nodes of all keys; each leads to the next one of its key, or to itself.
    private var links: [(node: UInt32, next: UInt32)] = []
    private var generation: UInt32 = 1
    private var count = 0

    /// Whether there is no key.
    var isEmpty: Bool { count == 0 }

    /// Forgets every key.
    mutating func removeAll() {
        generation &+= 1
        count = 0
        links.removeAll(keepingCapacity: true)
    }

    /// Adds `node` under `key`, after those that it has.
    mutating func insert(_ key: TextRange, _ node: Int, in record: CanonicalRecord) {
        if (count + 1) * 2 > slots.count { grow() }
        let hash = UInt32(record.withBytes(of: key) { $0.tableHash })
        let link = UInt32(links.count)
        links.append((UInt32(node), link))
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].generation == generation {
            if slots[slot].hash == hash, record.equal(slots[slot].key, key) {
                links[Int(slots[slot].last)].next = link
                slots[slot].last = link
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Slot(
            hash: hash, generation: generation, first: link, last: link, key: key)
        count += 1
    }

    /// Where the nodes under `key` begin, for ``node(at:)`` and ``next(after:)``; or `nil`.
    ///
    /// It changes nothing; were it not mutating, its arrays would be counted as held twice.
    @inline(__always) mutating func first(_ key: TextRange, in record: CanonicalRecord) -> Int? {
        let hash = UInt32(record.withBytes(of: key) { $0.tableHash })
        var slot = Int(hash) & (slots.count - 1)
        while slots[slot].generation == generation {
            if slots[slot].hash == hash, record.equal(slots[slot].key, key) {
                return Int(slots[slot].first)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The node at a place of ``first(_:in:)``.
    func node(at link: Int) -> Int { Int(links[link].node) }

    /// The place after `link` of the same key, or `nil`.
    func next(after link: Int) -> Int? {
        let next = Int(links[link].next)
        return next == link ? nil : next
    }

    private mutating func grow() {
        let old = slots
        slots = Array(
            repeating: Slot(hash: 0, generation: 0, first: 0, last: 0, key: .empty),
            count: old.count * 2)
        for entry in old where entry.generation == generation {
            var slot = Int(entry.hash) & (slots.count - 1)
            while slots[slot].generation == generation { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = entry
        }
    }
}
