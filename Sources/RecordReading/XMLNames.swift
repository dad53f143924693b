import CLibXML2
import CanonicalModel

/// The symbols of the names in one libxml2 dictionary, found by their addresses alone.
///
/// libxml2 keeps each name once a context, so equal names have equal addresses while it lives.
struct XMLNames {
    private struct Slot {
        var address: UInt = 0
        var symbol: Symbol = 0
    }

    private let symbols: SymbolTable
    private var slots = [Slot](repeating: Slot(), count: 1024)
    private var count = 0

    init(symbols: SymbolTable) { self.symbols = symbols }

    /// Whether so many names were learnt that the dictionary is better thrown away.
    var isFull: Bool { count > 1 << 15 }

    /// The symbol of a name seen before.
    @inline(__always) func known(_ name: UnsafePointer<xmlChar>) -> Symbol? {
        let address = UInt(bitPattern: name)
        var index = Self.hash(address) & (slots.count &- 1)
        while slots[index].address != 0 {
            if slots[index].address == address { return slots[index].symbol }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// Looks a new name of `length` bytes up and remembers it.
    mutating func learn(_ name: UnsafePointer<xmlChar>, length: Int) -> Symbol {
        let symbol = symbols.symbol(UnsafeBufferPointer(start: name, count: length).span)
        if count * 2 >= slots.count { grow() }
        insert(Slot(address: UInt(bitPattern: name), symbol: symbol))
        count += 1
        return symbol
    }

    /// Forgets all names, whose addresses are about to lose their meaning.
    mutating func forget() {
        slots = [Slot](repeating: Slot(), count: 1024)
        count = 0
    }

    private mutating func grow() {
        let old = slots
        slots = [Slot](repeating: Slot(), count: old.count * 2)
        for slot in old where slot.address != 0 { insert(slot) }
    }

    private mutating func insert(_ slot: Slot) {
        var index = Self.hash(slot.address) & (slots.count - 1)
        while slots[index].address != 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    @inline(__always) private static func hash(_ address: UInt) -> Int {
        Int(truncatingIfNeeded: UInt64(address) &* 0x9E37_79B9_7F4A_7C15 >> 32)
    }
}
