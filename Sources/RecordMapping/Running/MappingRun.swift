import CanonicalModel
import Terminology

/// What an expression gives: nothing, a node of the tree, a literal of the plan, a text made of
/// them, or several of these.
struct Item: Equatable {
    private let bits: UInt32
    private init(bits: UInt32) { self.bits = bits }

    /// Nothing.
    static let none = Item(bits: 0xC000_0000)
    /// Several items, which then are the topmost of the stack.
    static let several = Item(bits: 0xC000_0001)
    static func node(_ index: Int) -> Item { Item(bits: UInt32(truncatingIfNeeded: index)) }
    static func literal(_ number: Int) -> Item {
        Item(bits: UInt32(truncatingIfNeeded: number) | 0x4000_0000)
    }
    static func text(_ number: Int) -> Item {
        Item(bits: UInt32(truncatingIfNeeded: number) | 0x8000_0000)
    }

    /// The node's index, or `nil` for text.
    var node: Int? { bits < 0x4000_0000 ? Int(bits) : nil }
    /// Whether it is one item.
    var isOne: Bool { bits < 0xC000_0000 }
    /// Whether it is a literal; if not, and not a node, it is a text.
    var isLiteral: Bool { bits & 0xC000_0000 == 0x4000_0000 }
    /// The number of the literal or text.
    var number: Int { Int(bits & 0x3FFF_FFFF) }
}

/// The state of mapping one record under one plan; reused from record to record.
///
/// Its methods are mutating even where they change nothing: a method that is not is given a copy.
struct MappingRun {
    let plan: SourcePlan
    let symbols: SymbolTable
    let systems: CodeSystemTable
    let codeSets: CodeSetIndex
    /// What codes are looked up in, where one is loaded.
    let terminology: TerminologyFile?
    /// The codes that are watched for, and the names of what holds codes and of what refers.
    let watched: WatchedCodes
    let codeSymbol, referenceSymbol: Symbol
    var tree = SourceTree()
    var record = CanonicalRecord()
    var findings: [MappingFinding] = []
    /// How many nodes that are to be counted no rule took, by kind.
    var unread: [String: Int] = [:]
    /// Whether the record holds no patient, so that nothing in it can be another's.
    var isFragment = false
    /// What notes the nodes that are read; mostly nothing.
    var recorder: ReadRecorder?
    /// Says whether the record has taken too long; asked when ``steps`` are used up.
    var isOverdue: (() -> Bool)?
    var steps = stepsALook
    /// Whether the record has taken too long, and is given up.
    var isLate = false

    /// Results of the expressions that are being evaluated, as a stack.
    var items: [Item] = []
    /// Texts made on the way.
    var texts: [TextRange] = []
    /// The rule and field at work, for findings.
    var rule = 0
    var field: Int?
    /// The node that the rule at work has taken.
    var node = 0

    /// What the expressions that are remembered gave, by the node that they begin at.
    var memories: [Memory]
    var rememberedItems: [Item] = []
    /// How many cells the record before has.
    var cellCount = 0
    /// The number of the record.
    var generation: UInt32 = 0
    /// Where the first and last child of each slot stand, valid where the stamp is the entry's.
    var slots: [ChildSlot]
    var stamp: UInt32 = 0
    /// The slots of the children that the entry has.
    var present = ChildSet.always
    var captures: [Item]
    /// What each `let` gives, valid where the stamp is that of the rule at work.
    var bindings: [Binding]
    var bindingStamp: UInt32 = 0
    /// The items of the `let`s that give several.
    var bindingItems: [Item] = []
    var indexes: [KeyIndex]
    /// What the record's entries are called by their full URLs.
    var fullURLs: FullURLs
    /// How often each text was ``numbered(_:)`` for an id, its kind last, and for the list of
    /// references at work; `nil` where none is.
    var idNumbers: [[UInt8]: Int] = [:]
    var listNumbers: [[UInt8]: Int]?
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
    /// The gate of each expression.
    var gates: [ChildSet]
    /// The gate of each condition; open where none was made, as for those that are asked once.
    var conditionGates: [ChildSet]
    /// The gates of each field's expressions, as one.
    var fieldGates: [ChildSet]
    /// Why the entry at work may not be made, once that was asked; the same for every rule.
    var lastRefusal: (stamp: UInt32, reason: Diagnostic.Code?) = (0, nil)
    /// The record that the gates of a rule were last asked for in, by its ``generation``.
    var gatesMade: [UInt32]
    /// Whether each of ``SourcePlan/gateNames`` occurred in the record that the gates are of.
    var gatePresence: [Bool]
    /// Which indexes are known to be empty, now and when the gates of each rule were made.
    var emptyIndexes: [Bool]
    var emptyIndexesOfGates: [[Bool]]
    /// The type last met: where it was read, and its symbol.
    var lastType = (text: TextRange.empty, symbol: SymbolTable.unknown)
    /// The code sets of coded nodes, by the nodes: indexes ask for them, and rules again.
    var knownMembers = Array(repeating: KnownMember(), count: 1024)
    /// The codings last read, by their nodes: a `where` asks what a field then holds.
    var lastCodings = Array(repeating: KnownCoding(), count: 16)
    /// Nodes that a rule has claimed.
    var claimed: Set<Int> = []

    struct ChildSlot {
        var stamp: UInt32 = 0
        var first: UInt32 = 0
        var last: UInt32 = 0
    }
    struct Memory {
        /// Of the record that it was found in.
        var generation: UInt32 = 0
        var base = Item.none
        var found = Item.none
        /// Where they stand in ``rememberedItems``, if they are several.
        var items: Range<UInt32> = 0..<0
    }
    struct Binding {
        var stamp: UInt32 = 0
        var found = Item.none
        /// Where they stand in ``bindingItems``, if they are several.
        var items = 0..<0
    }
    struct KnownCoding {
        var generation: UInt32 = 0
        var node: UInt32 = 0
        var shape: UInt32 = 0
        var coding = Coding(system: .other, code: .empty)
    }
    struct KnownMember {
        var generation: UInt32 = 0
        var node: UInt32 = 0
        var shape: UInt32 = 0
        var sets: UInt64 = 0
    }
    struct MarkedNode {
        var mark: Int
        var node: Int
        var parent: Int
        var parentEnd: Int
    }

    init(
        plan: SourcePlan, symbols: SymbolTable, systems: CodeSystemTable,
        codeSets: CodeSetIndex, watched: WatchedCodes, terminology: TerminologyFile?
    ) {
        self.terminology = terminology
        self.watched = watched
        codeSymbol = symbols.symbol("code") ?? SymbolTable.unknown
        referenceSymbol = symbols.symbol("reference") ?? SymbolTable.unknown
        self.plan = plan
        self.symbols = symbols
        self.systems = systems
        self.codeSets = codeSets
        slots = Array(repeating: ChildSlot(), count: plan.slotCount)
        memories = Array(repeating: Memory(), count: plan.memoryCount)
        captures = Array(repeating: .none, count: plan.captureCount)
        isPresent = Array(repeating: false, count: symbols.names.count)
        gates = Array(repeating: .always, count: plan.expressions.count)
        conditionGates = Array(repeating: .always, count: plan.conditions.count)
        fieldGates = Array(repeating: .always, count: plan.fields.count)
        gatesMade = Array(repeating: 0, count: plan.rules.count)
        gatePresence = Array(repeating: false, count: plan.gateNames.count)
        emptyIndexes = Array(repeating: false, count: plan.indexes.count)
        emptyIndexesOfGates = Array(repeating: emptyIndexes, count: plan.rules.count)
        bindings = Array(repeating: Binding(), count: plan.bindingCount)
        indexes = Array(repeating: KeyIndex(), count: plan.indexes.count)
        fullURLs = FullURLs(symbols, isFHIR: !plan.isXML)
    }

    /// Whether the record is so large that its buffers are not kept for the next.
    private var isLarge: Bool { tree.nodes.count > 1 << 18 }

    /// Takes up a record.
    mutating func begin(_ tree: SourceTree, _ names: PresentNames) {
        self.tree = tree
        isPresent = names.isPresent
        record = CanonicalRecord(source: tree.bytes)
        // What the record before needed, but no more than this one can. A large one is given room
        // at once, since growing needs the old and the new; room costs nothing until it is used.
        record.cells.reserveCapacity(isLarge ? tree.nodes.count : min(cellCount, tree.nodes.count))
        record.scratch.reserveCapacity(plan.literalBytes.count + tree.bytes.count / 16)
        record.scratch += plan.literalBytes
        findings = []
        (steps, isLate) = (Self.stepsALook, false)
        (rule, field, node) = (0, nil, 0)
        items.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
        marks.removeAll(keepingCapacity: true)
        claimed.removeAll(keepingCapacity: true)
        if !idNumbers.isEmpty { idNumbers = [:] }
        if !unread.isEmpty { unread = [:] }
        rememberedItems.removeAll(keepingCapacity: true)
        generation &+= 1
        present = .always
        for index in emptyIndexes.indices { emptyIndexes[index] = false }
        lastType = (.empty, SymbolTable.unknown)
        for index in indexes.indices { indexes[index].removeAll() }
        for kind in entryIds.indices { entryIds[kind].removeAll() }
        fullURLs.begin(names)
    }

    /// Lets go of the record's buffers.
    mutating func end() -> (CanonicalRecord, [MappingFinding]) {
        let result = (record, findings)
        if isLarge { forgetBuffers() }
        cellCount = record.cells.count
        tree = SourceTree()
        record = CanonicalRecord()
        findings = []
        return result
    }

    /// Begins anew, as if no record had been mapped.
    private mutating func forgetBuffers() {
        var new = MappingRun(
            plan: plan, symbols: symbols, systems: systems, codeSets: codeSets, watched: watched,
            terminology: terminology)
        (new.recorder, new.isOverdue, new.isLate) = (recorder, isOverdue, isLate)
        new.isFragment = isFragment
        self = new
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
    @inline(__always) mutating func dropItems(from base: Int) {
        while items.count > base { items.removeLast() }
    }

    // MARK: - Texts

    /// The text of an item, references and escapes resolved; `nil` if it has none.
    mutating func text(of item: Item) -> TextRange? {
        guard let node = item.node else {
            return item.isLiteral ? plan.literals[item.number] : texts[item.number]
        }
        return text(ofNode: node)
    }

    /// The text of a node: whatever a mapping reads of a record, it reads here.
    mutating func text(ofNode node: Int) -> TextRange? {
        guard let leaf = tree.leaf(of: node) else { return nil }
        if let recorder { note(leaf, recorder) }
        if tree.nodes[node].name == fullURLs.reference { return reference(atLeaf: leaf) }
        return content(ofLeaf: leaf)
    }

    /// The text of a leaf, which nobody is told was read.
    mutating func content(ofLeaf leaf: Int) -> TextRange {
        let source = tree.nodes[leaf]
        guard source.needsDecoding else {
            return TextRange(source: Int(source.offset), length: Int(source.length))
        }
        let start = record.scratch.count
        tree.decode(leaf, into: &record.scratch)
        return TextRange(scratch: start, length: record.scratch.count - start)
    }

    /// The text of a child called `name`, or `.empty`.
    mutating func text(ofChild name: Symbol, of node: Int) -> TextRange {
        guard name != SymbolTable.unknown, let child = tree.firstChild(of: node, named: name),
            let text = text(ofNode: child)
        else { return .empty }
        return text
    }

    /// Makes an item of a text.
    mutating func item(_ text: TextRange) -> Item {
        texts.append(text)
        return .text(texts.count - 1)
    }

    /// The canonical word that a table has for a text, or `nil`.
    mutating func word(_ text: TextRange, inTable number: Int) -> UInt8? {
        let count = Int(text.length)
        for entry in plan.tables[number].entries where entry.source.count == count {
            let source = plan.tableBytes.span.extracting(entry.source)
            let isSame = record.withBytes(of: text) { $0.isSame(as: source) }
            if isSame { return entry.word }
        }
        return nil
    }
}
