import CanonicalModel
import RecordReading
import Synchronization

/// One record to be read: where it comes from, and its bytes in the caller's buffer.
struct RecordInput: Sendable {
    /// Its number in the run, from 0.
    let number: Int
    /// Which of the parts it is that were found in the record of its number, and whether the last.
    var part = 0
    var isLastPart = true
    /// The file, as it is named in messages.
    let file: String
    /// Where in the file it begins.
    let offset: Int
    /// How the JSON is laid out; `nil` where that is to be found out.
    let shape: JSONReader.Shape?
    /// Why it could not even be fetched.
    let failure: Diagnostic?
    /// Whether the bytes are the whole file.
    var isWholeFile = true
    /// Where its parts come from, if it was put together.
    var pieces: [GatheredResources.Piece] = []

    /// Where a byte of the record stands.
    func place(_ offset: Int) -> (file: String, offset: Int) {
        guard let piece = pieces.last(where: { $0.start <= offset }) else {
            return (file, self.offset + offset)
        }
        return (piece.file, piece.offset + offset - piece.start)
    }
}

/// Hands out records one after another: from files in order, from what is packed in them, from
/// envelopes, from the lines of NDJSON, and from single resources, put together by patient. What
/// turns out, once somebody has parsed it, to be several records comes again in parts.
///
/// Memory: one record, and one block of 1 MiB; of an envelope, the message as well; where single
/// resources are put together, what ``GatheredResources`` says; of each record that comes in parts,
/// its bytes.
struct RecordSource {
    private let files: [String]
    private let places: [String: String]
    private var nextFile = 0
    private var number = 0
    private let limit: Int
    private let unpacking: UnpackingLimits
    private var lines: LineRecords?
    /// Where the lines are a whole file.
    private var linesAreFile = false
    private var walk: ContainerWalk?
    /// Resources that were put together; the next ones last.
    private var gathered: [GatheredResources] = []
    /// Those of the archive that is gone through.
    private var archived: ArchivedResources?
    private let spoolFolder: String?
    /// Records that come in parts, the first of them last.
    private var divided: [(number: Int, next: Int, parts: GatheredResources)] = []
    /// Files that were gathered, and come no more.
    private var taken: Set<String> = []
    /// Where the archive is that is gone through.
    private var archive = MessageFolder.Place.inputs
    /// Records of an envelope that was opened, the next one last.
    private var opened: [(name: String, bytes: [UInt8])] = []
    private var folder: MessageFolder?
    /// SHA-256 and length of each file that is not one record, once it has been read.
    private(set) var lineDigests: [String: (digest: [UInt8], bytes: Int)] = [:]

    /// A source over `files`, which are read in this order.
    ///
    /// - Parameters:
    ///   - places: Where files are that are not where their names say, such as the one that keeps
    ///     what `-` stands for.
    ///   - spoolFolder: Where single resources of archives are kept until all are there; `nil` for
    ///     in memory.
    init(
        _ files: [String], places: [String: String] = [:], limit: Int = ReadingLimits().bytes,
        unpacking: UnpackingLimits = UnpackingLimits(), spoolFolder: String? = nil
    ) {
        (self.files, self.spoolFolder) = (files, spoolFolder)
        self.places = places
        (self.limit, self.unpacking) = (limit, unpacking)
    }

    /// The next record, its bytes written over `bytes`; `nil` at the end.
    mutating func next(into bytes: inout [UInt8]) -> RecordInput? {
        while true {
            if let part = nextPart(into: &bytes) { return part }
            if var open = lines {
                lines = nil
                let record = open.next(into: &bytes)
                if let record {
                    lines = open
                    return input(open.file, record.offset, record.shape, record.failure)
                }
                if linesAreFile { lineDigests[open.file] = (open.digest(), open.position) }
            }
            if let last = gathered.indices.last {
                if let record = gathered[last].next(into: &bytes) {
                    return input(
                        record.file, record.offset, record.shape, record.failure,
                        pieces: record.pieces)
                }
                gathered.removeLast()
                continue
            }
            if let record = opened.popLast() {
                bytes = record.bytes
                return input(record.name, 0)
            }
            if let content = walk?.next() {
                if let record = take(content, into: &bytes) { return record }
                continue
            }
            walk = nil
            if var archived {
                gathered = archived.finish().reversed()
                self.archived = nil
                continue
            }
            guard nextFile < files.count else { return nil }
            nextFile += 1
            guard !taken.contains(files[nextFile - 1]) else { continue }
            if let record = begin(files[nextFile - 1], into: &bytes) { return record }
        }
    }

    /// Begins with a file; its record if it is one.
    private mutating func begin(_ file: String, into bytes: inout [UInt8]) -> RecordInput? {
        do throws(Diagnostic) {
            let path = places[file] ?? file
            let input = try FileInput(path, as: file)
            if let walk = try ContainerWalk(input, limits: unpacking, file: file) {
                lineDigests[file] = (try input.digest(), input.size)
                (self.walk, archive) = (walk, .archive(path: path, file: file))
                archived = ArchivedResources(of: file, limit: limit, spoolFolder: spoolFolder)
                return nil
            }
            linesAreFile = true
            lines = try LineRecords.open(input, as: file, limit: limit, into: &bytes)
            let isJSON = ContentKind.sniff(bytes) == .json
            let listed = isJSON ? JSONLayout.firstItemType(bytes[...]) : nil
            let shape = isJSON && listed == nil ? JSONLayout.shape(bytes) : nil
            if listed == "Bundle" {
                take([file], isXML: false)
                return nil
            }
            let isResource = listed != nil || shape == .resourceLines
            if isResource || !isJSON && FHIRNotation.isLoneResource(bytes),
                gather(file, isXML: !isJSON, isOneOfMany: lines == nil && listed == nil)
            {
                return nil
            }
            if lines != nil { return nil }
            let opened = Result { () throws(Diagnostic) in
                try Envelope.open(bytes, limits: unpacking, file: file)
            }
            if case .success(nil) = opened { return self.input(file, 0, shape, isWholeFile: true) }
            lineDigests[file] = (try input.digest(), bytes.count)
            guard let envelope = try opened.get() else { return nil }
            return try open(envelope, file, .inputs)
        } catch {
            bytes.removeAll(keepingCapacity: true)
            return input(file, 0, nil, error, isWholeFile: true)
        }
    }

    /// Puts together the resources of a file and of those beside it that come later.
    ///
    /// - Parameter isOneOfMany: Whether it is worth it only with another file.
    private mutating func gather(_ file: String, isXML: Bool, isOneOfMany: Bool) -> Bool {
        let folder = Self.folder(of: file)
        let others = files[nextFile...].filter { other in
            file != "-" && other != "-" && other != file && Self.folder(of: other) == folder
                && GatheredResources.canGather(places[other] ?? other, as: other, isXML: isXML)
        }
        guard !isOneOfMany || !others.isEmpty else { return false }
        take([file] + others, isXML: isXML)
        return true
    }

    /// Takes files to pieces; their records come next.
    private mutating func take(_ files: [String], isXML: Bool) {
        let found = GatheredResources(files, isXML: isXML, places: places, limit: limit)
        taken.formUnion(files)
        lineDigests.merge(found.digests) { _, new in new }
        gathered.append(found)
        lines = nil
    }

    // MARK: - Records in parts

    /// Whether the record in `bytes`, of which no one record could be made, comes again in parts:
    /// a Bundle of several patients, or several JSON values. They come next.
    mutating func divide(
        _ input: RecordInput, _ bytes: [UInt8], after refusal: Diagnostic?
    ) -> Bool {
        guard
            let parts = GatheredResources(
                partsOf: input, bytes, after: refusal, places: places, limit: limit)
        else { return false }
        lineDigests.merge(parts.digests) { _, new in new }
        let place = divided.firstIndex { $0.number < input.number } ?? divided.count
        divided.insert((input.number, 0, parts), at: place)
        return true
    }

    private mutating func nextPart(into bytes: inout [UInt8]) -> RecordInput? {
        guard let last = divided.indices.last else { return nil }
        let (number, part) = (divided[last].number, divided[last].next)
        guard let record = divided[last].parts.next(into: &bytes) else { return nil }
        divided[last].next += 1
        let isLast = divided[last].parts.count == 0
        if isLast { divided.removeLast() }
        return RecordInput(
            number: number, part: part, isLastPart: isLast, file: record.file,
            offset: record.offset, shape: record.shape, failure: record.failure,
            isWholeFile: false, pieces: record.pieces)
    }

    private static func folder(of file: String) -> Substring {
        file.lastIndex(of: "/").map { file[..<$0] } ?? ""
    }

    /// Begins with something that was packed; its record if it is one.
    private mutating func take(
        _ content: ContainerWalk.Content, into bytes: inout [UInt8]
    ) -> RecordInput? {
        do throws(Diagnostic) {
            switch content {
            case .refused(let why): throw why
            case .plain(let name, let source):
                linesAreFile = false
                let isLines = try LineRecords.isLines(
                    source, as: name, limit: limit, into: &bytes)
                if try archived?.add(name, source, isLines: isLines, bytes) == true { return nil }
                if !isLines, ContentKind.sniff(bytes) == .json,
                    JSONLayout.firstItemType(bytes[...]) != nil
                {
                    gathered.append(
                        GatheredResources(bytes, file: name, offset: 0, limit: limit))
                    return nil
                }
                if isLines {
                    lines = LineRecords(source, as: name, limit: limit, beginning: bytes)
                    return nil
                }
                guard let envelope = try Envelope.open(bytes, limits: unpacking, file: name) else {
                    return input(name, 0)
                }
                return try open(envelope, name, archive)
            }
        } catch {
            bytes.removeAll(keepingCapacity: true)
            return input(error.file, 0, nil, error)
        }
    }

    /// Opens an envelope, whose records come next; of a part of another message there is none.
    private mutating func open(
        _ envelope: Envelope, _ file: String, _ place: MessageFolder.Place
    ) throws(Diagnostic) -> RecordInput? {
        switch envelope {
        case .parts(let parts):
            opened = parts.reversed().map { ("\(file)!\($0.name)", $0.bytes) }
        case .spine(let message):
            if message.isFragment || !message.fragments.isEmpty,
                folder?.holds(file, place) != true
            {
                folder = MessageFolder(
                    of: file, place, among: files, limit: limit, unpacking: unpacking)
            }
            if message.isFragment {
                if folder?.isWanted(message.id) == true { return nil }
                throw Diagnostic(
                    .strayFragment, file: file, "this is a part of a message that is not here",
                    advice: "put all messages of the transfer into one folder")
            }
            let folder = self.folder
            let record = try Envelope.record(of: message, limits: unpacking, file: file) { id in
                folder?.message(id)
            }
            opened = [("\(file)!payload", record)]
        }
        return nil
    }

    private mutating func input(
        _ file: String, _ offset: Int, _ shape: JSONReader.Shape? = nil,
        _ failure: Diagnostic? = nil, isWholeFile: Bool = false,
        pieces: [GatheredResources.Piece] = []
    ) -> RecordInput {
        defer { number += 1 }
        return RecordInput(
            number: number, file: file, offset: offset, shape: shape, failure: failure,
            isWholeFile: isWholeFile, pieces: pieces)
    }
}

/// A source that workers share; a record is fetched by one at a time.
final class SharedSource: Sendable {
    private let state: Mutex<RecordSource>

    init(_ files: [String], places: [String: String], spoolFolder: String) {
        state = Mutex(RecordSource(files, places: places, spoolFolder: spoolFolder))
    }

    /// The next record, its bytes written over `bytes`; `nil` at the end.
    func next(into bytes: inout [UInt8]) -> RecordInput? {
        state.withLock { source in source.next(into: &bytes) }
    }

    /// Whether a record that was refused comes again in parts; see ``RecordSource``.
    func divide(_ input: RecordInput, _ bytes: [UInt8], after refusal: Diagnostic?) -> Bool {
        refusal != nil && state.withLock { $0.divide(input, bytes, after: refusal) }
    }

    /// SHA-256 and length of each file that was not one record.
    var lineDigests: [String: (digest: [UInt8], bytes: Int)] {
        state.withLock { $0.lineDigests }
    }
}
