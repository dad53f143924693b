import CanonicalModel
import RecordReading

/// The single FHIR resources of one folder's files, put together by patient: of lines or files of
/// JSON, or of files of XML.
///
/// FHIR Bulk Data Access (2.0, "File Request") has a file a resource type, one resource a line, so
/// that what is said of a person stands in all of them. A resource belongs to the patient whom it
/// names, in its own file first, then in the folder; what names an id that two Patients have, or
/// that none has, belongs to nobody, and is a record by itself. Resources that are nobody's own,
/// such as a Practitioner, are read with each person who refers to them. In a file that has each
/// Patient before what is theirs, what stands between two Patients belongs to the first.
///
/// Memory: some 60 bytes a resource; the resources themselves are read again from their files.
struct GatheredResources {
    /// Where a part of a record comes from.
    struct Piece {
        /// Where in the record it begins.
        let start: Int
        let file: String
        /// Where in the file it begins.
        let offset: Int
    }

    private struct Resource {
        let file: Int
        let offset: Int
        var length: Int
        /// Whom it names, as a number of ``patients``; -1 for nobody.
        let patient: Int
        /// The Patient before it in the file, as an index of ``resources``; -1 for none.
        let before: Int
        let kind: Kind
    }
    private enum Kind: UInt8 {
        case patient, owned, shared
        /// A Bundle, or what cannot be read: a record as it is.
        case whole
    }

    private let places: [String: String]
    private let limit: Int
    private let isXML: Bool
    private var files: [String] = []
    private var resources: [Resource] = []
    private var reader = ResourceReader()
    /// Each patient that was named, with a number, and the shared resources that theirs refer to.
    private var patients: [ResourceHead.Reference: Int] = [:]
    private var sharedOfPatient: [Set<Int>] = []
    /// The Patients that have each number, as indices of ``resources``.
    private var entries: [Int: [Int]] = [:]
    /// Each shared resource that was named or is there, with a number.
    private var sharedNumbers: [String: Int] = [:]
    /// Where those are, as indices of ``resources``, and what each refers to in turn.
    private var sharedEntries: [Int: [Int]] = [:]
    private var sharedOfShared: [Int: [Int]] = [:]
    /// The PractitionerRoles of each Practitioner, who does not refer to them.
    private var roles: [Int: [Int]] = [:]
    /// The files in which each Patient stands before what is theirs.
    private var isGrouped: [Bool] = []
    /// SHA-256 and length of each file.
    private(set) var digests: [String: (digest: [UInt8], bytes: Int)] = [:]
    /// Hashes of what is in ``sharedEntries``.
    private var contents: Set<Int> = []
    /// What could not be read, by file.
    private var failures: [(file: String, why: Diagnostic, offset: Int)] = []
    /// The resources of each record, as indices of ``resources``; the next record last.
    private var records: [[Int]] = []
    private var open: [Int: FileInput] = [:]

    /// Looks through `files`, which hold resources and are in one folder.
    ///
    /// - Parameter isXML: Whether they are XML, a file a resource, or JSON.
    init(_ files: [String], isXML: Bool, places: [String: String], limit: Int) {
        (self.places, self.limit, self.isXML) = (places, limit, isXML)
        for file in files { look(file) }
        arrange()
    }

    /// Whether a file begins with a resource that is no Bundle, in the notation that is gathered.
    static func canGather(_ path: String, as file: String, isXML: Bool) -> Bool {
        var bytes: [UInt8] = []
        guard let input = try? FileInput(path, as: file),
            (try? input.read(LineReader.block, at: 0, into: &bytes)) != nil,
            ContentKind.sniff(bytes) == (isXML ? .xml : .json)
        else { return false }
        let isWhole = input.size == bytes.count
        guard !isXML else { return isWhole && FHIRNotation.isLoneResource(bytes) }
        return (isWhole || LineLayout.sniff(bytes) == .lines)
            && JSONLayout.shape(bytes) == .resourceLines
    }

    // MARK: - Looking through files

    private mutating func look(_ file: String) {
        let number = files.count
        files.append(file)
        isGrouped.append(true)
        var lines: LineReader?
        do throws(Diagnostic) {
            let input = try FileInput(places[file] ?? file, as: file)
            var bytes: [UInt8] = []
            guard try LineRecords.isLines(input, as: file, limit: limit, into: &bytes) else {
                if isXML {
                    addXML(bytes, number)
                } else {
                    add(reader.read(bytes[...]), bytes[...], number, 0)
                }
                digests[file] = (try input.digest(), bytes.count)
                return
            }
            lines = LineReader(input, as: file, limit: limit, buffer: bytes)
            while let line = try lines?.next(), let open = lines {
                let text = open.buffer[line]
                if text.contains(where: { $0 > 0x20 }) {
                    add(reader.read(text), text, number, open.position)
                } else if let last = resources.indices.last, resources[last].file == number {
                    resources[last].length += line.count
                }
                lines?.take(line)
            }
        } catch {
            failures.append((file, error, lines?.position ?? 0))
        }
        if let lines { digests[file] = (lines.digest(), lines.position) }
    }

    private mutating func addXML(_ bytes: [UInt8], _ file: Int) {
        let found = reader.readXML(bytes)
        let element = found?.element ?? bytes.indices
        add(found?.head, bytes[element], file, element.lowerBound)
    }

    private mutating func add(
        _ head: ResourceHead?, _ bytes: ArraySlice<UInt8>, _ file: Int, _ offset: Int
    ) {
        let (isUnread, head) = (head == nil, head ?? ResourceHead())
        let index = resources.count
        let last = resources.last.flatMap { $0.file == file ? $0 : nil }
        let before = last.map { $0.kind == .patient ? index - 1 : $0.before } ?? -1
        var kind = Kind.owned
        switch head.type {
        case "Bundle": kind = .whole
        case _ where isUnread: kind = .whole
        case "Patient": kind = .patient
        case _ where head.patient == nil && ResourceHead.sharedTypes.contains(head.type):
            kind = .shared
        default: break
        }
        let patient = head.patient.map { number(of: $0) } ?? -1
        resources.append(
            Resource(
                file: file, offset: offset, length: bytes.count, patient: patient, before: before,
                kind: kind))
        if kind == .patient {
            entries[patient, default: []].append(index)
            if let number = head.nhsNumber {
                entries[self.number(of: .nhsNumber(number)), default: []].append(index)
            }
        } else if kind == .owned || kind == .shared,
            before < 0 || patient >= 0 && resources[before].patient != patient
        {
            isGrouped[file] = false
        }
        // The same twice is one, as an Organization that each of its people brought along.
        if kind == .shared, !contents.insert(bytes.hashValue).inserted { return }
        note(head, kind, index, patient)
    }

    /// Notes which shared resources a resource refers to, or that it is one.
    private mutating func note(_ head: ResourceHead, _ kind: Kind, _ index: Int, _ patient: Int) {
        let shared = head.shared.map { sharedNumber($0) }
        if kind == .shared {
            let number = sharedNumber("\(head.type)/\(head.id)")
            sharedEntries[number, default: []].append(index)
            sharedOfShared[index] = shared
            for (name, number) in zip(head.shared, shared)
            where head.type == "PractitionerRole" && name.hasPrefix("Practitioner/") {
                roles[number, default: []].append(index)
            }
        } else if patient >= 0 {
            sharedOfPatient[patient].formUnion(shared)
        }
    }

    private mutating func number(of patient: ResourceHead.Reference) -> Int {
        if let number = patients[patient] { return number }
        patients[patient] = sharedOfPatient.count
        sharedOfPatient.append([])
        return sharedOfPatient.count - 1
    }

    private mutating func sharedNumber(_ name: String) -> Int {
        let number = sharedNumbers[name] ?? sharedNumbers.count
        sharedNumbers[name] = number
        return number
    }

    // MARK: - Records

    /// Gives each resource to its record.
    private mutating func arrange() {
        var members: [Int: [Int]] = [:]
        var alone: [Int] = []
        for (index, resource) in resources.enumerated() where resource.kind != .patient {
            if resource.kind == .whole {
                alone.append(index)
            } else if isGrouped[resource.file] {
                members[resource.before, default: []].append(index)
            } else if resource.kind == .owned {
                if let owner = owner(of: resource) {
                    members[owner, default: []].append(index)
                } else {
                    alone.append(index)
                }
            }
        }
        for (index, resource) in resources.enumerated() where resource.kind == .patient {
            records.append([index] + (members[index] ?? []) + shared(by: index))
        }
        records += alone.map { [$0] }
        records.sort { $0[0] > $1[0] }
        failures.reverse()
    }

    /// The Patient whom a resource names: of those of that id the one in its file, or else in the
    /// folder; `nil` if there is not one, but none or several.
    private func owner(of resource: Resource) -> Int? {
        guard let all = entries[resource.patient] else { return nil }
        let near = all.filter { resources[$0].file == resource.file }
        let candidates = near.isEmpty ? all : near
        return candidates.count == 1 ? candidates[0] : nil
    }

    /// What is shared and a patient's resources lead to, each once. In a file that has each Patient
    /// before what is theirs, that is there already.
    private func shared(by patient: Int) -> [Int] {
        let file = resources[patient].file
        var (found, open) = (Set<Int>(), Array(sharedOfPatient[resources[patient].patient]))
        var known = Set(open)
        while let number = open.popLast() {
            let all = sharedEntries[number] ?? []
            if isGrouped[file], all.contains(where: { resources[$0].before == patient }) {
                continue
            }
            let near = all.filter { resources[$0].file == file }
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

    /// One record.
    struct Record {
        let file: String
        let offset: Int
        /// How its JSON is laid out; `nil` for XML.
        let shape: JSONReader.Shape?
        let pieces: [Piece]
        let failure: Diagnostic?
    }

    /// The next record, its resources written over `bytes`; `nil` at the end.
    mutating func next(into bytes: inout [UInt8]) -> Record? {
        bytes.removeAll(keepingCapacity: true)
        guard let members = records.popLast() else {
            return failures.popLast().map { failure in
                Record(
                    file: failure.file, offset: failure.offset, shape: nil, pieces: [],
                    failure: failure.why)
            }
        }
        let first = resources[members[0]]
        var pieces: [Piece] = []
        do throws(Diagnostic) {
            let isBundle = isXML && first.kind != .whole
            if isBundle { bytes += #"<Bundle xmlns="http://hl7.org/fhir">"#.utf8 }
            for index in members {
                if isBundle { bytes += "<entry><resource>".utf8 }
                try append(resources[index], to: &bytes, &pieces)
                if isBundle { bytes += "</resource></entry>".utf8 }
            }
            if isBundle { bytes += "</Bundle>".utf8 }
        } catch {
            return Record(
                file: files[first.file], offset: first.offset, shape: nil, pieces: [],
                failure: error)
        }
        let shape =
            isXML ? nil : first.kind == .whole ? JSONLayout.shape(bytes) : .resourceLines
        return Record(
            file: files[first.file], offset: first.offset, shape: shape, pieces: pieces,
            failure: nil)
    }

    /// Reads one resource.
    private mutating func append(
        _ resource: Resource, to bytes: inout [UInt8], _ pieces: inout [Piece]
    ) throws(Diagnostic) {
        let file = files[resource.file]
        guard bytes.count + resource.length <= limit else {
            throw Diagnostic(
                .tooLarge, file: file, byteOffset: resource.offset,
                "the resources of one patient have more than \(limit) bytes",
                advice: "ask for the export in parts")
        }
        if open[resource.file] == nil {
            // A folder may have more files than may be open at once.
            if open.count >= 64 { open = [:] }
            open[resource.file] = try FileInput(places[file] ?? file, as: file)
        }
        var text: [UInt8] = []
        try open[resource.file]?.read(resource.length, at: resource.offset, into: &text)
        let isNextLine = !isXML && bytes.last.map { $0 != UInt8(ascii: "\n") } == true
        if isNextLine { bytes.append(UInt8(ascii: "\n")) }
        pieces.append(Piece(start: bytes.count, file: file, offset: resource.offset))
        bytes += text
    }
}
