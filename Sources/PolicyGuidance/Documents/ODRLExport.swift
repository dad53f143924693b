import CanonicalModel
public import SharingAgreements

extension AgreementDocument {
    /// The agreement as an ODRL agreement with the Data Privacy Vocabulary, in JSON-LD whose
    /// context is written out, so that nothing has to be fetched to read it.
    ///
    /// Source: ODRL Information Model 2.2 (W3C, 15 February 2018): Agreement, Permission,
    /// Prohibition, Constraint; DPV 2 and its EU-GDPR extension for legal bases, since
    /// UK law has no terms of its own there and numbers its articles alike.
    public static func odrl(_ agreement: Agreement) -> String {
        let target = "urn:sluice:agreement:\(agreement.id):data"
        let dpv = agreement.statements["purposes[].dpv"] ?? []
        let bases =
            articles(agreement.statements["legal.article6[]"] ?? [])
            + articles(agreement.statements["legal.article9[]"] ?? [])
        var constraints = [
            constraint("dateTime", "gteq", day(agreement.validFrom)),
            constraint("dateTime", "lteq", day(agreement.validUntil)),
        ]
        let purposes = dpv.isEmpty ? agreement.purposes.map { JSONValue.text($0.description) } : []
        for purpose in dpv.map(link) + purposes {
            constraints.append(constraint("purpose", "isA", purpose))
        }
        let permissions = agreement.recipients.map { recipient in
            JSONValue.object([
                ("odrl:target", link(target)), ("odrl:action", link("odrl:use")),
                ("odrl:assigner", .list(agreement.publishers.map { party($0.ods) })),
                ("odrl:assignee", party(recipient.ods)), ("odrl:constraint", .list(constraints)),
            ])
        }
        let prohibitions = (agreement.statements["prohibited_uses[]"] ?? []).map { use in
            JSONValue.object([
                ("odrl:target", link(target)), ("odrl:action", link("odrl:use")),
                ("odrl:constraint", constraint("purpose", "isA", .text(use))),
            ])
        }
        return JSONValue.members([
            ("@context", context), ("@id", .text("urn:sluice:agreement:\(agreement.id)")),
            ("@type", .text("odrl:Agreement")),
            ("odrl:uid", link("urn:sluice:agreement:\(agreement.id):\(agreement.version)")),
            ("dct:title", agreement.title.isEmpty ? nil : .text(agreement.title)),
            ("odrl:conflict", link("odrl:prohibit")),
            ("dpv:hasLegalBasis", bases.isEmpty ? nil : .list(bases.map(link))),
            ("odrl:permission", .list(permissions)),
            ("odrl:prohibition", prohibitions.isEmpty ? nil : .list(prohibitions)),
        ]).rendered
    }

    private static let context = JSONValue.object([
        ("odrl", .text("http://www.w3.org/ns/odrl/2/")), ("dpv", .text("https://w3id.org/dpv#")),
        ("eu-gdpr", .text("https://w3id.org/dpv/legal/eu/gdpr#")),
        ("dct", .text("http://purl.org/dc/terms/")),
        ("xsd", .text("http://www.w3.org/2001/XMLSchema#")),
    ])

    private static func link(_ iri: String) -> JSONValue { .object([("@id", .text(iri))]) }

    private static func party(_ ods: String) -> JSONValue { link("urn:sluice:ods:\(ods)") }

    private static func day(_ date: PartialDate?) -> JSONValue {
        .object([("@value", .text(Words.day(date))), ("@type", .text("xsd:date"))])
    }

    private static func constraint(
        _ left: String, _ sign: String, _ right: JSONValue
    ) -> JSONValue {
        .object([
            ("odrl:leftOperand", link("odrl:\(left)")), ("odrl:operator", link("odrl:\(sign)")),
            ("odrl:rightOperand", right),
        ])
    }

    /// `6(1)(e)` as `eu-gdpr:A6-1-e`.
    private static func articles(_ words: [String]) -> [String] {
        words.map { word in
            let parts = word.split { "()".contains($0) }
            return "eu-gdpr:A" + parts.joined(separator: "-")
        }
    }
}
