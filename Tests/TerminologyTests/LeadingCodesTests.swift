import CanonicalModel
import Terminology
import Testing

/// Codes that a terminology leads from to some concept.
@Suite struct LeadingCodesTests {
    /// 5 and 7 are replaced by 1; 6 and 8 leave a choice. 1 has the descriptions 1 to 3, 5 has 6.
    @Test(
        arguments: [
            ([1], [5, 7], [1, 2, 3, 6]), ([4], [], [5]), ([10], [], []), ([777], [], []),
            ([5], [], [6]), ([], [], []),
        ] as [([Int], [Int], [Int])])
    func conceptsAndDescriptionsLeadToAConcept(
        _ items: [Int], _ concepts: [Int], _ descriptions: [Int]
    ) throws {
        let file = try MadeUp.file(MadeUp.release)
        let ids = Set(items.compactMap { UInt64(MadeUp.id($0)) })
        let expected = concepts.map { MadeUp.id($0) } + descriptions.map(MadeUp.description)
        #expect(Set(file.codes(leadingTo: ids)) == Set(expected))
    }

    /// Every code that may lead there, whichever of several is chosen in the end.
    @Test(
        arguments: [(9, ["G58..", "H33.."]), (8, ["G58..", "G60.."]), (7, [])] as [(Int, [String])])
    func codesOfMapsLeadToAConcept(_ item: Int, _ expected: [String]) throws {
        let rows = [("G58..", 9), ("G58..", 8), ("G60..", 8), ("H33..", 9)].map {
            "\($0)\($1)\t\($0)\t00\t\(MadeUp.id($1))\t20200401\t1\r\n"
        }
        let head = "MapId\tReadCode\tTermCode\tConceptId\tEffectiveDate\tMapStatus\r\n"
        let file = try MadeUp.file([("rcsctmap_uk.txt", head + rows.joined())])
        let id = try #require(UInt64(MadeUp.id(item)))
        #expect(Set(file.codes(leadingTo: [id])) == Set(expected))
    }
}
