import Foundation
import Pipeline
import Synchronization

/// A file that says what a stream has done, in the text format of Prometheus, for the textfile
/// collector of its node exporter; replaced whole, at most once a second.
final class MetricsFile: Sendable {
    private let path: String
    private let written = Mutex(ContinuousClock.now - .seconds(2))

    init(_ path: String) { self.path = path }

    /// Writes the file if it is older than a second.
    func update(_ counts: StreamCounts) {
        let isDue = written.withLock { written in
            guard ContinuousClock.now - written > .seconds(1) else { return false }
            written = ContinuousClock.now
            return true
        }
        if isDue { write(counts) }
    }

    /// Writes the file, which other accounts may read: nothing of anybody is in it. One that cannot
    /// be written is left as it is, since the stream matters more.
    func write(_ counts: StreamCounts) {
        try? Data(Self.text(counts).utf8).write(to: URL(filePath: path), options: .atomic)
        _ = chmod(path, 0o644)
    }

    static func text(_ counts: StreamCounts) -> String {
        let totals: [(name: String, help: String, value: Int)] = [
            ("frames", "Frames answered.", counts.frames),
            ("rows", "Rows that left.", counts.rows),
            (
                "findings", "Records, entries and fields that could not be read or mapped.",
                counts.findings
            ),
            ("read_bytes", "Bytes of the frames answered.", counts.bytesRead),
            ("written_bytes", "Bytes written.", counts.bytesWritten),
            ("reloads", "Times that agreements were loaded anew.", counts.reloads),
            ("refused_reloads", "Times that agreements were refused.", counts.refusedReloads),
        ]
        var text = ""
        for (name, help, value) in totals {
            text += "# HELP sluice_\(name)_total \(help)\n# TYPE sluice_\(name)_total counter\n"
            text += "sluice_\(name)_total \(value)\n"
        }
        text += "# HELP sluice_records_total Records by what became of them.\n"
        text += "# TYPE sluice_records_total counter\n"
        let outcomes = [
            ("released", counts.released), ("withheld", counts.withheld),
            ("quarantined", counts.quarantined),
        ]
        for (outcome, value) in outcomes {
            text += "sluice_records_total{outcome=\"\(outcome)\"} \(value)\n"
        }
        text += "# HELP sluice_terms_refused Whether what is in force is not what the files say.\n"
        text += "# TYPE sluice_terms_refused gauge\n"
        text += "sluice_terms_refused \(counts.isRefused ? 1 : 0)\n"
        if let folder = counts.folder { text += files(folder) }
        text += "# HELP sluice_latency_seconds From the last byte read to the outcome written.\n"
        text += "# TYPE sluice_latency_seconds histogram\n"
        let bounds = StreamCounts.bounds.map { "\($0)" } + ["+Inf"]
        for (bound, value) in zip(bounds, counts.withinBound) {
            text += "sluice_latency_seconds_bucket{le=\"\(bound)\"} \(value)\n"
        }
        text += "sluice_latency_seconds_sum \(counts.seconds)\n"
        text += "sluice_latency_seconds_count \(counts.withinBound.last ?? 0)\n"
        return text
    }

    /// The files of a watched folder.
    private static func files(_ folder: StreamCounts.Folder) -> String {
        let values: [(name: String, kind: String, help: String, value: Int)] = [
            ("files_total", "counter", "Files that are done.", folder.done),
            (
                "failures_total", "counter", "Times that something went wrong and is tried again.",
                folder.failures
            ),
            ("files_waiting", "gauge", "Files that were seen and not taken.", folder.waiting),
            (
                "files_resting", "gauge", "Files that could not be done and are tried later.",
                folder.resting
            ),
            (
                "files_not_plain", "gauge", "Links, folders and the like, which are not taken.",
                folder.strangers
            ),
        ]
        return values.map { name, kind, help, value in
            "# HELP sluice_\(name) \(help)\n# TYPE sluice_\(name) \(kind)\n"
                + "sluice_\(name) \(value)\n"
        }.joined()
    }
}
