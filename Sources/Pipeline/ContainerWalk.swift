import CanonicalModel
import RecordReading

/// Goes through what is packed in one input file: archives in archives, and what is compressed.
struct ContainerWalk {
    /// Something that is no archive: a record, several in lines, or an envelope.
    enum Content {
        case plain(name: String, any ByteInput)
        case refused(Diagnostic)
    }

    private enum Archive {
        case tar(TarArchive, name: String)
        case zip(ZipArchive, name: String)
    }

    private let limits: UnpackingLimits
    private let meter: UnpackingMeter
    private var archives: [Archive] = []
    /// What is to be handed out before any more members.
    private var waiting: Content?
    /// Whether anything was handed out.
    private var isEmpty = true
    private let file: String

    /// Opens `input`, called `file`.
    ///
    /// - Returns: `nil` if it is packed in no way; nothing of it was read then.
    init?(_ input: FileInput, limits: UnpackingLimits, file: String) throws(Diagnostic) {
        var head: [UInt8] = []
        try input.read(ContainerKind.headLength, at: 0, into: &head)
        let kind = ContainerKind.sniff(head)
        if kind == .none { return nil }
        (self.limits, self.file) = (limits, file)
        meter = UnpackingMeter(limits, size: input.size, file: file)
        do throws(Diagnostic) {
            waiting = try open(kind, input, random: input, name: file, depth: 0)
        } catch {
            waiting = .refused(error)
        }
    }

    /// The next content; `nil` at the end.
    mutating func next() -> Content? {
        while true {
            if let content = waiting {
                (waiting, isEmpty) = (nil, false)
                return content
            }
            guard let archive = archives.last else {
                guard isEmpty else { return nil }
                isEmpty = false
                return .refused(
                    Diagnostic(.emptyInput, file: file, "there is no file in the archive"))
            }
            let (member, name): (ArchiveMember?, String)
            do throws(Diagnostic) {
                (member, name) =
                    switch archive {
                    case .tar(let tar, let name): (try tar.next(), name)
                    case .zip(let zip, let name): (try zip.next(), name)
                    }
            } catch {
                // Where the next member stands is not known after a damage.
                archives.removeLast()
                waiting = .refused(error)
                continue
            }
            do throws(Diagnostic) {
                switch member {
                case nil: archives.removeLast()
                case .refused(let why): waiting = .refused(why)
                case .content(let inner, let input): waiting = try sort(input, "\(name)!\(inner)")
                }
            } catch {
                waiting = .refused(error)
            }
        }
    }

    /// Looks whether a member is packed itself.
    private mutating func sort(
        _ input: any ByteInput, _ name: String
    ) throws(Diagnostic) -> Content? {
        var head = [UInt8](repeating: 0, count: ContainerKind.headLength)
        _ = try input.fill(&head)
        let kind = ContainerKind.sniff(head)
        return try open(
            kind, HeadedInput(head, input), random: nil, name: name, depth: archives.count)
    }

    /// Opens something of `kind`; what is compressed is looked at again.
    ///
    /// - Returns: The content, or `nil` where an archive was opened.
    private mutating func open(
        _ kind: ContainerKind, _ input: any ByteInput, random: (any RandomAccess)?, name: String,
        depth: Int
    ) throws(Diagnostic) -> Content? {
        guard depth < limits.depth || kind == .none else {
            throw Diagnostic(
                .nestedTooDeep, file: name,
                "archives stand in one another more than \(limits.depth) deep",
                advice: "unpack the outer ones first")
        }
        switch kind {
        case .none: return .plain(name: name, input)
        case .tar:
            archives.append(.tar(TarArchive(input, limits, file: name), name: name))
            return nil
        case .zip:
            let source = if let random { random } else { try memory(input, name) }
            let zip = try ZipArchive(source, limits, meter, file: name)
            archives.append(.zip(zip, name: name))
            return nil
        case .gzip:
            let inflated = try GzipInput(input, meter, file: name)
            var head = [UInt8](repeating: 0, count: ContainerKind.headLength)
            _ = try inflated.fill(&head)
            return try open(
                ContainerKind.sniff(head), HeadedInput(head, inflated), random: nil, name: name,
                depth: depth + 1)
        }
    }

    /// A ZIP archive in another must be held in memory, since its directory stands at its end.
    private func memory(
        _ input: any ByteInput, _ name: String
    ) throws(Diagnostic) -> any RandomAccess {
        var bytes: [UInt8] = []
        repeat {
            guard bytes.count <= limits.nestedArchive else {
                throw Diagnostic(
                    .unpacksTooLarge, file: name,
                    "an archive in an archive has more than \(limits.nestedArchive) bytes",
                    advice: "unpack the outer one first")
            }
            let filled = bytes.count
            Files.resize(&bytes, to: max(filled * 2, 1 << 16))
            if try input.fill(&bytes, from: filled) { return MemoryInput(bytes) }
        } while true
    }
}
