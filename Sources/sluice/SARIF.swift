import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance

/// A log of findings in the Static Analysis Results Interchange Format.
///
/// Source: OASIS SARIF 2.1.0 (27 March 2020): §3.13 log, §3.14 run, §3.19 tool component, §3.27
/// result, §3.30 region, §3.35 suppression, §3.49 reporting descriptor.
struct SARIFLog: Encodable {
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
    let version = "2.1.0"
    let runs: [Run]

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case version, runs
    }

    struct Run: Encodable {
        let tool: Tool
        let results: [Result]
        let originalUriBaseIds: [String: ArtifactLocation]
    }
    struct Tool: Encodable { let driver: Driver }
    struct Driver: Encodable {
        let name: String
        let version: String
        let rules: [Rule]
    }
    struct Rule: Encodable {
        let id: String
        let name: String
    }
    struct Result: Encodable {
        let ruleId: String
        let ruleIndex: Int
        let level: String
        let message: Message
        let locations: [Location]
        let suppressions: [Suppression]?
    }
    /// A finding that the agreement itself waives, with the reason.
    struct Suppression: Encodable {
        let kind = "inSource"
        let status = "accepted"
        let justification: String
    }
    struct Message: Encodable { let text: String }
    struct Location: Encodable { let physicalLocation: PhysicalLocation }
    struct PhysicalLocation: Encodable {
        let artifactLocation: ArtifactLocation
        let region: Region?
    }
    struct ArtifactLocation: Encodable {
        let uri: String
        var uriBaseId: String?
    }
    struct Region: Encodable {
        var startLine, startColumn, byteOffset: Int?
    }

    /// A log of `findings`, whose files are below `folder`.
    init(_ findings: [Diagnostic], folder: String) {
        var codes: [Diagnostic.Code] = []
        for finding in findings where !codes.contains(finding.code) { codes.append(finding.code) }
        let driver = Driver(
            name: "sluice", version: Pipeline.Sluice.version,
            rules: codes.map { Rule(id: "E\($0.number)", name: $0.name) })
        let results = findings.map { finding in
            let reason = AgreementReview.reasonForWaiving(finding)
            return Result(
                ruleId: "E\(finding.code.number)",
                ruleIndex: codes.firstIndex(of: finding.code) ?? 0,
                level: reason == nil ? finding.severity.rawValue : "warning",
                message: Message(
                    text: finding.message + (finding.advice.map { "; " + $0 } ?? "")),
                locations: [Location(physicalLocation: Self.location(finding))],
                suppressions: reason.map { [Suppression(justification: $0)] })
        }
        let base = ArtifactLocation(uri: Self.uri(folder.hasSuffix("/") ? folder : folder + "/"))
        runs = [
            Run(
                tool: Tool(driver: driver), results: results,
                originalUriBaseIds: ["SRCROOT": base])
        ]
    }

    private static func location(_ finding: Diagnostic) -> PhysicalLocation {
        var region: Region?
        if let place = finding.position {
            region = Region(startLine: place.line, startColumn: place.column)
        } else if let offset = finding.byteOffset {
            region = Region(byteOffset: offset)
        }
        return PhysicalLocation(
            artifactLocation: ArtifactLocation(uri: uri(finding.file), uriBaseId: "SRCROOT"),
            region: region)
    }

    /// A relative path as it is, an absolute one as a `file:` URI (§3.4.3).
    private static func uri(_ path: String) -> String {
        if path.hasPrefix("/") { return URL(fileURLWithPath: path).absoluteString }
        return path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    }
}
