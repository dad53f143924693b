import CanonicalModel
import StrictYAML

/// The parts of a record that are counted where no rule takes them, so that nothing which a record
/// holds goes unsaid.
struct UnreadProgram: Sendable {
    /// What they are called.
    var symbols: [Symbol]
    /// Which of them are read otherwise, or say nothing of a patient; asked of the node.
    var except: Int?
    /// The expressions of the condition.
    var expressions: Range<Int>
    /// The kinds that are told apart by the discriminator; others are `other`. Without any, the
    /// name of the node is its kind.
    var kinds: [String]
}

extension SourceCompiler {
    /// Reads `unread`.
    mutating func readUnread(_ declaration: Declaration?) {
        guard let declaration else { return }
        let parts = declaration.members(allowed: ["each", "except", "kinds"], required: ["each"])
        guard let each = parts["each"] else { return }
        let first = compiler.plan.expressions.count
        let scope = ExpressionCompiler.Scope(
            start: .item, types: compiler.schema.types(ofMembers: each))
        let except = parts["except"].flatMap { condition($0, scope) }
        compiler.plan.unread = UnreadProgram(
            symbols: each.texts().map { compiler.symbols.intern($0) }, except: except,
            expressions: first..<compiler.plan.expressions.count,
            kinds: parts["kinds"]?.texts() ?? [])
    }
}

extension MappingRun {
    /// Counts a node that no rule took.
    mutating func countUnread(_ index: Int) {
        guard let program = plan.unread else { return }
        if let except = program.except, holds(except, item: index) { return }
        unread[kind(ofUnread: index, program), default: 0] += 1
    }

    /// A name that the mapping or the schema has, and never a text of the record.
    private mutating func kind(ofUnread index: Int, _ program: UnreadProgram) -> String {
        if program.kinds.isEmpty { return symbols.names[Int(tree.nodes[index].name)] }
        guard let child = tree.firstChild(of: index, named: plan.discriminator),
            let leaf = tree.leaf(of: child)
        else { return "other" }
        // By itself: what is decoded is added to the record, which must not be asked before.
        let type = content(ofLeaf: leaf)
        let text = record.string(type)
        return program.kinds.first { $0 == text } ?? "other"
    }
}
