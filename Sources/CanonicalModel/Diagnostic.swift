/// A finding about an input, a mapping or an agreement: names and places, never patient data.
public struct Diagnostic: Error, Hashable, Sendable {
    /// How bad a finding is.
    public enum Severity: String, Sendable {
        case error, warning, note
    }

    /// The stable number that tests, users and the handbook refer to.
    ///
    /// 1xx reading, 2xx mapping, 3xx agreements, 4xx running and publishing. A released number is
    /// never given another meaning. Each target declares its own in its `Codes.swift`.
    public struct Code: Hashable, Sendable {
        /// The number, printed as `E101`.
        public let number: Int
        /// A short stable name in kebab case, for machines.
        public let name: String
        /// Declares a code.
        public init(_ number: Int, _ name: String) {
            self.number = number
            self.name = name
        }
    }

    /// A place in a text file, both from 1; the column counts bytes.
    public struct Position: Hashable, Sendable {
        /// The line, from 1.
        public let line: Int
        /// The column, from 1.
        public let column: Int
        /// A place.
        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// The stable code.
    public let code: Code
    /// How bad it is.
    public let severity: Severity
    /// The file (or `-` for standard input) it is about.
    public let file: String
    /// The place in ``file``, where one is known.
    public let position: Position?
    /// The byte offset in ``file``, where one is known.
    public let byteOffset: Int?
    /// What is wrong: lower case, no full stop, names in backticks, no patient values.
    public let message: String
    /// What to do about it.
    public let advice: String?

    /// Makes a finding.
    public init(
        _ code: Code, _ severity: Severity = .error, file: String, at position: Position? = nil,
        byteOffset: Int? = nil, _ message: String, advice: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.file = file
        self.position = position
        self.byteOffset = byteOffset
        self.message = message
        self.advice = advice
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line:column: error[E202]: message; advice`, which editors can jump to.
    public var description: String {
        var text = file
        if let position {
            text += ":\(position.line):\(position.column)"
        } else if let byteOffset {
            text += "@\(byteOffset)"
        }
        text += ": \(severity.rawValue)[E\(code.number)]: \(message)"
        if let advice { text += "; \(advice)" }
        return text
    }
}

/// Several findings at once, for loaders that report everything wrong with a file in one go.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
    /// The findings, in file order.
    public let all: [Diagnostic]
    /// Wraps `all`.
    public init(_ all: [Diagnostic]) { self.all = all }
    /// One finding a line.
    public var description: String { all.map(\.description).joined(separator: "\n") }
}
