public import CanonicalModel
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reading and writing files whole, with errors for the reader; the only room that opens any.
public enum Files {
    /// Reads a file into `bytes`, whose memory is reused.
    ///
    /// - Throws: `unreadable-input`, saying why: not there, no permission, a folder.
    public static func read(_ path: String, into bytes: inout [UInt8]) throws(Diagnostic) {
        let descriptor = try open(path)
        defer { close(descriptor) }
        // A byte more than there are: what does not fill it is all there is.
        resize(&bytes, to: try size(descriptor, path) + 1)
        var count = 0
        while true {
            if count == bytes.count {
                var probe: [UInt8] = Array(repeating: 0, count: 65_536)
                let more = try read(descriptor, path, into: &probe, from: 0)
                if more == 0 { return }
                bytes += probe[..<more]
                count += more
                continue
            }
            let more = try read(descriptor, path, into: &bytes, from: count)
            if more == 0 { break }
            count += more
        }
        bytes.removeLast(bytes.count - count)
    }

    /// Reads a file as text.
    public static func text(_ path: String) throws(Diagnostic) -> String {
        var bytes: [UInt8] = []
        try read(path, into: &bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            throw Diagnostic(
                .unreadableInput, file: path, at: isWide ? nil : firstBroken(bytes),
                isWide ? "the file is UTF-16 text" : "the file is not UTF-8 text",
                advice: "save it again as UTF-8: editors ask for the encoding where they save")
        }
        return text
    }

    /// The first place that is no UTF-8: where the repaired text has the sign of a repair.
    private static func firstBroken(_ bytes: [UInt8]) -> Diagnostic.Position? {
        let sound = String(decoding: bytes, as: UTF8.self).unicodeScalars
            .prefix { $0 != "\u{FFFD}" }
        let line = sound.reversed().prefix { $0 != "\n" }
        return .init(
            line: sound.count { $0 == "\n" } + 1,
            column: line.reduce(1) { $0 + (UTF8.encode($1)?.count ?? 1) })
    }

    /// Opens a file for reading.
    static func open(_ path: String) throws(Diagnostic) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        return descriptor
    }

    /// Reads at most `bytes.count - start` bytes into `bytes` from `start`; 0 at the end.
    static func read(
        _ descriptor: Int32, _ path: String, into bytes: inout [UInt8], from start: Int
    ) throws(Diagnostic) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    descriptor, buffer.baseAddress?.advanced(by: start), buffer.count - start)
            }
            if count >= 0 { return count }
            if errno != EINTR { throw unreadable(path, errno) }
        }
    }

    /// The size of an open file in bytes; 0 where it cannot be known beforehand.
    static func size(_ descriptor: Int32, _ path: String) throws(Diagnostic) -> Int {
        var information = stat()
        guard unsafe fstat(descriptor, &information) == 0 else { throw unreadable(path, errno) }
        guard information.st_mode & S_IFMT != S_IFDIR else { throw unreadable(path, EISDIR) }
        return Int(information.st_size)
    }

    /// Makes `bytes` `count` long, with the 16 spare bytes that the readers of records want.
    static func resize(_ bytes: inout [UInt8], to count: Int) {
        bytes.reserveCapacity(count + 16)
        if bytes.count > count {
            bytes.removeLast(bytes.count - count)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        }
    }

    static func unreadable(_ path: String, _ number: Int32) -> Diagnostic {
        Diagnostic(
            .unreadableInput, file: path, "it cannot be read: \(reason(number))",
            advice: "check the name and who may read it")
    }

    /// What the system says of an error number, in lower case.
    static func reason(_ number: Int32) -> String {
        unsafe String(cString: strerror(number)).lowercased()
    }

    /// Whether nobody but its owner and its group may read or change a plain file; a pipe is
    /// between two programs.
    static func isClosedToOthers(_ path: String) -> Bool {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return false }
        return information.st_mode & S_IFMT != S_IFREG || information.st_mode & 0o027 == 0
    }

    /// Whether anybody may rename what is in a folder: they may write to it, and it is not one
    /// where each may rename their own only (the sticky bit, as in `/tmp`).
    static func isOpenToOthers(_ folder: String) -> Bool {
        var information = stat()
        guard unsafe stat(folder, &information) == 0 else { return false }
        return information.st_mode & 0o002 != 0 && information.st_mode & S_ISVTX == 0
    }

    /// Whether there is anything called `path`.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Whether there is anything called `path`, be it a link that leads nowhere.
    static func isThere(_ path: String) -> Bool { kind(path, followsLink: false) != 0 }

    /// Whether `path` is a folder.
    public static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        return exists && isDirectory
    }

    /// The files below `folder`, sorted by path as bytes; names that begin with `.` are left out.
    ///
    /// Only regular files, and links to them: a link to a folder is not followed, since it may lead
    /// back up, and a pipe would be waited for.
    public static func list(_ folder: String) throws(Diagnostic) -> [String] {
        var (found, folders) = ([String](), [folder])
        while let folder = folders.popLast() {
            let names: [String]
            do {
                names = try FileManager.default.contentsOfDirectory(atPath: folder)
            } catch {
                throw Diagnostic(.unreadableInput, file: folder, "the folder cannot be read")
            }
            for name in names where !name.hasPrefix(".") {
                let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
                switch kind(path, followsLink: false) {
                case S_IFDIR: folders.append(path)
                // What is gone, or has a name that is not UTF-8, is listed: reading says so.
                case S_IFREG, 0: found.append(path)
                // A link that leads nowhere is listed, so that reading it says so.
                case S_IFLNK where [S_IFREG, 0].contains(kind(path, followsLink: true)):
                    found.append(path)
                default: continue
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The files that `inputs` name: each itself, or those below it where it is a folder.
    static func listed(_ inputs: [String]) throws(Diagnostic) -> [String] {
        var files: [String] = []
        for input in inputs { files += isDirectory(input) ? try list(input) : [input] }
        return files
    }

    /// The file type bits of `path`; 0 if there is nothing.
    private static func kind(_ path: String, followsLink: Bool) -> mode_t {
        var information = stat()
        let answer =
            followsLink ? unsafe stat(path, &information) : unsafe lstat(path, &information)
        return answer == 0 ? information.st_mode & S_IFMT : 0
    }
}
