import CanonicalModel
import Crypto
import FoundationEssentials
import Ledger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which files of a watched folder others have overtaken, since they could not be done when it was
/// their turn, and after which run of the ledger: once such a file can be done, it must not put
/// back what the others have changed. Kept beside the files, so that it outlives the process.
struct PassedOver {
    /// Where the files are that were taken.
    private let folder: String
    private static let prefix = ".passed-"

    init(_ folder: String) { self.folder = folder }

    /// The run that came before a file was passed over; `nil` if it was not.
    func run(of file: String) throws(Diagnostic) -> Int64? {
        let path = mark(of: file)
        guard Files.exists(path) else { return nil }
        guard let run = Int64(try Files.text(path)) else {
            throw Diagnostic(
                .unreadableInput, file: path, "it does not say after which run a file was held up",
                advice: "find out what was sent since, then remove it")
        }
        return run
    }

    /// Notes that files after this one go on, if that is not noted already.
    func note(_ file: String, after run: Int64) throws(Diagnostic) {
        let path = mark(of: file)
        guard !Files.exists(path) else { return }
        try FileSink.replace(path, with: Array("\(run)".utf8))
        try Staging.sync(folder)
    }

    /// Forgets a file that is done.
    func forget(_ file: String) { unsafe unlink(mark(of: file)) }

    /// Forgets all that are there no more: somebody has taken them away.
    func forgetAll(but files: [String]) {
        let marks = Set(files.map { mark(of: $0) })
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for path in names.filter({ $0.hasPrefix(Self.prefix) }).map({ "\(folder)/\($0)" })
        where !marks.contains(path) { unsafe unlink(path) }
    }

    /// A file's own name may be as long as a name can be.
    private func mark(of file: String) -> String {
        let digest = Array(SHA256.hash(data: Array(file.utf8)).prefix(16))
        return "\(folder)/\(Self.prefix)\(Hexadecimal.text(digest))"
    }
}
