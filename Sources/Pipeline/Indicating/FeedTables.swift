import CanonicalModel
import Crypto
import FoundationEssentials
import Indicators

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The tables of one or more feeds, and which parts of them belong to which practice.
///
/// Every file is read once to look where the practices are, and checked against the manifest on
/// the way; then once more, a practice at a time.
struct FeedTables {
    private struct Indexed {
        let table: FeedFolder.Table
        let header: [String]
        let runs: [String: [PracticeRuns.Run]]
    }
    private var indexed: [Indexed] = []
    private(set) var shape = FeedShape()
    private(set) var practices: [String] = []
    private static let blockSize = 1 << 20

    /// - Parameter kinds: The kinds of rows that will be read; the files of others stay closed.
    init(_ feeds: [FeedFolder], kinds: [EntryKind]) throws(Diagnostic) {
        var seen: Set<String> = []
        for table in feeds.flatMap(\.tables) where kinds.contains(table.kind) {
            let runs = try Self.index(table)
            shape.add(runs.header, of: table.kind)
            seen.formUnion(runs.runs.map(\.practice))
            indexed.append(
                Indexed(
                    table: table, header: runs.header,
                    runs: Dictionary(grouping: runs.runs, by: \.practice)))
        }
        practices = seen.sorted()
    }

    private static func index(_ table: FeedFolder.Table) throws(Diagnostic) -> PracticeRuns {
        let descriptor = try Files.open(table.path)
        defer { close(descriptor) }
        var (runs, hash) = (PracticeRuns(file: table.path), SHA256())
        var (bytes, filled, total) = (Array(repeating: UInt8(0), count: blockSize), 0, 0)
        while true {
            let more = try Files.read(descriptor, table.path, into: &bytes, from: filled)
            hash.update(data: bytes[filled..<filled + more])
            (filled, total) = (filled + more, total + more)
            let used = try runs.add(bytes.span.extracting(0..<filled), isLast: more == 0)
            if more == 0 { break }
            bytes.removeFirst(used)
            filled -= used
            let room = max(0, filled + blockSize - bytes.count)
            bytes.append(contentsOf: repeatElement(0, count: room))
        }
        guard total == table.bytes, Hexadecimal.text(Array(hash.finalize())) == table.sha256 else {
            throw Diagnostic(
                .unusableFeed, file: table.path,
                "the file is not the one that the manifest names: its length or SHA-256 is another",
                advice: "make the feed again, or take it anew from where it was made")
        }
        return runs
    }

    /// Counts practice after practice.
    func count(into counting: inout IndicatorCounting, kinds: [EntryKind]) throws(Diagnostic) {
        var bytes: [UInt8] = []
        for practice in practices {
            counting.begin(practice)
            for kind in kinds {
                for file in indexed where file.table.kind == kind {
                    guard let runs = file.runs[practice] else { continue }
                    // One file at a time is open: a neighbourhood may have more than may be.
                    let descriptor = try Files.open(file.table.path)
                    defer { close(descriptor) }
                    for run in runs {
                        try Self.read(run, descriptor, file.table.path, into: &bytes)
                        counting.read(bytes.span, of: kind, header: file.header)
                    }
                }
            }
            counting.finish()
        }
    }

    private static func read(
        _ run: PracticeRuns.Run, _ descriptor: Int32, _ path: String, into bytes: inout [UInt8]
    ) throws(Diagnostic) {
        guard lseek(descriptor, off_t(run.offset), SEEK_SET) == off_t(run.offset) else {
            throw Files.unreadable(path, errno)
        }
        if bytes.count > run.length { bytes.removeLast(bytes.count - run.length) }
        bytes.append(contentsOf: repeatElement(0, count: run.length - bytes.count))
        var filled = 0
        while filled < run.length {
            let more = try Files.read(descriptor, path, into: &bytes, from: filled)
            guard more > 0 else {
                throw Diagnostic(
                    .unusableFeed, file: path, "the file became shorter while it was read")
            }
            filled += more
        }
    }
}
