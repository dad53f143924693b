import CanonicalModel
import Crypto
import RecordReading

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes that are read in order: of a file, or of what is packed in one.
protocol ByteInput: AnyObject {
    /// How many bytes there are in all, where that is known beforehand; else 0.
    var expectedSize: Int { get }
    /// Reads into `bytes` from `start` on; at least one byte, or 0 at the end.
    func read(into bytes: inout [UInt8], from start: Int) throws(Diagnostic) -> Int
}

extension ByteInput {
    /// Reads over `bytes` from `start` on until they are full; true at the end, where they are cut
    /// to what there is.
    func fill(_ bytes: inout [UInt8], from start: Int = 0) throws(Diagnostic) -> Bool {
        var filled = start
        while filled < bytes.count {
            let more = try read(into: &bytes, from: filled)
            if more == 0 {
                bytes.removeLast(bytes.count - filled)
                return true
            }
            filled += more
        }
        return false
    }
}

/// Bytes that can be read anywhere.
protocol RandomAccess: AnyObject {
    var size: Int { get }
    /// Reads at most `count` bytes at `offset` over `bytes`; fewer at the end.
    func read(_ count: Int, at offset: Int, into bytes: inout [UInt8]) throws(Diagnostic)
}

/// An open file.
final class FileInput: ByteInput, RandomAccess {
    let size: Int
    private let descriptor: Int32
    private let name: String

    /// Opens `path`, called `name` in messages.
    init(_ path: String, as name: String) throws(Diagnostic) {
        descriptor = try Files.open(path)
        self.name = name
        do throws(Diagnostic) {
            size = try Files.size(descriptor, name)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    var expectedSize: Int { size }

    func read(into bytes: inout [UInt8], from start: Int) throws(Diagnostic) -> Int {
        try Files.read(descriptor, name, into: &bytes, from: start)
    }

    func read(_ count: Int, at offset: Int, into bytes: inout [UInt8]) throws(Diagnostic) {
        bytes = Array(repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let more = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    off_t(offset + filled))
            }
            if more < 0, errno == EINTR { continue }
            if more < 0 {
                throw Diagnostic(
                    .unreadableInput, file: name, "it cannot be read: \(Files.reason(errno))")
            }
            if more == 0 { break }
            filled += more
        }
        bytes.removeLast(count - filled)
    }

    /// SHA-256 of the whole file, wherever reading stands.
    func digest() throws(Diagnostic) -> [UInt8] {
        var (hash, block, offset) = (SHA256(), [UInt8](), 0)
        while true {
            try read(1 << 20, at: offset, into: &block)
            if block.isEmpty { return Array(hash.finalize()) }
            hash.update(data: block)
            offset += block.count
        }
    }
}

/// Bytes in memory.
final class MemoryInput: RandomAccess {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var size: Int { bytes.count }

    func read(_ count: Int, at offset: Int, into output: inout [UInt8]) {
        let start = min(max(offset, 0), bytes.count)
        output = Array(bytes[start..<min(start + count, bytes.count)])
    }
}

/// Bytes whose first were read already, to see what they are.
final class HeadedInput: ByteInput {
    private let head: [UInt8]
    private var position = 0
    private let rest: any ByteInput
    let expectedSize: Int

    init(_ head: [UInt8], _ rest: any ByteInput) {
        (self.head, self.rest, expectedSize) = (head, rest, rest.expectedSize)
    }

    func read(into bytes: inout [UInt8], from start: Int) throws(Diagnostic) -> Int {
        guard position < head.count else { return try rest.read(into: &bytes, from: start) }
        let count = min(bytes.count - start, head.count - position)
        bytes.replaceSubrange(start..<start + count, with: head[position..<position + count])
        position += count
        return count
    }
}

/// Counts what comes out of one input file, and stops what is out of all proportion.
final class UnpackingMeter {
    private let allowance: Int
    private let file: String
    private var count = 0

    init(_ limits: UnpackingLimits, size: Int, file: String) {
        (allowance, self.file) = (limits.allowance(for: size), file)
    }

    /// Counts `more` bytes.
    func add(_ more: Int) throws(Diagnostic) {
        count += more
        guard count > allowance else { return }
        throw Diagnostic(
            .unpacksTooLarge, file: file, "it unpacks to more than \(allowance) bytes",
            advice: "no records are packed so densely; find out where the file comes from")
    }
}
