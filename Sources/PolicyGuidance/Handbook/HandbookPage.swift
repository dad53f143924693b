/// A page of the handbook: what a code means, for somebody who is not a programmer.
///
/// The pages are Swift and not files, so that the program that finds something can always explain
/// it, whatever is installed beside it. A test tries every example.
public struct HandbookPage: Sendable {
    /// What an example is a change of.
    public enum Basis: Sendable, Hashable {
        /// The draft of a template.
        case draft(PolicyTemplate)
        /// A code set, a register of signatures, a register of stops, or a list of people: the
        /// example is the whole file.
        case codeSet, signUps, stops, people
        /// A draft that has been approved.
        case approved
        /// A run: the example is what it is given beside a draft.
        case run
    }

    /// The number of the code.
    public let code: Int
    /// What it is about, in a few words.
    public let title: String
    /// What it means.
    public let meaning: String
    /// Why it matters, in a sentence; `policy check` says it with each finding.
    public let why: String
    /// What to write instead.
    public let instead: String
    /// What the example changes.
    public let basis: Basis
    /// The example, with `«` and `»` round the place where it is found.
    let marked: String
    /// The same, mended.
    public let right: String
    /// What of ``basis`` the example stands in place of.
    let anchor: String
    /// What else the example changes, where one place is not enough.
    let also: (old: String, new: String)?

    init(
        _ code: Int, _ title: String, _ meaning: String, why: String, instead: String,
        _ basis: Basis, in anchor: String? = nil, also: (String, String)? = nil,
        _ wrong: String, _ right: String
    ) {
        (self.code, self.title, self.meaning, self.why) = (code, title, meaning, why)
        (self.instead, self.basis, marked, self.right) = (instead, basis, wrong, right)
        (self.anchor, self.also) = (anchor ?? right, also.map { (old: $0.0, new: $0.1) })
    }

    /// The example that triggers the code.
    public var wrong: String { marked.filter { $0 != "«" && $0 != "»" } }

    /// The line and column in the example, both from 1, where the code is found.
    public var place: (line: Int, column: Int) {
        let before = marked.prefix { $0 != "«" }
        let line = before.split(separator: "\n", omittingEmptySubsequences: false).last ?? ""
        return (before.count { $0 == "\n" } + 1, line.utf8.count + 1)
    }
}

extension HandbookPage {
    /// The page in Markdown.
    public var markdown: String {
        """
        ## E\(code): \(title)

        \(meaning)

        **Why it matters:** \(why).

        **What to write instead:** \(instead)

        Found:

        ```yaml
        \(wrong.withoutEmptyEnds)
        ```

        Right:

        ```yaml
        \(right.withoutEmptyEnds)
        ```

        """
    }
}

extension String {
    /// Without empty lines at its beginning and end.
    var withoutEmptyEnds: String {
        var text = Substring(self)
        while text.last == "\n" { text.removeLast() }
        while text.first == "\n" { text.removeFirst() }
        return String(text)
    }
}

/// The handbook.
public enum Handbook {
    /// Every page, by code.
    public static let pages: [HandbookPage] =
        (form + files + references + data + counts + people + law + undertakings + notices + wholes
        + care + runs)
        .sorted { $0.code < $1.code }

    private static let byCode = Dictionary(
        uniqueKeysWithValues: pages.map { ($0.code, $0) })

    /// The page of a code; `nil` where the handbook has none.
    public static func page(_ code: Int) -> HandbookPage? { byCode[code] }
}
