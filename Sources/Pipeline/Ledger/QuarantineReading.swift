public import CanonicalModel
import FoundationEssentials
public import Ledger

/// The lines of `quarantine.ndjson`, read again.
public enum QuarantineReading {
    private struct Line: Decodable {
        let input: String
        let code: String
        let name: String
        let scope: String
        let offset: Int
        let rule: String?
        let entry: String?
        let field: String?
    }

    /// What a run held; values that were left out with a warning are no part of it.
    ///
    /// - Parameter folder: What `convert` has written.
    public static func load(_ folder: String) throws(Diagnostic) -> [HeldFinding] {
        let path = "\(folder)/quarantine.ndjson"
        var bytes: [UInt8] = []
        try Files.read(path, into: &bytes)
        return try read(bytes, file: path)
    }

    static func read(_ bytes: [UInt8], file path: String) throws(Diagnostic) -> [HeldFinding] {
        var findings: [HeldFinding] = []
        for (number, text) in bytes.split(separator: 0x0A).enumerated() {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(text)) else {
                throw Diagnostic(
                    .unreadableInput, file: path, at: .init(line: number + 1, column: 1),
                    "this is no line of a quarantine")
            }
            guard line.scope != "value" else { continue }
            findings.append(
                HeldFinding(
                    file: Self.file(of: line.input), record: line.input,
                    code: Int(line.code.dropFirst()) ?? 0, name: line.name, scope: line.scope,
                    rule: line.rule ?? "", entry: line.entry ?? "", field: line.field ?? "",
                    offset: line.offset))
        }
        return findings
    }

    /// The file out of `files` that a record is in, or what it seems to be in.
    static func file(of record: String, among files: [String: String]) -> String {
        var name = LedgerFile.absolute(record)[...]
        while files[String(name)] == nil {
            guard let mark = name.lastIndex(of: "!") else { return file(of: record) }
            name = name[..<mark]
        }
        return String(name)
    }

    /// The file that a record is in: what stands before the member of an archive.
    static func file(of record: String) -> String {
        guard !Files.exists(record), let mark = record.firstIndex(of: "!") else {
            return record == "-" ? record : LedgerFile.absolute(record)
        }
        return LedgerFile.absolute(String(record[..<mark]))
    }
}

/// What was held and is tried again.
public struct QuarantineRetry: Sendable {
    /// The files that are tried again, in order, and for each the run that held it.
    public private(set) var runs: [String: Int64] = [:]
    /// Files that cannot be tried again, and why.
    public private(set) var findings: [Diagnostic] = []

    /// The files to be read.
    public var files: [String] { runs.keys.sorted() }

    /// Finds what is held, and looks that it is as it was.
    ///
    /// - Parameter code: Only files of which something is held for this diagnostic.
    public init(_ ledger: Ledger, code: Int? = nil) throws(Diagnostic) {
        for (run, finding) in try ledger.held() where code == nil || finding.code == code {
            let isKnown = runs[finding.file] != nil || findings.contains { $0.file == finding.file }
            if isKnown { continue }
            var bytes: [UInt8] = []
            let isThere = (try? Files.read(finding.file, into: &bytes)) != nil
            if isThere,
                finding.sha256.isEmpty || Manifest.sha256(ofBytes: bytes) == finding.sha256
            {
                runs[finding.file] = run
            } else {
                findings.append(
                    Diagnostic(
                        .heldInputChanged, .warning, file: finding.file,
                        isThere ? "the file is not as it was when it was held" : "the file is gone",
                        advice: "bring it back, or give what is there now to `sluice convert`"))
            }
        }
    }
}
