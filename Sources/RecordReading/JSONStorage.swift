import CanonicalModel

/// A member that repeats the name of another in its object.
struct JSONDuplicate {
    let name: Symbol
    let offset: Int
    /// Whether a mapping mentions the name.
    var isKnown: Bool { name != SymbolTable.unknown }
}

/// One open object or array.
struct JSONFrame {
    /// The object's node; not used for an array, which has none.
    let node: Int
    /// How many names were noted before this object's own.
    let firstKey: Int
    let isObject: Bool
    /// The name that an array's items carry.
    let name: Symbol
    /// What was ``JSONParser/seen`` and ``JSONParser/keyCeiling`` outside it.
    let seen: UInt64
    let keyCeiling: Int
}

/// A member name, noted to find duplicates.
struct JSONKey {
    let identity: UInt64
    let offset: UInt32
    let length: UInt32
}

/// The memory that a reader keeps from record to record, and what it looks names up in.
///
/// `frames` has room for `limits.depth` frames after the first, which stands for what is outside
/// all values, and `keys` for `keyCapacity` keys; the parser checks
/// before it writes.
final class JSONStorage {
    let names: NameIndex
    let met = NameTable()
    let symbols: SymbolTable
    let limits: ReadingLimits
    let frames: UnsafeMutablePointer<JSONFrame>
    private(set) var keys: UnsafeMutablePointer<JSONKey>
    private(set) var keyCapacity = 1024
    /// The parser works on a copy and puts it back, since it may have moved.
    var nodes = NodeBuffer()

    init(symbols: SymbolTable, limits: ReadingLimits) {
        names = NameIndex(symbols)
        self.symbols = symbols
        self.limits = limits
        frames = .allocate(capacity: limits.depth + 1)
        frames.initialize(
            to: JSONFrame(
                node: 0, firstKey: 0, isObject: false, name: SymbolTable.unknown, seen: 0,
                keyCeiling: 0))
        keys = .allocate(capacity: keyCapacity)
    }

    deinit {
        frames.deallocate()
        keys.deallocate()
        nodes.free()
        names.free()
        met.free()
    }

    /// Doubles the room for keys, of which the first `count` are kept.
    func growKeys(count: Int) {
        let larger = UnsafeMutablePointer<JSONKey>.allocate(capacity: keyCapacity * 2)
        larger.moveInitialize(from: keys, count: count)
        keys.deallocate()
        (keys, keyCapacity) = (larger, keyCapacity * 2)
    }
}
