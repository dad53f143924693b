import CanonicalModel
import RecordReading

/// The single FHIR resources of one archive, each of its folders an export by itself, put together
/// once all of it has been read.
struct ArchivedResources {
    private let file: String
    private let limit: Int
    private let spoolFolder: String?
    private var spool: ResourceSpool?
    private var folders: [(name: Substring, isXML: Bool, resources: GatheredResources)] = []

    /// - Parameters:
    ///   - file: The archive.
    ///   - limit: The most bytes of a record; and of all resources, where there is no folder.
    ///   - spoolFolder: Where they are kept until they are put together; `nil` for in memory.
    init(of file: String, limit: Int, spoolFolder: String?) {
        (self.file, self.limit, self.spoolFolder) = (file, limit, spoolFolder)
    }

    /// Takes a member that holds single resources; false if it does not, and nothing was read.
    ///
    /// - Parameters:
    ///   - isLines: Whether it is NDJSON.
    ///   - bytes: Its beginning; all of it, unless it has lines.
    mutating func add(
        _ name: String, _ input: any ByteInput, isLines: Bool, _ bytes: [UInt8]
    ) throws(Diagnostic) -> Bool {
        let isXML: Bool
        switch ContentKind.sniff(bytes) {
        case .xml where FHIRNotation.isLoneResource(bytes): isXML = true
        case .json where JSONLayout.beginsWithLoneResource(bytes): isXML = false
        default: return false
        }
        if spool == nil {
            spool = try ResourceSpool(in: spoolFolder, limit: limit, name: file)
        }
        guard let spool else { return false }
        let folder = name.lastIndex { $0 == "/" || $0 == "!" }.map { name[...$0] } ?? ""
        var place = folders.firstIndex { $0.name == folder && $0.isXML == isXML }
        if place == nil {
            folders.append(
                (folder, isXML, GatheredResources(isXML: isXML, limit: limit, spool: spool)))
            place = folders.count - 1
        }
        folders[place ?? 0].resources.add(
            member: name, input, isLines: isLines, bytes, spool)
        return true
    }

    /// The resources of each folder, put together.
    mutating func finish() -> [GatheredResources] {
        for index in folders.indices { folders[index].resources.finish() }
        return folders.map(\.resources)
    }
}
