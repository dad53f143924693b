public import CanonicalModel
import FoundationEssentials
import Ledger

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A log to which lines are only added: each holds SHA-256 of the line before it.
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
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileSink.unwritable(path, errno) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw FileSink.unwritable(path, errno) }
        let (lines, last) = try read(path)
        var line = Array(#"{"number":"\#(lines.count + 1)","previous":"\#(last)""#.utf8)
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

    /// How many lines a log has, if each follows the one before.
    ///
    /// - Throws: `broken-log` with the first line that does not.
    public static func check(_ path: String) throws(Diagnostic) -> Int {
        try read(path).lines.count
    }

    /// The lines, and SHA-256 of the last one, or sixty-four zeros.
    private static func read(
        _ path: String
    ) throws(Diagnostic) -> (lines: [[String: String]], last: String) {
        var bytes: [UInt8] = []
        try Files.read(path, into: &bytes)
        var (lines, last) = ([[String: String]](), String(repeating: "0", count: 64))
        let texts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (number, text) in texts.enumerated() where number < texts.count - 1 || !text.isEmpty {
            let members = try? JSONDecoder().decode([String: String].self, from: Data(text))
            guard let members, number < texts.count - 1, members["previous"] == last,
                members["number"] == "\(number + 1)"
            else {
                throw Diagnostic(
                    .brokenLog, file: path, at: .init(line: number + 1, column: 1),
                    "this line does not follow the one before it",
                    advice: "somebody changed the log, or a disk was full; keep it, find out, and "
                        + "begin another")
            }
            lines.append(members)
            last = Manifest.sha256(ofBytes: Array(text))
        }
        return (lines, last)
    }
}
