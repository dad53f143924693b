import CanonicalModel
import FoundationEssentials
import Terminology
import Testing

/// A release that nobody has published: ids of the namespace 9999999, which is nobody's.
enum MadeUp {
    /// The id of item `item`: partition 10 is a concept, 11 a description, 12 a relationship.
    static func id(_ item: Int, partition: Int = 10) -> String {
        let stem = "\(item)9999999\(partition)"
        let digits = (0...9).filter { SnomedCT.isValid(Array("\(stem)\($0)".utf8).span) }
        return digits.count == 1 ? "\(stem)\(digits[0])" : "no check digit"
    }
    static func description(_ item: Int) -> String { id(item, partition: 11) }

    static let module = id(900)
    static let synonym = "900000000000013009"
    static let fullName = "900000000000003001"
    static let british = "900000000000508004"
    static let preferred = "900000000000548007"
    static let acceptable = "900000000000549004"
    static let sameAs = "900000000000527005"
    static let replacedBy = "900000000000526001"
    static let possibly = "900000000000523009"

    static func uuid(_ number: Int) -> String {
        let digits = "\(number)"
        return "00000000-0000-4000-8000-"
            + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func table(_ header: String, _ rows: [[String]]) -> String {
        let columns = header.split(separator: " ").map(String.init)
        return ([columns] + rows).map { $0.joined(separator: "\t") + "\r\n" }.joined()
    }

    static func concepts(_ rows: [(item: Int, isActive: Bool)]) -> String {
        table(
            "id effectiveTime active moduleId definitionStatusId",
            rows.map {
                [id($0.item), "20260401", $0.isActive ? "1" : "0", module, "900000000000074008"]
            })
    }

    static func descriptions(
        _ rows: [(item: Int, concept: Int, term: String, type: String)]
    ) -> String {
        table(
            "id effectiveTime active moduleId conceptId languageCode typeId term "
                + "caseSignificanceId",
            rows.map {
                [
                    description($0.item), "20260401", "1", module, id($0.concept), "en", $0.type,
                    $0.term, "900000000000448009",
                ]
            })
    }

    static func isA(_ pairs: [(child: Int, parent: Int)]) -> String {
        table(
            "id effectiveTime active moduleId sourceId destinationId relationshipGroup typeId "
                + "characteristicTypeId modifierId",
            pairs.enumerated().map { number, pair in
                [
                    id(number + 1, partition: 12), "20260401", "1", module, id(pair.child),
                    id(pair.parent), "0", "116680003", "900000000000011006", "900000000000451002",
                ]
            })
    }

    /// Members of reference sets; `extra` is the name of the last columns and each row's values.
    static func members(
        _ extra: String, _ rows: [(refset: String, component: String, extra: [String])],
        from first: Int = 0
    ) -> String {
        table(
            "id effectiveTime active moduleId refsetId referencedComponentId \(extra)",
            rows.enumerated().map { number, row in
                [uuid(first + number), "20260401", "1", module, row.refset, row.component]
                    + row.extra
            })
    }

    static func loader(_ files: [(name: String, text: String)]) throws -> TerminologyLoader {
        var loader = TerminologyLoader()
        for file in files {
            try loader.readTable(
                Array(file.text.utf8),
                TerminologyLoader.Input(name: file.name, sha256: "made up"))
        }
        return loader
    }

    static func file(_ files: [(name: String, text: String)]) throws -> TerminologyFile {
        let loader = try loader(files)
        #expect(loader.findings.map(\.description) == [])
        return try TerminologyFile(Data(loader.content.compiled()), name: "made-up.terms")
    }

    /// Findings of a disease 1, kinds 2 and 3 of it, 4 a kind of both; 5 to 9 are inactive.
    static let release: [(name: String, text: String)] = [
        (
            "sct2_Concept_Snapshot.txt",
            concepts([
                (1, true), (2, true), (3, true), (4, true), (5, false), (6, false), (7, false),
                (8, false), (9, false), (10, true), (20, true), (21, true), (22, true),
            ])
        ),
        (
            "sct2_Description_Snapshot-en.txt",
            descriptions([
                (1, 1, "Made-up disease (disorder)", fullName),
                (2, 1, "Made-up illness", synonym), (3, 1, "Made-up disease", synonym),
                (4, 2, "Made-up disease of the left side", synonym),
                (5, 4, "Made-up disease of both sides", synonym),
                (6, 5, "Old made-up disease", synonym), (7, 6, "Vague made-up disease", synonym),
                (20, 20, "Made-up reference set", synonym),
            ])
        ),
        ("sct2_Relationship_Snapshot.txt", isA([(2, 1), (3, 1), (4, 2), (4, 3)])),
        (
            "der2_cRefset_LanguageSnapshot-en.txt",
            members(
                "acceptabilityId",
                [
                    (british, description(2), [acceptable]),
                    (british, description(3), [preferred]),
                ])
        ),
        (
            "der2_cRefset_AssociationSnapshot.txt",
            members(
                "targetComponentId",
                [
                    (sameAs, id(5), [id(1)]),
                    (possibly, id(6), [id(2)]), (possibly, id(6), [id(3)]),
                    (replacedBy, id(7), [id(5)]),
                    (sameAs, id(8), [id(1)]), (replacedBy, id(8), [id(2)]),
                ], from: 100)
        ),
        (
            "der2_Refset_SimpleSnapshot.txt",
            members(
                "",
                [(id(20), id(2), []), (id(20), id(4), []), (id(21), id(4), [])], from: 200)
        ),
        (
            "der2_sRefset_SimpleMapSnapshot.txt",
            members("mapTarget", [(id(22), id(1), ["XaMU1"])], from: 300)
        ),
        (
            "der2_iisssccRefset_ExtendedMapSnapshot.txt",
            members(
                "mapGroup mapPriority mapRule mapAdvice mapTarget correlationId mapCategoryId",
                [
                    (
                        id(22), id(2),
                        ["1", "2", "TRUE", "ALWAYS", "Z999", "447561005", "447637006"]
                    )
                ], from: 400)
        ),
    ]
}
