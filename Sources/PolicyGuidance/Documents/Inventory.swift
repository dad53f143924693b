public import CanonicalModel
public import SharingAgreements

/// Every agreement of a folder, a row each: what is shared, with whom, why, until when.
public struct Inventory: Sendable {
    /// What the last run sent under an agreement.
    public struct LastRun: Sendable {
        /// The day of the run, as the manifest states it.
        public let day: String
        /// Records read, and records of which something left.
        public let read, released: Int

        /// What a manifest says.
        public init(day: String, read: Int, released: Int) {
            (self.day, self.read, self.released) = (day, read, released)
        }
    }

    /// The headings of the columns.
    public let headings: [String]
    /// A row an agreement.
    public private(set) var rows: [[String]] = []
    private let practice: String?
    private let today: PartialDate

    /// An inventory of what all practices share, or one.
    public init(practice: String?, today: PartialDate) {
        (self.practice, self.today) = (practice, today)
        headings = [
            "agreement", "title", "status", "what", "with whom", "what for", "basis", "until",
            "due", practice == nil ? "signed" : "this practice", "last run",
        ]
    }

    /// Adds an agreement; one that the practice is no party to is left out.
    public mutating func add(_ agreement: Agreement, lastRun: LastRun?) {
        if let practice, !agreement.publishers.contains(where: { $0.ods == practice }) { return }
        let kinds = agreement.inclusions.map { Words.kind($0.kind) }.uniqued
        rows.append([
            "\(agreement.id) \(agreement.version)", agreement.title, agreement.status.rawValue,
            Words.level(agreement.deidentification.level) + ": " + kinds.joined(separator: ", "),
            agreement.recipients.map { "\($0.name) (\($0.ods))" }.joined(separator: "; "),
            agreement.purposes.map { Words.purpose($0.kind) }.uniqued.joined(separator: "; "),
            Words.basis(agreement.basis), Words.day(agreement.validUntil), due(agreement),
            practice.map { standing($0, agreement) } ?? signed(agreement),
            lastRun.map { "\($0.day): something of \($0.released) of \($0.read) records" }
                ?? "not known",
        ])
    }

    private func due(_ agreement: Agreement) -> String {
        if let until = agreement.validUntil, until.dayNumber < today.dayNumber { return "ended" }
        if let support = agreement.supportUntil, support.dayNumber < today.dayNumber {
            return "support has ended"
        }
        guard let review = agreement.reviewDue else { return "no review is planned" }
        let days = review.dayNumber - today.dayNumber
        if days < 0 { return "review overdue since \(Words.day(review))" }
        return days <= 60 ? "review in \(days) days" : "review on \(Words.day(review))"
    }

    private func signed(_ agreement: Agreement) -> String {
        let count = agreement.publishers.count { isSigned($0.ods, agreement) != nil }
        return "\(count) of \(agreement.publishers.count) practices"
    }

    private func standing(_ ods: String, _ agreement: Agreement) -> String {
        let withdrawn = agreement.withdrawals.filter {
            $0.ods == ods && $0.at.dayNumber <= today.dayNumber
        }.max { $0.at.dayNumber < $1.at.dayNumber }
        let signed = isSigned(ods, agreement)
        if let withdrawn, withdrawn.at.dayNumber >= signed?.dayNumber ?? 0 {
            return "withdrew on \(Words.day(withdrawn.at))"
        }
        return signed.map { "signed \(agreement.version.signed) on \(Words.day($0))" }
            ?? "has not signed \(agreement.version.signed): nothing leaves"
    }

    private func isSigned(_ ods: String, _ agreement: Agreement) -> PartialDate? {
        agreement.signUps.filter {
            $0.ods == ods && $0.version == agreement.version.signed
                && $0.at.dayNumber <= today.dayNumber
        }.map(\.at).max { $0.dayNumber < $1.dayNumber }
    }

    /// Comma-separated values, with the headings.
    public var csv: String { ([headings] + rows).map(CSVText.line).joined() }

    /// One page for a meeting.
    public var html: String {
        let title = "What is shared" + (practice.map { " by \($0)" } ?? "")
        return HTML.page(
            title,
            "<h1>\(title.inHTML)</h1>\n<p class=\"sub\">On \(Words.day(today)).</p>\n"
                + HTML.table(headings, rows))
    }

    /// For a terminal: a block of lines an agreement.
    public var text: String {
        let width = headings.map(\.count).max() ?? 0
        return rows.map { row in
            zip(headings, row).map { heading, cell in
                heading + String(repeating: " ", count: width - heading.count + 2) + cell
            }.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}
