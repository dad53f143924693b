import ArgumentParser
import CanonicalModel
import Foundation

/// How findings are written.
enum FindingFormat: String, ExpressibleByArgument, CaseIterable { case text, json, sarif, github }

/// Findings about files of a folder, for people, for programs, or for editors and code review.
struct FindingReport {
    /// The folder that the names of files are below.
    let folder: String
    /// What was found, in the order of finding.
    let findings: [Diagnostic]
    /// What a person reads when nothing was found, or at the end.
    let summary: [String]

    /// Writes the report to standard output.
    func write(as format: FindingFormat) throws {
        switch format {
        case .text:
            for line in findings.map(\.description) + summary { print(line) }
        case .json: try JSONText.emit(Listing(findings: findings.map(Line.init), summary: summary))
        case .github: for finding in findings { print(GitHubAnnotations.line(finding)) }
        case .sarif: try JSONText.emit(SARIFLog(findings, folder: folder))
        }
    }

    private struct Listing: Encodable {
        let findings: [Line]
        let summary: [String]
    }

    private struct Line: Encodable {
        let file: String
        let line, column, byteOffset: Int?
        let severity, code, name, message: String
        let advice: String?

        init(_ finding: Diagnostic) {
            (file, message, advice) = (finding.file, finding.message, finding.advice)
            (line, column) = (finding.position?.line, finding.position?.column)
            byteOffset = finding.byteOffset
            (severity, code) = (finding.severity.rawValue, "E\(finding.code.number)")
            name = finding.code.name
        }
    }
}

/// JSON for standard output: the same values give the same bytes.
enum JSONText {
    static func emit(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
