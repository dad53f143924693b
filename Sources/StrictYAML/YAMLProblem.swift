/// What the YAML parser says, in words for people who do not know its grammar.
///
/// Source: the problem texts of libyaml 0.2.5 (scanner.c, parser.c).
enum YAMLProblem {
    /// What is wrong, and what to do; the parser's own words where they are not known here.
    static func inWords(_ problem: String) -> (message: String, advice: String) {
        for (part, message, advice) in known where problem.contains(part) {
            return (message, advice)
        }
        return (problem, "check indentation, quotes and colons on this line and the one before")
    }

    /// Whether something opens and does not end.
    static func isOpen(_ problem: String) -> Bool {
        problem.contains("did not find expected ',' or")
            || problem.contains("unexpected end of stream")
    }

    private static let known: [(part: String, message: String, advice: String)] = [
        (
            "cannot start any token",
            "a line or a value begins with a tab, or with a sign that YAML keeps for itself",
            "indent with spaces only, and put quotes round text that begins with @, `, % or |"
        ),
        (
            "found a tab character", "a line begins with a tab",
            "indent with spaces only, as many as the lines of the same group"
        ),
        (
            "mapping values are not allowed", "there is a second colon here",
            "put quotes round text that has a colon and a space in it: `title: \"A: b\"`; "
                + "if a key stands here, check that it is indented as its neighbours are"
        ),
        (
            "did not find expected ',' or", "a list or a group that opens here does not end",
            "close the `[` or `{`, put a comma between its items, and look whether a quotation "
                + "mark in it is never closed"
        ),
        (
            "did not find expected node content", "a value is missing in brackets",
            "write something between the commas, or take one comma away"
        ),
        (
            "unexpected end of stream", "a quotation mark opens here and is never closed",
            "close it at the end of what it is meant for"
        ),
        (
            "could not find expected ':'", "a line has no colon after its key",
            "write `key: value`, with a colon and a space"
        ),
        (
            "did not find expected key", "a line does not stand under its neighbours",
            "indent it by as many spaces as the lines of the same group"
        ),
        (
            "did not find expected '-' indicator", "a line does not belong to the list above it",
            "begin each item with `- `, and indent all items alike"
        ),
        (
            "found another document", "a second document begins here",
            "keep one in each file: take the line `---` out, or make two files of it"
        ),
        (
            "invalid leading UTF-8 octet", "the file is not UTF-8 text",
            "save it as UTF-8, without other characters"
        ),
    ]
}
