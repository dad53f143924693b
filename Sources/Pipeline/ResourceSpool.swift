import CanonicalModel
import RecordReading

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What was read of an archive, which cannot be gone back in, so that it can be read again: in a
/// file without a name, or in memory where no folder for one is given.
final class ResourceSpool: RandomAccess {
    private let name: String
    private let limit: Int
    private var tail: [UInt8] = []
    /// How much of it is in the file.
    private var written = 0
    private var file: (output: Int32, input: FileInput)?
    private static let block = 1 << 20

    /// - Parameters:
    ///   - folder: Where the file is made.
    ///   - limit: The most bytes in memory, without a folder.
    ///   - name: The archive, in messages.
    init(in folder: String?, limit: Int, name: String) throws(Diagnostic) {
        (self.limit, self.name) = (limit, name)
        guard let path = folder.map({ "\($0)/.resources" }) else { return }
        let output = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw FileSink.unwritable(path, errno) }
        defer { _ = unsafe unlink(path) }
        do throws(Diagnostic) {
            file = (output, try FileInput(path, as: name))
        } catch {
            close(output)
            throw error
        }
    }

    deinit { if let file { close(file.output) } }

    var size: Int { written + tail.count }

    /// Puts bytes at the end.
    func append(_ bytes: ArraySlice<UInt8>) throws(Diagnostic) {
        tail += bytes
        if file != nil {
            if tail.count >= Self.block { try flush() }
        } else if tail.count > limit {
            throw Diagnostic(
                .tooLarge, file: name, "the resources of an archive have more than \(limit) bytes",
                advice: "unpack it first")
        }
    }

    private func flush() throws(Diagnostic) {
        guard let file, !tail.isEmpty else { return }
        if let number = FileSink.write(tail, to: file.output) {
            throw FileSink.unwritable(name, number)
        }
        written += tail.count
        tail.removeAll(keepingCapacity: true)
    }

    func read(_ count: Int, at offset: Int, into bytes: inout [UInt8]) throws(Diagnostic) {
        try flush()
        if let file { return try file.input.read(count, at: offset, into: &bytes) }
        let start = min(max(offset, 0), tail.count)
        bytes = Array(tail[start..<min(start + count, tail.count)])
    }
}
