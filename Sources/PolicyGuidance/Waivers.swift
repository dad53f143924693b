import CanonicalModel

/// What an agreement waives, and why: `waivers: [{rule: E382, why: ..., by: ..., at: ...}]`.
struct Waivers {
    private struct Waiver {
        let rule: String
        let why: String
        let by: String
        let position: Diagnostic.Position?
    }
    private let waivers: [Waiver]
    private let file: String

    init(_ outline: Outline, file: String) {
        self.file = file
        waivers = (0..<outline.count("waivers")).map { number in
            let clause = "waivers[\(number)]"
            return Waiver(
                rule: outline.text(clause + ".rule") ?? "",
                why: outline.text(clause + ".why") ?? "",
                by: outline.text(clause + ".by") ?? "", position: outline.position(clause + ".rule")
            )
        }
    }

    private static let (waived, reason) = ("waived by ", "the reason: ")

    /// Why a finding was waived; `nil` for one that was not.
    static func reason(of finding: Diagnostic) -> String? {
        guard finding.severity == .note, finding.message.hasPrefix(waived),
            let advice = finding.advice, advice.hasPrefix(reason)
        else { return nil }
        return String(advice.dropFirst(reason.count))
    }

    /// Makes notes of the warnings that are waived, and says which waivers waive nothing.
    func apply(to findings: [Diagnostic]) -> [Diagnostic] {
        guard !waivers.isEmpty else { return findings }
        var result = findings.map { finding in
            guard finding.severity == .warning,
                let waiver = waivers.first(where: { $0.rule == "E\(finding.code.number)" })
            else { return finding }
            return Diagnostic(
                finding.code, .note, file: finding.file, at: finding.position,
                "\(Self.waived)\(waiver.by): \(finding.message)",
                advice: Self.reason + waiver.why)
        }
        for waiver in waivers {
            let met = findings.filter { "E\($0.code.number)" == waiver.rule }
            if met.contains(where: { $0.severity == .error }) {
                result.append(
                    Diagnostic(
                        .invalidWaiver, file: file, at: waiver.position,
                        "`\(waiver.rule)` must hold, and cannot be waived",
                        advice: "mend what it is about, and remove the waiver"))
            } else if !met.contains(where: { $0.severity == .warning }) {
                result.append(
                    Diagnostic(
                        .unusedWaiver, .note, file: file, at: waiver.position,
                        "`\(waiver.rule)` was not found, so the waiver waives nothing",
                        advice: "remove it"))
            }
        }
        return result
    }
}
