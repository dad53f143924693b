public import CanonicalModel

/// Something in a record that could not be mapped: names and places, never a value.
public struct MappingFinding: Hashable, Sendable {
    /// What was wrong.
    public let code: Diagnostic.Code
    /// The number of the rule that met it, in ``MappingSet/ruleName(_:)``.
    public let rule: UInt16
    /// The field it is about, or `nil` for the whole entry.
    public let field: UInt8?
    /// Where the source says it: byte offset.
    public let sourceOffset: UInt32
    /// Where the source says it: length in bytes.
    public let sourceLength: UInt32
    /// Whether the whole entry went to quarantine; otherwise only the field is left out.
    public let isWholeEntry: Bool
    /// The kind of the entry.
    public let kind: EntryKind
}

/// One record after mapping: what was read, and what could not be.
public struct MappedRecord: Sendable {
    /// The canonical record.
    public var record: CanonicalRecord
    /// What could not be mapped, in source order.
    public var findings: [MappingFinding]
    /// How many parts of the record no rule took, by kind, as the source's mapping names them: what
    /// the model has no place for.
    public let unread: [String: Int]
    /// The number of the source format, in ``MappingSet/sources``.
    public let source: Int
    /// The supplier that wrote the record, as the source's mapping names it, or `unknown`.
    public let system: String
    /// Whether one of the codes that the mapper watches for stands anywhere in the record, mapped
    /// or not, whatever its system.
    public let mentionsWatchedCode: Bool
}
