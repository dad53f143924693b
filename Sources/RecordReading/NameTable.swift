import CanonicalModel

/// A name that a parser has met.
struct MetName {
    let symbol: Symbol
    /// Whether XML attributes of this name are left out of the tree: `xmlns` and `xmlns:…`, which
    /// declare namespaces, and those that nobody reads.
    let isLeftOut: Bool
    /// How many bytes it has if they are at most fifteen, else 255.
    let shortLength: UInt8
    /// Which of the names it is, from 1 on; 0 for no name.
    let number: UInt32

    static let none = MetName(
        symbol: SymbolTable.unknown, isLeftOut: false, shortLength: 255, number: 0)
}

/// The names met so far, so that each is checked and looked for only once.
///
/// A name has 1 to 31 bytes, none of them zero, and is its own key: two blocks, the rest zero.
/// There are four times as many slots as names, and no search looks at more than ``reach`` of them,
/// so names that are chosen to collide cost no time: they are not kept.
struct NameTable {
    /// A name and zeros behind it, 32 bytes.
    struct Key: Equatable {
        let low: SIMD2<UInt64>
        let high: SIMD2<UInt64>

        @inline(__always) init(_ first: Block, _ second: Block) {
            low = unsafeBitCast(first, to: SIMD2<UInt64>.self)
            high = unsafeBitCast(second, to: SIMD2<UInt64>.self)
        }

        /// The key of the name of `length` bytes, 1 to 31, at `bytes`, which are padded.
        init(_ bytes: Bytes, length: Int) {
            let isLong = length > 16
            self.init(
                bytes.block(at: 0).prefix(isLong ? 16 : length),
                isLong ? bytes.block(at: 16).prefix(length - 16) : Block())
        }

        /// Below ``slotCount``.
        @inline(__always) fileprivate var hash: Int {
            let mixed = (low[0] &+ low[1] &* 5 &+ (high[0] ^ high[1])) &* 0x9E37_79B9_7F4A_7C15
            return Int(truncatingIfNeeded: mixed >> 52)
        }
    }

    private struct Slot {
        var key = Key(Block(), Block())
        var name = MetName.none
    }

    /// How many bytes a name has at most.
    static let longest = 31
    /// How many names are kept; real records have about a hundred.
    private static let capacity = 1024
    private static let slotCount = 4096
    private static let reach = 16

    private let slots: UnsafeMutablePointer<Slot>
    private let count: UnsafeMutablePointer<UInt32>

    init() {
        slots = .allocate(capacity: Self.slotCount)
        slots.initialize(repeating: Slot(), count: Self.slotCount)
        count = .allocate(capacity: 1)
        count.initialize(to: 0)
    }

    /// Frees the table; called once, by its owner.
    func free() {
        slots.deallocate()
        count.deallocate()
    }

    /// Forgets the names before another record if there are many.
    func prepare() {
        guard count.pointee > Self.capacity / 2 else { return }
        slots.update(repeating: Slot(), count: Self.slotCount)
        count.pointee = 0
    }

    /// The name of at most fifteen bytes with zeros behind it in `block`, if it is where its hash
    /// says; else another. It is the right one if its ``MetName/shortLength`` is: a zero byte in
    /// what should be a name looks like its end here.
    @inline(__always) func find(_ block: Block) -> MetName {
        let key = Key(block, Block())
        let slot = slots + key.hash
        let others = slot.pointee.key.low ^ key.low
        return _fastPath(others[0] | others[1] == 0) ? slot.pointee.name : .none
    }

    /// The name that is `key`, or ``MetName/none``.
    func find(_ key: Key) -> MetName { place(of: key).map { slots[$0].name } ?? .none }

    /// Keeps the name that is `key`, which is not here yet; ``MetName/none`` if there is no room.
    func keep(_ key: Key, length: Int, _ symbol: Symbol, isLeftOut: Bool = false) -> MetName {
        guard count.pointee < Self.capacity, let place = place(of: key) else { return .none }
        count.pointee += 1
        let name = MetName(
            symbol: symbol, isLeftOut: isLeftOut,
            shortLength: length < 16 ? UInt8(length) : 255, number: count.pointee)
        slots[place] = Slot(key: key, name: name)
        return name
    }

    /// The slot of `key`, or the free one where it belongs, or none.
    private func place(of key: Key) -> Int? {
        var place = key.hash
        for _ in 0..<Self.reach {
            if slots[place].key == key || slots[place].name.number == 0 { return place }
            place = (place + 1) & (Self.slotCount - 1)
        }
        return nil
    }
}
