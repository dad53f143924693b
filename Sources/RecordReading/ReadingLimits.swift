/// What a record may at most be; more is refused, so that no input can exhaust memory or time.
public struct ReadingLimits: Sendable {
    /// Bytes a record, as read and as UTF-8; at most 2 GiB less 64 bytes whatever is set here.
    public var bytes = 1 << 30
    /// Nested XML elements, or JSON objects and arrays together.
    public var depth = 256
    /// Nodes a record; each takes 16 bytes of memory.
    public var nodes = 1 << 26
    /// Attributes and namespace declarations of one XML element.
    public var attributesPerElement = 256
    /// Members of one JSON object. Looking for duplicates costs time in proportion to it.
    public var membersPerObject = 1024
    /// Bytes of one element, attribute or member name.
    public var nameLength = 1024
    /// Bytes that the different names of one XML record may take together, to a factor of four.
    public var nameBytes = 1 << 20

    /// The defaults: far above any real record.
    public init() {}

    /// ``bytes``, kept below what a node's 32-bit offset and libxml2's `int` sizes can hold.
    var cappedBytes: Int { min(bytes, Int(Int32.max) - 64) }
}
