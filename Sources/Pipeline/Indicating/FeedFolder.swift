public import CanonicalModel
import FoundationEssentials
public import Indicators

/// A finished feed of one agreement, as its manifest says.
public struct FeedFolder: Sendable {
    /// The agreement in the manifest.
    public struct Agreement: Decodable, Sendable {
        /// Records of the run, and what became of them.
        public struct Counts: Decodable, Sendable {
            /// Records read.
            public let read: Int
            /// Records of which something was released.
            public let released: Int
            /// Records withheld whole, by reason.
            public let withheld: [String: Int]
        }
        /// The agreement's id.
        public let agreement: String
        /// Its version.
        public let version: String
        /// The SHA-256 of its text.
        public let sha256: String
        /// Who receives the feed.
        public let recipient: String
        /// What for.
        public let purpose: String
        /// What became of the records.
        public let records: Counts
    }

    private struct Manifest: Decodable {
        struct Output: Decodable {
            let file: String
            let sha256: String
            let bytes: Int
        }
        let runDate: String
        let agreements: [Agreement]
        let outputs: [Output]
    }

    /// One table's file.
    struct Table {
        let kind: EntryKind
        let path: String
        let sha256: String
        let bytes: Int
    }

    /// The folder as it was given.
    public let folder: String
    /// The agreement that the feed was made under.
    public let agreement: Agreement
    /// The day of the run.
    public let runDay: CalendarDay
    let tables: [Table]

    /// Reads the manifest of a feed.
    ///
    /// - Parameter folder: What `sluice convert --out` made, or one agreement's folder in it.
    /// - Throws: `unusable-feed`; `feeds-disagree` where feeds of several agreements are there.
    public init(_ folder: String) throws(Diagnostic) {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        self.folder = folder
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
        let isWhole = Files.exists("\(folder)/manifest.json")
        let above = parts.dropLast().joined(separator: "/")
        let root = isWhole ? folder : parts.count > 1 ? above.isEmpty ? "/" : above : "."
        let manifest = try Self.manifest("\(root)/manifest.json", folder)
        let names = Set(
            manifest.outputs.compactMap { output -> String? in
                guard output.file.hasSuffix(".csv") else { return nil }
                return output.file.split(separator: "/").first.map(String.init)
            })
        let chosen = isWhole ? Array(names).sorted() : [String(parts.last ?? "")]
        guard isWhole || names.contains(chosen[0]) else {
            throw Diagnostic(
                .unusableFeed, file: folder, "the manifest above does not name this folder",
                advice: "it names \(names.sorted().map { "`\($0)`" }.joined(separator: ", "))")
        }
        guard chosen.count == 1, let name = chosen.first else {
            throw Self.choice(folder, among: names.sorted())
        }
        let agreement =
            manifest.agreements.first { $0.agreement == name }
            ?? manifest.agreements.first {
                name.hasPrefix($0.agreement) && name.hasSuffix($0.version)
            }
        guard let agreement, let day = CalendarDay(manifest.runDate) else {
            throw Diagnostic(
                .unusableFeed, file: "\(root)/manifest.json",
                "the manifest does not name the agreement `\(name)` or the day of the run")
        }
        (self.agreement, runDay) = (agreement, day)
        tables = manifest.outputs.compactMap { output in
            guard output.file.hasPrefix(name + "/"), output.file.hasSuffix(".csv"),
                let kind = Self.kind(of: output.file)
            else { return nil }
            return Table(
                kind: kind, path: "\(root)/\(output.file)", sha256: output.sha256,
                bytes: output.bytes)
        }
    }

    private static func manifest(
        _ path: String, _ folder: String
    ) throws(Diagnostic) -> Manifest {
        guard Files.exists(path) else {
            throw Diagnostic(
                .unusableFeed, file: folder,
                "there is no `manifest.json`, so this is no whole feed",
                advice: "give a folder that `sluice convert --out` made, or one agreement's in it")
        }
        var bytes: [UInt8] = []
        try Files.read(path, into: &bytes)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(Manifest.self, from: Data(bytes))
        } catch {
            throw Diagnostic(.unusableFeed, file: path, "this is no manifest of a feed")
        }
    }

    private static func choice(_ folder: String, among names: [String]) -> Diagnostic {
        let feeds = names.map { "`\(folder)/\($0)`" }.joined(separator: " or ")
        return Diagnostic(
            .feedsDisagree, file: folder,
            names.isEmpty
                ? "the manifest names no table"
                : "there are feeds of \(names.count) agreements here",
            advice: names.isEmpty
                ? "give a feed with the format `csv`"
                : "the same people may be in both; give one: \(feeds)")
    }

    /// The kind of row in a file: the last part of its path that is the name of one.
    private static func kind(of file: String) -> EntryKind? {
        for part in file.split(separator: "/").reversed() {
            let stem = part.split(separator: ".").first.map(String.init) ?? ""
            if let kind = EntryKind(name: stem) ?? EntryKind(name: stem.lastAfterEquals) {
                return kind
            }
        }
        return nil
    }
}

extension String {
    /// `problem` of `table=problem`, as folders of partitions are called.
    fileprivate var lastAfterEquals: String {
        split(separator: "=").last.map(String.init) ?? self
    }
}
