import DisclosureControl
import Foundation
import Testing

/// Speeds, printed where they are asked for, by release builds:
/// `SLUICE_MEASURE=1 swift test -c release -Xswiftc -enable-testing --filter MeasuredTests`.
@Suite(
    .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SLUICE_MEASURE"] != nil, "set SLUICE_MEASURE")
)
struct MeasuredTests {
    @Test func pseudonyms() throws {
        let key = try #require(vectorKey)
        let maker = Pseudonymiser(masterKey: key, epoch: "2026Q4", scope: "agreement/A1")
            .pseudonyms(of: PseudonymTests.nhsNumberSystem)
        var value = Array("9990000000".utf8)
        var output: [UInt8] = []
        Self.report("pseudonyms", unit: "a second", of: 5_000) { number in
            for digit in 3..<10 { value[digit] = 48 + UInt8(number >> (digit - 3) & 7) }
            output.removeAll(keepingCapacity: true)
            maker.append(value.span, to: &output)
        }
        #expect(output.count == 32)
    }

    @Test(arguments: [TableTests.exact, TableTests.kept] + DisclosureProfile.named)
    func tables(profile: DisclosureProfile) throws {
        let table = try CountTable(LargeTable.counts(seed: 1))
        var result: ProtectedTable?
        Self.report("40 x 18, \(profile.name)", unit: "tables a second", of: 1) { _ in
            result = try? table.protected(under: profile)
        }
        let audit = try #require(result?.audit)
        #expect(audit.tooNarrow.isEmpty)
    }

    @Test func rows() throws {
        var random = SeededNumbers(seed: 3)
        let sizes = [19, 2, 300, 6, 40]
        let columns = sizes.map { size in
            (0..<1_000_000).map { _ in Int.random(in: 0..<size, using: &random) }
        }
        var report: AnonymityReport?
        Self.report("k and l of a million rows", unit: "reports a second", of: 1) { _ in
            report = AnonymityReport(
                quasiIdentifiers: Array(columns.dropLast()), sensitive: [columns[4]], k: 5)
        }
        #expect(report?.rowCount == 1_000_000)
    }

    /// Prints the rate of the fastest of many rounds, which nobody interrupted, and of the median.
    private static func report(
        _ name: String, unit: String, of count: Int, _ body: (Int) -> Void
    ) {
        var rates: [Double] = []
        let clock = ContinuousClock()
        let end = clock.now + .seconds(2)
        while clock.now < end || rates.count < 3 {
            let time = clock.measure { for number in 0..<count { body(number) } }
            rates.append(Double(count) / (time / .seconds(1)))
        }
        rates.sort()
        let (best, median) = (Int(rates[rates.count - 1]), Int(rates[rates.count / 2]))
        print("\(name): best \(best) \(unit), median \(median) of \(rates.count) rounds")
    }
}
