/// The distinct values of a column in the order in which they came, with the number of each.
struct ValueDictionary: Sendable {
    /// The values in PLAIN encoding.
    private(set) var plain: [UInt8] = []
    /// Where each value begins in ``plain``, behind its length.
    private var starts: [UInt32] = []
    /// Numbers plus one; 0 where there is none. A power of two of them, at most half in use.
    private var slots = [UInt32](repeating: 0, count: 512)
    /// The bytes of a value; `nil` if each has its length before it.
    private let width: Int?

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
        var (taken, last) = (0, UInt32?.none)
        numbers.append(addingCapacity: starts.count) { numbers in
            while taken < starts.count {
                guard let range = cells.value(at: starts[taken]) else {
                    taken &+= 1
                    continue
                }
                let (value, known) = (cells.extracting(range), count)
                taken &+= 1
                // Rows stand in order, so that a value often is the one before it.
                if let last, isSame(value, last) {
                    numbers.append(last)
                    continue
                }
                let number = number(of: value)
                numbers.append(number)
                last = number
                if count & 1023 == 0, count > known { return }
            }
        }
        return taken
    }

    /// The number of `value`, which is added if it is new.
    @inline(__always) mutating func number(of value: Span<UInt8>) -> UInt32 {
        precondition(width == nil || width == value.count)
        let mask = slots.count &- 1
        var slot = value.stableHash & mask
        while slots[slot] != 0 {
            let number = slots[slot] &- 1
            if isSame(value, number) { return number }
            slot = (slot &+ 1) & mask
        }
        return add(value, slot)
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
        for slot in slots.indices { slots[slot] = 0 }
    }

    @inline(__always) private func range(_ number: UInt32) -> Range<Int> {
        let start = Int(starts[Int(number)])
        if let width { return start..<start &+ width }
        return start..<start &+ Int(plain.span.littleEndian(start &- 4, as: UInt32.self))
    }

    @inline(__always) private func isSame(_ value: Span<UInt8>, _ number: UInt32) -> Bool {
        plain.span.extracting(range(number)).isSame(as: value)
    }

    @inline(never) private mutating func add(_ value: Span<UInt8>, _ slot: Int) -> UInt32 {
        let number = UInt32(starts.count)
        slots[slot] = number + 1
        if width == nil { plain.appendLittleEndian(UInt32(value.count)) }
        starts.append(UInt32(plain.count))
        plain.append(value)
        if starts.count * 2 > slots.count { grow() }
        return number
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in starts.indices {
            var slot = plain.span.extracting(range(UInt32(number))).stableHash & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = UInt32(number) + 1
        }
    }
}
