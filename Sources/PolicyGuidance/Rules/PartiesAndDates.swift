import CanonicalModel
import SharingAgreements

/// Who takes part, and when.
extension Rule {
    static let parties: [Rule] = [
        Rule(.noProcessor, .should, noProcessor),
        Rule(.toolkitMissing, .should, toolkitMissing),
        Rule(.unlikelyODS, .should, unlikelyODS),
        Rule(.publisherReceives, .should, publisherReceives),
    ]

    static let dates: [Rule] = [
        Rule(.outOfDate, .should, outOfDate),
        Rule(.outOfDate, .note, dueSoon),
        Rule(.signatureDate, .should, signatureDates),
        Rule(.scheduleTooDense, .should, scheduleTooDense),
    ]

    /// Source: UK GDPR Art. 28(3).
    private static func noProcessor(_ review: Review) -> [Finding] {
        guard review.outline.count("parties.processors") == 0 else { return [] }
        return [
            Finding(
                clause: "parties.processors",
                message: "nobody is named who carries the data for the practices",
                advice: "add `processors: [{name: ..., contract: ...}]`: whoever runs this gateway "
                    + "is one")
        ]
    }

    private static func toolkitMissing(_ review: Review) -> [Finding] {
        (0..<review.outline.count("parties.recipients")).compactMap { number in
            let clause = "parties.recipients[\(number)]"
            guard !review.outline.has(clause + ".dspt") else { return nil }
            return Finding(
                clause: clause,
                message: "it is not said whether `\(review.outline.text(clause + ".ods") ?? "")` "
                    + "meets the Data Security and Protection Toolkit",
                advice: "add `dspt: {status: met, published: 2026-06-30}`, with its own day")
        }
    }

    /// Source: NHS Organisation Data Service: the code of an English practice is a letter and five
    /// digits.
    private static func unlikelyODS(_ review: Review) -> [Finding] {
        review.agreement.publishers.enumerated().compactMap { number, publisher in
            let code = publisher.ods
            guard !isPractice(code), !code.hasPrefix(PolicyTemplate.odsMarker) else { return nil }
            let repaired =
                String(code.prefix(1))
                + String(
                    code.dropFirst().map { $0 == "O" ? "0" : $0 == "I" || $0 == "L" ? "1" : $0 })
            return Finding(
                clause: "parties.publishers[\(number)].ods",
                message: "`\(code)` is not written like the code of a practice, a letter and five "
                    + "digits",
                advice: isPractice(repaired)
                    ? "did you mean `\(repaired)`, with digits?" : "look it up again")
        }
    }

    private static func isPractice(_ code: String) -> Bool {
        let digits = code.utf8.dropFirst()
        return digits.count == 5 && code.first?.isLetter == true
            && digits.allSatisfy { (0x30...0x39).contains($0) }
    }

    private static func publisherReceives(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        return agreement.recipients.enumerated().compactMap { number, recipient in
            guard agreement.publishers.contains(where: { $0.ods == recipient.ods }) else {
                return nil
            }
            return Finding(
                clause: "parties.recipients[\(number)].ods",
                message: "`\(recipient.ods)` sends and receives: it would get other practices' "
                    + "records",
                advice: "make another agreement for what goes back to practices, if that is meant")
        }
    }

    private static func outOfDate(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        let today = review.today.dayNumber
        guard agreement.status != .terminated else { return [] }
        var findings: [Finding] = []
        if let until = agreement.validUntil, until.dayNumber < today {
            findings.append(
                Finding(
                    clause: "agreement.valid.until",
                    message: "the agreement has ended, so nothing leaves under it",
                    advice: "write `status: terminated`, or have a new version signed"))
        } else if let due = agreement.reviewDue, due.dayNumber < today {
            findings.append(
                Finding(
                    clause: "agreement.review.due", message: "the review is overdue",
                    advice: "review it, and write when the next one is due"))
        }
        if let end = agreement.supportUntil, end.dayNumber < today {
            findings.append(
                Finding(
                    clause: "legal.confidentiality.s251.expires",
                    message: "support under section 251 has ended, so nothing leaves",
                    advice: "write the new end once the support is renewed"))
        }
        return findings
    }

    /// Source: 60 days are the notice that the national templates give for a review.
    private static func dueSoon(_ review: Review) -> [Finding] {
        let agreement = review.agreement
        return [
            ("agreement.review.due", agreement.reviewDue, "the review is due"),
            ("agreement.valid.until", agreement.validUntil, "the agreement ends"),
        ].compactMap { clause, day, what in
            guard let day else { return nil }
            let left = day.dayNumber - review.today.dayNumber
            guard (0...60).contains(left) else { return nil }
            return Finding(
                clause: clause, message: "\(what) in \(left) day\(left == 1 ? "" : "s")",
                advice: "begin now: practices have to sign what comes after")
        }
    }

    private static func signatureDates(_ review: Review) -> [Finding] {
        let approved = (0..<review.outline.count("approvals")).compactMap {
            review.day("approvals[\($0)].at")?.dayNumber
        }.max()
        let version = review.agreement.version.signed
        return (0..<review.outline.count("sign_up")).compactMap { number in
            let clause = "sign_up[\(number)]"
            guard let day = review.day(clause + ".at"),
                review.outline.text(clause + ".version") == version
            else { return nil }
            let fault: String
            if day.dayNumber > review.today.dayNumber {
                fault = "the signature is of a day to come"
            } else if let approved, day.dayNumber < approved {
                fault = "the practice signed before the text was approved"
            } else if let until = review.agreement.validUntil, day.dayNumber > until.dayNumber {
                fault = "the practice signed after the agreement had ended"
            } else {
                return nil
            }
            return Finding(
                clause: clause + ".at", message: fault,
                advice: "check the day against the evidence")
        }
    }

    private static func scheduleTooDense(_ review: Review) -> [Finding] {
        let between = [
            "daily": 1.0, "weekly": 7, "monthly": 31, "quarterly": 92, "annually": 366,
        ]
        return review.agreement.flows.indices.compactMap { number in
            let clause = "flows[\(number)]"
            guard let schedule = review.outline.text(clause + ".schedule"),
                let days = between[schedule],
                let text = review.outline.text(clause + ".minimum_interval"),
                let least = Self.days(text), least > days
            else { return nil }
            return Finding(
                clause: clause + ".minimum_interval",
                message: "the flow is \(schedule), and two feeds must be `\(text)` apart",
                advice: "lengthen the one or shorten the other")
        }
    }

    /// The days of `P28D`.
    private static func days(_ text: String) -> Double? {
        guard let unit = text.last, let count = Double(text.dropFirst().dropLast()) else {
            return nil
        }
        return ["D": 1, "W": 7, "M": 30, "Y": 365][unit].map { $0 * count }
    }
}
