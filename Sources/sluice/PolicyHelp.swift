import ArgumentParser
import PolicyGuidance

/// `sluice policy help`.
struct PolicyHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "Explain a code that a message has, or list all of them.",
        discussion: """
            Every code that Sluice can give has a page here: 1xx reading, 2xx mapping, 3xx \
            agreements, 4xx running and publishing. Those that the check of an agreement gives say \
            why it matters, and show what is found and what is right.
            """)

    /// How it is told.
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, markdown }

    @Argument(help: "Codes, such as E324 or 324; all of them without.")
    var codes: [String] = []

    @Option(help: "text for a terminal, markdown for a handbook to keep.")
    var format = Form.text

    func run() throws {
        let numbers = try codes.map { word in
            let digits = word.drop { $0 == "E" || $0 == "e" }
            guard let number = Int(digits), Handbook.codes.contains(where: { $0.code == number })
            else {
                throw ValidationError(
                    "there is no code `\(word)`; `sluice policy help` lists all codes")
            }
            return number
        }
        switch format {
        case .markdown:
            let wanted = numbers.isEmpty ? Handbook.codes.map(\.code) : numbers
            print(wanted.compactMap(Self.markdown).joined(separator: "\n"))
        case .text where numbers.isEmpty:
            for (code, title) in Handbook.codes { print("E\(code)  \(title)") }
        case .text:
            let style = TextStyle.output
            print(numbers.compactMap { Self.text($0, style) }.joined(separator: "\n\n"))
        }
    }

    private static func markdown(_ code: Int) -> String? {
        Handbook.page(code)?.markdown ?? Handbook.note(code)?.markdown
    }

    private static func text(_ code: Int, _ style: TextStyle) -> String? {
        Handbook.page(code).map { text($0, style) } ?? Handbook.note(code).map { text($0, style) }
    }

    private static func text(_ note: HandbookNote, _ style: TextStyle) -> String {
        let example = note.example.map {
            "\n\n\(style.paint("For example", .blue))\n\(indented($0))"
        }
        return """
            \(style.paint("E\(note.code): \(note.title)", .bold))

            \(TextStyle.wrapped(note.meaning, indent: ""))

            \(style.paint("What to do:", .bold))
            \(TextStyle.wrapped(note.remedy, indent: ""))\(example ?? "")
            """
    }

    private static func indented(_ example: String) -> String {
        example.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }

    private static func text(_ page: HandbookPage, _ style: TextStyle) -> String {
        """
        \(style.paint("E\(page.code): \(page.title)", .bold))

        \(TextStyle.wrapped(page.meaning, indent: ""))

        \(style.paint("Why it matters:", .bold)) \(page.why)

        \(style.paint("What to write instead:", .bold))
        \(TextStyle.wrapped(page.instead, indent: ""))

        \(style.paint("Like this it is found", .red))
        \(indented(page.wrong))

        \(style.paint("and like this it is right", .blue))
        \(indented(page.right))
        """
    }
}
