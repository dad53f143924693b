import CanonicalModel
import RecordReading

/// The members of a ZIP archive, in the order of its directory.
///
/// Memory: the directory, and 128 KiB.
final class ZipArchive {
    private let source: any RandomAccess
    private let file: String
    private let meter: UnpackingMeter
    private let entries: [ZipDirectory.Entry]
    private var number = 0

    /// Reads the directory.
    init(
        _ source: any RandomAccess, _ limits: UnpackingLimits, _ meter: UnpackingMeter, file: String
    ) throws(Diagnostic) {
        (self.source, self.meter, self.file) = (source, meter, file)
        var bytes: [UInt8] = []
        let tail = min(source.size, ZipDirectory.tailLength)
        try source.read(tail, at: source.size - tail, into: &bytes)
        var (place, end64) = ZipDirectory.place(inTail: bytes)
        if let end64 {
            try source.read(ZipDirectory.end64Length, at: max(end64, 0), into: &bytes)
            place = ZipDirectory.place(inEnd64: bytes)
        }
        guard let place, place.offset <= source.size, place.size <= source.size - place.offset
        else {
            throw Diagnostic(
                .truncatedInput, file: file, "the archive has no directory at its end",
                advice: "copy it again: it is cut off, or a part of several")
        }
        guard place.size <= limits.members * 128 else {
            throw Diagnostic(.unpacksTooLarge, file: file, "the archive has too many members")
        }
        try source.read(place.size, at: place.offset, into: &bytes)
        guard let entries = ZipDirectory.entries(bytes), entries.count <= limits.members else {
            throw Diagnostic(
                .malformedArchive, file: file, "the archive's directory is damaged",
                advice: "make it again; nothing in it was read")
        }
        self.entries = entries
    }

    /// The next regular file; `nil` at the end.
    func next() throws(Diagnostic) -> ArchiveMember? {
        while number < entries.count {
            let entry = entries[number]
            number += 1
            if entry.isFolder { continue }
            switch MemberName.judge(entry.name) {
            case .skip: continue
            case .refuse(let name): return .refused(.unsafe(name, in: file))
            case .read(let name):
                do throws(Diagnostic) {
                    return .content(name: name, try member(entry, "\(file)!\(name)"))
                } catch {
                    return .refused(error)
                }
            }
        }
        return nil
    }

    private func member(
        _ entry: ZipDirectory.Entry, _ name: String
    ) throws(Diagnostic) -> any ByteInput {
        if entry.isEncrypted {
            throw Diagnostic(
                .encryptedMember, file: name, "the member is encrypted",
                advice: "decrypt the archive first")
        }
        guard entry.method == 0 || entry.method == 8 else {
            throw Diagnostic(
                .unsupportedArchive, file: name,
                "the member is compressed by method \(entry.method), which is not read",
                advice: "make the archive with the method `deflate`")
        }
        var header: [UInt8] = []
        try source.read(ZipDirectory.localHeaderLength, at: entry.headerOffset, into: &header)
        guard let distance = ZipDirectory.dataDistance(header) else {
            throw Diagnostic(
                .malformedArchive, file: name, "the archive's directory leads to no member")
        }
        return try ZipMemberInput(
            source, entry, at: entry.headerOffset + distance, meter, file: name)
    }
}

/// One member of a ZIP archive, inflated as it is read, its size and check compared at the end.
private final class ZipMemberInput: ByteInput {
    private let source: any RandomAccess
    private let entry: ZipDirectory.Entry
    private let inflater: Inflater?
    private let meter: UnpackingMeter
    private let file: String
    private var offset: Int
    private var packedLeft: Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var (check, count) = (CRC32(), 0)
    private var hasEnded = false

    init(
        _ source: any RandomAccess, _ entry: ZipDirectory.Entry, at offset: Int,
        _ meter: UnpackingMeter, file: String
    ) throws(Diagnostic) {
        (self.source, self.entry, self.meter, self.file) = (source, entry, meter, file)
        (self.offset, packedLeft) = (offset, entry.packedSize)
        inflater = entry.method == 8 ? Inflater(.none) : nil
    }

    /// What the directory says; it is only believed as far as the allowance goes.
    var expectedSize: Int { entry.size }

    func read(into bytes: inout [UInt8], from start: Int) throws(Diagnostic) -> Int {
        var filled = start
        while filled == start, !hasEnded {
            if position == buffer.count { try refill() }
            if let inflater {
                switch inflater.inflate(
                    buffer, &position, end: buffer.count, into: &bytes, &filled)
                {
                case .filled: break
                case .wantsInput: if packedLeft == 0, position == buffer.count { throw damaged() }
                case .ended: hasEnded = true
                case .damaged: throw damaged()
                }
            } else {
                let more = min(buffer.count - position, bytes.count - start)
                bytes.replaceSubrange(
                    start..<start + more, with: buffer[position..<position + more])
                (position, filled) = (position + more, filled + more)
                hasEnded = packedLeft == 0 && position == buffer.count
            }
        }
        try meter.add(filled - start)
        check.add(bytes, start..<filled)
        count += filled - start
        if hasEnded, check.value != entry.check || count != entry.size { throw damaged() }
        return filled - start
    }

    private func refill() throws(Diagnostic) {
        let wanted = min(packedLeft, 1 << 16)
        try source.read(wanted, at: offset, into: &buffer)
        guard buffer.count == wanted else { throw damaged() }
        (position, offset, packedLeft) = (0, offset + wanted, packedLeft - wanted)
    }

    private func damaged() -> Diagnostic {
        Diagnostic(
            .malformedArchive, file: file, "the member is damaged or cut off",
            advice: "make the archive again")
    }
}
