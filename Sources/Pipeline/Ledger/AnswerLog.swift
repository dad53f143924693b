public import CanonicalModel
import FoundationEssentials
import Ledger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A log to which lines are only added: each holds SHA-256 of the line before it.
///
/// Of a log whose oldest lines were removed for their age the first line tells the number and the
/// digest of the last that was, so that those after it can still be checked.
public enum AnswerLog {
    /// Adds a line; it lasts before this returns. The file is readable by its owner only.
    ///
    /// - Parameters:
    ///   - members: What the line holds, in this order.
    ///   - within: Told the lines that are there; what it returns is added to the members.
    /// - Throws: `broken-log`, `register-locked`, `unwritable-output`.
    static func append(
        to path: String, _ members: [(String, String)],
        within: ([[String: String]]) -> [(String, String)]
    ) throws(Diagnostic) {
        let descriptor = try locked(path)
        defer { close(descriptor) }
        let content = try read(path)
        let (lines, last) = (content.lines, content.last)
        var line = Array(
            #"{"number":"\#(content.before + lines.count + 1)","previous":"\#(last)""#.utf8)
        for (key, value) in members + within(lines) {
            line += #","\#(key)":"#.utf8
            QuarantineLine.string(value, to: &line)
        }
        line += "}\n".utf8
        if let number = FileSink.write(line, to: descriptor) {
            throw FileSink.unwritable(path, number)
        }
        guard fsync(descriptor) == 0 else { throw FileSink.unwritable(path, errno) }
    }

    /// The log, made if it is not there, which nobody else may change until it is closed.
    private static func locked(_ path: String) throws(Diagnostic) -> Int32 {
        while true {
            let descriptor = unsafe Glibc.open(
                path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw FileSink.unwritable(path, errno) }
            guard flock(descriptor, LOCK_EX) == 0 else {
                let number = errno
                close(descriptor)
                throw FileSink.unwritable(path, number)
            }
            var (own, named) = (stat(), stat())
            if unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &named) == 0,
                own.st_ino == named.st_ino
            {
                return descriptor
            }
            // Its oldest lines were removed while we waited: the log is another file now.
            close(descriptor)
        }
    }

    /// Removes the oldest lines, as long as each of them may go; the others stay as they are.
    ///
    /// - Parameters:
    ///   - day: When, as `2026-11-22`.
    ///   - isTrial: Whether everything stays as it is, and is only counted.
    ///   - mayGo: Told the members of a line.
    /// - Returns: How many.
    static func prune(
        _ path: String, on day: String, isTrial: Bool, while mayGo: ([String: String]) -> Bool
    ) throws(Diagnostic) -> Int {
        guard Files.exists(path) else { throw Files.unreadable(path, ENOENT) }
        let descriptor = try locked(path)
        defer { close(descriptor) }
        let content = try read(path)
        let count = content.lines.prefix(while: mayGo).count
        guard count > 0, !isTrial else { return count }
        let texts = content.texts.suffix(content.lines.count - count)
        let number = content.before + count
        let last = Manifest.sha256(ofBytes: content.texts[content.texts.count - texts.count - 1])
        var bytes = Array(#"{"number":"\#(number)","previous":"\#(last)","pruned":"\#(day)"}"#.utf8)
        for text in texts { bytes += [0x0A] + text }
        try FileSink.replace(path, with: bytes + [0x0A])
        return count
    }

    /// How many lines a log has, if each follows the one before.
    ///
    /// - Throws: `broken-log` with the first line that does not.
    public static func check(_ path: String) throws(Diagnostic) -> Int {
        try read(path).lines.count
    }

    /// What a log holds.
    private struct Content {
        /// The lines as they stand, without the first of a log that was cut.
        var texts: [[UInt8]] = []
        /// The members of each.
        var lines: [[String: String]] = []
        /// How many lines were before them.
        var before = 0
        /// SHA-256 of the last one, or sixty-four zeros.
        var last = String(repeating: "0", count: 64)
    }

    private static func read(_ path: String) throws(Diagnostic) -> Content {
        var bytes: [UInt8] = []
        try Files.read(path, into: &bytes)
        var content = Content()
        let texts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, text) in texts.enumerated() where number < texts.count - 1 || !text.isEmpty {
            let members = try? JSONDecoder().decode([String: String].self, from: Data(text))
            guard let members, number < texts.count - 1 else { throw broken(path, number) }
            if number == 0, members["pruned"] != nil {
                guard let before = members["number"].flatMap({ Int($0) }), before > 0,
                    let last = members["previous"]
                else { throw broken(path, number) }
                (content.before, content.last) = (before, last)
                continue
            }
            guard members["previous"] == content.last,
                members["number"] == "\(content.before + content.lines.count + 1)"
            else { throw broken(path, number) }
            content.lines.append(members)
            content.texts.append(Array(text))
            content.last = Manifest.sha256(ofBytes: Array(text))
        }
        return content
    }

    private static func broken(_ path: String, _ number: Int) -> Diagnostic {
        Diagnostic(
            .brokenLog, file: path, at: .init(line: number + 1, column: 1),
            "this line does not follow the one before it",
            advice: "somebody changed the log, or a disk was full; keep it, find out, and begin "
                + "another")
    }
}
