import CanonicalModel

/// Which names occur in a record, and whether a code that is watched for does; the same for every
/// source that the record may be of.
struct PresentNames {
    /// Whether a name occurs, by its symbol.
    let isPresent: [Bool]
    let mentionsWatched: Bool
}

extension MappingRun {
    /// Cost: a step a node.
    mutating func names(of tree: SourceTree) -> PresentNames {
        var isPresent = Array(repeating: false, count: symbols.names.count)
        var mentionsWatched = false
        let code = codeSymbol
        for index in tree.nodes.indices {
            let node = tree.nodes[index]
            isPresent[Int(node.name)] = true
            if node.name == code, !mentionsWatched {
                mentionsWatched = watched.hold(node, of: tree.bytes)
            }
        }
        return PresentNames(isPresent: isPresent, mentionsWatched: mentionsWatched)
    }
}
