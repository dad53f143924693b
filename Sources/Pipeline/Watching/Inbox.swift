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
/// A file is taken by moving it to `.taken` and a lock that dies with the process: another process
/// sees the lock, and what a killed one has left is free to be taken again. Files whose names begin
/// with a dot, or end as half-copied files do, are not there yet. The folder is listed once for all
/// files that are in it, so that a hundred thousand cost no more each than one.
///
/// The folder of what is done is the memory of what has come: a file that comes again, with the
/// same name and content, is done again.
struct Inbox {
    /// A file that is ours.
    struct Taken {
        /// What it was called.
        let name: String
        /// Where it is now.
        let path: String
        /// What its feeds are called: its name, the first 16 hexadecimal digits of its SHA-256, and
        /// from the second time on that it comes how often it has. They are told from all others
        /// by that, so that a file is published once even if it is taken twice.
        let feed: String
        /// Where it will be once it is done: under its own name, or as its feeds are called if
        /// another file has that.
        let place: String
        fileprivate let descriptor: Int32
        fileprivate let state: State

        /// Says that somebody has written to the file since it was taken.
        func requireUnchanged() throws(Diagnostic) {
            guard State(descriptor) != state else { return }
            throw Diagnostic(
                .unreadableInput, file: path, "it was written to while it was read",
                advice: "write elsewhere, and rename what is whole into the folder; it is tried "
                    + "again")
        }
    }

    /// How long a file is, and when it was written to.
    fileprivate struct State: Equatable {
        private var size = 0, seconds = 0, nanoseconds = 0

        init(_ descriptor: Int32) {
            var information = stat()
            guard unsafe fstat(descriptor, &information) == 0 else { return }
            size = Int(information.st_size)
            (seconds, nanoseconds) = (information.st_mtim.tv_sec, information.st_mtim.tv_nsec)
        }
    }

    private let folder: String
    private let taken: String
    private let done: String
    private let isAlone: Bool
    /// What is in the folder and no plain file, so that it is not taken.
    var strangers: Strangers
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
    ///   - own: Other folders of ours, which may lie in it.
    ///   - isAlone: Whether one process at a time takes files, so that they are done in order.
    init(
        _ folder: String, done: String, own: [String] = [], isAlone: Bool = false
    ) throws(Diagnostic) {
        (self.folder, self.done, self.isAlone) = (folder, done, isAlone)
        taken = folder + "/.taken"
        strangers = Strangers(folder, own: own + [done])
        passedOver = PassedOver(taken)
        for path in [folder, done] where !Files.isDirectory(path) {
            throw Diagnostic(
                .unreadableInput, file: path, "there is no such folder",
                advice: "make it first, so that a misspelt name is seen")
        }
        if !Files.isDirectory(taken) { try Staging.make(taken) }
        passedOver.forgetAll(but: try Self.names(taken))
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
        for name in try Self.names(taken) where !isResting(name) {
            if let file = try lock(name) { return file }
        }
        if seen.isEmpty { seen = try list() }
        while let name = seen.popLast() {
            let path = "\(folder)/\(name)"
            if let number = Files.moveUnlessThere(path, "\(taken)/\(name)") {
                // Another process has taken it, or a file of that name.
                if number == EEXIST || number == ENOENT && Files.isDirectory(taken) { continue }
                guard number != ENOENT else { throw Files.unreadable(taken, number) }
                rest(name)
                throw Diagnostic(
                    .unreadableInput, file: path,
                    "it cannot be taken: \(Files.reason(number))",
                    advice: "it stays where it is and is tried again; the files after it go on")
            }
            if let file = try lock(name) { return file }
        }
        return nil
    }

    /// The names of the plain files that have arrived, the oldest last.
    ///
    /// - Throws: That the folder cannot be read, or has a file whose name cannot.
    private mutating func list() throws(Diagnostic) -> [String] {
        let names = try Self.names(folder)
            .filter { name in !Self.unfinished.contains { name.hasSuffix($0) } && !isResting(name) }
        // Bytes that are not UTF-8 are read as a character that leads to no file.
        for name in names where name.contains("\u{FFFD}") && !Files.isThere("\(folder)/\(name)") {
            rest(name)
            throw Diagnostic(
                .unreadableInput, file: "\(folder)/\(name)", "its name is not UTF-8",
                advice: "rename it; the files after it go on")
        }
        let files = names.map { (name: $0, time: Self.changed("\(folder)/\($0)")) }
        strangers.note(files.lazy.filter { $0.time == .min }.map(\.name))
        return files.filter { $0.time > .min }
            .sorted { ($1.time, $1.name) < ($0.time, $0.name) }
            .map(\.name)
    }

    /// The names in a folder that are not hidden.
    private static func names(_ folder: String) throws(Diagnostic) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw Diagnostic(
                .unreadableInput, file: folder, "the folder cannot be read",
                advice: "see that it is there and who may read it; no file is taken until then")
        }
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
            let state = State(descriptor)
            let (place, feed) = try self.place(of: name, path)
            return Taken(
                name: name, path: path, feed: feed, place: place, descriptor: descriptor,
                state: state)
        } catch {
            close(descriptor)
            rest(name)
            throw error
        }
    }

    /// Where a file will be once it is done, and what its feeds are called.
    private func place(
        of name: String, _ path: String
    ) throws(Diagnostic) -> (place: String, feed: String) {
        let plain = "\(done)/\(name)"
        let hash = try FileInput(path, as: path).digest()
        let stem = Self.short(name) + "." + Hexadecimal.text(Array(hash.prefix(8)))
        let isTaken = Files.isThere(plain)
        var (cameBefore, copies) = (0, 1)
        if isTaken, Self.size(plain) == Self.size(path) {
            cameBefore = try FileInput(plain, as: plain).digest() == hash ? 1 : 0
        }
        while Files.isThere("\(done)/\(Self.name(stem, copies))") {
            (copies, cameBefore) = (copies + 1, cameBefore + 1)
        }
        return (
            isTaken ? "\(done)/\(Self.name(stem, copies))" : plain,
            Self.name(stem, cameBefore + 1)
        )
    }

    private static func name(_ stem: String, _ number: Int) -> String {
        number == 1 ? stem : "\(stem).\(number)"
    }

    /// A name that leaves room for what is put behind it: file systems take 255 bytes.
    private static func short(_ name: String) -> String {
        guard name.utf8.count > 180 else { return name }
        var short = name
        while short.utf8.count > 160 { short.removeLast() }
        let hash = Array(SHA256.hash(data: Array(name.utf8)).prefix(4))
        return "\(short).\(Hexadecimal.text(hash))"
    }

    private static func size(_ path: String) -> Int? {
        var information = stat()
        return unsafe stat(path, &information) == 0 ? Int(information.st_size) : nil
    }

    /// Moves a file to where it is done.
    mutating func finish(_ file: Taken) throws(Diagnostic) {
        defer { close(file.descriptor) }
        var place = file.place
        while let number = Files.moveUnlessThere(file.path, place) {
            guard number == EEXIST else { throw FileSink.unwritable(done, number) }
            // Somebody has put a file there meanwhile.
            place = try self.place(of: file.name, file.path).place
        }
        passedOver.forget(file.name)
        resting[file.name] = nil
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
