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
/// names begin with a dot, or end as half-copied files do, are not there yet.
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
        fileprivate let descriptor: Int32
    }

    private let folder: String
    private let taken: String
    private let done: String
    private static let unfinished = [".tmp", ".part", ".partial", ".filepart", ".crdownload"]

    /// - Parameters:
    ///   - folder: Where files arrive.
    ///   - done: Where they go; of the same file system.
    init(_ folder: String, done: String) throws(Diagnostic) {
        (self.folder, self.done) = (folder, done)
        taken = folder + "/.taken"
        for path in [folder, done] where !Files.isDirectory(path) {
            throw Diagnostic(
                .unreadableInput, file: path, "there is no such folder",
                advice: "make it first, so that a misspelt name is seen")
        }
        if !Files.isDirectory(taken) { try Staging.make(taken) }
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

    /// Takes the next file: what a killed process left first, then the oldest; `nil` if there is
    /// none.
    func take() throws(Diagnostic) -> Taken? {
        for name in Self.names(taken) {
            if let file = try lock(name) { return file }
        }
        let waiting = Self.names(folder).filter { name in
            !Self.unfinished.contains { name.hasSuffix($0) }
        }
        let ages = waiting.map { (name: $0, time: Self.changed("\(folder)/\($0)")) }
        for (name, time) in ages.sorted(by: { ($0.time, $0.name) < ($1.time, $1.name) })
        where time > .min {
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

    /// The names of plain files in a folder that are not hidden.
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
    private func lock(_ name: String) throws(Diagnostic) -> Taken? {
        let path = "\(taken)/\(name)"
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Diagnostic(
                .unreadableInput, file: path, "it cannot be read: \(Files.reason(errno))",
                advice: "it stays where it is; the files after it wait")
        }
        var (held, named) = (stat(), stat())
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, unsafe fstat(descriptor, &held) == 0,
            unsafe stat(path, &named) == 0, held.st_ino == named.st_ino
        else {
            close(descriptor)
            return nil
        }
        do throws(Diagnostic) {
            let digest = Array(try FileInput(path, as: path).digest().prefix(8))
            return Taken(
                name: name, path: path, digest: Hexadecimal.text(digest), descriptor: descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Moves a file to where it is done; under its own name, or one with its digest if another file
    /// has that.
    func finish(_ file: Taken) throws(Diagnostic) {
        defer { close(file.descriptor) }
        for name in [file.name, "\(file.name).\(file.digest)"] {
            if unsafe link(file.path, "\(done)/\(name)") == 0 { break }
            guard errno == EEXIST else { throw FileSink.unwritable(done, errno) }
            // A process that was killed may have come this far.
            if Self.number("\(done)/\(name)") == Self.number(file.path) { break }
        }
        unsafe unlink(file.path)
    }

    private static func number(_ path: String) -> ino_t? {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? information.st_ino : nil
    }

    /// Lets go of a file, which stays to be taken again.
    func release(_ file: Taken) { close(file.descriptor) }
}
