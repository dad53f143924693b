import CanonicalModel

/// A member that repeats the name of another in its object.
struct JSONDuplicate {
    let name: Symbol
    let offset: Int
}

/// One open object or array.
struct JSONFrame {
    /// The object's node; not used for an array, which has none.
    var node: Int
    /// How many names were noted before this object's own.
    var firstKey: Int
    var isObject: Bool
    /// The name that an array's items carry.
    var name: Symbol
    /// Of the names noted so far, a bit each, so that most new ones need not be looked for.
    var seen: UInt64 = 0
}

/// A member name, noted to find duplicates.
struct JSONKey {
    var hash: UInt64
    var offset: UInt32
    var length: UInt32
}

/// The memory that a reader keeps from record to record, and what it looks names up in.
///
/// `frames` has room for `limits.depth` frames and `keys` for `keyCapacity` keys; the parser checks
/// before it writes.
final class JSONStorage {
    let names: NameIndex
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
        keys = .allocate(capacity: keyCapacity)
    }

    deinit {
        frames.deallocate()
        keys.deallocate()
        nodes.free()
        names.free()
    }

    /// Doubles the room for keys, of which the first `count` are kept.
    func growKeys(count: Int) {
        let larger = UnsafeMutablePointer<JSONKey>.allocate(capacity: keyCapacity * 2)
        larger.moveInitialize(from: keys, count: count)
        keys.deallocate()
        (keys, keyCapacity) = (larger, keyCapacity * 2)
    }
}
