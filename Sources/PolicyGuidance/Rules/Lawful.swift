import CanonicalModel
import SharingAgreements

/// Whether the law carries the agreement in its shape; whether it does in substance, no program can
/// say.
extension Rule {
    static let lawful: [Rule] = [
        Rule(.caseByCaseBasis, .should, caseByCase),
        Rule(.consentMixedUp, .should, consentMixedUp),
        Rule(.publicAuthority, .should, publicAuthority),
    ]

    /// Source: NHS England, confidentiality policy: a public interest is weighed case by case.
    private static func caseByCase(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        guard agreement.basis == .publicInterest, !agreement.isForOwnCare,
            agreement.deidentification.level == .identifiable
        else { return [] }
        return [
            Finding(
                clause: "legal.confidentiality.basis",
                message: "a public interest is weighed for each case, and this feed names people "
                    + "for other purposes than their care again and again",
                advice: "name consent, section 251 or a statute")
        ]
    }

    /// Source: UK GDPR Art. 4(11), 7; ICO guide to consent: another thing than consent at common
    /// law, and seldom right for a public body.
    private static func consentMixedUp(_ review: Review) -> [Finding] {
        guard review.agreement.basis != .explicitConsent else { return [] }
        return [("legal.article6", "6(1)(a)"), ("legal.article9", "9(2)(a)")].compactMap {
            path, word in
            guard let place = review.outline.list(path).firstIndex(of: word) else { return nil }
            return Finding(
                clause: review.outline.text(path) == nil ? "\(path)[\(place)]" : path,
                message: "`\(word)` is consent, which people may withdraw at any time, and "
                    + "confidence rests on `\(review.agreement.basis.rawValue)` here",
                advice: "for care and its planning write `6(1)(e)` and `9(2)(h)`; or write "
                    + "`basis: explicit_consent` if each person is asked")
        }
    }

    /// Source: UK GDPR Art. 6(1), last sentence; Data Protection Act 2018 s.7.
    private static func publicAuthority(_ review: Review) -> [Finding] {
        let path = "legal.article6"
        guard let place = review.outline.list(path).firstIndex(of: "6(1)(f)") else { return [] }
        return [
            Finding(
                clause: review.outline.text(path) == nil ? "\(path)[\(place)]" : path,
                message: "legitimate interests, `6(1)(f)`, are no basis for the public tasks of a "
                    + "practice",
                advice: "write `6(1)(e)`, a public task")
        ]
    }
}
