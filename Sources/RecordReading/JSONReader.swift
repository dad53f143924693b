public import CanonicalModel

/// Parses JSON (RFC 8259, strictly) into ``SourceTree``s.
///
/// The root is named ``SymbolTable/unknown``. A top-level array becomes a root of kind `object`
/// over the array's bytes, whose children are its items. If an object has two members of one
/// name, the first is in the tree alone, and there is a warning; where they differ, and the name is
/// one that mappings know, the record is refused: a label, or that something is in error, may stand
/// in either (RFC 8259 §4 leaves open which counts, FHIR allows no such objects).
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
    /// - Throws: Code 102, 104 to 108 or 110 to 112. `tree.nodes` is then empty.
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
        warnings += duplicates.map {
            finding($0, "and the first is read", .warning, file: file, bytes: tree.bytes)
        }
        if let fault = fault ?? nil {
            throw fault.failure(count: tree.bytes.count, limits: limits)
                .diagnostic(file: file, bytes: tree.bytes)
        }
        tree.nodes.append(contentsOf: storage.nodes.all)
        storage.nodes.trim()
        let known = duplicates.filter(\.isKnown)
        let harmful = known.first { !isSame($0, tree) }
        let isTooMuch = known.count >= Self.mostDuplicates
        guard let bad = harmful ?? (isTooMuch ? known.last : nil) else { return }
        tree.nodes.removeAll(keepingCapacity: true)
        warnings.removeAll(keepingCapacity: true)
        throw finding(
            bad, harmful == nil ? "as too many are" : "with different values", .error, file: file,
            bytes: tree.bytes,
            advice: "have it mended where it comes from: nobody can know which is meant")
    }

    /// As many as are looked at, of known names and of others: a record with so many known ones is
    /// refused for the last of them.
    static let mostDuplicates = 100

    /// Whether a member says again what the one before it says, in the same bytes; lists are not
    /// compared.
    private func isSame(_ duplicate: JSONDuplicate, _ tree: SourceTree) -> Bool {
        let bytes = tree.bytes
        guard let key = endOfFirstJSONValue(bytes, from: duplicate.offset - 1),
            let colon = bytes[key...].firstIndex(of: UInt8(ascii: ":")),
            let end = endOfFirstJSONValue(bytes, from: colon + 1),
            let start = bytes[(colon + 1)...].firstIndex(where: { $0 > 0x20 }),
            bytes[start] != UInt8(ascii: "[")
        else { return false }
        // The innermost object in which it stands; nodes are in document order.
        let object = tree.nodes.indices.last { index in
            let node = tree.nodes[index]
            let first = Int(node.offset)
            return node.kind == .object && first < start && end < first + Int(node.length)
        }
        guard let object, let first = tree.firstChild(of: object, named: duplicate.name) else {
            return false
        }
        let isString = bytes[start] == UInt8(ascii: "\"")
        let value = isString ? bytes[start + 1..<end - 1] : bytes[start..<end]
        return (tree.nodes[first].kind == .string) == isString && tree.rawBytes(of: first) == value
    }

    /// Only a name that the mappings know is printed: any other could hold anything.
    private func finding(
        _ duplicate: JSONDuplicate, _ which: String, _ severity: Diagnostic.Severity, file: String,
        bytes: [UInt8], advice: String? = nil
    ) -> Diagnostic {
        let what =
            duplicate.isKnown ? "`\(symbols.names[Int(duplicate.name)])`" : "a member"
        return ReadingFailure(
            .duplicateKey, at: duplicate.offset,
            "\(what) is given more than once in one object, \(which)", advice: advice
        ).diagnostic(file: file, bytes: bytes, severity: severity)
    }
}

@available(*, unavailable)
extension JSONReader: Sendable {}
