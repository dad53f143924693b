import CanonicalModel
import FoundationEssentials

#if canImport(Glibc)
    import CSystem
    import Glibc
#else
    import Darwin
#endif

/// A folder that is filled out of sight and appears whole: written beside, made to last, renamed.
///
/// While it is filled a lock is held in it; what a process that was killed has left behind is known
/// by its lock being free, and the next run for the same output removes it.
struct Staging {
    /// Where the output will appear.
    let output: String
    /// Where it is written.
    let folder: String
    private let replaces: Bool
    /// Held as long as the process lives, or until the folder appears.
    private let lock: Int32

    /// Makes the hidden folder, beside `output` or in `place`.
    ///
    /// - Throws: `output-exists` if `output` is there and may not be replaced, or is no feed;
    ///   `unwritable-output`.
    init(output: String, replaces: Bool, in place: String? = nil) throws(Diagnostic) {
        var output = output
        while output.count > 1, output.hasSuffix("/") { output.removeLast() }
        self.output = output
        self.replaces = replaces
        let slash = output.lastIndex(of: "/").map { output.index(after: $0) }
        let parent = place.map { $0 + "/" } ?? slash.map { String(output[..<$0]) } ?? ""
        let name = slash.map { String(output[$0...]) } ?? output
        folder = "\(parent).\(name).sluice-\(getpid())"
        if Files.exists(output) { try Self.requireReplaceable(output, replaces) }
        Self.removeLeftovers(of: name, in: parent.isEmpty ? "." : parent)
        if !parent.isEmpty { try Self.make(parent) }
        try Self.makeOwn(folder)
        lock = try Self.lock(folder)
    }

    private static func requireReplaceable(_ output: String, _ replaces: Bool) throws(Diagnostic) {
        guard replaces else {
            throw Diagnostic(
                .outputExists, file: output, "the output folder is already there",
                advice: "choose another, or say `--replace`")
        }
        let isEmpty = (try? FileManager.default.contentsOfDirectory(atPath: output).isEmpty) == true
        guard isEmpty || Files.exists("\(output)/manifest.json") else {
            throw Diagnostic(
                .outputExists, file: output, "this is no feed, so it is not replaced",
                advice: "choose another folder; `--replace` replaces only what Sluice has written")
        }
    }

    /// A warning where others may put something else in the place of the output, since anybody
    /// may write to the folder that it stands in. Not refused: volumes of containers are like that.
    static func openFolder(_ folder: String) -> Diagnostic? {
        guard Files.isOpenToOthers(folder) else { return nil }
        return Diagnostic(
            .openFolder, .warning, file: folder,
            "anybody may rename what stands in this folder, or put something else in its place",
            advice: "take that from others (`chmod o-w`), unless nobody else uses this machine")
    }

    /// The folder that the output stands in.
    var parent: String {
        let slash = output.lastIndex(of: "/").map { output.index(after: $0) }
        return slash.map { String(output[..<$0]) } ?? "."
    }

    // MARK: - What a killed process leaves

    static let lockName = ".lock"

    /// Makes the lock; it is held before it gets its name, so that no one finds it free.
    private static func lock(_ folder: String) throws(Diagnostic) -> Int32 {
        let path = "\(folder)/\(lockName)"
        let descriptor = unsafe Glibc.open(path + ".new", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0,
            unsafe rename(path + ".new", path) == 0
        else { throw FileSink.unwritable(path, errno) }
        return descriptor
    }

    static func removeLeftovers(of name: String, in parent: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        for found in names where found.hasPrefix(".\(name).sluice-") {
            let folder = "\(parent)/\(found)"
            let descriptor = unsafe Glibc.open("\(folder)/\(lockName)", O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else {
                // Killed before it had its lock: nobody of that number works any more.
                let number = found.split(separator: "-").last.flatMap { pid_t($0) }
                if let number, kill(number, 0) != 0, errno == ESRCH {
                    try? FileManager.default.removeItem(atPath: folder)
                }
                continue
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                try? FileManager.default.removeItem(atPath: folder)
            }
            close(descriptor)
        }
    }

    /// Makes the hidden folder, readable by its owner only; never is a folder that somebody else
    /// has put there, or a link, written into.
    private static func makeOwn(_ folder: String) throws(Diagnostic) {
        if unsafe mkdir(folder, 0o700) == 0 { return }
        let number = errno
        // Without a lock it was left by a process of our number that was killed at once: in a
        // container all have the same.
        guard number == EEXIST, !Files.exists("\(folder)/\(lockName)"),
            (try? FileManager.default.removeItem(atPath: folder)) != nil,
            unsafe mkdir(folder, 0o700) == 0
        else { throw FileSink.unwritable(folder, number) }
    }

    /// Makes a folder, and those above it.
    static func make(_ path: String) throws(Diagnostic) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw FileSink.unwritable(path, errno)
        }
    }

    /// Makes all that was written last, in one go: a file at a time would flush the disk for each,
    /// and the feeds of the smallest record are 36 files.
    ///
    /// syncfs(2) takes what others have written to the file system along; since Linux 5.8 it says
    /// what could not be written since the lock was opened.
    func makeLast() throws(Diagnostic) {
        #if canImport(Glibc)
            guard syncfs(lock) == 0 else { throw FileSink.unwritable(folder, errno) }
        #else
            for path in try Files.list(folder) { try Self.sync(path) }
        #endif
    }

    /// Lets the output appear, which was made to last before. With `--replace` the old folder is
    /// renamed away first and removed last, so that at no time a mixture is seen.
    func publish() throws(Diagnostic) {
        _ = unsafe unlink("\(folder)/\(Self.lockName)")
        try Self.sync(folder)
        let old = folder + ".old"
        if replaces, FileManager.default.fileExists(atPath: output) {
            guard unsafe rename(output, old) == 0 else { throw FileSink.unwritable(output, errno) }
        }
        guard unsafe rename(folder, output) == 0 else {
            let number = errno
            _ = unsafe rename(old, output)
            throw FileSink.unwritable(output, number)
        }
        try Self.sync(parent)
        try? FileManager.default.removeItem(atPath: old)
        close(lock)
    }

    /// Removes everything that was written.
    func discard() {
        close(lock)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Makes a folder's names last.
    static func sync(_ folder: String) throws(Diagnostic) {
        let descriptor = unsafe Glibc.open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSink.unwritable(folder, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileSink.unwritable(folder, errno) }
    }
}
