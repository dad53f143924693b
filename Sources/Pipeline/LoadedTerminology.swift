public import CanonicalModel
import Crypto
import FoundationEssentials
public import Terminology

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Files {
    /// Opens a terminology file: memory-mapped, or read where it cannot be mapped.
    ///
    /// The file may be replaced by another while it is open, but not written over.
    ///
    /// - Throws: `unreadable-input`, or `unusable-terminology`.
    public static func terminology(_ path: String) throws(Diagnostic) -> TerminologyFile {
        let descriptor = try open(path)
        defer { close(descriptor) }
        _ = try size(descriptor, path)
        let url = URL(fileURLWithPath: path)
        if let mapped = try? Data(contentsOf: url, options: .alwaysMapped) {
            return try TerminologyFile(mapped, name: path)
        }
        var bytes: [UInt8] = []
        try read(path, into: &bytes)
        return try TerminologyFile(Data(bytes), name: path)
    }
}

/// What a manifest says of the terminology of a run.
struct ManifestTerminology: Encodable {
    struct Source: Encodable {
        let file: String
        let kind: String
        let sha256: String
        let release: String
    }
    let loaded: Bool
    let file: String?
    let sha256: String?
    let sources: [Source]
    /// How many concepts of the records have which status, and how many codings an identifier of
    /// their system that is mistyped.
    let codes: [String: Int]?

    init(_ terminology: TerminologyFile?, _ tally: CodeTally?) {
        loaded = terminology != nil
        file = terminology.map { $0.name.split(separator: "/").last.map(String.init) ?? $0.name }
        sha256 = terminology.map { Hexadecimal.text(Array(SHA256.hash(data: $0.data))) }
        sources = (terminology?.sources ?? []).map { source in
            Source(
                file: source.name, kind: source.kind, sha256: source.sha256,
                release: source.release)
        }
        codes = tally?.counts
    }
}

/// How far the codes of a run's records can be relied on.
struct CodeTally: Sendable {
    private var statuses = [Int](repeating: 0, count: MapStatus.allCases.count)
    private var mistyped = 0

    /// Counts a record's concepts.
    mutating func count(_ record: CanonicalRecord) {
        for concept in record.concepts { statuses[Int(concept.status.rawValue)] += 1 }
        for coding in record.codings where coding.origin == .sourceMistyped { mistyped += 1 }
    }

    mutating func add(_ other: CodeTally) {
        for index in statuses.indices { statuses[index] += other.statuses[index] }
        mistyped += other.mistyped
    }

    mutating func removeAll() {
        for index in statuses.indices { statuses[index] = 0 }
        mistyped = 0
    }

    /// By status name, without those that did not occur.
    var counts: [String: Int] {
        var counts: [String: Int] = [:]
        for status in MapStatus.allCases where statuses[Int(status.rawValue)] > 0 {
            counts["\(status.name)"] = statuses[Int(status.rawValue)]
        }
        if mistyped > 0 { counts["mistyped-system"] = mistyped }
        return counts
    }
}
