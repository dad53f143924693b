import CanonicalModel

extension SourceSchema {
    /// The types that each node may have, worked out from the root down; none for what the schema
    /// does not declare.
    func types(of tree: SourceTree, root: Int, symbols: SymbolTable) -> [[String]] {
        var types = Array(repeating: [String](), count: tree.nodes.count)
        guard tree.nodes.indices.contains(root) else { return types }
        types[root] = narrowed(concrete(self.root), root, tree, symbols)
        for parent in root..<Int(tree.nodes[root].end) where !types[parent].isEmpty {
            var child = parent + 1
            while child < Int(tree.nodes[parent].end) {
                let name = symbols.names[Int(tree.nodes[child].name)]
                let found = member(name, of: types[parent])?.types ?? []
                types[child] = narrowed(found, child, tree, symbols)
                child = Int(tree.nodes[child].end)
            }
        }
        return types
    }

    /// The one type that the discriminator of a node names, if it has one; none if that is no type
    /// of the schema.
    private func narrowed(
        _ types: [String], _ node: Int, _ tree: SourceTree, _ symbols: SymbolTable
    ) -> [String] {
        guard types.count > 1, let member = discriminator, let symbol = symbols.symbol(member),
            let child = tree.firstChild(of: node, named: symbol), let leaf = tree.leaf(of: child)
        else { return types }
        // Of a QName the prefix does not count; `resourceType` has none.
        let name = tree.rawBytes(of: leaf).split(separator: UInt8(ascii: ":")).last ?? []
        let word = String(decoding: name, as: UTF8.self)
        return types.contains(word) ? [word] : []
    }

    /// `Type.member` for every member that can be reached from the root, that is not `touched`, and
    /// that nothing ignores: neither itself, nor what it stands in up to the next name that is
    /// `taken` at any depth.
    func untouched(
        _ touched: Set<String>, ignored: Set<String>, taken: Set<String>
    ) -> [String] {
        struct Place: Hashable { let type: String, isIgnored: Bool }
        var (seen, found) = (Set<Place>(), [String]())
        var queue = concrete(root).map { Place(type: $0, isIgnored: false) }
        while let place = queue.popLast() {
            guard seen.insert(place).inserted else { continue }
            let isIgnored = place.isIgnored || ignored.contains(place.type)
            for (name, member) in types[place.type] ?? [:] {
                let path = "\(place.type).\(name)"
                let isNamed = ignored.contains(name) || ignored.contains(path)
                let isHidden = isNamed || isIgnored && !taken.contains(name)
                if !isHidden, !touched.contains(path) { found.append(path) }
                if isHidden || touched.contains(path) {
                    queue += member.types.map { Place(type: $0, isIgnored: isHidden) }
                }
            }
        }
        return Set(found).sorted()
    }
}

extension ExpressionCompiler {
    /// Notes that an expression goes through the member `name` of `types`, or of any type.
    mutating func touch(_ name: String, of types: [String]?) {
        guard touched != nil else { return }
        for type in types ?? Array(schema.types.keys) where schema.types[type]?[name] != nil {
            touched?.insert("\(type).\(name)")
        }
    }

    /// Compiles what is ignored: what it goes through is ignored and not read.
    mutating func ignoring<Result>(
        _ body: (inout ExpressionCompiler) throws -> Result
    ) rethrows -> Result {
        let before = touched
        defer {
            ignoredNames.formUnion((touched ?? []).subtracting(before ?? []))
            touched = before
        }
        return try body(&self)
    }
}

extension SourceCompiler {
    /// Members of the schema that no expression names and nothing ignores.
    var unreadPaths: [String] {
        let taken = compiler.plan.rules.compactMap { rule in
            let last = compiler.plan.segments[rule.segments.upperBound - 1]
            return last.isDescendant ? compiler.symbols.names[Int(last.symbol)] : nil
        }
        return compiler.schema.untouched(
            compiler.touched ?? [], ignored: compiler.ignoredNames, taken: Set(taken))
    }
}
