import CanonicalModel

/// Where a path begins.
enum PathStart: Sendable {
    /// At the children of the entry's own node, through the table of its children.
    case entry
    /// At the node that a `where` is looking at, or an index key is made for.
    case item
    /// At a captured ancestor.
    case capture(Int)
    /// At the nodes of a `let`.
    case binding(Int)
    /// At the results of another expression.
    case expression(Int)
}

/// One step of a path.
enum PathStep: Sendable {
    case child(Symbol)
    case descendant(Symbol)
    case filter(Int)
    /// Keeps nodes whose discriminator is the literal.
    case ofType(Int)
    case first, last
    /// As `first`, and a second is reported.
    case single
}

/// One expression over the source tree; refers to others by number, ranges being of
/// ``SourcePlan/operands``.
enum ExpressionOp: Sendable {
    case path(PathStart, steps: Range<Int>)
    case literal(Int)
    case union(Range<Int>)
    case firstOf(Range<Int>)
    case conditional(Int, Int)
    case concat(Range<Int>)
    case join(Int, separator: Int)
    case lookup(index: Int, key: Int)
    case enclosing(mark: Int, of: Int?)
    /// The open ancestors of the entry with this name, inmost first.
    case ancestors(Symbol)
    /// The number of the entry's node, or of a captured ancestor, among its siblings of the same
    /// name, from 1.
    case position(capture: Int?)
    /// Another expression, which reads nothing but one node and what that leads to: its result is
    /// kept for that node. Expressions that are alike share a place.
    case remembered(Int, base: MemoryBase, place: Int)
}

/// The node that a remembered expression begins at.
enum MemoryBase: Sendable, Equatable {
    case entry, item
    case capture(Int)
}

/// One condition; refers to others by number.
enum ConditionOp: Sendable {
    case exists(Int)
    case equal(Int, Int)
    /// The child of the item with this name has the literal for its text.
    case childEquals(Symbol, literal: Int)
    /// As ``childEquals(_:literal:)``, of the entry's own node.
    case entryEquals(Symbol, literal: Int)
    case notEqual(Int, Int)
    case contains(Int, Int)
    case starts(Int, Int)
    case inList(Int, Range<Int>)
    case inCodes(Int, mask: UInt64, shape: Int)
    case and(Int, Int)
    case or(Int, Int)
    case not(Int)
}

/// Where coded nodes hold their parts; `unknown` where a type has no such part.
struct CodedShape: Sendable, Equatable {
    var code, system, display, text, more: Symbol
    /// The shape of what stands under `more`.
    var moreShape: UInt16
    /// The system of every code here; ``CodeSystem/other`` if `system` says it.
    var fixed = CodeSystem.other
    /// The system of codes that are too long for Read v2; ``CodeSystem/other`` if there is none.
    var local = CodeSystem.other
    /// A further shape of the same node.
    var also: UInt16?
}

/// Where quantity nodes hold their parts.
struct AmountShape: Sendable, Equatable {
    var number, comparator, code: Symbol
    /// What says the system of `code`: of another than UCUM the code is none of a unit here.
    var system: Symbol
    var unit: [[Symbol]]
}

/// What happens when a step fails.
enum FailurePolicy: Sendable, Hashable {
    case quarantineEntry
    case quarantineField
    case word(UInt8)
}

/// An expression and the operators over its results, a range of ``SourcePlan/operators``.
struct Chain: Sendable {
    var expression: Int
    var operators: Range<Int>
}

/// How one field of an entry is made.
struct FieldProgram: Sendable {
    var field: Int
    var chain: Chain
    /// What is tried where nothing was found: a range of ``SourcePlan/chains``.
    var otherwise: Range<Int>
    var isRequired: Bool
    var invalid: FailurePolicy
    var unmapped: FailurePolicy
    var isMany: Bool
    /// Whether the field refers to one other entry.
    var isReference: Bool
}

/// One segment of `each`, matched against the stack of open nodes.
struct Segment: Sendable, Hashable {
    var isDescendant: Bool
    var symbol: Symbol
    var type: Symbol?
    var capture: Int?
}

/// One mapping file, compiled; its ranges are of the plan's flat arrays.
struct Rule: Sendable {
    var target: EntryKind
    var segments: Range<Int>
    var condition: Int?
    /// Of ``SourcePlan/refusals``.
    var refusals: Range<Int> = 0..<0
    var isShared: Bool
    var claims: Range<Int>
    var bindings: Range<Int>
    var fields: Range<Int>
    /// Every expression of the mapping file; operands come before what uses them.
    var expressions: Range<Int>
    /// The names on which its gates depend, as a range of ``SourcePlan/gateNames``.
    var gateNames = 0..<0
}

/// A condition under which an entry must not be made, and why.
struct Refusal: Sendable {
    /// The condition for the entry's own node, if that is called so that it is asked.
    var own: Int?
    /// What the nodes around the entry are called that are asked, and the condition for them.
    var symbols: [Symbol]
    var around: Int
    var reason: Diagnostic.Code

    /// The bit of the refusal with a number among those of a rule, which are the same of all rules;
    /// from the 64th on they share them.
    static func bit(_ number: Int) -> UInt64 { 1 << UInt64(number & 63) }
}

/// A rule that may take the nodes of one name, if they are of its type.
struct Offer: Sendable {
    var rule: Int
    var type: Symbol?
    /// The rule's; those that are alike are one range, so that they need be matched only once.
    var segments: Range<Int>
}

/// An index: the nodes called one of `symbols`, by their key, which is made by the last of
/// `expressions`.
struct IndexProgram: Sendable {
    var symbols: [Symbol]
    var key: Int
    var expressions: Range<Int>
}

/// One source format, compiled: rules, expressions and tables in flat arrays.
struct SourcePlan: Sendable {
    var name: String
    var title: String
    var isXML: Bool
    var recordSymbols: [Symbol] = []
    var recognise: Int?
    var discriminator: Symbol = SymbolTable.unknown
    var systems: [(name: String, condition: Int)] = []
    /// The expressions of ``recognise`` and ``systems``.
    var headExpressions = 0..<0
    /// The expressions of what refusals ask of nodes around an entry.
    var refusalExpressions = 0..<0
    /// What refusals ask of nodes around an entry.
    var refusalConditions: [Int] = []
    var rules: [Rule] = []
    /// The name and the file of each rule, for messages.
    var ruleNames: [(name: String, file: String)] = []
    var refusals: [Refusal] = []
    var segments: [Segment] = []
    var bindings: [Int] = []
    var claims: [Int] = []
    var fields: [FieldProgram] = []
    var operators: [OperatorCall] = []
    var chains: [Chain] = []
    var expressions: [ExpressionOp] = []
    var operands: [Int] = []
    var conditions: [ConditionOp] = []
    var steps: [PathStep] = []
    /// The texts of literals, one after another; every record's scratch begins with them.
    var literalBytes: [UInt8] = []
    /// Where each literal stands in ``literalBytes``.
    var literals: [TextRange] = []
    var codedShapes: [CodedShape] = []
    var amountShapes: [AmountShape] = []
    var tables: [WordTable] = []
    /// The source words of ``tables``, one after another.
    var tableBytes: [UInt8] = []
    var indexes: [IndexProgram] = []
    var marks: [Symbol] = []
    /// The numbers of the marks, in the order of their symbols.
    var marksOfSymbols: [Int] = []
    /// For each mark the names of the nodes between it and what it is a mark of, outmost first.
    var markPaths: [[Symbol]] = []
    var captureCount = 0
    /// How many places ``ExpressionOp/remembered(_:base:place:)`` has.
    var memoryCount = 0
    var bindingCount = 0
    /// What each rule ignores, and what is ignored wherever it stands; empty unless asked for.
    var ignored: [[IgnoredPath]] = []
    var ignoredAnywhere: [IgnoredAnchor] = []
    /// What is counted where no rule takes it.
    var unread: UnreadProgram?
    /// What a node of each symbol takes part in.
    var roles: [SymbolRole] = []
    /// Whether a symbol's nodes have a part in the walk for entries, or in that for indexes.
    var hasPart: [(inWalk: Bool, inIndexes: Bool)] = []
    /// The rules of ``roles``, in order of precedence.
    var offers: [Offer] = []
    /// The indexes of ``roles``, each with the expression of its key.
    var memberships: [(index: Int, key: Int)] = []
    /// The names on which the gates of each rule depend.
    var gateNames: [Symbol] = []
    /// The number of a symbol in the table of an entry's children; 0 where it has none.
    var slotOfSymbol: [UInt16] = []
    var slotCount = 1
}

/// Nodes that are not mapped, and why: the results of an expression and all below them.
struct IgnoredPath: Sendable {
    var expression: Int
    var why: String
}

/// What is ignored below every node of a type, or every node of a name.
struct IgnoredAnchor: Sendable {
    var name: String
    var path: IgnoredPath
    /// The expressions that the path is made of.
    var expressions: Range<Int>
}

/// What the nodes of one name take part in.
struct SymbolRole: Sendable {
    /// The rules that may take them, as a range of ``SourcePlan/offers``.
    var offers = 0..<0
    /// Whether one of these rules is for a type.
    var isTyped = false
    /// The indexes they belong to, as a range of ``SourcePlan/memberships``.
    var indexes = 0..<0
    /// The marks they may be, for `enclosing`, as a range of ``SourcePlan/marksOfSymbols``.
    var marks = 0..<0
    /// The refusals that ask them of what stands in them, a bit each.
    var refusals: UInt64 = 0
    /// Whether those that no rule takes are counted.
    var isCounted = false
    /// Whether a node that a rule may take, or that is counted, can stand below them.
    var opensRules = false
    /// Whether an indexed node or a mark can stand below them.
    var opensIndexed = false
}

/// A table of `maps.yaml` for one vocabulary: source words and indices of canonical words.
struct WordTable: Sendable {
    /// A source word, as a range of the plan's ``SourcePlan/tableBytes``, and what it means.
    struct Entry: Sendable {
        let source: Range<Int>
        let word: UInt8
    }
    var entries: [Entry]
}
