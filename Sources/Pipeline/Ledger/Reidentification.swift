public import CanonicalModel
import DisclosureControl
public import Ledger
import SharingAgreements

/// Who stands behind a pseudonym, for the practice that cares for them, and for nobody else.
///
/// There is no table of people: the practice gives the NHS numbers of its own list, the pseudonym
/// of each is made again, and the one that is the same is the answer. Every question is logged with
/// its outcome before it is answered. Whoever may not be told gets the answer of whoever is not
/// there: every check is made in every case, over the whole list.
public struct Reidentification: Sendable {
    /// The pseudonym, and the practice that asks.
    public var pseudonym: String, practice: String
    /// What for, who asks, and the two others who agree, each in their role.
    public var reason: String, by: String, approvers: [String]
    /// When, in UTC.
    public var at: String

    /// Describes a question.
    public init(
        pseudonym: String, practice: String, reason: String, by: String, approvers: [String],
        at: String
    ) {
        (self.pseudonym, self.practice, self.reason) = (pseudonym, practice, reason)
        (self.by, self.approvers, self.at) = (by, approvers, at)
    }

    /// Answers, and logs that it did, or that it did not and why.
    ///
    /// - Parameters:
    ///   - agreement: Under which the pseudonym was made.
    ///   - list: A file of the NHS numbers of the practice's own patients, one a line.
    ///   - ledger: What was sent: the pseudonym must be of this practice.
    ///   - log: Where the question is logged; see ``AnswerLog``.
    /// - Throws: `no-answer`, whatever the cause; or what cannot be read or written, which says
    ///   nothing of anybody.
    public func answer(
        _ agreement: PreparedAgreement, list: String, ledger: Ledger, log: String
    ) throws(Diagnostic) -> NHSNumber {
        let numbers = try LedgerPeople.list(list)
        let found = person(in: numbers, agreement)
        let terms = agreement.compiled.agreement
        let isKnown = try ledger.knows(person: pseudonym, of: practice, agreement: terms.id)
        func stated(_ key: String) -> String? { terms.statements["reidentification.\(key)"]?.first }
        let people = Set(([by] + approvers).map(Self.name))
        let refusals = [
            (stated("allowed") != "true", "NOT_ALLOWED_BY_AGREEMENT"),
            (agreement.compiled.retention(of: practice) != nil, "PRACTICE_NOT_ENTITLED"),
            (approvers.count != 2 || people.count != 3, "NOT_TWO_APPROVERS"),
            (!isKnown, "NOT_OF_THIS_PRACTICE"), (found == nil, "NOT_ON_THE_LIST"),
        ]
        let limit = stated("max_per_day").flatMap { Int($0) }
        var cause = refusals.first { $0.0 }?.1
        try AnswerLog.append(to: log, logged(terms)) { lines in
            let today = lines.count {
                $0["outcome"] == "answered" && $0["at"]?.prefix(10) == at.prefix(10)
            }
            if cause == nil, let limit, today >= limit { cause = "TOO_MANY_TODAY" }
            return [("outcome", cause == nil ? "answered" : "refused"), ("cause", cause ?? "")]
        }
        guard cause == nil, let found else {
            throw Diagnostic(
                .noAnswer, file: practice, "there is no such person",
                advice: "the log says when it was asked; whoever keeps it can say more")
        }
        return found
    }

    private func logged(_ terms: Agreement) -> [(String, String)] {
        [
            ("at", at), ("agreement", terms.id), ("version", "\(terms.version)"),
            ("practice", practice), ("pseudonym", pseudonym), ("reason", reason), ("by", by),
            ("first", approvers.first ?? ""), ("second", approvers.dropFirst().first ?? ""),
        ]
    }

    /// The person of the list who bears the pseudonym; every number is tried, whoever it is.
    private func person(in numbers: [NHSNumber], _ agreement: PreparedAgreement) -> NHSNumber? {
        guard let pseudonyms = agreement.pseudonyms else { return nil }
        let wanted = Array(pseudonym.utf8)
        var (made, found) = ([UInt8](), NHSNumber?.none)
        for number in numbers {
            made.removeAll(keepingCapacity: true)
            pseudonyms.append(number.digits.span, to: &made)
            var difference = wanted.count ^ made.count
            for (one, other) in zip(wanted, made) { difference |= Int(one ^ other) }
            if difference == 0 { found = number }
        }
        return found
    }

    /// A name as it tells people apart: without case, and spaces in a row as one.
    private static func name(_ text: String) -> String {
        text.lowercased().split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
