/// A short page of the handbook, on a code that the check of agreements does not give: what it
/// means and what to do.
///
/// What it is about is no agreement but a record, a mapping or a run, so that most have no text of
/// an agreement to show.
public struct HandbookNote: Sendable {
    /// The number of the code.
    public let code: Int
    /// What it is about, in a few words.
    public let title: String
    /// What it means.
    public let meaning: String
    /// What to do.
    public let remedy: String
    /// Where something written is meant: what is wrong, and below it the same, mended.
    public let example: String?

    init(
        _ code: Int, _ title: String, _ meaning: String, _ remedy: String, example: String? = nil
    ) {
        (self.code, self.title, self.meaning) = (code, title, meaning)
        (self.remedy, self.example) = (remedy, example)
    }

    /// The note in Markdown.
    public var markdown: String {
        let shown = example.map { "\nFor example:\n\n```yaml\n\($0)\n```\n" } ?? ""
        return """
            ## E\(code): \(title)

            \(meaning)

            **What to do:** \(remedy)
            \(shown)
            """
    }
}

extension Handbook {
    /// The short pages, by code: with ``pages``, every code that the program can give.
    public static let notes: [HandbookNote] =
        (readingNotes + mappingNotes + workbenchNotes + runningNotes + ledgerNotes + figuresNotes)
        .sorted { $0.code < $1.code }

    /// The short page of a code; `nil` where there is none.
    public static func note(_ code: Int) -> HandbookNote? { notes.first { $0.code == code } }

    /// Every code that has a page, long or short, with what it is about, in their order.
    public static let codes: [(code: Int, title: String)] =
        (pages.map { ($0.code, $0.title) } + notes.map { ($0.code, $0.title) })
        .sorted { $0.0 < $1.0 }
}
