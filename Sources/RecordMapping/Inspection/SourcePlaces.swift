import CanonicalModel

/// The lines of a text whose places are asked for in order.
struct LineCounter {
    private let bytes: [UInt8]
    private var (place, current) = (0, 1)

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The line of a byte, from 1.
    mutating func line(of offset: Int) -> Int {
        if offset < place { (place, current) = (0, 1) }
        while place < min(offset, bytes.count) {
            if bytes[place] == 0x0A { current += 1 }
            place += 1
        }
        return current
    }
}

extension SourceTree {
    /// Whether a node is a value: a leaf with more than white space.
    func isValue(_ index: Int) -> Bool {
        switch nodes[index].kind {
        case .attribute, .text, .string, .number, .boolean:
            rawBytes(of: index).contains { $0 > 0x20 }
        case .element, .object, .null: false
        }
    }

    /// The name of a child of `parent` as it is written, for one that no mapping mentions.
    func writtenName(of index: Int, in parent: Int) -> String {
        let node = nodes[index]
        let start = Int(node.offset)
        // FHIR XML has the shape of JSON.
        if bytes[start] == UInt8(ascii: "<"), node.kind == .element || node.kind == .object {
            return Self.tagName(bytes[start...])
        }
        var before = bytes[..<start].trimmedEnd()
        if node.kind == .attribute || node.kind == .string {
            before = before.dropLast().trimmedEnd()
        }
        if before.last == UInt8(ascii: "=") {
            let tag = before.lastIndex(of: UInt8(ascii: "<")) ?? 0
            let name = before.dropLast().split { $0 <= 0x20 }.last ?? []
            return node.kind == .attribute ? Self.localName(name) : Self.tagName(bytes[tag...])
        }
        // An item of an array is called as the one before it, and the first as the array.
        if before.last == UInt8(ascii: ","), let sibling = sibling(before: index, in: parent) {
            return writtenName(of: sibling, in: parent)
        }
        while before.last == UInt8(ascii: "[") { before = before.dropLast().trimmedEnd() }
        let key = before.dropLast().trimmedEnd().dropLast()
        return Self.localName(key.split(separator: UInt8(ascii: "\"")).last ?? [])
    }

    private static func tagName(_ tag: ArraySlice<UInt8>) -> String {
        localName(
            tag.dropFirst().prefix {
                $0 > 0x20 && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
            })
    }

    private func sibling(before index: Int, in parent: Int) -> Int? {
        var child = parent + 1
        while child < index, nodes[child].end < UInt32(index) { child = Int(nodes[child].end) }
        return child < index ? child : nil
    }

    private static func localName(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name.split(separator: UInt8(ascii: ":")).last ?? [], as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func trimmedEnd() -> ArraySlice<UInt8> {
        self[..<((lastIndex { $0 > 0x20 }).map { $0 + 1 } ?? startIndex)]
    }
}

extension MappingSet {
    /// Whether a mapping of the source takes nodes of this name at any depth.
    func mayBeTaken(_ name: Symbol, source: Int) -> Bool {
        let plan = plans[source]
        return plan.offers[plan.roles[Int(name)].offers].contains { offer in
            plan.segments[offer.segments.upperBound - 1].isDescendant
        }
    }

    /// What a resource says it is. The word stands where a value stands, so that a record that is
    /// broken may have anything there; what has not the form of a type is not shown.
    private static func typeName(_ bytes: ArraySlice<UInt8>) -> String {
        let isName = bytes.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        return isName ? String(decoding: bytes, as: UTF8.self) : "(no type)"
    }

    /// The names that lead to a node, from the nearest one that a mapping may take.
    func path(of index: Int, in tree: SourceTree, source: Int) -> String {
        let plan = plans[source]
        var names: [String] = []
        var ancestors: [Int] = []
        for above in 0...index where tree.nodes[above].end > UInt32(index) {
            ancestors.append(above)
        }
        for (place, above) in ancestors.enumerated().reversed() {
            let symbol = tree.nodes[above].name
            let isKnown = symbol != SymbolTable.unknown
            let name =
                isKnown
                ? symbols.names[Int(symbol)]
                : tree.writtenName(of: above, in: ancestors[max(0, place - 1)])
            if let type = tree.firstChild(of: above, named: plan.discriminator),
                above != index,
                mayBeTaken(symbol, source: source)
                    || !plan.roles[Int(symbol)].indexes.isEmpty
            {
                names.append(Self.typeName(tree.rawBytes(of: type)))
                break
            }
            names.append(name)
            if above != index, mayBeTaken(symbol, source: source) { break }
        }
        // The root of JSON has no name.
        return names.reversed().filter { !$0.isEmpty }.joined(separator: ".")
    }
}
