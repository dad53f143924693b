public import CanonicalModel
public import Ledger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A ledger as a file: readable by its owner only, and used by one run at a time.
public final class LedgerFile: Sendable {
    /// The ledger.
    public let ledger: Ledger
    private let lock: Int32

    /// Opens a ledger, makes it if it is not there, and settles what a run that was killed left.
    ///
    /// - Parameter mustBe: Whether it must be there.
    /// - Throws: `ledger-busy`, `ledger-unusable`, `ledger-unsettled`.
    public init(_ path: String, mustBe: Bool = false) throws(Diagnostic) {
        try Self.make(path, mustBe)
        lock = try Self.lock(path)
        do throws(Diagnostic) {
            ledger = try Ledger(path)
            try Self.recover(ledger, path)
        } catch {
            close(lock)
            throw error
        }
    }

    deinit { close(lock) }

    /// Opens a ledger that is there only to read it; a run may go on meanwhile.
    public static func reading(_ path: String) throws(Diagnostic) -> Ledger {
        try make(path, true)
        return try Ledger(path)
    }

    /// Settles a run of which a person knows whether its output was published.
    ///
    /// - Returns: The number of the run; `nil` if there is none.
    public static func settle(
        _ path: String, isPublished: Bool
    ) throws(Diagnostic) -> Int64? {
        try make(path, true)
        let lock = try lock(path)
        defer { close(lock) }
        let ledger = try Ledger(path)
        guard let run = try ledger.unsettled() else { return nil }
        if isPublished { try ledger.settle(run.id) } else { try ledger.drop(run.id) }
        return run.id
    }

    /// The files that SQLite puts beside the ledger take their permissions from it.
    private static func make(_ path: String, _ mustBe: Bool) throws(Diagnostic) {
        let flags = O_RDWR | O_CLOEXEC | (mustBe ? 0 : O_CREAT)
        let descriptor = unsafe Glibc.open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw Diagnostic(
                .ledgerUnusable, file: path, "it cannot be opened: \(Files.reason(errno))",
                advice: "check the name and who may read it")
        }
        defer { close(descriptor) }
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0, information.st_mode & 0o077 == 0 else {
            throw Diagnostic(
                .ledgerUnusable, file: path, "others than its owner may read it",
                advice: "take that from them: `chmod 600`")
        }
    }

    private static func lock(_ path: String) throws(Diagnostic) -> Int32 {
        let name = path + ".lock"
        let descriptor = unsafe Glibc.open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSink.unwritable(name, errno) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return descriptor }
        close(descriptor)
        throw Diagnostic(
            .ledgerBusy, file: path, "another run is using the ledger",
            advice: "wait for it: what may leave depends on what it sends")
    }

    /// Settles a run that ended between ledger and output, by whether its output is there.
    static func recover(_ ledger: Ledger, _ path: String) throws(Diagnostic) {
        guard let run = try ledger.unsettled() else { return }
        if digest(run.output) == run.manifest { return try ledger.settle(run.id) }
        if digest(run.staging) == run.manifest { return try ledger.drop(run.id) }
        throw Diagnostic(
            .ledgerUnsettled, file: path,
            "run \(run.id) was killed, and its output is neither at `\(run.output)` nor where it "
                + "was made",
            advice: "find out whether it was published, and say so with `sluice ledger settle`")
    }

    /// SHA-256 of the manifest in a folder.
    private static func digest(_ folder: String) -> String? {
        var bytes: [UInt8] = []
        guard (try? Files.read("\(folder)/manifest.json", into: &bytes)) != nil else { return nil }
        return Manifest.sha256(ofBytes: bytes)
    }

    /// The whole path of a file or folder.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let here = unsafe getcwd(nil, 0)
        defer { unsafe free(here) }
        return unsafe here.map { unsafe String(cString: $0) + "/" + path } ?? path
    }
}
