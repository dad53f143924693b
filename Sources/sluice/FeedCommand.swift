import ArgumentParser
import CanonicalModel
import DefinedFeeds
import Feeds
import Foundation
import Pipeline
import SharingAgreements

/// The feeds that users define, for a run.
struct FeedOptions: ParsableArguments {
    @Option(
        name: .customLong("feed"),
        help: """
            A file that defines tables made of what an agreement releases; may be given several \
            times. `sluice feed check` says what is wrong with one.
            """)
    var feed: [String] = []

    @Flag(help: "Only the tables of --feed, without those of the kinds of entry and UK Core.")
    var onlyFeeds = false

    func validate() throws {
        if onlyFeeds, feed.isEmpty {
            throw ValidationError("--only-feeds leaves nothing without --feed FILE")
        }
    }

    /// Loads the definitions; says everything wrong with them and ends otherwise.
    func load(_ library: MappingLibrary) throws -> [FeedDefinition] {
        do throws(Diagnostics) {
            return try FeedDefinition.load(
                files: feed, shared: library.codeSets, terminology: library.terminology)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }
}

/// `sluice feed`: what the author of a feed needs.
struct FeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feed", abstract: "Check feeds that users define.",
        subcommands: [FeedCheck.self])
}

/// `sluice feed check`.
struct FeedCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with a feed, and what its tables would look like.",
        discussion: """
            A feed is a YAML file: `feed: {id, version, title}`, `formats` if not those of the \
            flow, and `tables`, each with `table` (its name), `entry` (a kind of entry), \
            `columns` (fields or columns of the entry, or of `patient.`; `{column: ..., as: ...}` \
            renames), and if wanted `meaning`, `where` (which rows) and `order`.
            `where` compares columns: words with words, a concept with code sets, numbers by \
            {at_least, more_than, at_most, less_than}, dates by {since, before, last}, and has \
            `any`, `not`, `present` and `absent`. A date of which only the year or month is known \
            counts as its beginning; a missing value satisfies no comparison.
            The tables are made of what an agreement releases: with --agreement it is said what \
            would be missing in them.
            Exit codes: 0 no errors; 2 errors. Warnings do not change it.
            """)

    @Argument(help: "Files that define feeds.")
    var files: [String]

    @Option(help: "An agreement under which the feed would leave; may be given several times.")
    var agreement: [String] = []

    @Option(help: "The flow of the agreement, where it has several.")
    var flow: String?

    @Option(help: "text for people, json or sarif (2.1.0) for programs, github for annotations.")
    var format = FindingFormat.text

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let (codeSets, terminology) = try mapping.loadCodeSets()
        var (findings, summary) = ([Diagnostic](), [String]())
        let day = try RunDate.parse(nil)
        do throws(Diagnostics) {
            let definitions = try FeedDefinition.load(
                files: files, shared: codeSets, terminology: terminology)
            for definition in definitions { summary += Self.description(of: definition) }
            for file in agreement {
                var prepared = try PreparedAgreement(
                    file: file, flow: flow, runDate: day, shared: codeSets,
                    terminology: terminology, secret: AgreementOptions.keyForNobody)
                findings += prepared.define(definitions, replacesKinds: false)
            }
        } catch {
            findings += error.all
        }
        try FindingReport(
            folder: FileManager.default.currentDirectoryPath, findings: findings, summary: summary
        ).write(as: format)
        if findings.contains(where: { $0.severity == .error }) { throw ExitCode(2) }
    }

    /// What the tables of a definition would look like, a line each thing.
    private static func description(of definition: FeedDefinition) -> [String] {
        var lines = [
            "\(definition.file): \(definition.id) \(definition.version) has no errors"
        ]
        for table in definition.tables {
            lines.append("  \(table.name): a row is \(table.meaning)")
            let filter = table.rowsInWords
            lines.append(
                "    rows: each \(table.kind.name)" + (filter.isEmpty ? "" : ": \(filter)"))
            if !table.order.isEmpty {
                let order = table.order.map {
                    $0.isDescending ? "\($0.column) (descending)" : $0.column
                }
                lines.append("    order of a person's rows: \(order.joined(separator: ", "))")
            }
            if let formats = table.formats {
                let names = formats.map(\.rawValue).sorted().joined(separator: ", ")
                lines.append("    formats, as far as the flow has them: \(names)")
            }
            let every = TableColumn.all(of: table.kind).prefix { $0.field == nil }.map {
                (name: $0.name, source: "every table", column: $0)
            }
            let own = table.columns.map {
                (name: $0.name, source: $0.sourceName, column: $0.source)
            }
            let width = ((every + own).map { max($0.name.count, $0.source.count) }.max() ?? 0) + 2
            for (name, source, column) in every + own {
                let words = [name, source].map {
                    $0.padding(toLength: width, withPad: " ", startingAt: 0)
                }
                let form = column.form.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
                lines.append("    \(words[0])\(form)\(words[1])\(column.meaning)")
            }
        }
        return lines
    }
}
