import CanonicalModel
import Foundation
import Terminology
import Testing

@Suite struct TerminologyFileTests {
    private static let file = Result { try MadeUp.file(MadeUp.release) }

    private func number(_ item: Int) throws -> UInt64 { try #require(UInt64(MadeUp.id(item))) }

    private func concept(_ item: Int) throws -> TerminologyFile.Concept {
        try #require(try Self.file.get().concept(try number(item)))
    }

    private func items(_ concepts: [TerminologyFile.Concept]) throws -> [String] {
        let file = try Self.file.get()
        return concepts.map { "\(file.id($0))" }
    }

    @Test(arguments: [
        (1, "Made-up disease"), (2, "Made-up disease of the left side"), (3, ""),
        (5, "Old made-up disease"), (20, "Made-up reference set"),
    ])
    func hasPreferredTerms(_ item: Int, _ term: String) throws {
        #expect(try Self.file.get().term(try concept(item)) == term)
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 1), (4, 2), (7, 6)])
    func findsTheConceptOfADescription(_ description: Int, _ item: Int) throws {
        let file = try Self.file.get()
        let id = try #require(UInt64(MadeUp.description(description)))
        #expect(file.concept(ofDescription: id) == (try concept(item)))
        #expect(file.description(id)?.isFullName == (description == 1))
    }

    @Test func doesNotFindWhatIsNotThere() throws {
        let file = try Self.file.get()
        #expect(file.concept(try number(777)) == nil)
        #expect(file.concept(ofDescription: try number(1)) == nil)
        #expect(file.description(12) == nil)
        #expect(file.members(ofRefset: MadeUp.id(777)) == nil)
        #expect(file.choice(.readV2, Array("G58..".utf8).span) == .none)
    }

    @Test func tellsInactiveConcepts() throws {
        let file = try Self.file.get()
        for item in 1...10 {
            #expect(file.isInactive(try concept(item)) == (5...9).contains(item), "\(item)")
        }
        #expect(file.effectiveTime(try concept(1)) == 20_260_401)
    }

    /// 5 has one replacement, 7 leads on to it, 6 and 8 leave a choice, 9 has nothing.
    @Test(arguments: [
        (1, nil, [Int]()), (5, 1, []), (7, 1, []), (6, nil, [2, 3]), (8, nil, [1, 2]),
        (9, nil, []),
    ])
    func neverChoosesBetweenReplacements(
        _ item: Int, _ replacement: Int?, _ candidates: [Int]
    ) throws {
        let standing = try Self.file.get().standing(try concept(item))
        if let replacement {
            #expect(standing == .replaced(by: try concept(replacement)))
        } else if (5...9).contains(item) {
            #expect(standing == .inactive(candidates: try candidates.map { try concept($0) }))
        } else {
            #expect(standing == .current)
        }
    }

    @Test func walksTheHierarchy() throws {
        let file = try Self.file.get()
        #expect(try items(file.ancestors(of: try concept(4))) == [1, 2, 3].map { MadeUp.id($0) })
        #expect(try items(file.descendants(of: try concept(1))) == [2, 3, 4].map { MadeUp.id($0) })
        #expect(file.isDescendant(try concept(4), of: try concept(1)))
        #expect(!file.isDescendant(try concept(1), of: try concept(4)))
        #expect(!file.isDescendant(try concept(1), of: try concept(1)))
        #expect(try items(file.parents(of: try concept(4))) == [2, 3].map { MadeUp.id($0) })
    }

    @Test func knowsReferenceSets() throws {
        let file = try Self.file.get()
        let members = try #require(file.members(ofRefset: MadeUp.id(20)))
        #expect(try items(members) == [2, 4].map { MadeUp.id($0) })
        #expect(file.refsets(of: try concept(4)) == [MadeUp.id(20), MadeUp.id(21)])
        #expect(file.isMember(try concept(2), ofRefset: MadeUp.id(20)))
        #expect(!file.isMember(try concept(2), ofRefset: MadeUp.id(21)))
    }

    @Test func knowsMapsToOtherSystems() throws {
        let file = try Self.file.get()
        let simple = try #require(file.targets(of: try concept(1)).first)
        #expect((simple.refset, simple.code) == (MadeUp.id(22), "XaMU1"))
        let complex = try #require(file.targets(of: try concept(2)).first)
        #expect((complex.code, complex.group, complex.priority) == ("Z999", 1, 2))
        #expect(file.targets(of: try concept(3)).isEmpty)
    }

    /// Against a dictionary, for ids that are there and neighbours that are not.
    @Test func agreesWithADictionary() throws {
        let items = (1...3_000).map { $0 * 7 }
        let text = MadeUp.concepts(items.map { ($0, $0 % 3 != 0) })
        let file = try MadeUp.file([("concepts.txt", text)])
        for item in items {
            let concept = try #require(file.concept(try number(item)))
            #expect(file.isInactive(concept) == (item % 3 == 0))
            #expect(file.concept(try number(item + 1)) == nil)
        }
        #expect(file.conceptCount == items.count)
    }

    /// Half a million concepts and descriptions; takes a minute, so only where it is asked for.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["SLUICE_SLOW_TESTS"] != nil))
    func opensHalfAMillionCodes() throws {
        let items = Array(1...500_000)
        let bytes = try MadeUp.loader([
            ("c.txt", MadeUp.concepts(items.map { ($0, true) })),
            ("d.txt", MadeUp.descriptions(items.map { ($0, $0, "T", MadeUp.synonym) })),
        ]).content.compiled()
        let data = Data(bytes)
        let start = ContinuousClock.now
        let file = try TerminologyFile(data, name: "large")
        // A build for tests is some fifty times slower than a release.
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(file.conceptCount == 500_000)
        for item in stride(from: 1, to: 500_000, by: 997) {
            let description = try #require(UInt64(MadeUp.description(item)))
            let concept = try #require(file.concept(ofDescription: description))
            #expect("\(file.id(concept))" == MadeUp.id(item))
        }
    }

    // MARK: - The file

    @Test func sameContentGivesTheSameBytes() throws {
        let one = try MadeUp.loader(MadeUp.release).content.compiled()
        let two = try MadeUp.loader(MadeUp.release.reversed()).content.compiled()
        #expect(one == two)
    }

    @Test func theLatestVersionCounts() throws {
        let later = MadeUp.concepts([(2, false)])
            .replacingOccurrences(of: "20260401", with: "20260601")
        for files in [
            MadeUp.release + [("later.txt", later)], [("later.txt", later)] + MadeUp.release,
        ] {
            let file = try MadeUp.file(files)
            let concept = try #require(file.concept(try number(2)))
            #expect(file.isInactive(concept))
        }
    }

    @Test func keepsWhatItWasMadeFrom() throws {
        let sources = try Self.file.get().sources
        #expect(sources.map(\.name) == MadeUp.release.map(\.name).sorted())
        let concepts = try #require(sources.first { $0.kind == "RF2 concepts" })
        #expect(concepts.release == "20260401")
        #expect(concepts.rows == 13)
        #expect(concepts.sha256 == "made up")
    }

    private func fault(_ bytes: [UInt8]) -> String {
        do {
            _ = try TerminologyFile(Data(bytes), name: "f.terms")
            return "opened"
        } catch {
            return "\(error)"
        }
    }

    @Test func refusesADamagedFile() throws {
        let good = try MadeUp.loader(MadeUp.release).content.compiled()
        #expect(fault(good) == "opened")
        for offset in stride(from: 0, to: good.count, by: 17) {
            var bad = good
            bad[offset] ^= 1 << UInt8(offset % 8)
            let fault = fault(bad)
            #expect(fault.hasPrefix("f.terms: error[E266]: "), "\(offset)")
            #expect(fault.hasSuffix("build it again with `sluice terminology build`"))
        }
    }

    @Test(arguments: [
        (0, "this is not a terminology file"), (5, "this is not a terminology file"),
        (40, "this terminology file is cut short"), (2_000, "this terminology file is cut short"),
    ])
    func refusesATruncatedFile(_ length: Int, _ message: String) throws {
        let good = try MadeUp.loader(MadeUp.release).content.compiled()
        #expect(good.count > 2_000)
        let fault = fault(Array(good.prefix(length)))
        #expect(fault.hasPrefix("f.terms: error[E266]: \(message)"), "\(fault)")
    }

    @Test func refusesAnotherVersion() throws {
        var bytes = try MadeUp.loader(MadeUp.release).content.compiled()
        bytes[8] = 9
        #expect(fault(bytes).contains("has format 9, and format 1 is read"))
    }

    @Test func refusesAHierarchyThatGoesRound() throws {
        let files = [
            ("c.txt", MadeUp.concepts([(1, true), (2, true), (3, true)])),
            ("r.txt", MadeUp.isA([(1, 2), (2, 3), (3, 1)])),
        ]
        #expect(throws: Diagnostic.self) { try MadeUp.loader(files).content.compiled() }
    }
}
