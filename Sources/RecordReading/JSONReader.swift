public import CanonicalModel

/// Parses JSON (RFC 8259, strictly) into ``SourceTree``s.
///
/// The root is named ``SymbolTable/unknown``. A top-level array becomes a root of kind `object`
/// over the array's bytes, whose children are its items. If an object has two members of one
/// name, the first counts, the others are left out of the tree, and there is a warning.
///
/// One reader a worker. About 1 to 2 GB/s a core.
public final class JSONReader {
    /// What the bytes hold.
    public enum Shape: Sendable {
        /// One JSON value.
        case document
        /// Objects separated by white space (NDJSON), read as if they were the resources of one
        /// bundle: a root with an `entry` for each, whose `resource` it is.
        case resourceLines
    }

    /// Findings about the last record read that did not stop it: code 112; at most 100.
    public private(set) var warnings: [Diagnostic] = []

    private let symbols: SymbolTable
    private let limits: ReadingLimits
    private let storage: JSONStorage

    /// Makes a reader for the names in `symbols`.
    public init(symbols: SymbolTable, limits: ReadingLimits = ReadingLimits()) {
        self.symbols = symbols
        self.limits = limits
        storage = JSONStorage(symbols: symbols, limits: limits)
    }

    /// Parses `tree.bytes` in place into `tree.nodes`. A byte-order mark is passed over.
    ///
    /// Give the bytes 16 spare bytes of capacity, or they are copied once.
    ///
    /// - Parameter file: What findings call the input.
    /// - Throws: Code 102, 104 to 108, 110 or 111. `tree.nodes` is then empty.
    public func read(
        _ tree: inout SourceTree, shape: Shape = .document, file: String
    ) throws(Diagnostic) {
        warnings.removeAll(keepingCapacity: true)
        tree.nodes.removeAll(keepingCapacity: true)
        guard tree.bytes.count <= limits.cappedBytes else {
            throw ReadingFailure(
                .tooLarge, at: 0, "the record has more than \(limits.cappedBytes) bytes"
            ).diagnostic(file: file, bytes: tree.bytes)
        }
        var duplicates: [JSONDuplicate] = []
        let fault: JSONFault?? = withPadding(&tree.bytes) { bytes, count in
            var parser = JSONParser(bytes, count, storage)
            let fault = parser.run(shape)
            duplicates = parser.duplicates
            storage.nodes = parser.nodes
            return fault
        }
        warnings += duplicates.map { warning($0, file: file, bytes: tree.bytes) }
        if let fault = fault ?? nil {
            throw fault.failure(count: tree.bytes.count, limits: limits)
                .diagnostic(file: file, bytes: tree.bytes)
        }
        tree.nodes.append(contentsOf: storage.nodes.all)
        storage.nodes.trim()
    }

    /// Only a name that the mappings know is printed: any other could hold anything.
    private func warning(
        _ duplicate: JSONDuplicate, file: String, bytes: [UInt8]
    ) -> Diagnostic {
        let isKnown = duplicate.name != SymbolTable.unknown
        let what = isKnown ? "`\(symbols.names[Int(duplicate.name)])`" : "a member"
        return ReadingFailure(
            .duplicateKey, at: duplicate.offset,
            "\(what) is given more than once in one object; the first counts"
        ).diagnostic(file: file, bytes: bytes, severity: .warning)
    }
}

@available(*, unavailable)
extension JSONReader: Sendable {}
