import CanonicalModel

/// Notes which nodes of a record were read, by which rule and field, and which are ignored.
///
/// For coverage and traces; a run that has none only asks whether it has one.
final class ReadRecorder {
    /// One reading of a leaf.
    struct Read {
        /// The number of the entry at work; before the first, and of one that was dropped, -1.
        var entry: Int
        let rule: Int
        /// What it was read for; nothing, where it is decided whether an entry is made.
        let field: Int?
        /// The node that a rule was offered.
        let node: Int
        let leaf: Int
    }

    /// Every reading, in order.
    private(set) var reads: [Read] = []
    /// Why each ignored node, and all below it, is not mapped.
    private(set) var ignored: [Int: String] = [:]
    /// Whether readings are noted; not while it is found out what is ignored, or what it is.
    var isOn = true

    /// What was read for the keys of each node that is in an index.
    private var keys: [Int: [Int]] = [:]
    /// Whether indexes are being filled.
    var isFilling = false

    /// Notes that a leaf was read.
    func note(_ read: Read) {
        guard isOn else { return }
        reads.append(read)
        if isFilling { keys[read.node, default: []].append(read.leaf) }
    }

    /// What was read for the keys of `node`.
    func keys(of node: Int) -> [Int] { keys[node] ?? [] }

    /// Notes that the last entry, of number `entry`, was not made of `node` after all.
    func drop(entry: Int, of node: Int) {
        ignore(node, "went to quarantine")
        for index in reads.indices.reversed() {
            guard reads[index].entry == entry else { return }
            reads[index].entry = -1
        }
    }

    /// Notes that `node` is not mapped, and why.
    func ignore(_ node: Int, _ why: String) { if ignored[node] == nil { ignored[node] = why } }

    /// Forgets the last record.
    func clear() {
        reads.removeAll(keepingCapacity: true)
        ignored.removeAll(keepingCapacity: true)
        keys.removeAll(keepingCapacity: true)
    }
}

extension MappingRun {
    /// Notes that `leaf` was read for the rule and field at work.
    func note(_ leaf: Int, _ recorder: ReadRecorder) {
        recorder.note(
            ReadRecorder.Read(
                entry: record.entries.count - 1, rule: rule, field: field, node: node, leaf: leaf))
    }

    /// Notes the types by which a rule took `node`: its own, and those of the nodes around it.
    func noteTypes(_ node: Int, _ recorder: ReadRecorder) {
        for place in [node] + stack {
            if let child = tree.firstChild(of: place, named: plan.discriminator),
                let leaf = tree.leaf(of: child)
            {
                note(leaf, recorder)
            }
        }
    }

    /// Notes that a look-up found one node, or those above `base`, by their keys.
    func noteKeys(_ found: Item, from base: Int, _ recorder: ReadRecorder) {
        for item in found.isOne ? [found] : Array(items[base...]) {
            for leaf in item.node.map(recorder.keys) ?? [] { note(leaf, recorder) }
        }
    }

    /// Notes what the rule at work ignores of the node that it has taken.
    mutating func noteIgnored() {
        guard let recorder else { return }
        recorder.isOn = false
        defer { recorder.isOn = true }
        for path in plan.ignored[rule] { ignore(path, at: node, recorder) }
    }

    /// Notes what is ignored wherever it stands.
    ///
    /// - Parameter types: The types that each node may have.
    mutating func noteIgnoredAnywhere(_ types: [[String]]) {
        guard let recorder else { return }
        recorder.isOn = false
        defer { recorder.isOn = true }
        for anchor in plan.ignoredAnywhere {
            for expression in anchor.expressions { gates[expression] = .always }
            let symbol = symbols.symbol(anchor.name)
            for index in tree.nodes.indices
            where tree.nodes[index].name == symbol || types[index].contains(anchor.name) {
                ignore(anchor.path, at: index, recorder)
            }
        }
    }

    private mutating func ignore(_ path: IgnoredPath, at index: Int, _ recorder: ReadRecorder) {
        let base = items.count
        push(evaluate(path.expression, item: index))
        for place in base..<items.count {
            if let node = items[place].node { recorder.ignore(node, path.why) }
        }
        dropItems(from: base)
    }
}
