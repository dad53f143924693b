import CanonicalModel

/// The nodes of a record while they are made; plain memory that a reader keeps from record to
/// record, because an array would check its owner and its bounds at every node.
///
/// Safe because `base` has room for `room` nodes, `append` makes room before it writes, and the
/// nodes below `count` are initialised. Whoever holds the buffer last frees it, once.
struct NodeBuffer {
    private(set) var base: UnsafeMutablePointer<SourceNode>
    private(set) var room: Int
    /// How many nodes there are; lowered to drop the last ones, never raised from outside.
    var count = 0

    init(room: Int = 4096) {
        self.room = room
        base = .allocate(capacity: room)
    }

    /// The nodes, until the next change.
    var all: UnsafeBufferPointer<SourceNode> { UnsafeBufferPointer(start: base, count: count) }

    /// Adds a node.
    @inline(__always) mutating func append(_ node: SourceNode) {
        if _slowPath(count == room) { self = grown(by: 1) }
        (base + count).initialize(to: node)
        count &+= 1
    }

    /// Adds a leaf, or a node that is closed later.
    @inline(__always) mutating func appendLeaf(
        _ name: Symbol, _ kind: SourceNode.Kind, from offset: Int, length: Int,
        _ needsDecoding: Bool
    ) {
        append(
            SourceNode(
                name: name, kind: kind, needsDecoding: needsDecoding,
                end: UInt32(truncatingIfNeeded: count &+ 1),
                offset: UInt32(truncatingIfNeeded: offset),
                length: UInt32(truncatingIfNeeded: length)))
    }

    /// Makes room for `more` nodes, which may then be ``put`` without any check.
    @inline(__always) mutating func reserve(_ more: Int) {
        if _slowPath(room &- count < more) { self = grown(by: more) }
    }

    /// Adds a leaf, or a node that is closed later, to room that was reserved.
    @inline(__always) mutating func put(
        _ name: Symbol, _ kind: SourceNode.Kind, from start: Int, to end: Int,
        _ needsDecoding: Bool = false
    ) {
        let node = SourceNode(
            name: name, kind: kind, needsDecoding: needsDecoding,
            end: UInt32(truncatingIfNeeded: count &+ 1), offset: UInt32(truncatingIfNeeded: start),
            length: UInt32(truncatingIfNeeded: end &- start))
        (base + count).initialize(to: node)
        count &+= 1
    }

    /// Ends the node at `index`, which must be below `count`, at the source offset `end`.
    @inline(__always) func close(_ index: Int, at end: Int) {
        base[index].end = UInt32(truncatingIfNeeded: count)
        base[index].length = UInt32(truncatingIfNeeded: end) &- base[index].offset
    }

    /// The same nodes with at least twice the room, and room for `more`; this buffer is gone then.
    /// Not `mutating`, so that a parser's copy stays in registers.
    @inline(never) private func grown(by more: Int) -> NodeBuffer {
        var larger = NodeBuffer(room: max(room * 2, count + more))
        larger.base.moveInitialize(from: base, count: count)
        larger.count = count
        base.deallocate()
        return larger
    }

    /// Gives back the memory of a large record: 4 MB are kept.
    mutating func trim() {
        count = 0
        guard room > 1 << 18 else { return }
        base.deallocate()
        room = 1 << 18
        base = .allocate(capacity: room)
    }

    /// Frees the memory.
    func free() { base.deallocate() }
}
