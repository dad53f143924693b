import CanonicalModel
import Foundation
import Ledger
import Pipeline
import SharingAgreements
import Synchronization

/// What a run says: progress on a terminal, findings, and a table at the end.
final class RunLog: Sendable {
    private let isQuiet: Bool
    private let isJSON: Bool
    private let isTerminal: Bool
    private let totalBytes: Int
    /// Whether only counts leave, so that the number of records is not told.
    private let hidesCounts: Bool
    private let started = ContinuousClock.now
    private let state = Mutex(State())
    private static let shownFindings = 20

    private struct State {
        var spoke = ContinuousClock.now
        var hasProgress = false
        var findings = 0
    }

    init(isQuiet: Bool, isJSON: Bool, hidesCounts: Bool, inputs: [String]) {
        self.hidesCounts = hidesCounts
        self.isQuiet = isQuiet
        self.isJSON = isJSON
        isTerminal = isatty(STDERR_FILENO) == 1
        totalBytes = isTerminal && !isQuiet ? Self.size(of: inputs) : 0
    }

    private static func size(of inputs: [String]) -> Int {
        inputs.reduce(0) { total, input in
            let files = Files.isDirectory(input) ? (try? Files.list(input)) ?? [] : [input]
            return files.reduce(total) { total, file in
                let attributes = try? FileManager.default.attributesOfItem(atPath: file)
                return total + ((attributes?[.size] as? Int) ?? 0)
            }
        }
    }

    /// To be given to the run.
    var observer: RunObserver {
        RunObserver(
            progress: { self.progress($0, $1) },
            finding: { self.find($0) })
    }

    // MARK: - While it goes

    private func progress(_ records: Int, _ bytes: Int) {
        guard isTerminal, !isQuiet, !isJSON else { return }
        let now = ContinuousClock.now
        let isDue = state.withLock { state in
            guard now - state.spoke > .milliseconds(200) else { return false }
            (state.spoke, state.hasProgress) = (now, true)
            return true
        }
        guard isDue else { return }
        let seconds = Self.seconds(now - started)
        let rate = Double(bytes) / 1e6 / max(seconds, 0.001)
        var line = "\r" + (hidesCounts ? "" : "\(records) records, ")
        line += "\(Self.number(rate)) MB/s"
        if totalBytes > bytes, bytes > 0 {
            let left = seconds * Double(totalBytes - bytes) / Double(bytes)
            line += ", \(Int(left.rounded(.up))) s left"
        }
        Terminal.write(line + "\u{1B}[K")
    }

    private func find(_ finding: Diagnostic) {
        if isJSON { return Terminal.complain(Self.json(finding)) }
        let count = state.withLock { state in
            state.findings += 1
            return state.findings
        }
        clearProgress()
        if count <= Self.shownFindings { Terminal.complain("\(finding)") }
        if count == Self.shownFindings + 1 {
            Terminal.complain("further records with findings are in quarantine.ndjson")
        }
    }

    /// Says something about the run as a whole that is no finding.
    func note(_ text: String) {
        if isJSON { return Terminal.complain(Self.text(["event": "note", "message": text])) }
        if !isQuiet { Terminal.complain("note: \(text)") }
    }

    private func clearProgress() {
        let hasProgress = state.withLock { state in
            defer { state.hasProgress = false }
            return state.hasProgress
        }
        if hasProgress { Terminal.write("\r\u{1B}[K") }
    }

    /// Says why nothing was published.
    func fail(_ error: Diagnostic) {
        clearProgress()
        Terminal.complain(isJSON ? Self.json(error) : "\(error)")
    }

    // MARK: - At the end

    /// Says what was done.
    func finish(_ summary: RunSummary) {
        clearProgress()
        if isJSON { return Terminal.complain(Self.json(summary)) }
        guard !isQuiet else { return }
        // The feeds stand: that their summary cannot be written is no failure of the run.
        Terminal.write(
            SummaryText.text(summary, seconds: Self.seconds(ContinuousClock.now - started)) + "\n",
            to: STDOUT_FILENO)
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    static func number(_ value: Double) -> String { String(format: "%.1f", value) }

    static func json(_ finding: Diagnostic) -> String {
        var object: [String: Any] = [
            "event": "finding", "code": "E\(finding.code.number)", "name": finding.code.name,
            "severity": finding.severity.rawValue, "file": finding.file,
            "message": finding.message,
        ]
        if let place = finding.position {
            (object["line"], object["column"]) = (place.line, place.column)
        }
        if let offset = finding.byteOffset { object["offset"] = offset }
        if let advice = finding.advice { object["advice"] = advice }
        return text(object)
    }

    private static func json(_ summary: RunSummary) -> String {
        guard !summary.hidesCounts else {
            return text([
                "event": "finished", "output": summary.output, "feeds": summary.feeds.map(tables),
            ])
        }
        return text([
            "event": "finished", "records": summary.records,
            "records_quarantined": summary.recordsQuarantined,
            "quarantine_lines": summary.quarantineLines, "bytes": summary.bytes,
            "parts_not_read": summary.unread.reduce(0) { $0 + $1.count },
            "output": summary.output,
            "feeds": summary.feeds.map { feed in
                feed.tables != nil
                    ? tables(feed)
                    : [
                        "agreement": feed.agreement, "records_released": feed.recordsReleased,
                        "entries_released": feed.rows.reduce(0) { $0 + $1.released },
                        "entries_withheld": feed.rows.reduce(0) { $0 + $1.withheld },
                    ].merging(change(feed)) { first, _ in first } as [String: Any]
            },
        ])
    }

    private static func tables(_ feed: RunSummary.Feed) -> [String: Any] {
        let tables = (feed.tables ?? []).map { table in
            var object: [String: Any] = ["id": table.id, "cells": table.cells]
            object["refused"] = table.refusal
            return object
        }
        return ["agreement": feed.agreement, "tables": tables]
    }

    private static func change(_ feed: RunSummary.Feed) -> [String: Any] {
        guard let change = feed.change else { return [:] }
        return [
            "rows_added": change.added, "rows_changed": change.changed,
            "rows_unchanged": change.unchanged, "rows_deleted": change.deleted,
            "rows_live": change.live, "removals_held": feed.removalsHeld,
        ]
    }

    static func text(_ object: [String: Any]) -> String {
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        let data = (try? JSONSerialization.data(withJSONObject: object, options: options)) ?? Data()
        return String(decoding: data, as: UTF8.self)
    }
}

/// The table at the end of a run.
enum SummaryText {
    static func text(_ summary: RunSummary, seconds: Double) -> String {
        var lines: [String] = []
        for feed in summary.feeds { lines += table(feed, records: summary.records) }
        guard !summary.hidesCounts else {
            if summary.quarantineLines > 0 {
                lines.append(
                    "some of the input is in quarantine: \(summary.output)/quarantine.ndjson")
            }
            lines.append("manifest: \(summary.output)/manifest.json")
            return lines.joined(separator: "\n")
        }
        let rate = RunLog.number(Double(summary.bytes) / 1e6 / max(seconds, 0.001))
        lines.append(
            "\(summary.records) records (\(RunLog.number(Double(summary.bytes) / 1e6)) MB) in "
                + "\(RunLog.number(seconds)) s, \(rate) MB/s"
                + (summary.tookSecondPass ? "; two passes: a later record held an objection" : ""))
        if let joined = summary.demographics {
            lines.append(
                "demographics: \(joined.joined) records joined, \(joined.notFound) people not "
                    + "found, \(joined.conflicting) contradicted")
        }
        if let areas = summary.areas {
            lines.append(
                "areas: \(areas.placed + areas.withoutDecile) patients placed, \(areas.unknown) "
                    + "postcodes in no known area, \(areas.withoutPostcode) patients without one"
                    + (areas.withoutDecile > 0
                        ? "; of \(areas.withoutDecile) areas the deprivation is not known" : ""))
        }
        if summary.quarantineLines > 0 {
            lines.append(
                "\(summary.quarantineLines) findings, \(summary.recordsQuarantined) of them whole "
                    + "records: \(summary.output)/quarantine.ndjson")
        }
        if !summary.unread.isEmpty {
            let kinds = summary.unread.prefix(5).map { "\($0.count) \($0.kind)" }
            let rest = summary.unread.dropFirst(5).reduce(0) { $0 + $1.count }
            lines.append(
                "parts of records that no mapping reads: " + kinds.joined(separator: ", ")
                    + (rest > 0 ? ", \(rest) of other kinds" : ""))
        }
        lines.append("manifest: \(summary.output)/manifest.json")
        return lines.joined(separator: "\n")
    }

    private static func table(_ feed: RunSummary.Feed, records: Int) -> [String] {
        if let tables = feed.tables {
            return ["\(feed.agreement) -> \(feed.folder)"] + tables.map(Self.table) + [""]
        }
        var lines = [
            "\(feed.agreement) -> \(feed.folder)",
            "  records: \(records) read, something of \(feed.recordsReleased) released",
            row("entry", "read", "released", "withheld", "quarantined"),
        ]
        for entry in feed.rows {
            lines.append(
                row(
                    entry.kind.name, "\(entry.read)", "\(entry.released)", "\(entry.withheld)",
                    "\(entry.quarantined)"))
        }
        if !feed.recordsWithheld.isEmpty { lines.append("  records withheld whole, and why:") }
        for (reason, count) in feed.recordsWithheld { lines.append(why(reason, count)) }
        if !feed.entriesWithheld.isEmpty { lines.append("  entries of other records withheld:") }
        for (reason, count) in feed.entriesWithheld { lines.append(why(reason, count)) }
        if let count = feed.rareCodings {
            lines.append("  codes of few people kept back (RARE): \(count)")
        }
        if let change = feed.change {
            lines.append(
                "  rows: \(change.added) new, \(change.changed) changed, \(change.deleted) to be "
                    + "deleted, \(change.unchanged) as they were; the recipient then has "
                    + "\(change.live)")
        }
        return lines + [""]
    }

    private static func table(_ table: TableOutcome) -> String {
        if let refusal = table.refusal { return "  table \(table.id): not published: \(refusal)" }
        return "  table \(table.id): \(table.cells) cells, protected and audited"
    }

    private static func why(_ reason: Reason, _ count: Int) -> String {
        "    " + padded("\(count)", 7) + "  \(reason.name): \(reason.sentence)"
    }

    private static func row(_ name: String, _ counts: String...) -> String {
        let label = name + String(repeating: " ", count: max(0, 20 - name.count))
        return "  " + label + counts.map { padded($0, 12) }.joined()
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
