public import CanonicalModel
import Crypto
import FoundationEssentials
import RecordReading
public import Terminology

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `sluice terminology build`: releases, maps and value sets in, one terminology file out.
public struct TerminologyBuild: Sendable {
    /// What a build did.
    public struct Outcome: Sendable {
        /// What was read, by name.
        public let sources: [TerminologySource]
        /// Files of which nothing was taken, each with the reason.
        public let unused: [(file: String, reason: String)]
        /// Rows that were left out, where that was allowed; the first hundred.
        public let findings: [Diagnostic]
        /// How many rows were left out.
        public let malformedRows: Int
        /// Concepts in the file, stated or mentioned.
        public let concepts: Int
        /// Descriptions in the file.
        public let descriptions: Int
        /// Codes of other systems in the file.
        public let codes: Int
        /// Bytes of the file.
        public let bytes: Int
        /// SHA-256 of the file, in hexadecimal.
        public let sha256: String
    }
    private struct Source {
        let path: String
        let name: String
        /// Whether it was named itself, and not found in a folder.
        let isNamed: Bool
    }
    private let sources: [String]
    private let output: String
    /// Whether a terminology file that is there may be replaced.
    public var replaces = false
    /// Whether rows that cannot be read are left out; otherwise they stop the build.
    public var skipsMalformed = false

    /// Describes a build from files and folders.
    public init(sources: [String], output: String) {
        self.sources = sources
        self.output = output
    }

    /// Reads everything and writes the file; it appears whole or not at all.
    ///
    /// - Throws: Everything that is wrong with the sources, each row with file, line and column.
    public func run() throws(Diagnostics) -> Outcome {
        var loader = TerminologyLoader()
        var unused: [(file: String, reason: String)] = []
        do throws(Diagnostic) {
            try requireReplaceable()
            for source in try files() { try read(source, into: &loader, &unused) }
        } catch {
            throw Diagnostics([error])
        }
        if loader.malformedRows > 0, !skipsMalformed { throw Diagnostics(refusals(loader)) }
        do throws(Diagnostic) {
            return try finish(loader, unused + loader.unused)
        } catch {
            throw Diagnostics([error])
        }
    }

    private func finish(
        _ loader: TerminologyLoader, _ unused: [(file: String, reason: String)]
    ) throws(Diagnostic) -> Outcome {
        guard !loader.content.sources.isEmpty else {
            throw Diagnostic(
                .noInput, file: sources.joined(separator: " "),
                "nothing here is a release, a map or a value set",
                advice: "unpack archives first; `sluice help terminology build` says what is read")
        }
        let bytes = try loader.content.compiled()
        let file = try TerminologyFile(Data(bytes), name: output)
        try write(bytes)
        return Outcome(
            sources: file.sources, unused: unused, findings: loader.findings,
            malformedRows: loader.malformedRows, concepts: file.conceptCount,
            descriptions: file.descriptionCount, codes: file.codeCount, bytes: bytes.count,
            sha256: Hexadecimal.text(Array(SHA256.hash(data: bytes))))
    }

    private func refusals(_ loader: TerminologyLoader) -> [Diagnostic] {
        let more = loader.malformedRows - loader.findings.count
        guard more > 0 else { return loader.findings }
        return loader.findings + [
            Diagnostic(
                .malformedTerminologyRow, file: sources.joined(separator: " "),
                "\(more) more rows cannot be read")
        ]
    }

    // MARK: - Sources

    /// The files by name; of a release that has a snapshot, its full and delta files are left out.
    private func files() throws(Diagnostic) -> [Source] {
        var found: [Source] = []
        for source in sources {
            guard Files.isDirectory(source) else {
                let name = source.split(separator: "/").last.map(String.init) ?? source
                found.append(Source(path: source, name: name, isNamed: true))
                continue
            }
            let paths = try Files.list(source)
            let below = paths.map { path in
                (path: path, name: String(path.dropFirst(source.count).drop { $0 == "/" }))
            }
            let hasSnapshot = below.contains { Self.stands("Snapshot", in: $0.name) }
            for (path, name) in below {
                let isOther = Self.stands("Full", in: name) || Self.stands("Delta", in: name)
                if hasSnapshot, isOther { continue }
                found.append(Source(path: path, name: name, isNamed: false))
            }
        }
        return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func stands(_ folder: String, in name: String) -> Bool {
        name.split(separator: "/").dropLast().contains { $0 == folder }
    }

    private func read(
        _ source: Source, into loader: inout TerminologyLoader,
        _ unused: inout [(file: String, reason: String)]
    ) throws(Diagnostic) {
        var tree = SourceTree()
        try Files.read(source.path, into: &tree.bytes)
        let hash = Hexadecimal.text(Array(SHA256.hash(data: tree.bytes)))
        let input = TerminologyLoader.Input(name: source.name, sha256: hash)
        do throws(Diagnostic) {
            switch TerminologyLoader.form(tree.bytes) {
            case .table: try loader.readTable(tree.bytes, input)
            case .xml:
                let reader = XMLReader(symbols: TerminologyLoader.symbols)
                try reader.read(&tree, file: source.name)
                try loader.readXML(tree, input)
            case .json:
                var limits = ReadingLimits()
                limits.membersPerObject = 1 << 24
                let reader = JSONReader(symbols: TerminologyLoader.symbols, limits: limits)
                try reader.read(&tree, file: source.name)
                try loader.readJSON(tree, input)
            }
        } catch {
            guard error.code == .unrecognisedTerminology, !source.isNamed else { throw error }
            unused.append((source.name, error.message))
        }
    }

    // MARK: - Output

    private func requireReplaceable() throws(Diagnostic) {
        guard Files.exists(output) else { return }
        guard replaces else {
            throw Diagnostic(
                .outputExists, file: output, "the file is already there",
                advice: "choose another name, or say `--replace`")
        }
        var bytes: [UInt8] = []
        try Files.read(output, into: &bytes)
        guard bytes.isEmpty || TerminologyFile.isTerminology(bytes) else {
            throw Diagnostic(
                .outputExists, file: output, "this is no terminology file, so it is not replaced",
                advice: "choose another name; `--replace` replaces only what Sluice has written")
        }
    }

    private func write(_ bytes: [UInt8]) throws(Diagnostic) {
        let slash = output.lastIndex(of: "/").map { output.index(after: $0) }
        let parent = slash.map { String(output[..<$0]) } ?? ""
        let name = slash.map { String(output[$0...]) } ?? output
        let hidden = "\(parent).\(name).sluice-\(getpid())"
        _ = unsafe unlink(hidden)
        var sink = try FileSink(name: hidden, opening: hidden, O_CREAT | O_EXCL)
        do throws(Diagnostic) {
            try sink.append(bytes)
            _ = try sink.finish()
            guard unsafe rename(hidden, output) == 0 else {
                throw FileSink.unwritable(output, errno)
            }
        } catch {
            _ = unsafe unlink(hidden)
            throw error
        }
    }
}
