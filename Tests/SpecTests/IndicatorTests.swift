import CanonicalModel
import DisclosureControl
import Foundation
import Indicators
import Pipeline
import Terminology
import Testing

/// The definitions that are shipped, and what they make of the samples' feeds.
@Suite struct IndicatorTests {
    static let folder = Neighbourhood.package.appendingPathComponent("Policies/indicators").path
    static let library = Result {
        try IndicatorFiles.library(
            folder, own: [],
            shared: [Neighbourhood.package.appendingPathComponent("Mappings/codes").path],
            terminology: nil)
    }

    @Test func everyWorkedExampleHolds() throws {
        let library = try Self.library.get()
        let (count, failed) = try library.checkExamples()
        #expect(failed.isEmpty, "\(Diagnostics(failed))")
        #expect(count >= 100)
        #expect(library.definitions.allSatisfy { $0.exampleCount > 0 })
    }

    /// A file is called as what it defines, and its sets are in use.
    @Test func filesAreCalledAsWhatTheyHold() throws {
        let library = try Self.library.get()
        for definition in library.definitions {
            #expect(definition.file.hasSuffix("/\(definition.id).yaml"))
        }
        let used = Set(library.definitions.flatMap(\.codeSets))
        for set in library.codeSets where set.file.hasPrefix(Self.folder) {
            #expect(set.file.hasSuffix("/\(set.name).yaml"))
            #expect(used.contains(set.name), "\(set.name)")
        }
    }

    /// Every theme of the mission has an indicator.
    @Test(arguments: IndicatorDefinition.Theme.allCases)
    func everyThemeIsServed(_ theme: IndicatorDefinition.Theme) throws {
        #expect(try Self.library.get().definitions.contains { $0.theme == theme })
    }

    static func results(
        _ feeds: [String], profile: DisclosureProfile = .nhsSecondaryCare
    ) throws -> IndicatorResults {
        let places = Neighbourhood.samples.appendingPathComponent("indicators/organisations.csv")
        let standard = folder + "/standard/england-2026-07.yaml"
        return try IndicatorRun(feeds, lastDay: nil).results(
            try library.get(), only: [],
            organisations: try Organisations(csv: Array(Data(contentsOf: places)), file: "o.csv"),
            profile: profile,
            standard: try StandardPopulation.load(yaml: try Files.text(standard), file: standard))
    }

    static let feed = Neighbourhood.samples.appendingPathComponent("expected").path

    /// Of 28 people, next to everything is small; nothing below eight is shown.
    @Test(arguments: ["direct-care-mdt", "frailty-neighbourhood"])
    func nothingSmallIsShown(_ agreement: String) throws {
        let results = try Self.results(["\(Self.feed)/\(agreement)"])
        for rows in results.rows {
            for count in rows.flatMap({ [$0.numerator, $0.denominator, $0.excluded] }) {
                if let count { #expect(count == 0 || count >= 10) }
            }
        }
        let page = ReportPage(results, meaning: IndicatorRun.meaning).html
        #expect(page.contains(agreement))
        #expect(!page.contains("http"), "the page asks for nothing but its name spaces")
    }

    /// The counts of the frailty feed by hand: 17 people are released, 12 of them with pseudonyms
    /// at practices that are too small to be shown.
    @Test func theListOfTheSamplesIsCounted() throws {
        let results = try Self.results(["\(Self.feed)/frailty-neighbourhood"])
        let index = try #require(results.definitions.firstIndex { $0.id == "list-size" })
        let all = results.rows[index].first { $0.level == .all }
        #expect(all?.numerator == 15)
    }

    @Test func whatAnAgreementDoesNotReleaseIsNotComputable() throws {
        let results = try Self.results(["\(Self.feed)/frailty-neighbourhood"])
        for id in ["cover-24-months-mmr", "continuity-upc", "continuity-slicc"] {
            let index = try #require(results.definitions.firstIndex { $0.id == id })
            #expect(results.rows[index].map(\.state) == [.notComputable], "\(id)")
        }
    }

    @Test(arguments: [
        ([""], Diagnostic.Code.feedsDisagree), (["/direct-care"], .unusableFeed),
        (["/direct-care-mdt", "/frailty-neighbourhood"], .feedsDisagree),
        (["/frailty-neighbourhood/csv"], .unusableFeed), ([], .unusableFeed),
    ])
    func isNoFeed(_ names: [String], _ code: Diagnostic.Code) {
        let error = #expect(throws: Diagnostic.self) {
            try IndicatorRun(names.map { Self.feed + $0 }, lastDay: nil)
        }
        #expect(error?.code == code)
    }

    /// A file that is not the one that the manifest names is not counted.
    @Test func aChangedFeedIsRefused() throws {
        let folder = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: Neighbourhood.samples.appendingPathComponent("expected"), to: folder)
        let name = folder.appendingPathComponent("frailty-neighbourhood/csv")
        let files = try Files.list(name.path).filter { $0.hasSuffix("patient.csv") }
        let file = URL(fileURLWithPath: try #require(files.first))
        var bytes = Array(try Data(contentsOf: file))
        // Another digit in the last cell.
        bytes[bytes.count - 3] ^= 1
        try Data(bytes).write(to: file)
        let error = #expect(throws: Diagnostics.self) {
            try Self.results(["\(folder.path)/frailty-neighbourhood"])
        }
        #expect(error?.all.map(\.code) == [.unusableFeed])
    }

    /// The rule for small numbers is that of the agreement, if it is the feed's own.
    @Test func theAgreementStatesTheRule() throws {
        let run = try IndicatorRun(["\(Self.feed)/frailty-neighbourhood"], lastDay: nil)
        let shared = try Neighbourhood.library.get().codeSets
        let feed = try #require(run.feeds.first).agreement
        let own = Neighbourhood.policy("frailty-neighbourhood")
        _ = try AgreementProfile.find(in: [own], for: feed, shared: shared, terminology: nil)
        let other = [Neighbourhood.policy("same-day-access")]
        let error = #expect(throws: Diagnostics.self) {
            try AgreementProfile.find(in: other, for: feed, shared: shared, terminology: nil)
        }
        #expect(error?.all.map(\.code) == [.unfitProfile])
    }
}
