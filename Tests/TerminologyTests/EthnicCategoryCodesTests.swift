import CanonicalModel
import Terminology
import Testing

@Suite struct EthnicCategoryCodesTests {
    private static func file(_ codes: String) -> String {
        "ethnic_categories: e\nversion: '1'\ntitle: t\nsource: s\ncodes: [\(codes)]"
    }

    private static let files = [
        file("{category: A, snomed: '92391000000108', readv2: '9i0..', ctv3: XaJQv}"),
        file("{category: A, ctv3: XaJQv}, {category: Z, snomed: '763726001', term: Refused}"),
    ]

    @Test(arguments: [
        (CodeSystem.snomed, "92391000000108", "A"), (.readV2, "9i0..", "A"),
        (.readV2, "9i0..00", "A"), (.ctv3, "XaJQv", "A"), (.snomed, "763726001", "Z"),
        (.ctv3, "9i0..", ""), (.snomed, "92401000000106", ""), (.other, "92391000000108", ""),
    ])
    func severalFilesCountTogether(
        _ system: CodeSystem, _ code: String, _ expected: String
    ) throws {
        let codes = try EthnicCategoryCodes.load(Self.files.map { ($0, "e.yaml") })
        let found = codes.membership(system, Array(code.utf8).span)
        let letters = EthnicCategoryCodes.letters.indices.filter { found & 1 << UInt64($0) != 0 }
            .map { String(UnicodeScalar(EthnicCategoryCodes.letters[$0])) }
        #expect(letters.joined() == expected)
        #expect(!codes.isEmpty)
    }

    @Test(arguments: [
        ("{category: I, ctv3: XaJQv}", "5:20"),
        ("{ctv3: XaJQv}", "5:9"),
        ("{category: A}", "5:9"),
        ("{category: A, snomed: '92391000000109'}", "5:31"),
        ("{category: A, ctv3: XaJQv}, {category: B, ctv3: XaJQv}", "5:37"),
        ("{category: A, ctv3: XaJQv}, {category: A, ctv3: XaJQv}", "5:57"),
        ("{category: A, group: 1, ctv3: XaJQv}", "5:23"),
    ])
    func whatIsRefused(_ codes: String, _ place: String) {
        var places: [String] = []
        do throws(Diagnostics) {
            _ = try EthnicCategoryCodes.load([(Self.file(codes), "e.yaml")])
        } catch {
            places = error.all.compactMap { $0.position.map { "\($0.line):\($0.column)" } }
        }
        #expect(places == [place])
    }

    @Test func noFileIsNoCode() throws {
        #expect(try EthnicCategoryCodes.load([]).isEmpty)
        #expect(EthnicCategoryCodes.none.isEmpty)
    }
}
