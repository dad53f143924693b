import CanonicalModel
import RecordMapping
import RecordReading

/// Where demographics came from, for the manifest.
struct DemographicsInput: Sendable {
    let file: String
    let digest: [UInt8]
    let bytes: Int
}

extension Demographics {
    /// Reads the people of `inputs`, in any format that is read. A bundle may hold many people.
    ///
    /// - Parameters:
    ///   - inputs: Files and folders.
    ///   - emit: Takes what is wrong with a record; it fills nothing in then.
    /// - Throws: `unreadable-input`: what was named and cannot be opened stops a run.
    static func load(
        _ inputs: [String], _ library: MappingLibrary, isInterrupted: () -> Bool,
        emit: (Diagnostic) -> Void
    ) throws(Diagnostic) -> (Demographics, [DemographicsInput]) {
        var (files, sources) = ([String](), [DemographicsInput]())
        for input in inputs {
            if Files.isDirectory(input) {
                files += try Files.list(input)
            } else {
                files.append(input)
            }
        }
        for file in files {
            let input = try FileInput(file, as: file)
            sources.append(
                DemographicsInput(file: file, digest: try input.digest(), bytes: input.size))
        }
        var (people, tree) = (Demographics(), SourceTree())
        var (parser, source) = (RecordParser(library.mappings), RecordSource(files))
        var mapper = RecordMapper(library.mappings)
        let splitter = PatientSplitter(library.mappings.symbols)
        while !isInterrupted(), let input = source.next(into: &tree.bytes) {
            do throws(Diagnostic) {
                if let failure = input.failure { throw failure }
                try parser.read(
                    &tree, shape: input.shape, file: input.file, ofAnybody: true)
                let trees = splitter.split(tree)
                for one in trees.isEmpty ? [tree] : trees {
                    let mapped = try mapper.map(one, file: input.file)
                    guard people.add(mapped.record) else { throw tooMany(input.file) }
                }
            } catch {
                if error.code == .tooMuchDemographics { throw error }
                if source.divide(input, tree.bytes, after: error) { continue }
                people.addUnusable()
                emit(error)
            }
        }
        return (people, sources)
    }

    private static func tooMany(_ file: String) -> Diagnostic {
        Diagnostic(
            .tooMuchDemographics, file: file, "the demographics have more than 2 GiB of text",
            advice: "give only those of the practices' patients")
    }
}

/// Makes a tree of one patient out of each patient of a bundle.
struct PatientSplitter {
    private let entry, resource, resourceType: Symbol

    init(_ symbols: SymbolTable) {
        entry = symbols.symbol("entry") ?? SymbolTable.unknown
        resource = symbols.symbol("resource") ?? SymbolTable.unknown
        resourceType = symbols.symbol("resourceType") ?? SymbolTable.unknown
    }

    /// A tree for each patient, if there are several; else none. The trees share the bytes.
    ///
    /// Each has what the bundle says of itself, and no other entry.
    func split(_ tree: SourceTree) -> [SourceTree] {
        guard let root = tree.nodes.first, root.kind == .object else { return [] }
        var (patients, head) = ([Int](), [SourceNode]())
        var child = 1
        while child < tree.nodes.count {
            let end = Int(tree.nodes[child].end)
            if tree.nodes[child].name != entry {
                head += Self.moved(tree.nodes[child..<end], from: child, to: head.count + 1)
            } else if isPatient(child, tree) {
                patients.append(child)
            }
            child = end
        }
        guard patients.count > 1 else { return [] }
        return patients.map { patient in
            let end = Int(tree.nodes[patient].end)
            let place = head.count + 1
            let nodes = Self.moved(tree.nodes[patient..<end], from: patient, to: place)
            var top = root
            top.end = UInt32(place + nodes.count)
            return SourceTree(bytes: tree.bytes, nodes: [top] + head + nodes)
        }
    }

    private func isPatient(_ entry: Int, _ tree: SourceTree) -> Bool {
        guard let inner = tree.firstChild(of: entry, named: resource),
            let type = tree.firstChild(of: inner, named: resourceType),
            let leaf = tree.leaf(of: type)
        else { return false }
        return tree.rawBytes(of: leaf).elementsEqual("Patient".utf8)
    }

    private static func moved(
        _ nodes: ArraySlice<SourceNode>, from start: Int, to place: Int
    ) -> [SourceNode] {
        nodes.map { node in
            var node = node
            node.end = UInt32(Int(node.end) - start + place)
            return node
        }
    }
}
