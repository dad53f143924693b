import ArgumentParser
import CanonicalModel
import Pipeline
import RecordMapping

/// `sluice mapping trace`.
struct MappingTraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Say where each field of an entry comes from: rule, file, line and bytes.",
        discussion: """
            Of each entry: what was read to decide that it is made, then its fields, each with \
            what was read for it, and those for which something was read in vain. What went to \
            quarantine follows. With --line or --offset, whatever holds that place; an entry \
            inside another is shown after it.
            Exit codes: 0 something is shown; 1 the record is refused; 2 a mapping is wrong; \
            64 nothing of the record is asked for.
            """)

    @Argument(help: "A file.")
    var record: String
    @Option(help: "The id of the entry; without it, all entries.")
    var entry: String?
    @Option(help: "The line of something in the source: the entries that hold it.")
    var line: Int?
    @Option(help: "The same by its byte offset.")
    var offset: Int?
    @Flag(help: "Show values too, for records that you may see whole.")
    var showValues = false
    @OptionGroup var options: MappingOptions

    func run() throws {
        let inspection = MappingInspection(try options.load())
        var (shown, failures) = (0, [Diagnostic]())
        try inspection.trace([record]) { tree, mapped, entries in
            for origin in entries where isWanted(origin, mapped) {
                shown += 1
                write(origin, tree, mapped)
            }
            for finding in mapped.findings where isWanted(finding, tree) {
                shown += 1
                write(finding, tree, inspection.rule(finding, of: mapped))
            }
        } refuse: {
            failures.append($0)
        }
        for failure in failures { Terminal.complain(failure.description) }
        if shown == 0, failures.isEmpty {
            throw ValidationError(
                entry == nil
                    ? "no entry is made of what stands there, and nothing there is in quarantine"
                    : "no entry of the record has this id; --line shows what is made of a line")
        }
        if !failures.isEmpty { throw ExitCode(1) }
    }

    private func isWanted(
        _ origin: MappingTrace.EntryOrigin, _ mapped: MappedRecord
    ) -> Bool {
        if let offset, !origin.source.contains(offset) { return false }
        if let line, !(origin.line...origin.lastLine).contains(line) { return false }
        guard let entry else { return true }
        return EntryText.fields(of: origin.entry, in: mapped.record)["id"] == entry
    }

    /// What is in quarantine has no id.
    private func isWanted(_ finding: MappingFinding, _ tree: SourceTree) -> Bool {
        guard entry == nil else { return false }
        let range = range(finding)
        if let offset, !range.contains(offset) { return false }
        guard let line else { return true }
        return (tree.line(of: range.lowerBound)...tree.line(of: range.upperBound)).contains(line)
    }

    private func range(_ finding: MappingFinding) -> Range<Int> {
        let start = Int(finding.sourceOffset)
        return start..<start + Int(finding.sourceLength)
    }

    // MARK: - Writing

    private func write(
        _ origin: MappingTrace.EntryOrigin, _ tree: SourceTree, _ mapped: MappedRecord
    ) {
        print(
            "\(origin.entry.kind.name) by \(origin.mapping), \(origin.file), lines "
                + "\(origin.line)-\(origin.lastLine), bytes \(origin.source.lowerBound)..<"
                + "\(origin.source.upperBound)")
        if !origin.conditions.isEmpty {
            print("  made because of")
            for reading in origin.conditions { write(reading, tree) }
        }
        let values = EntryText.fields(of: origin.entry, in: mapped.record)
        for field in origin.fields {
            let place = field.place.map { ":\($0.line)" } ?? ""
            var value = field.isPresent ? "" : " is absent"
            if showValues, let text = values[field.name] { value = " = \(text)" }
            print("  \(field.name)\(value)  (\(origin.file)\(place))")
            if field.readings.isEmpty { print("    stated by the mapping") }
            for reading in field.readings { write(reading, tree) }
        }
    }

    private func write(_ reading: MappingTrace.Reading, _ tree: SourceTree) {
        let range = reading.offset..<reading.offset + reading.length
        let text = showValues ? " = \(String(decoding: tree.bytes[range], as: UTF8.self))" : ""
        print("    line \(reading.line), bytes \(range): \(reading.path)\(text)")
    }

    private func write(
        _ finding: MappingFinding, _ tree: SourceTree, _ rule: (name: String, file: String)
    ) {
        let field = finding.field.map { finding.kind.definition.fields[Int($0)].name }
        let lost = finding.isWholeEntry ? "not made" : "\(field ?? "a field") not as it stands"
        let cause = finding.isWholeEntry ? field.map { ", of \($0)" } ?? "" : ""
        print(
            "\(finding.kind.name) by \(rule.name), \(rule.file), line "
                + "\(tree.line(of: Int(finding.sourceOffset))), bytes \(range(finding)): \(lost): "
                + "E\(finding.code.number) \(finding.code.name)\(cause)")
    }
}

extension SourceTree {
    /// The line of a byte, from 1.
    fileprivate func line(of offset: Int) -> Int {
        1 + bytes[..<min(offset, bytes.count)].count { $0 == 0x0A }
    }
}
