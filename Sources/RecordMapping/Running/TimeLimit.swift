package import CanonicalModel

/// The time that a record may take: what is done to one grows with its size, but a record may be
/// made so that it grows with the square of it, by ids that collide or marks that are all looked
/// through for every entry.
extension MappingRun {
    /// How many steps are made between two looks at the clock; none takes longer than one pass over
    /// the record.
    static let stepsALook = 1024

    /// Whether there is time for another step. After it was once denied it always is, until the
    /// next record: expressions then give nothing, and what was made is thrown away.
    @inline(__always) mutating func hasTime() -> Bool {
        steps &-= 1
        return _fastPath(steps > 0) || looksAtClock()
    }

    @inline(never) private mutating func looksAtClock() -> Bool {
        if !isLate, let isOverdue { isLate = isOverdue() }
        steps = isLate ? 0 : Self.stepsALook
        return !isLate
    }
}

extension Diagnostic {
    /// A record that took longer than it may.
    package static func tooSlow(file: String) -> Diagnostic {
        Diagnostic(
            .tooSlow, file: file, "the record takes longer to be read than one may",
            advice: "look at it by hand; `--max-record-seconds` sets how long one may take")
    }
}
