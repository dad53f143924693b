import CanonicalModel
import RecordReading

/// What is compressed with gzip, inflated as it is read: 64 KiB at a time.
final class GzipInput: ByteInput {
    private let source: any ByteInput
    private let inflater: Inflater
    private let meter: UnpackingMeter
    private let file: String
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var (position, end) = (0, 0)
    /// Whether a gzip stream is complete, so that another may follow, or the end.
    private var isBetween = false
    let expectedSize = 0

    init(_ source: any ByteInput, _ meter: UnpackingMeter, file: String) throws(Diagnostic) {
        guard let inflater = Inflater(.gzip) else {
            throw Diagnostic(.malformedArchive, file: file, "zlib cannot be used")
        }
        (self.source, self.inflater, self.meter, self.file) = (source, inflater, meter, file)
    }

    func read(into bytes: inout [UInt8], from start: Int) throws(Diagnostic) -> Int {
        var filled = start
        while filled == start {
            if position == end {
                (position, end) = (0, try source.read(into: &buffer, from: 0))
                if end == 0, isBetween { return 0 }
                guard end > 0 else {
                    throw Diagnostic(
                        .truncatedInput, file: file, "the compressed data end too soon",
                        advice: "copy the file again; nothing after this place was read")
                }
            }
            if isBetween {
                // Some programs fill a file up with zeros.
                while position < end, buffer[position] == 0 { position += 1 }
                guard position < end else { continue }
                inflater.restart()
                isBetween = false
            }
            switch inflater.inflate(buffer, &position, end: end, into: &bytes, &filled) {
            case .wantsInput, .filled: break
            case .ended: isBetween = true
            case .damaged:
                throw Diagnostic(
                    .malformedArchive, file: file, "the compressed data are damaged",
                    advice: "copy the file again; nothing after this place was read")
            }
        }
        try meter.add(filled - start)
        return filled - start
    }
}

/// One thing in an archive, or why it cannot be read.
enum ArchiveMember {
    case content(name: String, any ByteInput)
    case refused(Diagnostic)
}

/// The members of a tape archive, in their order.
final class TarArchive {
    private let source: any ByteInput
    private let file: String
    private var limits: UnpackingLimits
    private var open: Window?
    private var count = 0

    init(_ source: any ByteInput, _ limits: UnpackingLimits, file: String) {
        (self.source, self.limits, self.file) = (source, limits, file)
    }

    /// A member's bytes in the archive's.
    private final class Window: ByteInput {
        let source: any ByteInput
        let expectedSize: Int
        /// What the member is called in messages.
        var file: String
        private var left: Int
        /// Whether its bytes could not all be read: where the next member stands is unknown then.
        private(set) var isBroken = false

        init(_ source: any ByteInput, _ size: Int, file: String) {
            (self.source, self.file, expectedSize, left) = (source, file, size, size)
        }

        func read(into bytes: inout [UInt8], from start: Int) throws(Diagnostic) -> Int {
            guard left > 0 else { return 0 }
            var block = [UInt8](repeating: 0, count: min(left, bytes.count - start, 1 << 16))
            let more = try readSource(into: &block)
            bytes.replaceSubrange(start..<start + more, with: block[..<more])
            left -= more
            return more
        }

        private func readSource(into block: inout [UInt8]) throws(Diagnostic) -> Int {
            do throws(Diagnostic) {
                let more = try source.read(into: &block, from: 0)
                if more > 0 { return more }
                throw Diagnostic(.truncatedInput, file: file, "the archive ends too soon")
            } catch {
                isBroken = true
                throw Diagnostic(
                    error.code, file: file, error.message,
                    advice: "make the archive again; nothing after this place was read")
            }
        }

        /// Reads what nobody did, and the padding after it.
        func pass() throws(Diagnostic) {
            left += TarHeader.padding(after: expectedSize)
            var block = [UInt8](repeating: 0, count: 1 << 16)
            while left > 0 { _ = try read(into: &block, from: 0) }
        }

        /// All of it, where it is small.
        func all() throws(Diagnostic) -> [UInt8] {
            var bytes = [UInt8](repeating: 0, count: expectedSize)
            _ = try fill(&bytes)
            return bytes
        }
    }

    /// The next regular file; `nil` at the end.
    func next() throws(Diagnostic) -> ArchiveMember? {
        if open?.isBroken == true { return nil }
        try open?.pass()
        open = nil
        var (path, size) = ([UInt8]?.none, Int?.none)
        while let header = try header() {
            count += 1
            guard count <= limits.members else { throw damaged("has too many members") }
            let isMember = header.kind == .file || header.kind == .other
            let window = Window(
                source, isMember ? size ?? header.size : header.size, file: file)
            let name = path ?? header.name
            switch header.kind {
            case .longName, .attributes:
                guard header.size <= 1 << 20 else { throw damaged("has a name of over 1 MiB") }
                let data = try window.all()
                let attributes = TarHeader.attributes(data)
                let isName = header.kind == .longName
                path = isName ? Array(data.prefix { $0 != 0 }) : attributes.path ?? path
                size = isName ? size : attributes.size ?? size
                try window.pass()
                continue
            case .other: break
            case .file:
                open = window
                switch MemberName.judge(name) {
                case .read(let name):
                    window.file = "\(file)!\(name)"
                    return .content(name: name, window)
                case .refuse(let name): return .refused(.unsafe(name, in: file))
                case .skip: open = nil
                }
            }
            (path, size) = (nil, nil)
            try window.pass()
        }
        return nil
    }

    private func header() throws(Diagnostic) -> TarHeader? {
        var block = [UInt8](repeating: 0, count: TarHeader.blockSize)
        let isAtEnd = try source.fill(&block)
        // Two blocks of zeros end an archive; some programs leave them out.
        if isAtEnd, block.isEmpty { return nil }
        if TarHeader.isEnd(block), !isAtEnd {
            var rest = [UInt8](repeating: 0, count: 1 << 16)
            while try source.read(into: &rest, from: 0) > 0 {}
            return nil
        }
        guard !isAtEnd else {
            throw Diagnostic(.truncatedInput, file: file, "the archive ends too soon")
        }
        guard let header = TarHeader(block) else { throw damaged("has a damaged header") }
        return header
    }

    private func damaged(_ how: String) -> Diagnostic {
        Diagnostic(
            .malformedArchive, file: file, "the archive \(how)",
            advice: "make it again; nothing after this place was read")
    }
}

extension Diagnostic {
    static func unsafe(_ name: String, in file: String) -> Diagnostic {
        Diagnostic(
            .unsafeMemberName, file: "\(file)!\(name)",
            "the member's name leads out of the archive",
            advice: "find out who made the archive; the member was not read")
    }
}
