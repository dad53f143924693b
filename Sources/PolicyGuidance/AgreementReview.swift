public import CanonicalModel
public import SharingAgreements

/// What can be said of an agreement that loads: the loader's own warnings and notes, and what the
/// table of rules finds in the whole.
public enum AgreementReview {
    /// Every finding, in file order, with waivers applied.
    ///
    /// A warning that is waived becomes a note with the reason; an error cannot be waived.
    ///
    /// - Parameters:
    ///   - yaml: The text that `agreement` was loaded from.
    ///   - filled: What the mappings fill, or `nil` where none were looked at.
    ///   - today: The day on which dates are overdue or to come.
    /// - Throws: What is wrong with the YAML; nothing, for what was loaded.
    public static func findings(
        on agreement: Agreement, yaml: String, filled: FilledFields?, today: PartialDate
    ) throws(Diagnostics) -> [Diagnostic] {
        let outline = try Outline(yaml: yaml, file: agreement.file)
        let review = Review(agreement: agreement, outline: outline, filled: filled, today: today)
        var findings = agreement.notes
        findings += Rule.all.flatMap { found($0, review) }
        findings = Waivers(outline, file: agreement.file).apply(to: findings)
        return findings.enumerated().sorted { left, right in
            let (one, two) = (left.element.position, right.element.position)
            return (one?.line ?? 0, one?.column ?? 0, left.offset)
                < (two?.line ?? 0, two?.column ?? 0, right.offset)
        }.map(\.element)
    }

    /// Why a finding was waived in the agreement itself; `nil` for one that was not.
    public static func reasonForWaiving(_ finding: Diagnostic) -> String? {
        Waivers.reason(of: finding)
    }

    /// What an agreement cannot be activated with, nor run with: the findings that must be mended,
    /// none of which depends on the day.
    ///
    /// - Parameter yaml: The text that `agreement` was loaded from.
    /// - Throws: What is wrong with the YAML; nothing, for what was loaded.
    public static func faults(
        in agreement: Agreement, yaml: String
    ) throws(Diagnostics) -> [Diagnostic] {
        // Without a beginning it is never in force.
        guard let day = agreement.validFrom else { return [] }
        let outline = try Outline(yaml: yaml, file: agreement.file)
        let review = Review(agreement: agreement, outline: outline, filled: nil, today: day)
        return Rule.all.filter { $0.level == .must }.flatMap { found($0, review) }
    }

    private static func found(_ rule: Rule, _ review: Review) -> [Diagnostic] {
        rule.findings(review).map { finding in
            Diagnostic(
                rule.code, rule.level.severity, file: review.agreement.file,
                at: review.outline.position(finding.clause), finding.message,
                advice: finding.advice)
        }
    }
}
