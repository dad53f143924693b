import CanonicalModel
import Crypto
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder into which other programs rename files, and out of which each is taken once.
///
/// A file is taken by a second name below `.taken` and a lock that dies with the process: another
/// process sees the lock, and what a killed one has left is free to be taken again. Files whose
/// names begin with a dot, or end as half-copied files do, are not there yet. The folder is listed
/// once for all files that are in it, so that a hundred thousand cost no more each than one.
struct Inbox {
    /// A file that is ours.
    struct Taken {
        /// What it was called.
        let name: String
        /// Where it is now.
        let path: String
        /// The first 16 hexadecimal digits of its SHA-256: with the name they tell its feeds from
        /// all others, so that a file is published once even if it is taken twice.
        let digest: String
        /// Where it will be once it is done: under its own name, or one with its digest if another
        /// file has that.
        let place: String
        fileprivate let descriptor: Int32
    }

    private let folder: String
    private let taken: String
    private let done: String
    private let isAlone: Bool
    /// Which files others have overtaken.
    let passedOver: PassedOver
    /// The lock of the one process that works, where only one may.
    private var turn: Int32?
    /// Names that were seen when the folder was listed last, the next one last.
    private var seen: [String] = []
    /// Files that could not be done, until when they are left alone, and how long that was.
    private var resting: [String: (until: ContinuousClock.Instant, time: Duration)] = [:]
    private static let unfinished = [".tmp", ".part", ".partial", ".filepart", ".crdownload"]

    /// - Parameters:
    ///   - folder: Where files arrive.
    ///   - done: Where they go; of the same file system.
    ///   - isAlone: Whether one process at a time takes files, so that they are done in order.
    init(_ folder: String, done: String, isAlone: Bool = false) throws(Diagnostic) {
        (self.folder, self.done, self.isAlone) = (folder, done, isAlone)
        taken = folder + "/.taken"
        passedOver = PassedOver(taken)
        for path in [folder, done] where !Files.isDirectory(path) {
            throw Diagnostic(
                .unreadableInput, file: path, "there is no such folder",
                advice: "make it first, so that a misspelt name is seen")
        }
        if !Files.isDirectory(taken) { try Staging.make(taken) }
        passedOver.forgetAll(but: Self.names(taken))
        guard Self.device(folder) == Self.device(done) else {
            throw Diagnostic(
                .unwritableOutput, file: done, "it is on another file system than `\(folder)`",
                advice: "files are moved there in one step, which only one file system can do")
        }
    }

    private static func device(_ path: String) -> dev_t? {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? information.st_dev : nil
    }

    /// Files that were seen and not taken yet.
    var waiting: Int { seen.count }

    /// Files that could not be done and are left alone for a while.
    var restingCount: Int { resting.count }

    /// Whether this process may take files; where only one may, the others stand by for it to end.
    mutating func hasTurn() throws(Diagnostic) -> Bool {
        guard isAlone, turn == nil else { return true }
        let path = "\(taken)/.turn"
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSink.unwritable(path, errno) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
            turn = descriptor
        } else {
            close(descriptor)
        }
        return turn != nil
    }

    /// Takes the next file: what a killed process left first, then the oldest; `nil` if there is
    /// none.
    ///
    /// - Throws: That a file cannot be read; it is left alone for a while, and the next call goes
    ///   on with those after it.
    mutating func take() throws(Diagnostic) -> Taken? {
        for name in Self.names(taken) where !isResting(name) {
            if let file = try lock(name) { return file }
        }
        if seen.isEmpty { seen = list() }
        while let name = seen.popLast() {
            // A link fails where another process has taken a file of that name, a rename would
            // write over it.
            guard unsafe link("\(folder)/\(name)", "\(taken)/\(name)") == 0 else {
                if errno == EEXIST || errno == ENOENT { continue }
                throw FileSink.unwritable(taken, errno)
            }
            unsafe unlink("\(folder)/\(name)")
            if let file = try lock(name) { return file }
        }
        return nil
    }

    /// The names of the plain files that have arrived, the oldest last.
    private func list() -> [String] {
        Self.names(folder)
            .filter { name in !Self.unfinished.contains { name.hasSuffix($0) } }
            .map { (name: $0, time: Self.changed("\(folder)/\($0)")) }
            .filter { $0.time > .min }
            .sorted { ($1.time, $1.name) < ($0.time, $0.name) }
            .map(\.name)
    }

    /// The names in a folder that are not hidden.
    private static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { !$0.hasPrefix(".") }.sorted()
    }

    /// When a plain file was changed last, in nanoseconds; the least number for anything else.
    private static func changed(_ path: String) -> Int {
        var information = stat()
        guard unsafe lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG
        else { return .min }
        return information.st_mtim.tv_sec * 1_000_000_000 + information.st_mtim.tv_nsec
    }

    /// Makes a file below `.taken` ours; `nil` if it is another process's, or gone.
    private mutating func lock(_ name: String) throws(Diagnostic) -> Taken? {
        let path = "\(taken)/\(name)"
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            let number = errno
            rest(name)
            throw Diagnostic(
                .unreadableInput, file: path, "it cannot be read: \(Files.reason(number))",
                advice: "it stays where it is and is tried again; the files after it go on")
        }
        var (held, named) = (stat(), stat())
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &held) == 0,
            unsafe stat(path, &named) == 0, held.st_ino == named.st_ino
        else {
            close(descriptor)
            return nil
        }
        do throws(Diagnostic) {
            let hash = try FileInput(path, as: path).digest()
            let digest = Hexadecimal.text(Array(hash.prefix(8)))
            return Taken(
                name: name, path: path, digest: digest, place: place(of: name, path, digest),
                descriptor: descriptor)
        } catch {
            close(descriptor)
            rest(name)
            throw error
        }
    }

    private func place(of name: String, _ path: String, _ digest: String) -> String {
        let plain = "\(done)/\(name)"
        // A process that was killed may have moved it already.
        guard Files.exists(plain), Self.number(plain) != Self.number(path) else { return plain }
        return "\(plain).\(digest)"
    }

    /// Moves a file to where it is done.
    mutating func finish(_ file: Taken) throws(Diagnostic) {
        defer { close(file.descriptor) }
        for place in [file.place, "\(done)/\(file.name).\(file.digest)"] {
            if unsafe link(file.path, place) == 0 { break }
            guard errno == EEXIST else { throw FileSink.unwritable(done, errno) }
            if Self.number(place) == Self.number(file.path) { break }
        }
        unsafe unlink(file.path)
        passedOver.forget(file.name)
        resting[file.name] = nil
    }

    private static func number(_ path: String) -> ino_t? {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? information.st_ino : nil
    }

    // MARK: - What could not be done

    /// Lets go of a file, which stays to be taken again.
    ///
    /// - Parameter rests: Whether it is to be left alone for a while, since the fault is its own.
    mutating func release(_ file: Taken, rests: Bool) {
        close(file.descriptor)
        if rests { rest(file.name) }
    }

    /// Leaves a file alone for ten seconds, and twice as long every further time, up to an hour.
    private mutating func rest(_ name: String) {
        let time = min(resting[name].map { $0.time * 2 } ?? .seconds(10), .seconds(3600))
        resting[name] = (.now + time, time)
    }

    private func isResting(_ name: String) -> Bool {
        resting[name].map { $0.until > .now } ?? false
    }
}
