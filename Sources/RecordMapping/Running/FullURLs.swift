import CanonicalModel

/// What the entries of a FHIR bundle are called by others: `Type/id` by their full URLs.
///
/// Source: FHIR R4 and STU3, Bundle, "Resolving references in Bundles": a reference leads to the
/// entry whose `fullUrl` it is. Resources of a server that are told no URLs, as in bulk data, are
/// known by type and id, and a URL ends with these (FHIR R4, References, "Literal References").
struct FullURLs {
    fileprivate let fullUrl, resource, resourceType, id: Symbol
    /// The name of what refers, in a record that has such references; mostly it has none.
    fileprivate(set) var reference: Symbol?
    private let possibleReference: Symbol?
    /// Whether references are URLs, and no entry says its own.
    fileprivate private(set) var areUnknown = false
    /// The server of the record, to the slash before the type, where no entry says its URL.
    fileprivate var server: TextRange?
    /// The resources by the full URLs of their entries.
    private var resources = KeyIndex()

    /// - Parameter isFHIR: Whether the source may be FHIR: its records are objects.
    init(_ symbols: SymbolTable, isFHIR: Bool) {
        func symbol(_ name: String) -> Symbol { symbols.symbol(name) ?? SymbolTable.unknown }
        (fullUrl, resource) = (symbol("fullUrl"), symbol("resource"))
        (resourceType, id) = (symbol("resourceType"), symbol("id"))
        let isKnown = isFHIR && fullUrl != SymbolTable.unknown
        possibleReference = isKnown ? symbols.symbol("reference") : nil
    }

    /// Takes up a record.
    mutating func begin(_ names: PresentNames) {
        if reference != nil { resources.removeAll() }
        reference = names.refersByURL ? possibleReference : nil
        areUnknown = reference != nil && !names.isPresent[Int(fullUrl)]
        server = nil
    }

    fileprivate mutating func insert(
        _ url: TextRange, _ resource: Int, in record: CanonicalRecord
    ) {
        // Two that claim one URL are told apart by nothing: the first stands.
        if resources.first(url, in: record) == nil { resources.insert(url, resource, in: record) }
    }

    fileprivate mutating func resource(_ url: TextRange, in record: CanonicalRecord) -> Int? {
        resources.first(url, in: record).map(resources.node(at:))
    }
}

extension MappingRun {
    /// Notes the full URLs of the record's entries, if it refers by them.
    mutating func noteFullURLs() {
        guard fullURLs.reference != nil else { return }
        guard !fullURLs.areUnknown else { return noteServer() }
        var parent = 0
        while parent < tree.nodes.count {
            if tree.nodes[parent].kind == .object,
                let url = tree.firstChild(of: parent, named: fullURLs.fullUrl),
                let resource = tree.firstChild(of: parent, named: fullURLs.resource),
                tree.firstChild(of: resource, named: fullURLs.id) != nil,
                let leaf = tree.leaf(of: url)
            {
                fullURLs.insert(content(ofLeaf: leaf), resource, in: record)
            }
            parent += 1
        }
    }

    /// The text of a reference: `Type/id` where it is the full URL of an entry that has an id.
    ///
    /// It is made like a text that is decoded, at the end of the scratch bytes.
    mutating func reference(atLeaf leaf: Int) -> TextRange {
        let start = record.scratch.count
        let written = content(ofLeaf: leaf)
        if fullURLs.areUnknown { return typeAndId(written) }
        guard let resource = fullURLs.resource(key(written), in: record),
            let type = tree.firstChild(of: resource, named: fullURLs.resourceType),
            let id = tree.firstChild(of: resource, named: fullURLs.id),
            let typeLeaf = tree.leaf(of: type), let idLeaf = tree.leaf(of: id)
        else { return written }
        record.scratch.removeLast(record.scratch.count - start)
        tree.decode(typeLeaf, into: &record.scratch)
        record.scratch.append(UInt8(ascii: "/"))
        tree.decode(idLeaf, into: &record.scratch)
        return TextRange(scratch: start, length: record.scratch.count - start)
    }

    /// Notes the server that the record's references name: that of the patients, or else of all.
    /// Where these are two, a patient of the other may have the same id, and none is known.
    private mutating func noteServer() {
        var (ofPatients, ofAll) = ([TextRange](), [TextRange]())
        for node in tree.nodes.indices where tree.nodes[node].name == fullURLs.reference {
            guard let leaf = tree.leaf(of: node) else { continue }
            let url = key(content(ofLeaf: leaf))
            guard let start = startOfType(url) else { continue }
            let server = part(of: url, 0..<start)
            add(server, to: &ofAll)
            let isPatient = record.withBytes(of: part(of: url, start..<Int(url.length))) {
                $0.starts(with: "Patient/")
            }
            if isPatient { add(server, to: &ofPatients) }
        }
        let servers = ofPatients.isEmpty ? ofAll : ofPatients
        fullURLs.server = servers.count == 1 ? servers.first : nil
    }

    /// Adds one that is not among them; of more than two nobody asks.
    private mutating func add(_ server: TextRange, to servers: inout [TextRange]) {
        guard servers.count < 2, !servers.contains(where: { record.equal($0, server) }) else {
            return
        }
        servers.append(server)
    }

    /// Where the type stands in a URL that ends with type and id; `nil` of what is none.
    private mutating func startOfType(_ url: TextRange) -> Int? {
        record.withBytes(of: url) { bytes in
            guard bytes.starts(with: "http") else { return nil }
            let id = bytes.offset(afterLast: UInt8(ascii: "/"), before: bytes.count)
            return bytes.offset(afterLast: UInt8(ascii: "/"), before: max(0, id - 1))
        }
    }

    /// The type and the id of a resource of the record's server; any other URL as it is.
    private mutating func typeAndId(_ written: TextRange) -> TextRange {
        let url = key(written)
        guard let server = fullURLs.server, let start = startOfType(url),
            record.equal(part(of: url, 0..<start), server)
        else { return written }
        return part(of: url, start..<Int(url.length))
    }
}
