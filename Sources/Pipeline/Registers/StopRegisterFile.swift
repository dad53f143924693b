public import CanonicalModel
public import SharingAgreements

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The stop register as a file: each line whole, made to last, and written under a lock.
public enum StopRegisterFile {
    /// Begins a register in which nothing is stopped.
    ///
    /// - Throws: `unwritable-output`, also where there is a file already.
    public static func begin(_ path: String) throws(Diagnostic) {
        let descriptor = try open(path, O_CREAT | O_EXCL)
        defer { close(descriptor) }
        try write(Array(StopRegister.header.utf8), descriptor, path, from: 0)
        try syncFolder(of: path)
    }

    /// Reads a register, and says which state of the file that was.
    static func read(
        _ path: String
    ) throws(Diagnostic) -> (register: StopRegister, text: String, mark: FileMark) {
        let descriptor = try Files.open(path)
        defer { close(descriptor) }
        try lock(descriptor, LOCK_SH, path)
        return try read(descriptor, path)
    }

    /// Reads a register.
    ///
    /// - Throws: Why nothing may leave: it is not there, or a line of it is not whole.
    public static func load(_ path: String) throws(Diagnostic) -> StopRegister {
        try read(path).register
    }

    private static func read(
        _ descriptor: Int32, _ path: String
    ) throws(Diagnostic) -> (register: StopRegister, text: String, mark: FileMark) {
        let mark = try FileMark(descriptor, path)
        var bytes: [UInt8] = []
        var block: [UInt8] = Array(repeating: 0, count: 65_536)
        while true {
            let count = try Files.read(descriptor, path, into: &block, from: 0)
            if count == 0 { break }
            bytes += block[..<count]
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Diagnostic(.registerForm, file: path, "the register is not UTF-8 text")
        }
        return (try StopRegister.load(text, file: path), text, mark)
    }

    /// Stops something, in a register that is begun if it is not there.
    ///
    /// - Parameter at: Now, as ``Instant/text(_:)`` writes it.
    /// - Returns: The number of the stop.
    public static func stop(
        _ scope: StopRegister.Scope, reason: String, by: String, at: String, in path: String
    ) throws(Diagnostic) -> Int {
        if !Files.exists(path) { try begin(path) }
        return try append(to: path) { register throws(Diagnostic) in
            var members = [("scope", scope.kind)]
            if scope != .all { members.append(("subject", scope.subject)) }
            if case .patients(_, let sha256) = scope { members.append(("sha256", sha256)) }
            return line(
                register.lines + 1, "stop",
                members
                    + [("reason", reason), ("by", by), ("at", at)])
        }
    }

    /// Lets what a stop stopped go on.
    ///
    /// - Throws: `stop-lift` where there is no such stop, or one person alone would lift it.
    public static func lift(
        _ id: Int, reason: String, by: String, second: String, at: String, in path: String
    ) throws(Diagnostic) {
        _ = try append(to: path) { register throws(Diagnostic) in
            if let problem = register.whyNotLifted(id, by: by, second: second) {
                throw Diagnostic(
                    .stopLift, file: path, problem,
                    advice: "`sluice stop list` shows what is stopped; name two people")
            }
            let members = [("reason", reason), ("by", by), ("second", second), ("at", at)]
            return line(register.lines + 1, "lift", [("stop", "\(id)")] + members)
        }
    }

    private static func line(
        _ number: Int, _ action: String, _ members: [(String, String)]
    ) -> [UInt8] {
        var output = Array(#"{"number": \#(number), "action": "\#(action)""#.utf8)
        for (key, value) in members {
            output += #", "\#(key)": "#.utf8
            QuarantineLine.string(value, to: &output)
        }
        return output + "}\n".utf8
    }

    /// Appends one line to a register that is whole; returns its number.
    private static func append(
        to path: String, _ line: (StopRegister) throws(Diagnostic) -> [UInt8]
    ) throws(Diagnostic) -> Int {
        let descriptor = try open(path, 0)
        defer { close(descriptor) }
        try lock(descriptor, LOCK_EX, path)
        let (register, text, _) = try read(descriptor, path)
        let bytes = try line(register)
        // What is written must be read again, or it would stop everything.
        _ = try StopRegister.load(text + String(decoding: bytes, as: UTF8.self), file: path)
        try write(bytes, descriptor, path, from: text.utf8.count)
        return register.lines + 1
    }

    private static func open(_ path: String, _ flags: Int32) throws(Diagnostic) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_APPEND | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw FileSink.unwritable(path, errno) }
        return descriptor
    }

    /// Waits up to two seconds for a lock.
    private static func lock(
        _ descriptor: Int32, _ kind: Int32, _ path: String
    ) throws(Diagnostic) {
        for _ in 0..<100 {
            if flock(descriptor, kind | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            usleep(20_000)
        }
        throw Diagnostic(
            .registerLocked, file: path, "the register cannot be locked",
            advice: "somebody else may be writing it; nothing leaves until it can be read")
    }

    /// Writes a line whole and makes it last; what is not whole is taken back.
    private static func write(
        _ bytes: [UInt8], _ descriptor: Int32, _ path: String, from size: Int
    ) throws(Diagnostic) {
        let count = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
        }
        guard count == bytes.count, fsync(descriptor) == 0 else {
            let number = count < 0 || count == bytes.count ? errno : ENOSPC
            _ = ftruncate(descriptor, off_t(size))
            throw FileSink.unwritable(path, number)
        }
    }

    private static func syncFolder(of path: String) throws(Diagnostic) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = try Files.open(folder)
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileSink.unwritable(folder, errno) }
    }

    /// The scope of the people whom a file of NHS numbers names.
    public static func patients(in file: String) throws(Diagnostic) -> StopRegister.Scope {
        var bytes: [UInt8] = []
        try Files.read(file, into: &bytes)
        _ = try NumberLines.read(bytes, file: file, "the list of patients")
        let path = unsafe realpath(file, nil)
        defer { unsafe free(path) }
        let whole = unsafe path.map { unsafe String(cString: $0) } ?? file
        return .patients(file: whole, sha256: Manifest.sha256(ofBytes: bytes))
    }

    /// The people of a scope; the file must be as it was.
    static func people(
        _ scope: StopRegister.Scope, of register: String
    ) throws(Diagnostic) -> [NHSNumber] {
        guard case .patients(let file, let sha256) = scope else { return [] }
        var bytes: [UInt8] = []
        try Files.read(file, into: &bytes)
        guard Manifest.sha256(ofBytes: bytes) == sha256 else {
            throw Diagnostic(
                .stopListChanged, file: file,
                "the list is not as it was when `\(register)` was told to stop its people",
                advice: "bring it back as it was, or lift the stop and give the new list")
        }
        return try NumberLines.read(bytes, file: file, "the list of patients")
    }
}

/// Which state of a file was read: as long as this is the same, so is the file.
struct FileMark: Equatable, Sendable {
    private let numbers: [Int]

    init(_ descriptor: Int32, _ path: String) throws(Diagnostic) {
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0 else {
            throw Files.unreadable(path, errno)
        }
        self.init(information)
    }

    /// The state of the file at `path` now; one system call.
    init(_ path: String) throws(Diagnostic) {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { throw Files.unreadable(path, errno) }
        self.init(information)
    }

    private init(_ information: stat) {
        numbers = [
            Int(information.st_dev), Int(information.st_ino), Int(information.st_size),
            information.st_mtim.tv_sec, information.st_mtim.tv_nsec, information.st_ctim.tv_sec,
            information.st_ctim.tv_nsec,
        ]
    }
}
