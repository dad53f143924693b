public import CanonicalModel

/// Reads the tree of a dm+d file or a FHIR resource by the names of its nodes.
struct TreeReading {
    let tree: SourceTree
    private let symbols: SymbolTable

    init(_ tree: SourceTree, _ symbols: SymbolTable) {
        self.tree = tree
        self.symbols = symbols
    }

    /// The name of a node; `#unknown` for one that no loader mentions.
    func name(of node: Int) -> String { symbols.names[Int(tree.nodes[node].name)] }

    /// The children of `node` called `name`, in order.
    func children(of node: Int, _ name: String) -> [Int] {
        guard let symbol = symbols.symbol(name) else { return [] }
        var found: [Int] = []
        var child = node + 1
        while child < Int(tree.nodes[node].end) {
            if tree.nodes[child].name == symbol { found.append(child) }
            child = Int(tree.nodes[child].end)
        }
        return found
    }

    /// The value of the first child called `name`; empty where there is none.
    func bytes(_ node: Int, _ name: String) -> [UInt8] {
        var output: [UInt8] = []
        if let symbol = symbols.symbol(name), let child = tree.firstChild(of: node, named: symbol),
            let leaf = tree.leaf(of: child)
        {
            tree.decode(leaf, into: &output)
        }
        return output
    }

    /// As above, as text.
    func text(_ node: Int, _ name: String) -> String {
        String(decoding: bytes(node, name), as: UTF8.self)
    }

    /// Line and column of a node, by counting the lines before it.
    func position(of node: Int) -> Diagnostic.Position {
        let before = tree.bytes[..<min(Int(tree.nodes[node].offset), tree.bytes.count)]
        let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Diagnostic.Position(line: line, column: before.count - start + 1)
    }
}

extension TerminologyLoader {
    /// The names that dm+d files and FHIR resources are read by; give them to the readers.
    public static let symbols: SymbolTable = {
        var table = SymbolTable()
        for name in DMDFile.names + FHIRFile.names { table.intern(name) }
        return table
    }()

    /// Reads the tree of a dm+d file.
    ///
    /// - Throws: `unrecognised-terminology` for another root element.
    public mutating func readXML(_ tree: SourceTree, _ input: Input) throws(Diagnostic) {
        let reading = TreeReading(tree, Self.symbols)
        guard let file = DMDFile(reading) else {
            throw Diagnostic(
                .unrecognisedTerminology, file: input.name,
                at: Diagnostic.Position(line: 1, column: 1),
                "this XML is no file of the dictionary of medicines and devices",
                advice: "`f_vtm2`, `f_vmp2` and `f_amp2` are what is read")
        }
        if let reason = file.reasonUnused { return leaveOut(input, reason) }
        var taken = 0
        for node in file.products {
            do throws(RowFault) {
                var fault: RowFault?
                change { content in
                    do throws(RowFault) {
                        try file.read(node, into: &content)
                    } catch {
                        fault = error
                    }
                }
                if let fault { throw fault }
                taken += 1
            } catch {
                noteNode(node, error, reading, input)
            }
        }
        finish(input, kind: file.kind, DMDFile.release(input.name), taken: taken)
    }

    /// Reads the tree of a FHIR ConceptMap or ValueSet.
    ///
    /// - Throws: `unrecognised-terminology` for another resource.
    public mutating func readJSON(_ tree: SourceTree, _ input: Input) throws(Diagnostic) {
        let reading = TreeReading(tree, Self.symbols)
        guard let file = FHIRFile(reading, source: content.sources.count) else {
            throw Diagnostic(
                .unrecognisedTerminology, file: input.name,
                at: Diagnostic.Position(line: 1, column: 1),
                "this JSON is no FHIR ConceptMap or ValueSet",
                advice: "give one resource a file")
        }
        var (taken, faults) = (0, [(node: Int, fault: RowFault)]())
        change { content in taken = file.read(into: &content, &faults) }
        for (node, fault) in faults { noteNode(node, fault, reading, input) }
        finish(input, kind: file.kind, file.release, taken: taken)
    }

    private mutating func noteNode(
        _ node: Int, _ fault: RowFault, _ reading: TreeReading, _ input: Input
    ) {
        let isShown = findings.count < Self.shownFindings
        note(
            Diagnostic(
                .malformedTerminologyRow, file: input.name,
                at: isShown ? reading.position(of: node) : nil, fault.message, advice: fault.advice)
        )
    }
}

extension RowFault {
    /// A value of a node that is not what it should be.
    static func value(_ value: String, of name: String, _ what: String) -> RowFault {
        RowFault(
            field: 0,
            message: value.isEmpty
                ? "`\(name)` is missing, and should be \(what)"
                : "`\(value)` in `\(name)` is not \(what)",
            advice: "compare the file with its source")
    }
}
