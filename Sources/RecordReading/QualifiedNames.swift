import CanonicalModel

/// An element or attribute name that the tokenizer has met and found well-formed.
struct QualifiedName {
    /// Of the local part.
    let symbol: Symbol
    /// Whether an attribute of this name declares a namespace: `xmlns` or `xmlns:…`.
    let isNamespace: Bool
    /// Which of the names it is, from 1 on; 0 for no name.
    let number: UInt32

    static let none = QualifiedName(symbol: SymbolTable.unknown, isNamespace: false, number: 0)
}

/// The names met so far, so that each is checked, split at its colon and interned only once.
///
/// A name has at most 31 bytes and is its own key: two blocks, the rest zero. There are four times
/// as many slots as names, and no search looks at more than ``reach`` of them: names that are
/// chosen to collide cost no time, they are left to libxml2.
struct QualifiedNames {
    /// A name and zeros behind it, 32 bytes.
    private struct Key: Equatable {
        let low: SIMD2<UInt64>
        let high: SIMD2<UInt64>

        @inline(__always) init(_ first: Block, _ second: Block) {
            low = unsafeBitCast(first, to: SIMD2<UInt64>.self)
            high = unsafeBitCast(second, to: SIMD2<UInt64>.self)
        }

        @inline(__always) var hash: Int {
            let mixed =
                (low[0] &* 0x9E37_79B9_7F4A_7C15) &+ (low[1] &* 0xC2B2_AE3D_27D4_EB4F)
                &+ ((high[0] ^ high[1]) &* 0x1656_67B1_9E37_79F9)
            return Int(truncatingIfNeeded: mixed >> 52)
        }
    }

    private struct Slot {
        var key = Key(Block(), Block())
        var name = QualifiedName.none
    }

    /// How many names are kept; real records have about a hundred.
    private static let capacity = 1024
    private static let slotCount = 4096
    private static let reach = 16

    private let slots: UnsafeMutablePointer<Slot>
    private let count: UnsafeMutablePointer<UInt32>
    private let symbols: SymbolTable
    private let nameLimit: Int

    /// - Parameter nameLimit: How many bytes a name may have at most.
    init(_ symbols: SymbolTable, nameLimit: Int) {
        (self.symbols, self.nameLimit) = (symbols, nameLimit)
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
    /// says; else ``QualifiedName/none``.
    @inline(__always) func find(_ block: Block) -> QualifiedName {
        let key = Key(block, Block())
        let slot = slots + key.hash
        let others = slot.pointee.key.low ^ key.low
        return _fastPath(others[0] | others[1] == 0) ? slot.pointee.name : .none
    }

    /// The name at `start`, and where it ends; it is learnt if it is new.
    ///
    /// - Throws: If it is not a name, or not one that is sure to mean to libxml2 what it does here.
    @inline(never) func name(
        _ bytes: Bytes, at start: Int
    ) throws(Handover) -> (QualifiedName, end: Int) {
        var (first, second) = (bytes.block(at: start), Block())
        var length = Marks.ofNameEnd(first).first
        if length == 16 {
            second = bytes.block(at: start &+ 16)
            let more = Marks.ofNameEnd(second).first
            guard more < 16 else { throw Handover() }
            second = second.prefix(more)
            length &+= more
        } else {
            first = first.prefix(length)
        }
        if length == 0 { throw Handover() }
        let key = Key(first, second)
        var place = key.hash
        for _ in 0..<Self.reach {
            if slots[place].key == key { return (slots[place].name, start &+ length) }
            if slots[place].name.number == 0 {
                let name = try learn(bytes + start, length: length)
                slots[place] = Slot(key: key, name: name)
                return (name, start &+ length)
            }
            place = (place &+ 1) & (Self.slotCount &- 1)
        }
        throw Handover()
    }

    private func learn(_ bytes: Bytes, length: Int) throws(Handover) -> QualifiedName {
        let local = try bytes.localPart(length: length)
        guard count.pointee < Self.capacity, length <= nameLimit else { throw Handover() }
        count.pointee += 1
        let spelling = UnsafeBufferPointer(start: bytes + local, count: length - local)
        return QualifiedName(
            symbol: symbols.symbol(spelling.span),
            isNamespace: bytes.isNamespaceDeclaration(length: length), number: count.pointee)
    }
}

extension Marks {
    /// Where a name that begins with `block` cannot go on.
    @inline(__always) static func ofNameEnd(_ block: Block) -> Marks {
        Marks(
            (block.below(0x21) | block.equal(UInt8(ascii: ">")))
                | (block.equal(UInt8(ascii: "/")) | block.equal(UInt8(ascii: "="))))
    }
}

extension UnsafePointer<UInt8> {
    /// Where the local part of the name of `length` bytes at the start begins.
    ///
    /// Names are ASCII with at most one colon, each side of which is a name by itself (Namespaces
    /// in XML 1.0 §4). Other names are rare, and left to libxml2.
    fileprivate func localPart(length: Int) throws(Handover) -> Int {
        var (local, isStart) = (0, true)
        for index in 0..<length {
            let byte = self[index]
            if byte == UInt8(ascii: ":"), !isStart, local == 0 {
                (local, isStart) = (index + 1, true)
            } else {
                guard isStart ? isNameStart(byte) : isNameByte(byte) else { throw Handover() }
                isStart = false
            }
        }
        if isStart { throw Handover() }
        return local
    }

    fileprivate func isNamespaceDeclaration(length: Int) -> Bool {
        let isPrefixed = length >= 5 && word(at: 0) & 0xFF_FFFF_FFFF == 0x73_6E6C_6D78  // `xmlns`
        return isPrefixed && (length == 5 || self[5] == UInt8(ascii: ":"))
    }
}

/// Whether an ASCII name may begin with `byte`, colon apart.
func isNameStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_")
}

/// Whether `byte` may be in an ASCII name, colon apart.
func isNameByte(_ byte: UInt8) -> Bool {
    isNameStart(byte) || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".")
}
