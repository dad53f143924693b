import CanonicalModel
import SharingAgreements

/// What may stand at each key, as JSON Schema.
enum SchemaShapes {
    /// What may stand at a key of the table.
    static func shape(of key: AgreementKey) -> JSONValue {
        switch key.form {
        case .text: text
        case .word(let words): word(words)
        case .date: date
        case .period: pattern("^P[0-9]+[YMWD]$")
        case .flag: flag
        case .number(let range): number(range)
        case .address: pattern("^https://[^ ]+$")
        case .reference: pattern("^[A-Za-z0-9./:_@-]+$", orNumber: true)
        case .own: own[key.path] ?? text
        }
    }

    /// Something that YAML may take for a number, and that is text here.
    static let text = JSONValue.object([
        ("type", .texts(["string", "number", "boolean"])), ("pattern", .text("[^ \\t\\n]")),
    ])
    static let flag = JSONValue.object([("type", .text("boolean"))])
    static let date = pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    private static let action = word(["withhold", "release"])
    private static let ods = pattern("^[A-Z0-9]{3,12}$", orNumber: true)
    private static let signed = pattern("^[0-9]+\\.[0-9]+$", orNumber: true)
    private static let scope = pattern("^[A-Za-z0-9.-]+$", orNumber: true)
    private static let kind = word(EntryKind.allCases.map(\.name))

    /// Text of a form; where YAML may take it for a number, a number too.
    static func pattern(_ text: String, orNumber: Bool = false) -> JSONValue {
        .object([
            ("type", .texts(orNumber ? ["string", "number"] : ["string"])),
            ("pattern", .text(text)),
        ])
    }

    /// One of some words; those that YAML takes for numbers count as both.
    static func word(_ words: [String]) -> JSONValue {
        .object([
            (
                "enum",
                .list(words.map(JSONValue.text) + words.compactMap(Int.init).map(JSONValue.number))
            )
        ])
    }

    static func number(_ range: ClosedRange<Int>) -> JSONValue {
        .object([
            ("type", .text("integer")), ("minimum", .number(range.lowerBound)),
            ("maximum", .number(range.upperBound)),
        ])
    }

    private static func either(_ shapes: [JSONValue]) -> JSONValue {
        .object([("anyOf", .list(shapes))])
    }

    private static func list(_ items: JSONValue) -> JSONValue {
        .object([("type", .text("array")), ("items", items), ("minItems", .number(1))])
    }

    private static func words<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> JSONValue
    where Word.RawValue == String { word(Word.allCases.map(\.rawValue)) }

    /// What the keys hold that the loader reads in its own way, by path.
    static let own: [String: JSONValue] = parties.merging(data) { first, _ in first }

    private static let parties: [String: JSONValue] = [
        "agreement.id": pattern("^[a-z0-9-]+$"),
        "agreement.version": pattern("^[0-9]+\\.[0-9]+\\.[0-9]+$"),
        "agreement.supersedes": pattern("^[a-z0-9-]+@[0-9]+\\.[0-9]+\\.[0-9]+$"),
        "agreement.status": words(Agreement.Status.self),
        "agreement.valid.from": date, "agreement.valid.until": date, "agreement.review.due": date,
        "parties.publishers[].ods": ods, "parties.recipients[].ods": ods,
        "parties.recipients[].flows[]": text, "parties.processors[].ods": ods,
        "purposes[].id": text, "purposes[].class": words(Agreement.PurposeClass.self),
        "legal.article6[]": word("abcdef".map { "6(1)(\($0))" }),
        "legal.article9[]": word("abcdefghij".map { "9(2)(\($0))" }),
        "legal.confidentiality.basis": words(Agreement.ConfidentialityBasis.self),
        "legal.confidentiality.consent.given": text,
        "legal.confidentiality.consent.refused": text,
        "legal.confidentiality.s251.expires": date,
        "flows[].id": text, "flows[].recipient": ods, "flows[].purpose": text,
        "flows[].format[]": words(Agreement.Format.self),
        "storage.country": pattern("^[A-Z]{2}$"),
        "breach.notify_within": pattern("^PT[0-9]+H$"),
        "sign_up[].ods": ods, "sign_up[].version": signed, "sign_up[].at": date,
        "sign_up[].by": text, "sign_up[].role": text, "sign_up[].evidence": text,
        "withdrawals[].ods": ods, "withdrawals[].at": date,
        "approvals[].content_hash": pattern("^[0-9a-f]{64}$"),
        "approvals[].tests_hash": pattern("^[0-9a-f]{64}$"),
    ]

    private static let conditions = list(.object([("$ref", .text("#/$defs/condition"))]))
    private static let period = pattern("^P[0-9]+[YMWD]$")
    private static let values = JSONValue.object([
        ("type", .text("object")), ("minProperties", .number(1)),
    ])

    private static let dimensions = list(
        either([
            text,
            .object([
                ("type", .text("object")),
                (
                    "properties",
                    .object([
                        ("name", text), ("field", text), ("codes", either([text, list(text)])),
                        ("has", kind),
                        ("values", .object([("type", .texts(["array", "object"]))])),
                    ])
                ),
                ("additionalProperties", .flag(false)),
            ]),
        ]))

    private static let data: [String: JSONValue] = [
        "cohort.registered_at": either([word(["publishers"]), ods, list(ods)]),
        "cohort.registration[]": word(registrations), "cohort.unstated_registration": action,
        "cohort.temporary_residents": action, "cohort.deceased": action,
        "cohort.test_patients": action, "cohort.age.min": number(0...130),
        "cohort.age.max": number(0...130), "cohort.any_of": conditions,
        "cohort.all_of": conditions, "cohort.none_of": conditions, "cohort.list": text,
        "cohort.on_exit": either([word(["retract", "freeze"]), retaining]),
        "opt_outs.type1.apply": flag, "opt_outs.type1.why": text, "opt_outs.national.apply": flag,
        "opt_outs.national.max_age": pattern("^P[0-9]+[WD]$"),
        "opt_outs.national.missing": word(["withhold"]), "opt_outs.national.why": text,
        "opt_outs.local.apply": flag, "opt_outs.local.missing": word(["withhold"]),
        "opt_outs.local.why": text, "opt_outs.coded[].dissent": text,
        "opt_outs.coded[].withdrawal": text, "confidentiality.record": action,
        "confidentiality.item": action, "confidentiality.unknown": action,
        "dataset.include[].entry": kind, "dataset.include[].fields[]": text,
        "dataset.include[].codes": text, "dataset.include[].since": date,
        "dataset.include[].last": period, "dataset.include[].values": values,
        "dataset.include[].why": text, "dataset.exclude[].entry": kind,
        "dataset.exclude[].fields[]": text, "dataset.exclude[].codes": text,
        "dataset.exclude[].why": text, "dataset.window.since": date,
        "dataset.window.last": period, "dataset.window.long_lived[]": kind,
        "dataset.free_text": action, "dataset.documents": action,
        "sensitive.legally_restricted": action, "sensitive.categories[].set": text,
        "sensitive.categories[].action": action, "sensitive.categories[].drugs": text,
        "sensitive.linked": action, "sensitive.uncoded[]": kind,
        "deidentification.level": words(Agreement.Deidentification.Level.self),
        "deidentification.pseudonym.key": pattern("^(env|file):.+$"),
        "deidentification.pseudonym.epoch": scope,
        "deidentification.pseudonym.linkage_group": scope, "deidentification.fields": levels,
        "deidentification.date_shift": number(1...365),
        "tables[].id": pattern("^[a-z0-9-]+$"), "tables[].count": word(["patients", "entries"]),
        "tables[].of": kind, "tables[].codes": text, "tables[].values": values,
        "tables[].rows": dimensions, "tables[].columns": dimensions,
    ]

    private static let registrations: [String] = {
        let definition = EntryKind.registration.definition
        guard let field = definition.index(of: "type"),
            case .code(let vocabulary) = definition.fields[field].type
        else { return [] }
        return vocabulary.words
    }()

    private static let retaining = JSONValue.object([
        ("type", .text("object")), ("properties", .object([("retain_until", date)])),
        ("required", .texts(["retain_until"])), ("additionalProperties", .flag(false)),
    ])

    private static let level = word(["drop"] + ReleaseLevel.allCases.map(\.name))

    private static let levels = JSONValue.object([
        ("type", .text("object")),
        (
            "properties",
            .object([
                ("birth_date", level), ("death_date", level), ("event_date", level),
                ("age", words(Agreement.Deidentification.Age.self)),
                ("top_code", number(50...110)),
                ("postcode", words(Agreement.Deidentification.Postcode.self)),
                ("ethnicity", words(Agreement.Deidentification.Ethnicity.self)),
                ("practitioner", word(["drop"])),
            ])
        ),
        ("patternProperties", .object([("^[a-z_]+\\.[a-z_]+$", level)])),
        ("additionalProperties", .flag(false)),
    ])
}

/// What depends on the kind of entry.
extension SchemaShapes {
    /// A condition of a cohort: one kind of entry or connective, and what narrows it.
    static let condition: JSONValue = {
        let kinds = EntryKind.allCases.filter { $0.definition.index(of: "code") != nil }
        let sets = JSONValue.object([
            ("anyOf", .list([text, .object([("type", .text("array")), ("items", text)])]))
        ])
        let inner = JSONValue.object([("$ref", .text("#/$defs/condition"))])
        let nested = JSONValue.object([
            ("type", .text("array")), ("items", inner), ("minItems", .number(1)),
        ])
        let counted = JSONValue.object([
            ("type", .text("object")),
            (
                "properties",
                .object([
                    ("at_least", .object([("type", .text("integer")), ("minimum", .number(1))])),
                    ("of", sets),
                ])
            ),
            ("required", .texts(["at_least", "of"])), ("additionalProperties", .flag(false)),
        ])
        let heads =
            kinds.map { ($0.name, sets) } + [("conditions", counted)]
            + ["any_of", "all_of", "none_of"].map { ($0, nested) }
        let narrowing: [(String, JSONValue)] = [
            ("since", date), ("last", pattern("^P[0-9]+[YMWD]$")),
            ("times", number(1...1_000)), ("values", .object([("type", .text("object"))])),
        ]
        let one = heads.map { name, _ in JSONValue.object([("required", .texts([name]))]) }
        return .object([
            ("type", .text("object")), ("properties", .object(heads + narrowing)),
            ("additionalProperties", .flag(false)), ("oneOf", .list(one)),
        ])
    }()

    /// For each kind of entry the fields that it has.
    static let fieldsOfKinds = JSONValue.list(
        EntryKind.allCases.map { kind in
            let names = word(kind.definition.fields.map(\.name))
            let fields = JSONValue.object([
                (
                    "anyOf",
                    .list([
                        names, .object([("type", .text("array")), ("items", names)]),
                    ])
                )
            ])
            return .object([
                (
                    "if",
                    .object([
                        (
                            "properties",
                            .object([("entry", .object([("const", .text(kind.name))]))])
                        ), ("required", .texts(["entry"])),
                    ])
                ),
                ("then", .object([("properties", .object([("fields", fields)]))])),
            ])
        })
}
