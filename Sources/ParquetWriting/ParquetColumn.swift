/// A column of a Parquet table. Every column is optional: any value may be missing.
public struct ParquetColumn: Sendable, Equatable {
    /// What the values of a column are.
    public enum Kind: Sendable, Equatable, CaseIterable {
        /// UTF-8 text; also decimal numbers whose literal matters.
        case string
        /// Whole numbers of 32 bits.
        case int32
        /// Whole numbers of 64 bits.
        case int64
        /// IEEE 754 numbers of 64 bits.
        case double
        /// True or false.
        case boolean
        /// Calendar days, as days since 1970-01-01 in 32 bits.
        case date
        /// Moments, as microseconds since 1970-01-01T00:00:00Z in 64 bits.
        case timestamp
        /// Lists of UTF-8 texts; a list may be missing or empty, a text in it may not be missing.
        case strings
    }

    /// The name, unique in its table.
    public let name: String
    /// What its values are.
    public let kind: Kind

    /// A column called `name`.
    public init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

extension ParquetColumn.Kind {
    /// The numbers of `Type` in parquet.thrift.
    enum Physical: Int, Sendable {
        case boolean = 0
        case int32 = 1
        case int64 = 2
        case double = 5
        case bytes = 6

        /// The bytes of a value as ``ParquetRows`` and PLAIN encoding have it, truth values as the
        /// former; `nil` where values differ in length.
        var width: Int? {
            switch self {
            case .boolean: 1
            case .int32: 4
            case .int64, .double: 8
            case .bytes: nil
            }
        }
    }

    var physical: Physical {
        switch self {
        case .boolean: .boolean
        case .int32, .date: .int32
        case .int64, .timestamp: .int64
        case .double: .double
        case .string, .strings: .bytes
        }
    }

    /// The definition level of a value that is there.
    var topLevel: UInt8 { self == .strings ? 2 : 1 }
}
