import DisclosureControl
import Foundation
import Indicators
import Pipeline
import SyntheticRecords
import Testing

/// What the indicators make of a feed is what was made up about the people in it, for every format.
///
/// `Tests/Truth/truth.py` holds the program to the same over 50,000 patients.
@Suite struct TruthTests {
    /// No count is small, and none is rounded.
    static let exact = DisclosureProfile(name: "exact", threshold: 0, totals: .exact)
    static let agreement = Neighbourhood.package.appendingPathComponent(
        "Tests/Truth/agreement.yaml")

    static let england = Result {
        let file = IndicatorTests.folder + "/standard/england-2026-07.yaml"
        return try StandardPopulation.load(yaml: try Files.text(file), file: file)
    }

    static var options: SyntheticOptions {
        var options = SyntheticOptions()
        (options.patients, options.recordBytes) = (120, 60_000)
        // A code that is sent as the id of one of its terms cannot be told without a terminology.
        options.descriptionIds = 0
        options.overlapping = 0.1
        return options
    }

    /// The truth of a format, and the published rows of a feed of it.
    static func counted(
        _ format: SyntheticFormat, _ options: SyntheticOptions = options
    ) async throws -> (truth: SyntheticTruth, results: IndicatorResults) {
        let folder = Neighbourhood.temporary()
        defer { try? FileManager.default.removeItem(at: folder) }
        let records = folder.appendingPathComponent("records")
        try FileManager.default.createDirectory(at: records, withIntermediateDirectories: true)
        var truth = SyntheticTruth(format, options: options)
        for index in 0..<options.patients {
            let record = SyntheticRecords.record(index, format: format, options: options)
            try Data(record.bytes).write(to: records.appendingPathComponent(record.fileName))
            truth.add(index)
        }
        let feed = folder.appendingPathComponent("feed").path
        let conversion = Conversion(
            inputs: [records.path], agreements: [try Neighbourhood.prepare(agreement.path)],
            library: try Neighbourhood.library.get(), output: feed,
            runDate: try Neighbourhood.runDate())
        _ = try await conversion.run()
        let results = try IndicatorRun(["\(feed)/truth"], lastDay: nil).results(
            try IndicatorTests.library.get(), only: [], organisations: Organisations(),
            profile: try #require(exact), standard: try england.get())
        return (truth, results)
    }

    /// GP2GP carries no appointments, and does not say who was seen.
    @Test(arguments: [
        SyntheticFormat.gpConnectEMIS, .gpConnectSystmOne, .gpConnectMedicus, .ukCore,
    ])
    func everyIndicatorIsTheTruth(_ format: SyntheticFormat) async throws {
        let (truth, results) = try await Self.counted(format)
        #expect(truth.patients.told > 100)
        var (compared, adjusted) = (0, 0)
        for (definition, rows) in zip(results.definitions, results.rows)
        where SyntheticTruth.untold[definition.id] == nil {
            for (practice, figures) in truth.figures {
                let row = try #require(rows.first { $0.level == .practice && $0.code == practice })
                let told = try #require(figures[definition.id], "\(definition.id) is not told")
                let name = "\(definition.id) at \(practice)"
                switch definition.measure {
                case .count: #expect(row.numerator == told.numerator, "\(name)")
                case .mean:
                    #expect(row.numerator == told.numerator, "\(name)")
                    if told.numerator >= 10 {
                        let mean = (told.sum / Double(told.numerator) * 100).rounded() / 100
                        #expect(row.value == mean, "\(name)")
                    }
                case .proportion, .rate:
                    #expect(row.numerator == told.numerator, "numerator of \(name)")
                    #expect(row.denominator == told.denominator, "denominator of \(name)")
                    let share = truth.standardised(practice, definition.id)
                    #expect((row.standardised == nil) == (share == nil), "\(name), adjusted")
                    if let share, let value = row.standardised?.value {
                        #expect(abs(value - share) < 1e-12, "\(name), adjusted")
                        adjusted += 1
                    }
                }
                compared += 1
            }
        }
        #expect(compared >= 55 * truth.figures.count)
        // The smallest practice may have too few kinds of people.
        #expect(adjusted >= 14 * min(truth.figures.count, 4))
    }

    /// A nought that is the truth says little of a rule: long records have what is rare in short
    /// ones, such as ten medicines at once.
    @Test func whatIsRareIsTheTruthToo() async throws {
        var options = Self.options
        (options.patients, options.recordBytes, options.seed) = (18, 1_300_000, 3)
        let (truth, results) = try await Self.counted(.gpConnectSystmOne, options)
        var rare: Set<String> = [
            "frequent-contacts", "medication-review", "polypharmacy-5", "polypharmacy-10",
            "smoking-support",
        ]
        for (definition, rows) in zip(results.definitions, results.rows)
        where SyntheticTruth.untold[definition.id] == nil {
            for (practice, figures) in truth.figures {
                let row = rows.first { $0.level == .practice && $0.code == practice }
                let told = try #require(figures[definition.id])
                #expect(row?.numerator == told.numerator, "\(definition.id) at \(practice)")
                if told.numerator > 0 { rare.remove(definition.id) }
            }
        }
        #expect(rare == [], "nobody counts for these")
    }

    /// GP2GP says neither when people were born nor who has died. Of those who live it must say the
    /// same ethnicity, and the same vaccinations as GP Connect of the same stories.
    @Test(arguments: [
        (SyntheticFormat.gp2gpEMIS, SyntheticFormat.gpConnectEMIS),
        (.gp2gpSystmOne, .gpConnectSystmOne),
    ])
    func preventionIsToldInGP2GPToo(
        _ format: SyntheticFormat, _ other: SyntheticFormat
    ) async throws {
        var options = Self.options
        // However long records are, these make the stories of both formats the same.
        (options.deceased, options.confidential, options.encountersPerYear) = (0, 0, 4)
        let (truth, results) = try await Self.counted(format, options)
        let connect = try await Self.counted(other, options).results
        for practice in truth.figures.keys {
            func row(_ name: String, _ results: IndicatorResults) throws -> ResultRow {
                let index = try #require(results.definitions.firstIndex { $0.id == name })
                return try #require(
                    results.rows[index].first { $0.level == .practice && $0.code == practice })
            }
            let known = try row("ethnicity-known", results)
            let told = try #require(truth.figures[practice]?["ethnicity-known"])
            #expect(known.numerator == told.numerator)
            #expect(known.denominator == told.denominator)
            let vaccinations = try row("immunisation-codes-unusable", results).denominator
            #expect(vaccinations == (try row("immunisation-codes-unusable", connect).denominator))
        }
    }

    private static func isOfPrevention(_ id: String) -> Bool {
        id.hasPrefix("cover-") || ["ethnicity-known", "nhs-health-check"].contains(id)
    }

    /// Nought of nought would be the truth of anything: of every vaccination there is somebody who
    /// had it and somebody who did not, and so of the health check and ethnicity.
    @Test func preventionHappensToSomeAndNotToOthers() {
        var options = Self.options
        options.recordBytes = 1_000
        var truth = SyntheticTruth(.ukCore, options: options)
        for index in 0..<12_000 { truth.add(index) }
        var sums: [String: (numerator: Int, denominator: Int)] = [:]
        for (name, figure) in truth.figures.values.joined() where Self.isOfPrevention(name) {
            let sum = sums[name] ?? (0, 0)
            sums[name] = (
                sum.numerator + figure.numerator, sum.denominator + figure.denominator
            )
        }
        #expect(sums.count == 12)
        for (name, sum) in sums {
            #expect(sum.numerator > 0 && sum.numerator < sum.denominator, "\(name)")
        }
    }

    /// Whatever is told or declared untold is an indicator, and every indicator is one of the two.
    @Test func everyIndicatorIsToldOrDeclared() throws {
        var truth = SyntheticTruth(.ukCore, options: Self.options)
        for index in 0..<40 { truth.add(index) }
        let told = Set(truth.figures.values.flatMap(\.keys))
        let defined = Set(try IndicatorTests.library.get().definitions.map(\.id))
        #expect(told.isDisjoint(with: SyntheticTruth.untold.keys))
        #expect(told.union(SyntheticTruth.untold.keys) == defined)
    }
}
