import CanonicalModel
import SharingAgreements

/// Whether more is asked for than is needed.
///
/// Source: UK GDPR Art. 5(1)(c); Caldicott principles 2 and 3.
extension Rule {
    static let minimal: [Rule] = [
        Rule(.placeholder, .must, placeholders),
        Rule(.cutByComment, .should, cutByComments),
        Rule(.weakReason, .should, weakReasons),
        Rule(.sameReason, .should, sameReasons),
        Rule(.wholeEntry, .should, wholeEntries),
        Rule(.anyCode, .note, anyCodes),
    ]

    /// Drafts mark what their author has to say.
    private static func placeholders(_ review: Review) -> [Finding] {
        review.outline.scalars.filter {
            PolicyTemplate.isWaiting($0.text)
        }.map {
            Finding(
                clause: $0.path, message: "the draft waits for you here",
                advice: "write what holds for you in place of `\(PolicyTemplate.marker)`")
        }
    }

    /// Source: YAML 1.2.2 §6.6: a comment begins at a `#` with a space before it.
    private static func cutByComments(_ review: Review) -> [Finding] {
        review.outline.cutShort.map {
            Finding(
                clause: $0,
                message: "the text ends before ` #`: what follows on the line is a comment",
                advice: "put quotes round the whole text; of a comment, put a space after the `#`")
        }
    }

    private static let empty: Set<String> = [
        "as agreed", "as needed", "as required", "because", "for care", "for research", "n/a", "na",
        "needed", "none", "not applicable", "required", "see above", "tba", "tbc", "tbd",
        "to be agreed", "to be confirmed", "todo", "useful", "x",
    ]

    private static func weakReasons(_ review: Review) -> [Finding] {
        review.outline.scalars.filter { scalar in
            guard scalar.path.hasSuffix(".why") || scalar.path == "necessity",
                !PolicyTemplate.isWaiting(scalar.text)
            else { return false }
            let words = scalar.text.lowercased().filter { $0.isLetter || $0 == " " || $0 == "/" }
            let isShort = words.split(separator: " ").count < 2
            return isShort || empty.contains(words)
        }.map {
            Finding(
                clause: $0.path, message: "`\($0.text)` is no reason that a patient would accept",
                advice: "say in a sentence what cannot be done without it")
        }
    }

    private static func sameReasons(_ review: Review) -> [Finding] {
        var first: [String: Int] = [:]
        var said: [String: Int] = [:]
        var findings: [Finding] = []
        for number in review.agreement.inclusions.indices {
            let path = "dataset.include[\(number)].why"
            guard let reason = review.outline.text(path)?.lowercased(),
                !PolicyTemplate.isWaiting(reason.uppercased())
            else { continue }
            said[reason, default: 0] += 1
            if said[reason] == 1 { first[reason] = number }
            guard said[reason] == 3, let line = first[reason] else { continue }
            let place = review.outline.position("dataset.include[\(line)].why")?.line ?? 0
            findings.append(
                Finding(
                    clause: path,
                    message: "the reason of line \(place) stands here for the third time: one "
                        + "reason for everything is a reason for nothing",
                    advice: "say of each kind of entry what it is needed for"))
        }
        return findings
    }

    private static func wholeEntries(_ review: Review) -> [Finding] {
        review.agreement.inclusions.enumerated().compactMap { number, inclusion in
            let fields = inclusion.kind.definition.fields.indices.dropFirst(2).filter {
                let field = inclusion.kind.definition.fields[$0]
                return field.identifiability != .freeText && field.type != .reference
                    && field.type != .references && !field.isDerived
            }
            guard fields.count > 3, fields.allSatisfy(inclusion.fields.contains) else { return nil }
            return Finding(
                clause: "dataset.include[\(number)].fields",
                message: "every field of `\(inclusion.kind.name)` is asked for",
                advice: "name those that the purpose needs, and say why")
        }
    }

    private static func anyCodes(_ review: Review) -> [Finding] {
        guard !review.agreement.isForOwnCare else { return [] }
        return review.agreement.inclusions.enumerated().compactMap { number, inclusion in
            // The loader warns of observations in a pseudonymised feed.
            let isSaid =
                inclusion.kind == .observation
                && review.agreement.deidentification.level == .pseudonymised
            guard inclusion.codeSet == nil, !isSaid,
                let code = inclusion.kind.definition.index(of: "code"),
                inclusion.fields.contains(code)
            else { return nil }
            return Finding(
                clause: "dataset.include[\(number)]",
                message: "each `\(inclusion.kind.name)` leaves with its code, whatever it is about",
                advice: "name a set of codes: `codes: ...`, if some would do")
        }
    }
}
