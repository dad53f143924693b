public import SharingAgreements
public import CanonicalModel

/// An agreement as a document that people sign: what the file says, in its order, in words.
public struct AgreementDocument: Sendable {
    enum Block: Sendable {
        case paragraph(String)
        case list([String])
        case table([String], [[String]])
    }
    struct Section: Sendable {
        let heading: String
        var blocks: [Block] = []
    }

    let title: String
    let subtitle: String
    private(set) var sections: [Section] = []
    private let agreement: Agreement
    private let outline: Outline

    /// The document of an agreement that was loaded from `yaml`.
    ///
    /// - Throws: What is wrong with the YAML; nothing, for what was loaded.
    public init(_ agreement: Agreement, yaml: String) throws(Diagnostics) {
        self.agreement = agreement
        outline = try Outline(yaml: yaml, file: agreement.file)
        title = agreement.title
        subtitle =
            "Data-sharing agreement \(agreement.id), version \(agreement.version) "
            + "(\(agreement.status.rawValue)), in force from \(Words.day(agreement.validFrom)) to "
            + "\(Words.day(agreement.validUntil)); review due \(Words.day(agreement.reviewDue))"
        addParties()
        addPurposes()
        addLaw()
        addPeople()
        addData()
        addForm()
        addPromises()
        addWholeFile()
        addSignatures()
    }

    private mutating func add(_ heading: String, _ blocks: [Block]) {
        let blocks = blocks.filter { block in
            switch block {
            case .paragraph(let text): !text.isEmpty
            case .list(let items): !items.isEmpty
            case .table(_, let rows): !rows.isEmpty
            }
        }
        if !blocks.isEmpty { sections.append(Section(heading: heading, blocks: blocks)) }
    }

    /// Rows of a list of mappings, a column a key.
    private func rows(_ path: String, _ keys: [String]) -> [[String]] {
        (0..<outline.count(path)).map { number in
            keys.map { outline.text("\(path)[\(number)].\($0)") ?? "" }
        }
    }

    /// What is stated below a section, by the meaning that the table of keys gives it.
    private func stated(_ section: String, but others: [String] = []) -> [[String]] {
        Agreement.keys.filter { !others.contains($0.path) }.filter {
            $0.path.hasPrefix(section + ".") || $0.path == section
        }.compactMap {
            key in
            let path = key.path.hasSuffix("[]") ? String(key.path.dropLast(2)) : key.path
            let words = outline.list(path).joined(separator: "; ")
            return words.isEmpty ? nil : [key.meaning, words]
        }
    }

    private mutating func addParties() {
        add(
            "Who shares, and with whom",
            [
                .table(
                    ["Practice", "ODS code", "Role"],
                    rows("parties.publishers", ["name", "ods", "role"])),
                .table(
                    ["Recipient", "ODS code", "Kind", "ICO registration", "Toolkit"],
                    rows("parties.recipients", ["name", "ods", "type", "ico", "dspt.status"])),
                .table(
                    ["Processor", "Contract"], rows("parties.processors", ["name", "contract"])),
                .paragraph(
                    outline.text("parties.joint_arrangement").map {
                        "The practices are joint controllers: \($0)."
                    } ?? "Each practice is a controller of its own records."),
                .table(["Contact", "Who"], stated("contacts")),
            ])
    }

    private mutating func addPurposes() {
        add(
            "What the data may be used for",
            [
                .table(
                    ["Purpose", "Class", "Description"],
                    agreement.purposes.map { [$0.id, Words.purpose($0.kind), $0.description] }),
                .list(
                    outline.list("prohibited_uses").map {
                        "Never for: " + $0.replacing("_", with: " ")
                    }),
                .list(outline.list("benefits")), .paragraph(outline.text("necessity") ?? ""),
            ])
    }

    /// What the sentence on the duty of confidence says already.
    private static let saidAbove = [
        "legal.confidentiality.basis", "legal.confidentiality.why",
    ]

    private mutating func addLaw() {
        add(
            "By what right",
            [
                .paragraph(
                    "The duty of confidence is met by this: \(Words.basis(agreement.basis)). "
                        + (outline.text("legal.confidentiality.why") ?? "") + "."),
                .table(["", "Stated"], stated("legal", but: Self.saidAbove)),
            ])
    }

    private mutating func addPeople() {
        let cohort = agreement.cohort
        var items = [
            "registered at "
                + (cohort.practices ?? ["one of the practices"]).joined(separator: ", ")
        ]
        if cohort.minimumAge != nil || cohort.maximumAge != nil {
            let least = cohort.minimumAge.map { "at least \($0)" }
            let most = cohort.maximumAge.map { "at most \($0)" }
            items.append("aged " + [least, most].compactMap(\.self).joined(separator: " and "))
        }
        items += cohort.criteria.map(Words.criterion)
        if let list = cohort.list { items.append("on the list \(list.name)") }
        items.append(cohort.includesDeceased ? "also people who have died" : "nobody who has died")
        let objections = [
            (agreement.appliesType1, "Type 1 objections"),
            (agreement.nationalOptOutDays != nil, "national data opt-outs"),
            (
                agreement.appliesLocalOptOuts || !agreement.codedObjections.isEmpty,
                "local objections"
            ),
        ]
        add(
            "Whose records leave",
            [
                .list(items),
                .list(
                    objections.map { applies, name in
                        "\(name): " + (applies ? "the whole record stays back" : "not applied")
                    }),
                .table(["", "Stated"], stated("opt_outs").filter { $0[0].contains("why") }),
            ])
    }

    private mutating func addData() {
        add(
            "What leaves, and why",
            [
                .table(
                    ["Entries", "Fields", "Only", "Why"],
                    agreement.inclusions.enumerated().map { number, inclusion in
                        let window = Words.window(inclusion.window)
                        let only = [
                            inclusion.codeSet.map { "codes of \($0)" },
                            window.isEmpty ? nil : window,
                            inclusion.tests.isEmpty ? nil : "values as stated in the file",
                        ]
                        return [
                            Words.kind(inclusion.kind),
                            Words.fields(inclusion.fields, of: inclusion.kind),
                            only.compactMap(\.self).joined(separator: "; "),
                            outline.text("dataset.include[\(number)].why") ?? "",
                        ]
                    }),
                .table(
                    ["Never", "Why"],
                    (0..<outline.count("dataset.exclude")).map { number in
                        let rule = agreement.exclusions[number]
                        let what = [
                            rule.codeSet.map { "codes of \($0)" },
                            rule.kind.map { kind in
                                rule.fields.isEmpty
                                    ? Words.kind(kind)
                                    : Words.fields(rule.fields, of: kind)
                                        + " of \(Words.kind(kind))"
                            },
                        ].compactMap(\.self).joined(separator: " in ")
                        return [what, outline.text("dataset.exclude[\(number)].why") ?? ""]
                    }),
                .list(
                    agreement.sensitive.codeSets.map { "Kept back as sensitive: \($0)" }
                        + (agreement.sensitive.withholdsRestricted == true
                            ? ["Kept back by law: the set legally-restricted"] : [])
                        + [agreement.releasesFreeText ? "Free text leaves" : "Free text stays"]),
            ])
    }

    private mutating func addForm() {
        let path = "deidentification.fields"
        add(
            "How precise it leaves, and how",
            [
                .paragraph("What leaves: \(Words.level(agreement.deidentification.level))."),
                .table(
                    ["Value", "Leaves as"],
                    outline.scalars.filter { $0.path.hasPrefix(path + ".") }.map {
                        let name = String($0.path.dropFirst(path.count + 1))
                        return [name.replacing("_", with: " "), $0.text]
                    }), .table(["Small numbers", "Rule"], stated("disclosure_control")),
                .table(
                    ["Feed", "To", "For", "Form", "How often"],
                    agreement.flows.enumerated().map { number, flow in
                        [
                            flow.id, flow.recipient, flow.purpose,
                            flow.formats.map(\.rawValue).joined(separator: ", "),
                            outline.text("flows[\(number)].schedule") ?? "",
                        ]
                    }),
            ])
    }

    private mutating func addPromises() {
        let sections = [
            ("Storage, access and security", ["storage", "access", "security"]),
            (
                "Onward sharing, linkage and re-identification",
                ["onward_sharing", "linkage", "reidentification"]
            ),
            ("Retention and the end", ["retention", "termination"]),
            ("Rights and transparency", ["rights", "transparency", "complaints", "foi"]),
            ("Assessment and records", ["dpia", "ropa", "breach", "audit", "quality", "ppie"]),
            ("Five safes", ["five_safes"]), ("Stopping", ["stop"]),
            ("Costs and liability", ["commercial"]),
        ]
        for (heading, names) in sections {
            add(heading, [.table(["", "Stated"], names.flatMap { stated($0) })])
        }
    }

    /// What is said above in sentences leaves out what is as usual; here nothing is left out.
    private mutating func addWholeFile() {
        add(
            "The file, key by key",
            [.table(["Key", "Stated"], outline.scalars.map { [$0.path, $0.text] })])
    }

    private mutating func addSignatures() {
        let signed = rows("sign_up", ["ods", "version", "by", "role", "at", "evidence"])
        let open = agreement.publishers.map(\.ods).filter { ods in
            !agreement.signUps.contains {
                $0.ods == ods && $0.version == agreement.version.signed
            }
        }
        add(
            "Signatures",
            [
                .table(
                    ["Approved as", "By", "On"], rows("approvals", ["role", "by", "at"])),
                .table(["Practice", "Version", "By", "Role", "On", "Evidence"], signed),
                .table(
                    ["Practice", "Name", "Role", "Signature", "Date"],
                    open.map { [$0, "", "", "", ""] }),
            ])
    }
}
