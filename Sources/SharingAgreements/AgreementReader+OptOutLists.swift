import CanonicalModel
import StrictYAML

/// Opt-outs that are kept in lists and not in records.
extension AgreementReader {
    /// `national: {apply: true, max_age: P7D, missing: withhold}`, or `{apply: false, why: ...}`.
    mutating func readNationalOptOuts(_ section: Declaration?, beside type1: Declaration?) {
        guard let section else {
            // Source: national data opt-out policy: confidential patient information used beyond
            // the person's own care.
            if agreement.deidentification.level == .identifiable, !agreement.isForOwnCare,
                let type1
            {
                warn(
                    .optOutNotApplied, type1,
                    "national opt-outs are not applied although identifiable records serve a "
                        + "purpose that is not the person's own care",
                    advice: "add `national: {apply: true, max_age: P7D, missing: withhold}`")
            }
            return
        }
        guard let members = applied(section, "opt_outs.national") else { return }
        onlyWithhold(members["missing"])
        guard let place = members["max_age"] else {
            return section.error(
                .missingKey, "the key `max_age` is missing",
                advice: "say how old an answer may be: `max_age: P7D`")
        }
        guard let text = place.text() else { return }
        agreement.nationalOptOutDays = Form.days(text) ?? 0
        if Form.days(text) == nil {
            place.error(
                .invalidForm, "`\(text)` is not a number of days", advice: "write a week as `P7D`")
        }
    }

    /// `local: {apply: true, missing: withhold}`, or `{apply: false, why: ...}`.
    mutating func readLocalOptOuts(_ section: Declaration?) {
        guard let section, let members = applied(section, "opt_outs.local") else { return }
        onlyWithhold(members["missing"])
        agreement.appliesLocalOptOuts = true
    }

    /// The members, if the opt-out applies; a reason is wanted where it does not.
    private mutating func applied(
        _ section: Declaration, _ path: String
    ) -> [String: Declaration]? {
        let members = keyed(section, path)
        if members["apply"]?.boolean() ?? true { return members }
        reason(members["why"], "why", "say why these opt-outs do not apply")
        if members["why"] == nil {
            section.error(
                .reasonMissing, "`apply` is false without a reason", advice: "add `why: ...`")
        }
        return nil
    }

    /// A list that is not there cannot say who objects, so there is only one answer.
    private func onlyWithhold(_ place: Declaration?) {
        _ = place?.word(of: ["withhold"], "action where nothing is known of a person")
    }
}
