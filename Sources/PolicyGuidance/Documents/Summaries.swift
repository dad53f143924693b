import CanonicalModel
public import SharingAgreements

extension AgreementDocument {
    /// The row of the record of processing activities, with a row of headings above it, in CSV.
    ///
    /// Source: UK GDPR Art. 30(1).
    public static func recordOfProcessing(_ agreement: Agreement) -> String {
        let stated = { (path: String) in
            (agreement.statements[path] ?? []).joined(separator: "; ")
        }
        let columns: [(String, String)] = [
            ("reference", stated("ropa.id")), ("agreement", "\(agreement.id) \(agreement.version)"),
            ("activity", agreement.title),
            (
                "controllers",
                agreement.publishers.map { "\($0.name) (\($0.ods))" }.joined(separator: "; ")
            ),
            ("data protection officer", stated("contacts.dpo")),
            (
                "purposes",
                agreement.purposes.map { "\(Words.purpose($0.kind)): \($0.description)" }
                    .joined(separator: "; ")
            ), ("data subjects", "patients of the controllers"),
            (
                "categories of data",
                agreement.inclusions.map { Words.kind($0.kind) }.uniqued.joined(separator: "; ")
            ), ("special categories", stated("dataset.special_categories[]")),
            ("form", Words.level(agreement.deidentification.level)),
            (
                "recipients",
                agreement.recipients.map { "\($0.name) (\($0.ods))" }.joined(separator: "; ")
            ), ("processors", stated("parties.processors[].name")),
            ("article 6", stated("legal.article6[]")), ("article 9", stated("legal.article9[]")),
            ("duty of confidence", Words.basis(agreement.basis)),
            ("transfers outside the UK", stated("storage.transfer_mechanism")),
            ("retention", stated("retention.period")),
            (
                "security",
                [stated("security.in_transit"), stated("security.at_rest")].filter { !$0.isEmpty }
                    .joined(separator: "; ")
            ), ("impact assessment", stated("dpia.ref")),
            ("from", Words.day(agreement.validFrom)), ("until", Words.day(agreement.validUntil)),
            ("review due", Words.day(agreement.reviewDue)),
        ]
        return CSVText.line(columns.map(\.0)) + CSVText.line(columns.map(\.1))
    }

    /// What a patient needs to know, in plain words; in Markdown.
    ///
    /// The summary that the agreement itself states comes first. The rest says no more than the
    /// agreement does.
    public static func patientSummary(_ agreement: Agreement) -> String {
        let names = { (parties: [String]) in parties.filter { !$0.isEmpty }.joined(separator: ", ")
        }
        let recipients = names(agreement.recipients.map(\.name))
        let practices = names(agreement.publishers.map(\.name))
        var parts = ["# \(agreement.title)"]
        if let own = agreement.statements["transparency.patient_summary"]?.first {
            parts.append(own)
        }
        parts.append(
            "**What happens?** \(practices.isEmpty ? "Practices" : practices) share "
                + "\(Words.level(agreement.deidentification.level)) with "
                + "\(recipients.isEmpty ? "the recipients named in the agreement" : recipients), "
                + "from \(Words.day(agreement.validFrom)) to \(Words.day(agreement.validUntil)).")
        parts.append(
            "**What for?**\n\n"
                + agreement.purposes.map { "- \($0.description)" }.joined(separator: "\n"))
        parts.append(
            "**What is shared?** From your record: "
                + agreement.inclusions.map {
                    $0.kind == .patient ? "details about you" : Words.kind($0.kind) + " entries"
                }.uniqued.joined(separator: ", ") + ". "
                + (agreement.releasesFreeText
                    ? "Notes in words are among it."
                    : "Nothing that was written about you in words is among it."))
        parts.append("**Why is that allowed?** \(Words.basis(agreement.basis).capitalisedFirst).")
        parts.append("**Can I say no?** \(refusal(agreement))")
        let asks = [
            agreement.statements["rights.contact"]?.first.map { "Ask \($0)." },
            agreement.statements["transparency.privacy_notice"]?.first.map { "More: <\($0)>" },
        ].compactMap(\.self)
        if !asks.isEmpty { parts.append(asks.joined(separator: " ")) }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private static func refusal(_ agreement: Agreement) -> String {
        var ways: [String] = []
        if agreement.consent != nil {
            ways.append("only people who have said yes are in, and you can take it back")
        }
        if agreement.appliesType1 {
            ways.append("a Type 1 objection at your practice keeps you out")
        }
        if agreement.nationalOptOutDays != nil {
            ways.append("so does the national data opt-out")
        }
        if agreement.appliesLocalOptOuts || !agreement.codedObjections.isEmpty {
            ways.append("tell your practice that you object to this sharing")
        }
        return ways.isEmpty
            ? "This sharing is part of your care; speak to your practice if you object."
            : "Yes: " + ways.joined(separator: "; ") + "."
    }
}

extension Array where Element == String {
    /// Each once, in the order of first use.
    var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension String {
    /// With its first letter as a capital.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
