import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import Terminology

/// `sluice terminology`: what codes are looked up in.
struct TerminologyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminology",
        abstract: "Build a terminology file from releases and maps, and look codes up.",
        subcommands: [
            TerminologyBuildCommand.self, TerminologyLookup.self, TerminologySources.self,
        ]
    )
}

/// Which terminology file is used.
struct TerminologyOptions: ParsableArguments {
    @Option(
        help: "A terminology file, from `sluice terminology build` (default: $SLUICE_TERMINOLOGY).")
    var terminology: String?

    /// What a run says where none is loaded.
    static let absence =
        "no terminology is loaded: description ids stay unresolved, codes of other systems unmapped"

    /// The file that is named; `nil` where none is.
    var path: String? {
        let variable = ProcessInfo.processInfo.environment["SLUICE_TERMINOLOGY"] ?? ""
        return terminology ?? (variable.isEmpty ? nil : variable)
    }

    /// Opens the file that is named; `nil` where none is. Says what is wrong with it otherwise.
    func load() throws -> TerminologyFile? {
        guard let path else { return nil }
        do {
            return try Files.terminology(path)
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(2)
        }
    }
}

/// `sluice terminology build`.
struct TerminologyBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Make one terminology file of releases, maps and sets.",
        discussion: """
            Read are, recognised from what they contain: RF2 snapshot files (concepts, \
            descriptions, relationships, historical associations, language, simple and map \
            reference sets); the NHS data migration maps from Read v2 and CTV3; the dm+d files \
            f_vtm2, f_vmp2 and f_amp2; FHIR ConceptMap and ValueSet in JSON; and CSV with a \
            header, a map (system, code, snomed; also term_code, term, assured, relation) or a \
            set (set, snomed; also term). Nothing of what is read is shipped with Sluice.

            Exit codes: 0 done; 2 a row cannot be read, or releases contradict each other; \
            3 nothing was written; 64 wrong arguments.
            """)

    @Argument(help: "Files, or folders of files.")
    var sources: [String]

    @Option(name: [.long, .customShort("o")], help: "The terminology file that will appear.")
    var out: String

    @Flag(help: "Replace the terminology file if it is there.")
    var replace = false

    @Flag(help: "Leave out rows that cannot be read, and count them, rather than stop.")
    var skipMalformed = false

    func run() throws {
        var build = TerminologyBuild(sources: sources, output: out)
        (build.replaces, build.skipsMalformed) = (replace, skipMalformed)
        do throws(Diagnostics) {
            let outcome = try build.run()
            for finding in outcome.findings { Terminal.complain("\(finding)") }
            for (file, reason) in outcome.unused {
                Terminal.complain("note: \(file) is not used: \(reason)")
            }
            print(Self.text(outcome, out))
        } catch {
            Terminal.complain(error.description)
            let isAboutFiles = error.all.contains { (401...404).contains($0.code.number) }
            throw ExitCode(isAboutFiles ? 3 : 2)
        }
    }

    private static func text(_ outcome: TerminologyBuild.Outcome, _ out: String) -> String {
        var lines = SourceText.lines(outcome.sources)
        lines.append(
            "\(out): \(outcome.concepts) concepts, \(outcome.descriptions) descriptions, "
                + "\(outcome.codes) codes of other systems; \(outcome.bytes) bytes, "
                + "SHA-256 \(outcome.sha256)")
        if outcome.malformedRows > 0 {
            lines.append("\(outcome.malformedRows) rows could not be read and are left out")
        }
        return lines.joined(separator: "\n")
    }
}

/// `sluice terminology sources`.
struct TerminologySources: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sources", abstract: "Say what a terminology file was made from.")

    @OptionGroup var options: TerminologyOptions

    func run() throws {
        guard let file = try options.load() else {
            throw ValidationError("name a terminology file with --terminology FILE")
        }
        print(SourceText.lines(file.sources).joined(separator: "\n"))
    }
}

/// The list of what a terminology file was made from.
enum SourceText {
    static func lines(_ sources: [TerminologySource]) -> [String] {
        sources.map { source in
            let release = source.release.isEmpty ? "" : ", release \(source.release)"
            let skipped = source.skipped == 0 ? "" : ", \(source.skipped) left out"
            return "\(source.name): \(source.kind), \(source.rows) rows\(skipped)\(release), "
                + "SHA-256 \(source.sha256)"
        }
    }
}

/// `sluice terminology lookup`.
struct TerminologyLookup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lookup", abstract: "Say what a code is, or what is wrong with it.",
        discussion: "Exit codes: 0 all are known; 1 one is wrong, or nothing is known of it.")

    /// How the answer is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    @Argument(help: "Codes.")
    var codes: [String]

    @Option(help: "The code system: a name such as readv2, an OID or a URI (default: try each).")
    var system: String?

    @Option(help: "How to print it.")
    var format = Format.text

    @OptionGroup var options: TerminologyOptions

    func run() throws {
        let terminology = try options.load()
        if terminology == nil { Terminal.complain("note: \(TerminologyOptions.absence)") }
        let reports = codes.map { CodeReport($0, system: system, in: terminology) }
        switch format {
        case .text: print(reports.map(CodeReportText.text).joined(separator: "\n\n"))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            print(String(decoding: try encoder.encode(reports), as: UTF8.self))
        }
        if reports.contains(where: \.isUnknown) { throw ExitCode(1) }
    }
}
