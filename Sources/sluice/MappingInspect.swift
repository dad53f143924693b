import ArgumentParser
import CanonicalModel
import Pipeline
import RecordMapping

/// `sluice mapping coverage`.
struct MappingCoverageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coverage",
        abstract: "Say what the mappings do not read: of the schemas, and of records.",
        discussion: """
            A value is read if a rule looked at it, ignored if an `ignore` names it with a reason, \
            and lost otherwise. Places are shown, never values.
            Exit codes: 0 the share of values that are read or ignored reaches the minimum of \
            every source and the minimum of every file; 1 it does not; 2 a mapping is wrong.
            """)

    @Argument(help: "Files, or folders of files.")
    var inputs: [String]
    @Option(
        help: "The share, in percent, of the values of each source that must be read or ignored.")
    var minimum = 0.0
    @Option(help: "The same of each file; those with less are listed.")
    var fileMinimum = 0.0
    @Option(help: "text for people, json for programs.")
    var format = MappingMutate.Format.text
    @OptionGroup var options: MappingOptions

    private struct Report: Encodable {
        struct Source: Encodable {
            let source: String
            let records, values, read, ignored, lost: Int
            let share: Double
            let unreadPaths: [String]
        }
        struct File: Encodable {
            let file, source: String
            let records, values, read, ignored, lost: Int
            let share: Double
        }
        struct Path: Encodable {
            let source, path: String
            let count: Int
            let examples: [String]
        }
        struct Reason: Encodable {
            let why: String
            let count: Int
        }
        let sources: [Source]
        let files: [File]
        let lost: [Path]
        let ignored: [Reason]
    }

    func run() throws {
        let inspection = MappingInspection(try options.load())
        var refused: [Diagnostic] = []
        let coverage = try inspection.coverage(of: inputs) { refused.append($0) }
        for finding in refused { Terminal.complain(finding.description) }
        if format == .json {
            try JSONText.emit(report(coverage))
        } else {
            write(report(coverage))
        }
        let sources = coverage.totals.filter { $0.records > 0 }
        if sources.contains(where: { $0.share * 100 < minimum })
            || coverage.files.contains(where: { $0.total.share * 100 < fileMinimum })
        {
            throw ExitCode(1)
        }
    }

    private func report(_ coverage: MappingCoverage) -> Report {
        let sources = coverage.totals.filter { $0.records > 0 }.map { total in
            Report.Source(
                source: total.source, records: total.records, values: total.values,
                read: total.read, ignored: total.ignored, lost: total.lost, share: total.share,
                unreadPaths: coverage.unreadPaths.filter { $0.source == total.source }.map(\.path))
        }
        let files = coverage.files.map { file, total in
            Report.File(
                file: file, source: total.source, records: total.records, values: total.values,
                read: total.read, ignored: total.ignored, lost: total.lost, share: total.share)
        }
        return Report(
            sources: sources, files: files,
            lost: coverage.lost.map { path in
                Report.Path(
                    source: path.source, path: path.path, count: path.count,
                    examples: path.examples.map { "\($0.file):\($0.line)" })
            }, ignored: coverage.ignored.map { Report.Reason(why: $0.why, count: $0.count) })
    }

    private func write(_ report: Report) {
        for path in report.lost {
            let places = path.examples.joined(separator: ", ")
            print("\(path.source): \(path.path): \(path.count) lost, as in \(places)")
        }
        for source in report.sources {
            for path in source.unreadPaths { print("\(source.source): no rule reads \(path)") }
        }
        for reason in report.ignored { print("ignored \(reason.count): \(reason.why)") }
        for file in report.files where file.share * 100 < fileMinimum {
            print("\(file.file): \(file.lost) lost; \(percent(file.share)) % are read or ignored")
        }
        for source in report.sources {
            print(
                "\(source.source): \(source.records) records, \(source.values) values: "
                    + "\(source.read) read, \(source.ignored) ignored, \(source.lost) lost; "
                    + "\(percent(source.share)) % are read or ignored")
        }
    }

    private func percent(_ share: Double) -> Double { (share * 10000).rounded(.down) / 100 }
}
