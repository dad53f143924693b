import CanonicalModel

/// Which names occur in a record, and whether a code that is watched for does; the same for every
/// source that the record may be of.
struct PresentNames {
    /// Whether a name occurs, by its symbol.
    let isPresent: [Bool]
    let mentionsWatched: Bool
    /// Whether a FHIR reference is a URL and not `Type/id`.
    let refersByURL: Bool
}

extension MappingRun {
    /// Cost: a step a node.
    mutating func names(of tree: SourceTree) -> PresentNames {
        var isPresent = Array(repeating: false, count: symbols.names.count)
        var (mentionsWatched, refersByURL) = (false, false)
        let (code, reference, nodes) = (codeSymbol, referenceSymbol, tree.nodes.span)
        var present = isPresent.mutableSpan
        for index in nodes.indices {
            let name = nodes[index].name
            present[Int(name)] = true
            if name == code, !mentionsWatched {
                mentionsWatched = watched.hold(nodes[index], of: tree.bytes)
            } else if name == reference, !refersByURL, nodes[index].length > 4 {
                let bytes = tree.rawBytes(of: index)
                refersByURL = bytes.starts(with: "urn:".utf8) || bytes.starts(with: "http".utf8)
            }
        }
        return PresentNames(
            isPresent: isPresent, mentionsWatched: mentionsWatched, refersByURL: refersByURL)
    }
}
