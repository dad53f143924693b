/// Writes structures of Thrift's compact protocol, as far as Parquet's metadata need it.
///
/// Source: Apache Thrift, thrift-compact-protocol.md.
struct ThriftCompact {
    /// What was written.
    private(set) var bytes: [UInt8] = []
    /// The number of the last field of each structure that is open.
    private var last = [0]

    /// The numbers of types in field and list headers.
    enum Kind: UInt8 {
        case yes = 1
        case no = 2
        case int16 = 4
        case int32 = 5
        case int64 = 6
        case binary = 8
        case list = 9
        case structure = 12
    }

    /// Writes a truth value, which stands in the header itself.
    mutating func write(_ field: Int, _ value: Bool) { begin(field, value ? .yes : .no) }

    /// Writes a whole number of 16, 32 or 64 bits.
    mutating func write(_ field: Int, _ value: Int, _ kind: Kind = .int32) {
        begin(field, kind)
        zigzag(value)
    }

    /// Writes a text or other bytes.
    mutating func write(_ field: Int, _ value: some Collection<UInt8>) {
        begin(field, .binary)
        element(value)
    }

    /// Writes a structure; `body` writes its fields.
    mutating func write(_ field: Int, _ body: (inout ThriftCompact) -> Void = { _ in }) {
        begin(field, .structure)
        element(body)
    }

    /// Writes a list; `body` writes an element.
    mutating func write<Elements: Collection>(
        _ field: Int, _ elements: Elements, _ kind: Kind,
        _ body: (inout ThriftCompact, Elements.Element) -> Void
    ) {
        begin(field, .list)
        if elements.count < 15 {
            bytes.append(UInt8(elements.count) << 4 | kind.rawValue)
        } else {
            bytes.append(0xF0 | kind.rawValue)
            bytes.appendVarint(UInt64(elements.count))
        }
        for element in elements { body(&self, element) }
    }

    /// Writes a structure that is an element of a list, or the outermost one.
    mutating func element(_ body: (inout ThriftCompact) -> Void) {
        last.append(0)
        body(&self)
        last.removeLast()
        bytes.append(0)
    }

    /// Writes bytes that are an element of a list.
    mutating func element(_ value: some Collection<UInt8>) {
        bytes.appendVarint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    /// Writes a whole number that is an element of a list.
    mutating func element(_ value: Int) { zigzag(value) }

    private mutating func begin(_ field: Int, _ kind: Kind) {
        let step = field - last[last.count - 1]
        if (1...15).contains(step) {
            bytes.append(UInt8(step) << 4 | kind.rawValue)
        } else {
            bytes.append(kind.rawValue)
            zigzag(field)
        }
        last[last.count - 1] = field
    }

    private mutating func zigzag(_ value: Int) {
        bytes.appendVarint(UInt64(bitPattern: Int64(value << 1 ^ value >> 63)))
    }
}
