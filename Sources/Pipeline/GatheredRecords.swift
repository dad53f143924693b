import CanonicalModel
import RecordReading

extension GatheredResources {
    // MARK: - Arranging

    func scope(of resource: Resource) -> Scope { scopes[Int(resource.scope)] }

    /// Gives each resource to its record.
    mutating func arrange() {
        var members: [Int: [Int]] = [:]
        var alone: [Int] = []
        var owners: [Int: Int?] = [:]
        var scope = Int32(-1)
        for (index, resource) in resources.enumerated() where resource.kind != .patient {
            if resource.scope != scope { (scope, owners) = (resource.scope, [:]) }
            if resource.kind == .whole {
                alone.append(index)
            } else if self.scope(of: resource).isGrouped {
                members[resource.before, default: []].append(index)
            } else if resource.kind == .owned {
                let owner = owners[resource.patient] ?? self.owner(of: resource)
                owners[resource.patient] = .some(owner)
                if let owner {
                    members[owner, default: []].append(index)
                } else {
                    alone.append(index)
                }
            }
        }
        for (index, resource) in resources.enumerated() where resource.kind == .patient {
            records.append((index, [index] + (members[index] ?? [])))
        }
        records += alone.map { ($0, [$0]) }
        records.sort { $0.first > $1.first }
        failures.reverse()
        reader.forget()
        allowance = UnpackingLimits().allowance(for: resources.reduce(0) { $0 + $1.length })
    }

    /// The Patient whom a resource names: of those of that id the one in its file, or else in the
    /// folder; `nil` if there is not one, but none or several.
    private func owner(of resource: Resource) -> Int? {
        guard let all = entries[resource.patient] else { return nil }
        let near = all.filter { resources[$0].scope == resource.scope }
        let candidates = near.isEmpty ? all : near
        return candidates.count == 1 ? candidates[0] : nil
    }

    /// What is shared and a patient's resources lead to, each once. In a file that has each Patient
    /// before what is theirs, that is there already.
    private func shared(by patient: Int) -> [Int] {
        let resource = resources[patient]
        let isGrouped = scope(of: resource).isGrouped
        var known = sharedOfPatient[resource.patient]
        if let number = nhsNumbers[patient] { known.formUnion(sharedOfPatient[number]) }
        var (found, open) = (Set<Int>(), Array(known))
        while let number = open.popLast() {
            if isGrouped, holders[number]?.contains(patient) == true { continue }
            let all = sharedEntries[number] ?? []
            let near = all.filter { resources[$0].scope == resource.scope }
            let candidates = near.isEmpty ? all : near
            guard candidates.count == 1 else { continue }
            for index in candidates + (roles[number] ?? []) where found.insert(index).inserted {
                for next in sharedOfShared[index] ?? [] where known.insert(next).inserted {
                    open.append(next)
                }
            }
        }
        return found.sorted()
    }

    // MARK: - Records

    /// One record.
    struct Record {
        let file: String
        let offset: Int
        /// How its JSON is laid out; `nil` for XML.
        let shape: JSONReader.Shape?
        let pieces: [Piece]
        let failure: Diagnostic?
    }

    /// How many records are still to come.
    var count: Int { records.count + failures.count }

    /// The next record, its resources written over `bytes`; `nil` at the end.
    mutating func next(into bytes: inout [UInt8]) -> Record? {
        bytes.removeAll(keepingCapacity: true)
        guard let (number, own) = records.popLast() else {
            return failures.popLast().map { failure in
                Record(
                    file: failure.file, offset: failure.offset, shape: nil, pieces: [],
                    failure: failure.why)
            }
        }
        let first = resources[number]
        let (file, bundle) = (files[Int(first.file)], scope(of: first).bundle)
        var pieces: [Piece] = []
        do throws(Diagnostic) {
            let isElements = isXML && first.kind != .whole
            bytes += bundle?.opening ?? []
            if isElements { bytes += #"<Bundle xmlns="http://hl7.org/fhir">"#.utf8 }
            for index in try members(number, own) {
                if isElements { bytes += "<entry><resource>".utf8 }
                try append(resources[index], isEntry: bundle != nil, to: &bytes, &pieces)
                if isElements { bytes += "</resource></entry>".utf8 }
            }
            if isElements { bytes += "</Bundle>".utf8 }
            bytes += bundle?.closing ?? []
            allowance -= bytes.count
        } catch {
            return Record(
                file: file, offset: base + first.offset, shape: nil, pieces: [], failure: error)
        }
        let isLines = !isXML && bundle == nil && first.kind != .whole
        return Record(
            file: file, offset: base + first.offset,
            shape: isXML ? nil : isLines ? .resourceLines : JSONLayout.shape(bytes),
            pieces: pieces, failure: nil)
    }

    /// The resources of a record, its own and what is shared.
    ///
    /// - Throws: `unpacks-too-large` once far more came out than went in: what is shared is read
    ///   with everybody who refers to it.
    private func members(_ first: Int, _ own: [Int]) throws(Diagnostic) -> [Int] {
        let resource = resources[first]
        guard allowance > 0 else {
            throw Diagnostic(
                .unpacksTooLarge, file: files[Int(resource.file)],
                byteOffset: base + resource.offset,
                "what the patients of one export share makes it many times larger",
                advice: "no export shares so much; find out where the file comes from")
        }
        guard resource.kind == .patient else { return own }
        let all = own + shared(by: first)
        // Entries stay in the order of their Bundle.
        return scope(of: resource).bundle == nil ? all : all.sorted()
    }

    /// The next record, as a part of another.
    mutating func nextInput(of whole: RecordInput, into bytes: inout [UInt8]) -> RecordInput? {
        guard let record = next(into: &bytes) else { return nil }
        return RecordInput(
            number: whole.number, file: record.file, offset: record.offset, shape: record.shape,
            failure: record.failure, isWholeFile: false, pieces: record.pieces)
    }

    /// Reads one resource.
    private mutating func append(
        _ resource: Resource, isEntry: Bool, to bytes: inout [UInt8], _ pieces: inout [Piece]
    ) throws(Diagnostic) {
        let file = files[Int(resource.file)]
        guard bytes.count + resource.length <= limit else {
            throw Diagnostic(
                .tooLarge, file: file, byteOffset: base + resource.offset,
                "the resources of one patient have more than \(limit) bytes",
                advice: "ask for the export in parts")
        }
        var text: [UInt8] = []
        try read(resource, into: &text)
        if isEntry {
            if !pieces.isEmpty { bytes.append(UInt8(ascii: ",")) }
        } else if !isXML, bytes.last.map({ $0 != UInt8(ascii: "\n") }) == true {
            bytes.append(UInt8(ascii: "\n"))
        }
        pieces.append(Piece(start: bytes.count, file: file, offset: base + resource.offset))
        bytes += text
    }

    private mutating func read(
        _ resource: Resource, into text: inout [UInt8]
    ) throws(Diagnostic) {
        if let store {
            let start = starts[Int(resource.file)]
            return try store.read(resource.length, at: start + resource.offset, into: &text)
        }
        let file = files[Int(resource.file)]
        if open[resource.file] == nil {
            // A folder may have more files than may be open at once.
            if open.count >= 64 { open = [:] }
            open[resource.file] = try FileInput(places[file] ?? file, as: file)
        }
        try open[resource.file]?.read(resource.length, at: resource.offset, into: &text)
    }
}
