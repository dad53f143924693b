import CanonicalModel

/// Why reading stopped, before it is known which file and line that is.
struct ReadingFailure: Error {
    let code: Diagnostic.Code
    /// The offset in the tree's bytes.
    let offset: Int
    let message: String
    let advice: String?

    init(_ code: Diagnostic.Code, at offset: Int, _ message: String, advice: String? = nil) {
        self.code = code
        self.offset = offset
        self.message = message
        self.advice = advice
    }

    /// The finding with its line and column, counted in `bytes`.
    ///
    /// - Parameter isTranscoded: Whether `bytes` are not the file's own, so that offsets in them
    ///   say nothing about the file. Lines are the same either way.
    func diagnostic(
        file: String, bytes: [UInt8], severity: Diagnostic.Severity = .error,
        isTranscoded: Bool = false
    ) -> Diagnostic {
        Diagnostic(
            code, severity, file: file, at: Diagnostic.Position(of: offset, in: bytes),
            byteOffset: isTranscoded ? nil : offset, message, advice: advice)
    }
}

extension Diagnostic.Position {
    /// The place of `offset`: lines end at LF, columns count bytes; time in proportion to `offset`.
    init(of offset: Int, in bytes: [UInt8]) {
        let before = bytes[..<Swift.min(Swift.max(offset, 0), bytes.count)]
        var (line, lineStart) = (1, before.startIndex)
        for index in before.indices where before[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        self.init(line: line, column: before.endIndex - lineStart + 1)
    }
}
