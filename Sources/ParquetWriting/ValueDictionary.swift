/// The distinct values of a column in the order in which they came, with the number of each.
struct ValueDictionary: Sendable {
    /// The values in PLAIN encoding.
    private(set) var plain: [UInt8] = []
    /// Where each value begins in ``plain``, behind its length.
    private var starts: [UInt32] = []
    /// A power of two of them, at most half in use.
    private var slots = [Slot](repeating: Slot(), count: 512)
    /// The bytes of a value; `nil` if each has its length before it.
    private let width: Int?

    /// A value with its number plus one; 0 where there is none.
    private struct Slot: Sendable {
        var key = ValueKey()
        var number: UInt32 = 0
    }

    init(width: Int?) { self.width = width }

    /// How many values it has.
    var count: Int { starts.count }

    /// Appends the numbers of the values in `cells` that begin at `starts`, without missing ones.
    ///
    /// - Returns: How many cells it took: it stops whenever the dictionary has grown by another
    ///   1,024 values, so that its worth can be weighed.
    mutating func append(
        _ cells: Span<UInt8>, at starts: Span<UInt32>, to numbers: inout [UInt32]
    ) -> Int {
        var (taken, last, lastKey) = (0, UInt32?.none, ValueKey())
        numbers.append(addingCapacity: starts.count) { numbers in
            while taken < starts.count {
                guard let range = cells.value(at: starts[taken]) else {
                    taken &+= 1
                    continue
                }
                let (value, known) = (cells.extracting(range), count)
                let key = ValueKey(value)
                taken &+= 1
                // Rows stand in order, so that a value often is the one before it.
                if let last, key == lastKey, key.isWhole || isSame(value, last) {
                    numbers.append(last)
                    continue
                }
                let number = number(of: value, key)
                numbers.append(number)
                (last, lastKey) = (number, key)
                if count & 1023 == 0, count > known { return }
            }
        }
        return taken
    }

    /// The number of `value`, which is added if it is new.
    mutating func number(of value: Span<UInt8>) -> UInt32 { number(of: value, ValueKey(value)) }

    @inline(__always)
    private mutating func number(of value: Span<UInt8>, _ key: ValueKey) -> UInt32 {
        precondition(width == nil || width == value.count)
        let mask = slots.count &- 1
        var slot = key.hash & mask
        while true {
            let found = slots[slot]
            if found.number == 0 { return add(value, key, slot) }
            let number = found.number &- 1
            if found.key == key, key.isWhole || isSame(value, number) { return number }
            slot = (slot &+ 1) & mask
        }
    }

    /// Calls `body` with each value.
    func forEach(_ body: (Span<UInt8>) -> Void) {
        for number in starts.indices { body(plain.span.extracting(range(UInt32(number)))) }
    }

    /// Appends the values with these numbers in PLAIN encoding.
    func append(_ numbers: [UInt32], to output: inout [UInt8]) {
        let lead = width == nil ? 4 : 0
        for number in numbers {
            let range = range(number)
            output.append(plain.span.extracting(range.lowerBound - lead..<range.upperBound))
        }
    }

    /// Forgets everything; keeps the memory.
    mutating func removeAll() {
        plain.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = Slot() }
    }

    @inline(__always) private func range(_ number: UInt32) -> Range<Int> {
        let start = Int(starts[Int(number)])
        if let width { return start..<start &+ width }
        return start..<start &+ Int(plain.span.littleEndian(start &- 4, as: UInt32.self))
    }

    @inline(__always) private func isSame(_ value: Span<UInt8>, _ number: UInt32) -> Bool {
        plain.span.extracting(range(number)).isSame(as: value)
    }

    @inline(never)
    private mutating func add(_ value: Span<UInt8>, _ key: ValueKey, _ slot: Int) -> UInt32 {
        let number = UInt32(starts.count)
        slots[slot] = Slot(key: key, number: number + 1)
        if width == nil { plain.appendLittleEndian(UInt32(value.count)) }
        starts.append(UInt32(plain.count))
        plain.append(value)
        if starts.count * 2 > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        let known = slots
        slots = Array(repeating: Slot(), count: known.count * 2)
        for one in known where one.number != 0 {
            var slot = one.key.hash & (slots.count - 1)
            while slots[slot].number != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = one
        }
    }
}

/// What a value is looked up by: itself where it has at most 16 bytes, else a hash of it.
private struct ValueKey: Sendable, Equatable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var count: UInt32 = 0

    /// The key of no value at hand.
    init() {}

    @inline(__always) init(_ value: Span<UInt8>) {
        count = UInt32(truncatingIfNeeded: value.count)
        guard value.count >= 8 else {
            low = value.shortWord
            return
        }
        low = value.count <= 16 ? value.littleEndian(0) : value.stableHash
        // The last word may overlap the first.
        high = value.littleEndian(value.count &- 8)
    }

    /// Whether other values have other keys.
    @inline(__always) var isWhole: Bool { count <= 16 }

    @inline(__always) var hash: Int {
        var hash = (low ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash &>> 32 ^ high) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (hash ^ hash &>> 29 ^ hash &>> 43) &>> 1)
    }
}
