import CanonicalModel
public import SharingAgreements

extension AgreementDocument {
    private static let odsSystem = "https://fhir.nhs.uk/Id/ods-organization-code"

    private static func organisation(_ ods: String, _ name: String) -> JSONValue {
        .members([
            (
                "identifier",
                .object([("system", .text(odsSystem)), ("value", .text(ods))])
            ), ("display", name.isEmpty ? nil : .text(name)),
        ])
    }

    private static func words(_ text: String) -> JSONValue { .object([("text", .text(text))]) }

    private static func period(_ agreement: Agreement) -> JSONValue {
        .members([
            ("start", agreement.validFrom.map { .text(Words.day($0)) }),
            ("end", agreement.validUntil.map { .text(Words.day($0)) }),
        ])
    }

    private static func identifier(_ agreement: Agreement) -> JSONValue {
        .list([
            .object([
                ("system", .text("urn:ietf:rfc:3986")),
                ("value", .text("urn:sluice:agreement:\(agreement.id):\(agreement.version)")),
            ])
        ])
    }

    /// The agreement as a FHIR R4 `Contract`: parties, term, an asset for each inclusion, and who
    /// signed.
    ///
    /// Source: FHIR R4 (4.0.1), Contract; the signature type is that of ASTM E1762-95 for a
    /// signature of consent.
    public static func fhirContract(_ agreement: Agreement) -> String {
        let status =
            switch agreement.status {
            case .draft: "negotiable"
            case .active: "executed"
            case .suspended: "disputed"
            case .terminated: "terminated"
            }
        let (assets, signers) = (Self.assets(agreement), Self.signers(agreement))
        return JSONValue.members([
            ("resourceType", .text("Contract")), ("id", .text(agreement.id)),
            ("identifier", identifier(agreement)), ("version", .text("\(agreement.version)")),
            ("status", .text(status)), ("applies", period(agreement)),
            (
                "authority",
                .list(agreement.publishers.map { organisation($0.ods, $0.name) })
            ), ("title", agreement.title.isEmpty ? nil : .text(agreement.title)),
            ("scope", words(agreement.purposes.map(\.description).joined(separator: "; "))),
            (
                "term",
                .list([
                    .members([
                        ("applies", period(agreement)),
                        (
                            "offer",
                            .object([
                                (
                                    "party",
                                    .list([
                                        .object([
                                            (
                                                "reference",
                                                .list(
                                                    agreement.recipients.map {
                                                        organisation($0.ods, $0.name)
                                                    })
                                            ), ("role", words("recipient")),
                                        ])
                                    ])
                                ), ("text", .text(Words.level(agreement.deidentification.level))),
                            ])
                        ), ("asset", assets.isEmpty ? nil : .list(assets)),
                    ])
                ])
            ), ("signer", signers.isEmpty ? nil : .list(signers)),
        ]).rendered
    }

    private static func assets(_ agreement: Agreement) -> [JSONValue] {
        agreement.inclusions.map { inclusion in
            JSONValue.members([
                ("scope", words(Words.kind(inclusion.kind))),
                ("condition", inclusion.codeSet.map { .text("codes of \($0)") }),
                ("text", .text(Words.fields(inclusion.fields, of: inclusion.kind))),
            ])
        }
    }

    private static func signers(_ agreement: Agreement) -> [JSONValue] {
        let names = Dictionary(
            agreement.publishers.map { ($0.ods, $0.name) }, uniquingKeysWith: { first, _ in first })
        return agreement.signUps.filter { $0.version == agreement.version.signed }.map {
            signUp in
            let party = organisation(signUp.ods, names[signUp.ods] ?? "")
            return JSONValue.object([
                ("type", .object([("display", .text("practice that shares"))])),
                ("party", party),
                (
                    "signature",
                    .list([
                        .object([
                            (
                                "type",
                                .list([
                                    .object([
                                        ("system", .text("urn:iso-astm:E1762-95:2013")),
                                        ("code", .text("1.2.840.10065.1.12.1.7")),
                                    ])
                                ])
                            ), ("when", .text(Words.day(signUp.at) + "T00:00:00Z")),
                            ("who", party),
                        ])
                    ])
                ),
            ])
        }
    }

    /// The agreement as a FHIR R4 `Consent` that names no patient: what is permitted to whom, for
    /// what, with what is sensitive denied within.
    ///
    /// Its scope is stated in words: each coded scope asks for a patient.
    ///
    /// Source: FHIR R4 (4.0.1), Consent, invariants ppc-1 to ppc-5; LOINC 59284-0; HL7 v3
    /// ParticipationType IRCP, information recipient.
    public static func fhirConsent(_ agreement: Agreement) -> String {
        let status =
            switch agreement.status {
            case .draft: "draft"
            case .active: "active"
            case .suspended, .terminated: "inactive"
            }
        let stated = agreement.statements["purposes[].hl7_pou"] ?? []
        let purposes = stated.map { code in
            JSONValue.object([
                ("system", .text("http://terminology.hl7.org/CodeSystem/v3-ActReason")),
                ("code", .text(code)),
            ])
        }
        let classes = agreement.inclusions.compactMap(\.kind.definition.resource).uniqued.map {
            JSONValue.object([
                ("system", .text("http://hl7.org/fhir/resource-types")), ("code", .text($0)),
            ])
        }
        let denied = agreement.sensitive.codeSets.map { name in
            JSONValue.object([
                ("type", .text("deny")), ("code", .list([words("code set \(name)")])),
            ])
        }
        let actors = agreement.recipients.map { recipient in
            JSONValue.object([
                ("role", ircp), ("reference", organisation(recipient.ods, recipient.name)),
            ])
        }
        return JSONValue.members([
            ("resourceType", .text("Consent")), ("id", .text(agreement.id)),
            ("identifier", identifier(agreement)), ("status", .text(status)),
            ("scope", words("agreement between organisations to share records")),
            (
                "category",
                .list([
                    .object([
                        (
                            "coding",
                            .list([
                                .object([
                                    ("system", .text("http://loinc.org")),
                                    ("code", .text("59284-0")),
                                ])
                            ])
                        )
                    ])
                ])
            ),
            (
                "organization",
                .list(agreement.publishers.map { organisation($0.ods, $0.name) })
            ), ("policyRule", words(Words.basis(agreement.basis))),
            (
                "provision",
                .members([
                    ("type", .text("permit")), ("period", period(agreement)),
                    ("actor", .list(actors)), ("purpose", purposes.isEmpty ? nil : .list(purposes)),
                    ("class", classes.isEmpty ? nil : .list(classes)),
                    ("provision", denied.isEmpty ? nil : .list(denied)),
                ])
            ),
        ]).rendered
    }

    private static let ircp = JSONValue.object([
        (
            "coding",
            .list([
                .object([
                    (
                        "system",
                        .text("http://terminology.hl7.org/CodeSystem/v3-ParticipationType")
                    ), ("code", .text("IRCP")),
                ])
            ])
        )
    ])
}
