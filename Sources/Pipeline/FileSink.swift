import CanonicalModel
import Crypto

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file being written: bytes are gathered, hashed and written in large blocks.
struct FileSink {
    /// The path below the output folder.
    let name: String
    private let path: String
    private let descriptor: Int32
    /// Whether it is made to last by itself, and not with the folder that it stands in.
    private let isAlone: Bool
    private var buffer: [UInt8] = []
    private var hash = SHA256()
    /// Bytes written so far.
    private(set) var byteCount = 0
    /// Rows written so far, header lines not counted.
    var rows = 0
    private static let block = 256 << 10

    /// Creates a file of a folder that is made to last as a whole; it must not be there.
    init(name: String, in folder: String) throws(Diagnostic) {
        try self.init(
            name: name, opening: folder + "/" + name, O_CREAT | O_EXCL, isAlone: false)
    }

    /// Opens a file or device for writing; a file that it makes is its owner's alone.
    ///
    /// - Parameters:
    ///   - isPublic: Whether others may read it: nothing of anybody is in it.
    ///   - isAlone: Whether it is made to last by itself.
    init(
        name: String, opening path: String, _ flags: Int32 = 0, isPublic: Bool = false,
        isAlone: Bool = true
    ) throws(Diagnostic) {
        (self.name, self.path, self.isAlone) = (name, path, isAlone)
        descriptor = unsafe Glibc.open(path, O_WRONLY | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw Self.unwritable(path, errno) }
        if isPublic { fchmod(descriptor, 0o644) }
    }

    /// Appends bytes; a large piece is written as it is, without a copy.
    mutating func append(_ bytes: [UInt8]) throws(Diagnostic) {
        guard bytes.count < Self.block else {
            try flush()
            return try put(bytes)
        }
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.block { try flush() }
    }

    /// Writes what is left, and makes it last if it stands alone: fsync(2), close(2).
    mutating func finish() throws(Diagnostic) -> [UInt8] {
        try flush()
        guard !isAlone || fsync(descriptor) == 0 else { throw Self.unwritable(path, errno) }
        guard close(descriptor) == 0 else { throw Self.unwritable(path, errno) }
        return Array(hash.finalize())
    }

    /// Writes a file beside `path`, makes it last, and puts it in its place.
    static func replace(_ path: String, with bytes: [UInt8]) throws(Diagnostic) {
        var sink = try FileSink(name: path, opening: path + ".new", O_CREAT | O_TRUNC)
        try sink.append(bytes)
        _ = try sink.finish()
        guard unsafe rename(path + ".new", path) == 0 else { throw unwritable(path, errno) }
    }

    /// Closes the file without more ado.
    func abandon() { close(descriptor) }

    private mutating func flush() throws(Diagnostic) {
        try put(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func put(_ bytes: [UInt8]) throws(Diagnostic) {
        hash.update(data: bytes)
        byteCount += bytes.count
        if let number = Self.write(bytes, to: descriptor) { throw Self.unwritable(path, number) }
    }

    /// Writes all of `bytes`, waiting for a reader that is slow; the number of the error if that
    /// cannot be.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe Glibc.write(
                    descriptor, bytes.baseAddress?.advanced(by: start), bytes.count - start)
            }
            if count > 0 {
                start += count
            } else if errno == EAGAIN {
                var output = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&output, 1, 200)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    static func unwritable(_ path: String, _ number: Int32) -> Diagnostic {
        Diagnostic(
            .unwritableOutput, file: path, "it cannot be written: \(Files.reason(number))",
            advice: "nothing was published; make room or permission and run again")
    }
}
