import CanonicalModel
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder that is filled out of sight and appears whole: written beside, fsynced, renamed.
struct Staging {
    /// Where the output will appear.
    let output: String
    /// Where it is written.
    let folder: String
    private let replaces: Bool

    /// Makes the hidden folder beside `output`.
    ///
    /// - Throws: `output-exists` if `output` is there and may not be replaced; `unwritable-output`.
    init(output: String, replaces: Bool) throws(Diagnostic) {
        var output = output
        while output.count > 1, output.hasSuffix("/") { output.removeLast() }
        self.output = output
        self.replaces = replaces
        let slash = output.lastIndex(of: "/").map { output.index(after: $0) }
        let parent = slash.map { String(output[..<$0]) } ?? ""
        let name = slash.map { String(output[$0...]) } ?? output
        folder = "\(parent).\(name).sluice-\(getpid())"
        if FileManager.default.fileExists(atPath: output), !replaces {
            throw Diagnostic(
                .outputExists, file: output, "the output folder is already there",
                advice: "choose another, or say `--replace`")
        }
        try Self.make(folder)
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

    /// Lets the output appear. With `--replace` the old folder is renamed away first and removed
    /// last, so that at no time a mixture is seen.
    func publish() throws(Diagnostic) {
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
        let parent = output.lastIndex(of: "/").map { String(output[...$0]) } ?? "."
        try Self.sync(parent)
        try? FileManager.default.removeItem(atPath: old)
    }

    /// Removes everything that was written.
    func discard() { try? FileManager.default.removeItem(atPath: folder) }

    private static func sync(_ folder: String) throws(Diagnostic) {
        let descriptor = unsafe Glibc.open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileSink.unwritable(folder, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileSink.unwritable(folder, errno) }
    }
}
