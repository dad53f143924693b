public import CanonicalModel

/// What a run tells while it goes: progress now and then, and findings about whole records.
public struct RunObserver: Sendable {
    private let progress: @Sendable (_ records: Int, _ bytes: Int) -> Void
    private let finding: @Sendable (Diagnostic) -> Void

    /// - Parameters:
    ///   - progress: Called after each record, in order; it decides how often to speak.
    ///   - finding: Called for each record that could not be read, and at the end for what is odd
    ///     about a feed.
    public init(
        progress: @escaping @Sendable (_ records: Int, _ bytes: Int) -> Void = { _, _ in },
        finding: @escaping @Sendable (Diagnostic) -> Void = { _ in }
    ) {
        self.progress = progress
        self.finding = finding
    }

    func report(_ finding: Diagnostic) { self.finding(finding) }

    func report(records: Int, bytes: Int, findings: [Diagnostic]) {
        for finding in findings { self.finding(finding) }
        progress(records, bytes)
    }
}
