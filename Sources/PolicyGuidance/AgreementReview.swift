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
        for rule in Rule.all {
            findings += rule.findings(review).map { finding in
                Diagnostic(
                    rule.code, rule.level.severity, file: agreement.file,
                    at: outline.position(finding.clause), finding.message,
                    advice: finding.advice)
            }
        }
        findings = Waivers(outline, file: agreement.file).apply(to: findings)
        return findings.enumerated().sorted { left, right in
            let (one, two) = (left.element.position, right.element.position)
            return (one?.line ?? 0, one?.column ?? 0, left.offset)
                < (two?.line ?? 0, two?.column ?? 0, right.offset)
        }.map(\.element)
    }
}
