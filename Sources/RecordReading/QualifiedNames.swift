import CanonicalModel

/// The element and attribute names that the tokenizer has met and found well-formed.
struct QualifiedNames {
    let met = NameTable()
    private let symbols: SymbolTable
    private let nameLimit: Int

    /// - Parameter nameLimit: How many bytes a name may have at most.
    init(_ symbols: SymbolTable, nameLimit: Int) {
        (self.symbols, self.nameLimit) = (symbols, nameLimit)
    }

    /// The name at `start`, and where it ends.
    ///
    /// - Throws: If it is not a name, or not one that is sure to mean to libxml2 what it does here.
    @inline(never) func name(
        _ bytes: Bytes, at start: Int
    ) throws(Handover) -> (MetName, end: Int) {
        var length = Marks.ofNameEnd(bytes.block(at: start)).first
        if length == 16 { length += Marks.ofNameEnd(bytes.block(at: start + 16)).first }
        guard 1...min(NameTable.longest, nameLimit) ~= length else { throw Handover() }
        let key = NameTable.Key(bytes + start, length: length)
        let known = met.find(key)
        if _fastPath(known.number != 0) { return (known, start + length) }
        let spelling = bytes + start
        let local = try spelling.localPart(length: length)
        let symbol = symbols.symbol(
            UnsafeBufferPointer(start: spelling + local, count: length - local).span)
        let name = met.keep(
            key, length: length, symbol,
            isLeftOut: spelling.isNamespaceDeclaration(length: length)
                || symbols.isLeftOut(symbol))
        guard name.number != 0 else { throw Handover() }
        return (name, start + length)
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
