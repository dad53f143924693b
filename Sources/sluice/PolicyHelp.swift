import ArgumentParser
import PolicyGuidance

/// `sluice policy help`.
struct PolicyHelp: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "Explain a code that the check gave, with an example; or list all of them.")

    /// How it is told.
    enum Form: String, ExpressibleByArgument, CaseIterable { case text, markdown }

    @Argument(help: "Codes, such as E324 or 324; all of them without.")
    var codes: [String] = []

    @Option(help: "text for a terminal, markdown for a handbook to keep.")
    var format = Form.text

    func run() throws {
        let pages = try codes.map { word in
            let digits = word.drop { $0 == "E" || $0 == "e" }
            guard let number = Int(digits), let page = Handbook.page(number) else {
                throw ValidationError(
                    "there is no page on `\(word)`; `sluice policy help` lists all codes")
            }
            return page
        }
        switch format {
        case .markdown:
            print((pages.isEmpty ? Handbook.pages : pages).map(\.markdown).joined(separator: "\n"))
        case .text where pages.isEmpty:
            for page in Handbook.pages { print("E\(page.code)  \(page.title)") }
        case .text:
            let style = TextStyle.output
            print(pages.map { Self.text($0, style) }.joined(separator: "\n\n"))
        }
    }

    private static func text(_ page: HandbookPage, _ style: TextStyle) -> String {
        func indented(_ example: String) -> String {
            example.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
        }
        return """
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
