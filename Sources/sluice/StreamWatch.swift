import ArgumentParser
import CanonicalModel
import Foundation
import Ledger
import Pipeline

/// `sluice stream --watch`.
extension Stream {
    func watchFolder(
        _ library: MappingLibrary, _ terms: StreamRenewal, _ renewal: AgreementWatch,
        _ descriptors: StreamDescriptors
    ) async throws {
        var run = InboxRun(
            try conversion(library, terms), inbox: watch ?? "", done: done ?? "",
            output: out ?? "")
        run.isInterrupted = { Interruption.isWanted }
        run.reload = { Self.renewed(renewal, $0, descriptors) }
        run.monitor = try monitor(descriptors)
        if let metrics {
            let file = MetricsFile(metrics)
            run.progress = { file.update($0) }
        }
        run.failed = { problems in
            for finding in problems.all { Self.say(finding, to: descriptors.findings) }
        }
        run.finished = { file, summary in
            Self.say(RunLog.text(Self.line(file, summary)), to: descriptors.findings)
        }
        let counts: StreamCounts
        do {
            counts = try await run.run()
        } catch {
            Self.say(error, to: descriptors.findings)
            throw ExitCode(3)
        }
        if let metrics { MetricsFile(metrics).write(counts) }
        var summary = Self.summary(counts)
        if let folder = counts.folder {
            (summary["files"], summary["failures"]) = (folder.done, folder.failures)
            for name in ["frames", "bytes_written"] { summary[name] = nil }
        }
        Self.say(RunLog.text(summary), to: descriptors.findings)
        if counts.findings > 0 { throw ExitCode(1) }
    }

    private func conversion(
        _ library: MappingLibrary, _ terms: StreamRenewal
    ) throws -> Conversion {
        var conversion = Conversion(
            inputs: [], agreements: terms.agreements ?? [], library: library, output: "",
            runDate: try RunDate.parse(runDate))
        conversion.registers = terms.registers
        if runDate == nil { conversion.clock = { RunDate.moment() } }
        conversion.workers = workers ?? ProcessInfo.processInfo.activeProcessorCount
        conversion.xmlParser = reading.xmlParser
        conversion.timeLimit = reading.timeLimit
        (conversion.demographics, conversion.areas) = (demographics, areas.files)
        try book.apply(to: &conversion)
        return conversion
    }

    /// What is said of a file that is done, or of rows that are called back without one.
    private static func line(_ file: String?, _ summary: RunSummary?) -> [String: Any] {
        var line: [String: Any] = ["event": file == nil ? "called-back" : "file"]
        line["file"] = file
        guard let summary else {
            line["note"] = "its feeds were there already"
            return line
        }
        line["records"] = summary.records
        line["records_quarantined"] = summary.recordsQuarantined
        line["output"] = summary.output
        let changes = summary.feeds.compactMap(\.change)
        if !changes.isEmpty {
            line["rows_added"] = changes.reduce(0) { $0 + $1.added }
            line["rows_changed"] = changes.reduce(0) { $0 + $1.changed }
            line["rows_deleted"] = changes.reduce(0) { $0 + $1.deleted }
        }
        return line
    }
}
