/// A patient value that prints as `<redacted>`; read ``value`` only to map, decide or emit it.
public struct Sensitive<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The value itself.
    public let value: Value
    /// Wraps `value`.
    public init(_ value: Value) { self.value = value }
}

extension Sensitive: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Hides the value from `dump` and from test failures.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
