import CanonicalModel
import RecordMapping
import RecordReading

/// FHIR resources put together by patient: the single resources of one folder's files, be they
/// lines, items of an array, values one after another or whole files, of JSON or XML; and the
/// entries of a Bundle of several patients.
///
/// FHIR Bulk Data Access (2.0, "File Request") has a file a resource type, one resource a line, so
/// that what is said of a person stands in all of them. A resource belongs to the patient whom it
/// names, in its own file first, then in the folder; what names an id that two Patients have, or
/// that none has, belongs to nobody, and is a record by itself. Resources that are nobody's own,
/// such as a Practitioner, are read with each person who refers to them. In a file that has each
/// Patient before what is theirs, what stands between two Patients belongs to the first. A Bundle
/// is an export of its own, with ``BundleNames``.
///
/// Memory: some 60 bytes a resource; the resources themselves are read again, from their files or
/// from where they were kept.
struct GatheredResources {
    /// Where a part of a record comes from.
    struct Piece {
        /// Where in the record it begins.
        let start: Int
        let file: String
        /// Where in the file it begins.
        let offset: Int
    }

    struct Resource {
        let file: Int32
        let scope: Int32
        let offset: Int
        var length: Int
        /// Whom it names, as a number of ``patients``; -1 for nobody.
        let patient: Int
        /// The Patient before it in the file, as an index of ``resources``; -1 for none.
        let before: Int
        let kind: Kind
    }
    enum Kind: UInt8 {
        case patient, owned, shared
        /// A Bundle, or what cannot be read: a record as it is.
        case whole
    }

    /// In what ids mean something: the single resources of a file, or a Bundle of several patients.
    struct Scope {
        /// Whether each Patient stands before what is theirs.
        var isGrouped: Bool
        /// What stands around the entries of a Bundle.
        var bundle: (opening: [UInt8], closing: [UInt8])?
    }

    let places: [String: String]
    let limit: Int
    let isXML: Bool
    /// Where the bytes begin in their file that are in memory.
    let base: Int
    var files: [String] = []
    var resources: [Resource] = []
    var scopes: [Scope] = []
    var reader = ResourceReader()
    /// Each patient that was named, with a number, and the shared resources that theirs refer to.
    private var patients: [ResourceHead.Reference: Int] = [:]
    var sharedOfPatient: [Set<Int>] = []
    /// The Patients that have each number, as indices of ``resources``; by their index, the number
    /// of those who are known by an NHS number too.
    var entries: [Int: [Int]] = [:]
    var nhsNumbers: [Int: Int] = [:]
    /// Each shared resource that was named or is there, with a number.
    private var sharedNumbers: [String: Int] = [:]
    /// Where those are, as indices of ``resources``, and what each refers to in turn; and behind
    /// which Patients each stands, be it as a copy.
    var sharedEntries: [Int: [Int]] = [:]
    var holders: [Int: Set<Int>] = [:]
    var sharedOfShared: [Int: [Int]] = [:]
    /// The PractitionerRoles of each Practitioner, who does not refer to them.
    var roles: [Int: [Int]] = [:]
    /// SHA-256 and length of each file.
    private(set) var digests: [String: (digest: [UInt8], bytes: Int)] = [:]
    /// Hashes of what is in ``sharedEntries``.
    private var contents: Set<Int> = []
    /// What could not be read, by file.
    var failures: [(file: String, why: Diagnostic, offset: Int)] = []
    /// How many bytes may still come out.
    var allowance = 0
    /// Each record's own resources, as indices of ``resources``, with the one that it is called
    /// after; the next record last.
    var records: [(first: Int, members: [Int])] = []
    var open: [Int32: FileInput] = [:]
    /// What is not in files of its own, and where each file begins in it.
    let store: (any RandomAccess)?
    private(set) var starts: [Int] = []

    /// Looks through `files`, which hold resources and are in one folder.
    ///
    /// - Parameter isXML: Whether they are XML, a file a resource, or JSON.
    init(_ files: [String], isXML: Bool, places: [String: String], limit: Int) {
        (self.places, self.limit, self.isXML, base, store) = (places, limit, isXML, 0, nil)
        for file in files { look(file) }
        arrange()
    }

    /// Takes apart JSON that is in memory and begins at an offset of `file`.
    init(_ bytes: [UInt8], file: String, offset: Int, limit: Int) {
        (places, self.limit, isXML, base) = ([:], limit, false, offset)
        store = MemoryInput(bytes)
        add(values: bytes, begin(file), offset)
        arrange()
    }

    /// Takes apart a record of which no one record could be made: a Bundle of several patients,
    /// several JSON values, or an array. `nil` if it is none of these, or already a part.
    ///
    /// - Parameter places: Where files are; the record is read again from its file if it is all of
    ///   it, and is else kept. `nil` where it is in no file.
    init?(
        partsOf input: RecordInput, _ bytes: [UInt8], after refusal: Diagnostic?,
        places: [String: String]?, limit: Int
    ) {
        guard let refusal, input.failure == nil, input.pieces.isEmpty,
            ContentKind.sniff(bytes) == .json
        else { return nil }
        let isList =
            refusal.code == .unrecognisedFormat && JSONLayout.firstItemType(bytes[...]) != nil
        guard isList || refusal.code == .severalPatients || Self.isBehindValue(refusal, bytes)
        else { return nil }
        if let places, input.isWholeFile {
            self.init([input.file], isXML: false, places: places, limit: limit)
        } else {
            self.init(bytes, file: input.file, offset: input.offset, limit: limit)
        }
        guard count > 1 || isList else { return nil }
    }

    /// Whether what was found behind a JSON value is another one.
    private static func isBehindValue(_ refusal: Diagnostic, _ bytes: [UInt8]) -> Bool {
        guard refusal.code == .trailingContent, let place = refusal.byteOffset,
            bytes.indices.contains(place)
        else { return false }
        return bytes[place] == UInt8(ascii: "{") || bytes[place] == UInt8(ascii: "[")
    }

    /// Waits for members of an archive.
    ///
    /// - Parameter spool: Keeps what they hold.
    init(isXML: Bool, limit: Int, spool: ResourceSpool) {
        (places, self.limit, self.isXML, base, store) = ([:], limit, isXML, 0, spool)
    }

    /// Looks through a member of an archive, of which `bytes` are the beginning; unless it has
    /// lines, they are all.
    mutating func add(
        member name: String, _ input: any ByteInput, isLines: Bool, _ bytes: [UInt8],
        _ spool: ResourceSpool
    ) {
        let scope = begin(name)
        starts[starts.count - 1] = spool.size
        do throws(Diagnostic) {
            guard isLines else {
                try spool.append(bytes[...])
                if isXML { addXML(bytes, scope) } else { add(values: bytes, scope, 0) }
                return
            }
            var lines = LineReader(input, as: name, limit: limit, buffer: bytes)
            look(&lines, scope, keptIn: spool)
        } catch {
            failures.append((name, error, error.byteOffset ?? 0))
        }
    }

    /// Ends the members: their records can be taken.
    mutating func finish() { arrange() }

    /// Whether a file begins with a resource that is no Bundle, in the notation that is gathered.
    static func canGather(_ path: String, as file: String, isXML: Bool) -> Bool {
        var bytes: [UInt8] = []
        guard let input = try? FileInput(path, as: file),
            (try? input.read(LineReader.block, at: 0, into: &bytes)) != nil,
            ContentKind.sniff(bytes) == (isXML ? .xml : .json)
        else { return false }
        guard !isXML else {
            return input.size == bytes.count && FHIRNotation.isLoneResource(bytes)
        }
        return JSONLayout.beginsWithLoneResource(bytes)
    }

    // MARK: - Looking through files

    /// Begins with a file; the scope of its single resources.
    private mutating func begin(_ file: String) -> Int {
        files.append(file)
        starts.append(0)
        scopes.append(Scope(isGrouped: true))
        return scopes.count - 1
    }

    private mutating func look(_ file: String) {
        let scope = begin(file)
        do throws(Diagnostic) {
            let input = try FileInput(places[file] ?? file, as: file)
            var bytes: [UInt8] = []
            guard try LineRecords.isLines(input, as: file, limit: limit, into: &bytes) else {
                if isXML { addXML(bytes, scope) } else { add(values: bytes, scope, 0) }
                digests[file] = (try input.digest(), bytes.count)
                return
            }
            var lines = LineReader(input, as: file, limit: limit, buffer: bytes)
            look(&lines, scope, keptIn: nil)
            digests[file] = (lines.digest(), lines.position)
        } catch {
            failures.append((file, error, error.byteOffset ?? 0))
        }
    }

    /// Looks through lines.
    private mutating func look(
        _ lines: inout LineReader, _ scope: Int, keptIn spool: ResourceSpool?
    ) {
        do throws(Diagnostic) {
            while let line = try lines.next() {
                let text = lines.buffer[line]
                try spool?.append(text)
                if text.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") {
                    add(values: Array(text), scope, lines.position)
                } else if text.contains(where: { $0 > 0x20 }) {
                    add(json: text, scope, lines.position)
                } else if let last = resources.indices.last, resources[last].scope == scope {
                    resources[last].length += line.count
                }
                lines.take(line)
            }
        } catch {
            failures.append((lines.file, error, lines.position))
        }
    }

    private mutating func addXML(_ bytes: [UInt8], _ scope: Int) {
        let found = reader.readXML(bytes)
        let element = found?.element ?? bytes.indices
        add(found?.head, bytes[element], scope, element.lowerBound)
    }

    /// Adds all values of some JSON that begins at `offset`, and the items of arrays.
    private mutating func add(values bytes: [UInt8], _ scope: Int, _ offset: Int) {
        var values = JSONValues(bytes)
        let file = files[files.count - 1]
        while let found = values.next() {
            switch found {
            case .value(let range): add(json: bytes[range], scope, offset + range.lowerBound)
            case .fault(let code, let message, let place):
                let why = Diagnostic(
                    code, file: file, message, advice: "nothing after it in this file was read")
                failures.append((file, why, offset + place))
            }
        }
    }

    /// Adds a resource, or the entries of a Bundle of several patients.
    private mutating func add(json bytes: ArraySlice<UInt8>, _ scope: Int, _ offset: Int) {
        let head = reader.read(bytes)
        let parts = head?.type == "Bundle" ? reader.bundleParts(from: scopes.count) : []
        guard !parts.isEmpty else { return add(head, bytes, scope, offset) }
        for part in parts {
            scopes.append(Scope(isGrouped: false, bundle: (part.opening, part.closing)))
            for entry in part.entries {
                let text = bytes.dropFirst(entry.bytes.lowerBound).prefix(entry.bytes.count)
                add(entry.head, text, scopes.count - 1, offset + entry.bytes.lowerBound)
            }
        }
    }

    private mutating func add(
        _ head: ResourceHead?, _ bytes: ArraySlice<UInt8>, _ scope: Int, _ offset: Int
    ) {
        let (isUnread, head) = (head == nil, head ?? ResourceHead())
        let index = resources.count
        let last = resources.last.flatMap { $0.scope == scope ? $0 : nil }
        let before = last.map { $0.kind == .patient ? index - 1 : $0.before } ?? -1
        let kind = Self.kind(of: head, isUnread: isUnread)
        let patient = head.patient.map { number(of: $0) } ?? -1
        resources.append(
            Resource(
                file: Int32(files.count - 1), scope: Int32(scope), offset: offset - base,
                length: bytes.count, patient: patient, before: before, kind: kind))
        if kind == .patient {
            entries[patient, default: []].append(index)
            if let number = head.nhsNumber.map({ number(of: .nhsNumber($0)) }) {
                entries[number, default: []].append(index)
                nhsNumbers[index] = number
            }
        } else if kind == .owned || kind == .shared,
            before < 0 || patient >= 0 && resources[before].patient != patient
        {
            scopes[scope].isGrouped = false
        }
        // The same twice is one, as an Organization that each of its people brought along; in a
        // Bundle each goes by its own full URL.
        if kind == .shared, scopes[scope].bundle == nil {
            if scopes[scope].isGrouped {
                holders[sharedNumber("\(head.type)/\(head.id)"), default: []].insert(before)
            }
            guard contents.insert(bytes.hashValue).inserted else { return }
        }
        note(head, kind, index, patient)
    }

    private static func kind(of head: ResourceHead, isUnread: Bool) -> Kind {
        switch head.type {
        case _ where isUnread: .whole
        case "", "Bundle": .whole
        case "Patient" where !head.isCopy: .patient
        case let type where head.patient == nil && ResourceHead.sharedTypes.contains(type): .shared
        default: .owned
        }
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
}
