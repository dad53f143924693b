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
        var taken = 0
        numbers.append(addingCapacity: starts.count) { numbers in
            var (last, lastKey) = (UInt32?.none, ValueKey())
            while true {
                taken &+= appendKnown(
                    cells, at: starts.extracting(taken..<starts.count), to: &numbers)
                guard taken < starts.count else { return }
                let cell = starts[taken]
                taken &+= 1
                guard let range = cells.value(at: cell) else { continue }
                let (key, known) = (ValueKey(cells.extracting(range)), count)
                if let last, key == lastKey, isSame(cells.extracting(range), last) {
                    numbers.append(last)
                    continue
                }
                let number = number(of: cells.extracting(range), key)
                numbers.append(number)
                (last, lastKey) = (number, key)
                if count & 1023 == 0, count > known { return }
            }
        }
        return taken
    }

    /// Appends the numbers of values that are known and have at most 16 bytes, which are nearly
    /// all: up to the first of `starts` that is another, or stands near the end of `cells`.
    @inline(never)
    private func appendKnown(
        _ cells: Span<UInt8>, at starts: Span<UInt32>, to numbers: inout OutputSpan<UInt32>
    ) -> Int {
        switch width {
        case 4: appendKnown(cells, at: starts, width: 4, to: &numbers)
        case 8: appendKnown(cells, at: starts, width: 8, to: &numbers)
        default: appendKnown(cells, at: starts, width: 0, to: &numbers)
        }
    }

    /// As above, for values of `width` bytes, a constant, or of any number of them if it is 0.
    @inline(__always)
    private func appendKnown(
        _ cells: Span<UInt8>, at starts: Span<UInt32>, width: Int,
        to numbers: inout OutputSpan<UInt32>
    ) -> Int {
        precondition(numbers.freeCapacity >= starts.count)
        let (slots, mask, end) = (slots.span, slots.count &- 1, cells.count &- 17)
        return unsafe numbers.withUnsafeMutableBufferPointer { numbers, written in
            var (taken, last, lastKey) = (0, UInt32(0), ValueKey())
            while taken < starts.count {
                let start = Int(unsafe starts[unchecked: taken])
                guard start <= end else { return taken }
                let head = Int(unsafe cells[unchecked: start])
                if head > 0 {
                    guard head <= (width == 0 ? 17 : width &+ 1) else { return taken }
                    let key = unsafe ValueKey(cells, start &+ 1, count: head &- 1, width: width)
                    // Rows stand in order, so that a value often is the one before it.
                    if last == 0 || key != lastKey {
                        var slot = key.hash & mask
                        var found = unsafe slots[unchecked: slot]
                        while found.number != 0, found.key != key {
                            slot = (slot &+ 1) & mask
                            found = unsafe slots[unchecked: slot]
                        }
                        if found.number == 0 { return taken }
                        (last, lastKey) = (found.number, key)
                    }
                    unsafe numbers[written] = last &- 1
                    written &+= 1
                }
                taken &+= 1
            }
            return taken
        }
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

    /// Appends the values with these numbers to `output`, and of texts how many bytes each has.
    func append(_ numbers: [UInt32], to output: inout [UInt8], lengths: inout [UInt32]) {
        for number in numbers {
            let range = range(number)
            output.append(plain.span.extracting(range))
            if width == nil { lengths.append(UInt32(range.count)) }
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

    /// The key of `value`.
    init(_ value: Span<UInt8>) {
        count = UInt32(truncatingIfNeeded: value.count)
        guard value.count <= 16 else {
            (low, high) = (value.stableHash, value.word(value.count &- 8))
            return
        }
        low = value.word(0)
        if value.count > 8 { high = value.word(8) }
    }

    /// The key of the value of `count` bytes at `start`, at most 16 bytes, which must all be there.
    ///
    /// - Parameter width: As many as `count`, or 0 if that is not known.
    @unsafe @inline(__always)
    init(_ cells: Span<UInt8>, _ start: Int, count: Int, width: Int) {
        self.count = UInt32(truncatingIfNeeded: count)
        let bytes = unsafe cells.bytes
        if width == 4 {
            low = UInt64(
                unsafe bytes.unsafeLoadUnaligned(
                    fromUncheckedByteOffset: start, as: UInt32.self
                ).littleEndian)
            return
        }
        low = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start, as: UInt64.self
        ).littleEndian
        if width == 8 { return }
        // What comes after the value is taken away.
        high = unsafe bytes.unsafeLoadUnaligned(
            fromUncheckedByteOffset: start &+ 8, as: UInt64.self
        ).littleEndian
        let bits = UInt64(truncatingIfNeeded: count) &* 8
        if count < 8 {
            (low, high) = (low & ~(UInt64.max &<< bits), 0)
        } else if count < 16 {
            high &= ~(UInt64.max &<< (bits &- 64))
        }
    }

    /// Whether other values have other keys.
    @inline(__always) var isWhole: Bool { count <= 16 }

    @inline(__always) var hash: Int {
        var hash = (low ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
        hash = (hash ^ hash &>> 32 ^ high) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: (hash ^ hash &>> 29 ^ hash &>> 43) &>> 1)
    }
}
