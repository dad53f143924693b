import CLibXML2
import CanonicalModel

/// The symbols of the names in one libxml2 dictionary, found by their addresses alone.
///
/// libxml2 keeps each name once a context, so equal names have equal addresses while it lives.
/// `slots` is plain memory, looked at for every name of a record: it has `mask + 1` slots, a power
/// of two, at most half of them used, so that every search ends; its owner frees it, once.
struct XMLNames {
    private struct Slot {
        var address: UInt = 0
        var symbol: Symbol = 0
    }

    private let symbols: SymbolTable
    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private var count = 0

    init(symbols: SymbolTable) {
        self.symbols = symbols
        (slots, mask) = Self.emptySlots(1024)
    }

    /// Whether so many names were learnt that the dictionary is better thrown away.
    var isFull: Bool { count > 1 << 15 }

    /// The symbol of a name seen before.
    @inline(__always) func known(_ name: UnsafePointer<xmlChar>) -> Symbol? {
        let address = UInt(bitPattern: name)
        var index = Self.hash(address) & mask
        while slots[index].address != 0 {
            if slots[index].address == address { return slots[index].symbol }
            index = (index &+ 1) & mask
        }
        return nil
    }

    /// Whether attributes of a name are left out of the tree.
    func areLeftOut(_ symbol: Symbol) -> Bool { symbols.isLeftOut(symbol) }

    /// Looks a new name of `length` bytes up and remembers it.
    mutating func learn(_ name: UnsafePointer<xmlChar>, length: Int) -> Symbol {
        let symbol = symbols.symbol(UnsafeBufferPointer(start: name, count: length).span)
        if count * 2 >= mask { grow() }
        insert(Slot(address: UInt(bitPattern: name), symbol: symbol))
        count += 1
        return symbol
    }

    /// Forgets all names, whose addresses are about to lose their meaning.
    mutating func forget() {
        free()
        (slots, mask) = Self.emptySlots(1024)
        count = 0
    }

    /// Frees the slots; called once, by the owner.
    func free() { slots.deallocate() }

    private static func emptySlots(_ count: Int) -> (UnsafeMutablePointer<Slot>, Int) {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        slots.initialize(repeating: Slot(), count: count)
        return (slots, count - 1)
    }

    private mutating func grow() {
        let old = UnsafeMutableBufferPointer(start: slots, count: mask + 1)
        (slots, mask) = Self.emptySlots(old.count * 2)
        for slot in old where slot.address != 0 { insert(slot) }
        old.deallocate()
    }

    private func insert(_ slot: Slot) {
        var index = Self.hash(slot.address) & mask
        while slots[index].address != 0 { index = (index + 1) & mask }
        slots[index] = slot
    }

    @inline(__always) private static func hash(_ address: UInt) -> Int {
        Int(truncatingIfNeeded: UInt64(address) &* 0x9E37_79B9_7F4A_7C15 >> 32)
    }
}
