/// What is broken in a rule, for the report.
enum Breakage: String {
    /// A path that goes to a sibling, or a variable or index of another name.
    case path
    /// A fall-back, or one of several alternatives, left out.
    case fallback
    /// A condition, or a part of one, left out or turned round.
    case condition
    /// A text that is spelt otherwise.
    case literal
    /// One step or operator for another.
    case step
    /// What happens when a step fails.
    case policy
    /// A field that is left out, or made as another is.
    case field
    /// What the rule takes, claims or shares.
    case scope
}

/// One mistake put into something: the first of `choices` that a check lets pass is tried.
struct Edit<Whole> {
    let breakage: Breakage
    /// Where in the text: byte offset.
    let offset: Int
    private let change: String
    private let names: [String]
    let choices: [Whole]

    /// - Parameter names: What each choice puts there, where that is not said in `change`.
    init(
        _ breakage: Breakage, at offset: Int, _ change: String, _ choices: [Whole],
        named names: [String] = []
    ) {
        (self.breakage, self.offset, self.change) = (breakage, offset, change)
        (self.choices, self.names) = (choices, names)
    }

    /// What becomes of what, in the words of the language.
    func change(_ choice: Int) -> String {
        names.indices.contains(choice) ? "\(change)`\(names[choice])`" : change
    }

    /// The same mistake in something larger.
    func within<Larger>(_ rebuild: (Whole) -> Larger) -> Edit<Larger> {
        Edit<Larger>(breakage, at: offset, change, choices.map(rebuild), named: names)
    }
}
