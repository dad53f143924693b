import CanonicalModel
import Terminology

/// One result of an expression: a node of the tree, a literal of the plan, or a text made of them.
struct Item {
    private let bits: UInt32
    private init(bits: UInt32) { self.bits = bits }

    static func node(_ index: Int) -> Item { Item(bits: UInt32(truncatingIfNeeded: index)) }
    static func literal(_ number: Int) -> Item {
        Item(bits: UInt32(truncatingIfNeeded: number) | 0x4000_0000)
    }
    static func text(_ number: Int) -> Item {
        Item(bits: UInt32(truncatingIfNeeded: number) | 0x8000_0000)
    }

    enum Kind {
        case node(Int)
        case literal(Int)
        case text(Int)
    }
    var kind: Kind {
        let number = Int(bits & 0x3FFF_FFFF)
        if bits & 0x8000_0000 != 0 { return .text(number) }
        return bits & 0x4000_0000 != 0 ? .literal(number) : .node(number)
    }
    /// The node's index, or `nil` for text.
    var node: Int? { bits & 0xC000_0000 == 0 ? Int(bits) : nil }
}

/// The state of mapping one record under one plan; reused from record to record.
struct MappingRun {
    let plan: SourcePlan
    let symbols: SymbolTable
    let systems: CodeSystemTable
    let codeSets: CodeSetIndex
    /// What codes are looked up in, where one is loaded.
    let terminology: TerminologyFile?
    /// Codes that are looked for anywhere in a record, and the name of what holds codes.
    let watched: [[UInt8]]
    let codeSymbol: Symbol
    var mentionsWatched = false
    var tree = SourceTree()
    var record = CanonicalRecord()
    var findings: [MappingFinding] = []

    /// Results of the expressions that are being evaluated, as a stack.
    var items: [Item] = []
    /// Texts made on the way.
    var texts: [TextRange] = []
    /// The rule and field at work, for findings.
    var rule = 0
    var field: Int?
    /// The node that the rule at work has taken.
    var node = 0

    /// Where the first and last child of each slot stand, valid where the stamp is the entry's.
    var slots: [ChildSlot]
    var stamp: UInt32 = 0
    var captures: [Int]
    /// Where the nodes of each `let` stand in ``bindingItems``; `nil` until one is asked for.
    var bindings: [Range<Int>?]
    var bindingItems: [Item] = []
    var indexes: [KeyIndex]
    /// The entries of the record by their ids, an index a kind.
    var entryIds = Array(repeating: KeyIndex(), count: EntryKind.allCases.count)
    /// Nodes that `enclosing` looks for, in document order, with their parents' extent.
    var marks: [MarkedNode] = []
    /// The open nodes above the entry at work, the record first.
    var stack: [Int] = []
    /// The names of the nodes of ``stack``.
    var stackNames: [Symbol] = []
    /// Whether a name occurs in the record, by its symbol.
    var isPresent: [Bool]
    /// Whether an expression can give anything in the record.
    var isPossible: [Bool]
    /// Nodes that a rule has claimed.
    var claimed: Set<Int> = []

    struct ChildSlot {
        var stamp: UInt32 = 0
        var first: UInt32 = 0
        var last: UInt32 = 0
    }
    struct MarkedNode {
        var mark: Int
        var node: Int
        var parent: Int
        var parentEnd: Int
    }

    init(
        plan: SourcePlan, symbols: SymbolTable, systems: CodeSystemTable,
        codeSets: CodeSetIndex, watched: [[UInt8]] = [], terminology: TerminologyFile? = nil
    ) {
        self.terminology = terminology
        self.watched = watched
        codeSymbol = symbols.symbol("code") ?? SymbolTable.unknown
        self.plan = plan
        self.symbols = symbols
        self.systems = systems
        self.codeSets = codeSets
        slots = Array(repeating: ChildSlot(), count: plan.slotCount)
        captures = Array(repeating: -1, count: plan.captureCount)
        isPresent = Array(repeating: false, count: symbols.names.count)
        isPossible = Array(repeating: true, count: plan.expressions.count)
        bindings = Array(repeating: nil, count: plan.bindingCount)
        indexes = Array(repeating: KeyIndex(), count: plan.indexes.count)
    }

    /// Takes up a record.
    mutating func begin(_ tree: SourceTree) {
        self.tree = tree
        record = CanonicalRecord(source: tree.bytes)
        record.scratch.reserveCapacity(plan.literalBytes.count + tree.bytes.count / 16)
        record.scratch += plan.literalBytes
        findings = []
        (rule, field, node) = (0, nil, 0)
        items.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        claimed.removeAll(keepingCapacity: true)
        for index in isPossible.indices { isPossible[index] = true }
        for index in indexes.indices { indexes[index].removeAll() }
        for kind in entryIds.indices { entryIds[kind].removeAll() }
    }

    /// Lets go of the record's buffers.
    mutating func end() -> (CanonicalRecord, [MappingFinding]) {
        let result = (record, findings)
        tree = SourceTree()
        record = CanonicalRecord()
        findings = []
        return result
    }

    /// Notes that something could not be mapped.
    mutating func find(_ code: Diagnostic.Code, isWholeEntry: Bool = false) {
        let place = tree.nodes[node]
        findings.append(
            MappingFinding(
                code: code, rule: UInt16(rule), field: field.map { UInt8($0) },
                sourceOffset: place.offset, sourceLength: place.length,
                isWholeEntry: isWholeEntry, kind: plan.rules[rule].target))
    }

    /// Takes everything above `base` off the stack; mostly one item or none.
    mutating func dropItems(from base: Int) {
        while items.count > base { items.removeLast() }
    }

    // MARK: - Texts

    /// The text of an item, references and escapes resolved; `nil` if it has none.
    mutating func text(of item: Item) -> TextRange? {
        switch item.kind {
        case .text(let number): return texts[number]
        case .literal(let number): return plan.literals[number]
        case .node(let index):
            guard let leaf = tree.leaf(of: index) else { return nil }
            let node = tree.nodes[leaf]
            guard node.needsDecoding else {
                return TextRange(source: Int(node.offset), length: Int(node.length))
            }
            let start = record.scratch.count
            tree.decode(leaf, into: &record.scratch)
            return TextRange(scratch: start, length: record.scratch.count - start)
        }
    }

    /// The text of a child called `name`, or `.empty`.
    mutating func text(ofChild name: Symbol, of node: Int) -> TextRange {
        guard name != SymbolTable.unknown, let child = tree.firstChild(of: node, named: name),
            let text = text(of: .node(child))
        else { return .empty }
        return text
    }

    /// Makes an item of a text.
    mutating func item(_ text: TextRange) -> Item {
        texts.append(text)
        return .text(texts.count - 1)
    }

    /// Whether the texts of two items are the same; nodes without text equal nothing.
    mutating func equal(_ left: Item, _ right: Item) -> Bool {
        guard let left = text(of: left), let right = text(of: right) else { return false }
        return record.equal(left, right)
    }

    /// The canonical word that a table has for a text, or `nil`.
    func word(_ text: TextRange, inTable number: Int) -> UInt8? {
        let count = Int(text.length)
        for entry in plan.tables[number].entries where entry.source.count == count {
            let source = plan.tableBytes.span.extracting(entry.source)
            let isSame = record.withBytes(of: text) { $0.isSame(as: source) }
            if isSame { return entry.word }
        }
        return nil
    }
}
