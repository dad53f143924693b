import CanonicalModel
import StrictYAML

/// What the parties promise, checked against one another: by itself it lets nothing out.
extension AgreementReader {
    /// The keys of a whole agreement by the national templates, of which a short one may lack some.
    private static let expected = [
        "contacts", "necessity", "prohibited_uses", "retention", "termination", "security",
        "storage", "transparency", "dpia", "ropa", "breach", "sensitive", "approvals", "stop",
    ]

    mutating func readUndertakings(_ sections: [String: Declaration]) {
        for name in ["storage", "breach"] {
            if let section = sections[name] { state(section, name) }
        }
        if let section = sections["approvals"] { state(section, "approvals[]") }
        if let section = sections["storage"] { checkStorage(section) }
        if let section = sections["breach"] { checkBreach(section) }
        if let section = sections["dpia"] { checkAssessment(section) }
        if let section = sections["approvals"] { checkApprovals(section, among: sections) }
        if let section = sections["onward_sharing"] { checkOnward(section) }
        if let section = sections["reidentification"] { checkReidentification(section) }
        if let section = sections["linkage"] { checkLinkage(section) }
        checkForms(sections["flows"])
    }

    /// Notes which parts of the templates are not there.
    mutating func noteMissing(_ sections: [String: Declaration], at root: Declaration) {
        let missing = Self.expected.filter { sections[$0] == nil }
        guard !missing.isEmpty, root.isMapping else { return }
        report.add(
            Diagnostic(
                .incomplete, .note, file: report.file, at: root.position,
                "a whole agreement also has "
                    + missing.map { "`\($0)`" }.joined(separator: ", ")))
    }

    private func stated(_ path: String) -> String? { agreement.statements[path]?.first }

    private func prohibits(_ use: String) -> Bool {
        agreement.statements["prohibited_uses[]"]?.contains(use) == true
    }

    private func member(_ section: Declaration, _ name: String) -> Declaration? {
        section.isMapping ? section.members().first { $0.key == name }?.value : nil
    }

    /// Source: ISO 3166-1 alpha-2; UK GDPR Art. 44 to 49.
    private func checkStorage(_ section: Declaration) {
        guard let place = member(section, "country"), let country = place.text() else { return }
        if country.utf8.count != 2 || !country.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
            place.error(
                .invalidForm, "`\(country)` is not a country", advice: "two capitals: `GB`")
        } else if country != "GB", stated("storage.transfer_mechanism") == nil {
            place.error(
                .undertaking, "nothing says what allows the transfer to `\(country)`",
                advice: "add `transfer_mechanism: ...`, or keep the data in `GB`")
        }
    }

    private func checkBreach(_ section: Declaration) {
        guard let place = member(section, "notify_within"), let text = place.text() else { return }
        if !Form.isHours(text) {
            place.error(
                .invalidForm, "`\(text)` is not a number of hours", advice: "write `PT24H`")
        }
    }

    /// Source: UK GDPR Art. 36: the ICO is consulted where a high risk is left.
    private func checkAssessment(_ section: Declaration) {
        if stated("dpia.residual_risk") == "high", stated("dpia.ico_consulted") == nil {
            member(section, "residual_risk")?.error(
                .undertaking, "a high risk is left, and the ICO has not been consulted",
                advice: "add `ico_consulted: ...`, or lower the risk")
        }
        if let text = stated("dpia.approved"), let approved = PartialDate(dayText: text),
            let from = agreement.validFrom, approved.dayNumber > from.dayNumber
        {
            member(section, "approved")?.error(
                .undertaking, "the assessment is approved after the agreement has begun",
                advice: "begin when it has been approved")
        }
    }

    /// What stands above the approvals is what was approved; below them stand only signatures,
    /// which come later.
    private mutating func checkApprovals(
        _ section: Declaration, among sections: [String: Declaration]
    ) {
        guard section.isSequence else { return }
        for (name, other) in sections
        where !["approvals", "sign_up", "withdrawals"].contains(name) {
            guard (other.position?.line ?? 0) > (section.position?.line ?? 0) else { continue }
            other.error(
                .undertaking, "`\(name)` stands below the approvals, and so is not approved",
                advice: "move `approvals` down; only `sign_up` and `withdrawals` stand below it")
        }
        var hashes: Set<String> = []
        for item in section.items() {
            guard let place = member(item, "content_hash"), let text = place.text() else {
                continue
            }
            let examples = member(item, "tests_hash")
            for (place, text) in [(place, text), (examples, examples?.text() ?? "")] {
                guard let place, !Form.isDigest(text) else { continue }
                place.error(
                    .invalidForm, "`\(text)` is not a SHA-256", advice: "64 hexadecimal digits")
            }
            hashes.insert(text)
            agreement.statements["approvals[].content_hash", default: []].append(text)
            agreement.statements["approvals[].tests_hash", default: []]
                .append(examples?.text() ?? "")
            if hashes.count == 2 {
                place.error(
                    .contradiction, "the approvals are of different texts",
                    advice: "have the same text approved by all")
            }
        }
        let roles = Set(agreement.statements["approvals[].role"] ?? [])
        if agreement.status == .active, roles.count < 2 {
            section.error(
                .undertaking, "an active agreement is approved in two roles at least",
                advice: "by `ig_lead`, `dpo` or `caldicott`")
        }
    }

    private func checkOnward(_ section: Declaration) {
        guard stated("onward_sharing.allowed") == "true" else { return }
        if prohibits("onward_sharing") {
            member(section, "allowed")?.error(
                .contradiction, "onward sharing is allowed here and prohibited in the list of uses",
                advice: "keep one of the two")
        }
        if agreement.statements["onward_sharing.recipients[]"] == nil {
            section.error(
                .undertaking, "onward sharing is allowed, and nobody is named",
                advice: "add `recipients: [...]`")
        }
    }

    private func checkReidentification(_ section: Declaration) {
        guard stated("reidentification.allowed") == "true" else { return }
        let place = member(section, "allowed")
        if prohibits("re_identification") {
            place?.error(
                .contradiction,
                "re-identification is allowed here and prohibited in the list of uses",
                advice: "keep one of the two")
        }
        if agreement.deidentification.level != .pseudonymised {
            place?.error(
                .contradiction, "only a pseudonym can be resolved",
                advice: "write `allowed: false`")
        }
        if stated("reidentification.by") == nil || stated("reidentification.purpose") == nil {
            section.error(
                .undertaking, "it is not said who may resolve a pseudonym, and what for",
                advice: "add `by: registered_practice` and `purpose: direct_care`")
        }
    }

    private func checkLinkage(_ section: Declaration) {
        let rules = agreement.deidentification
        if rules.level == .pseudonymised, rules.linkageGroup == nil {
            section.error(
                .undertaking, "these pseudonyms are this agreement's own and link with nothing",
                advice: "add a `linkage_group` to `pseudonym`, or remove `linkage`")
        }
        if rules.level == .aggregate {
            section.error(.contradiction, "counts link with nothing", advice: "remove `linkage`")
        }
    }

    /// Tables of counts are CSV (`table`), and beside that Parquet and SQLite.
    private static func fits(_ formats: [Agreement.Format], isAggregate: Bool) -> Bool {
        guard isAggregate else { return !formats.contains(.table) }
        return formats.isEmpty
            || formats.contains(.table)
                && formats.allSatisfy { [.table, .parquet, .sqlite].contains($0) }
    }

    /// Only counts leave under an aggregate agreement, and only rows under another.
    private func checkForms(_ section: Declaration?) {
        guard let section, section.isSequence else { return }
        let isAggregate = agreement.deidentification.level == .aggregate
        for (item, flow) in zip(section.items(), agreement.flows)
        where !Self.fits(flow.formats, isAggregate: isAggregate) {
            member(item, "format")?.error(
                .flowForm,
                isAggregate
                    ? "only tables of counts leave under an aggregate agreement"
                    : "tables of counts leave under aggregate agreements only",
                advice: isAggregate
                    ? "write `format: table`, or `[table, parquet, sqlite]` for further copies"
                    : "write `format: [csv, ukcore]`")
        }
        guard isAggregate, agreement.tables.isEmpty else { return }
        report.add(
            Diagnostic(
                .countsOnly, .note, file: report.file, at: section.position,
                "only counts may leave, and no table is declared: nothing leaves",
                advice: "add `tables: [...]`"))
    }
}
