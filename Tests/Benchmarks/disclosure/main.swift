import DisclosureControl

// Speeds of disclosure control, as numbers that the issue asks for. measure.sh compiles this file
// with the modules of the release build.

/// SplitMix64: the same numbers on every machine. Source: G. Steele, D. Lea, C. Flood (2014).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}

/// Prints the rate of the fastest of many rounds, which nobody interrupted, and of the median.
func report(_ name: String, unit: String, of count: Int, _ body: (Int) -> Void) -> Double {
    var rates: [Double] = []
    let clock = ContinuousClock()
    let end = clock.now + .seconds(2)
    while clock.now < end || rates.count < 3 {
        let time = clock.measure { for number in 0..<count { body(number) } }
        rates.append(Double(count) / (time / .seconds(1)))
    }
    rates.sort()
    let (best, median) = (rates[rates.count - 1], rates[rates.count / 2])
    print("\(name): best \(Int(best)) \(unit), median \(Int(median)) of \(rates.count) rounds")
    return best
}

func pseudonyms() -> Double {
    let digits = (0..<32).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    guard let key = MasterKey(hexadecimal: Array(digits.utf8)) else { return 0 }
    let maker = Pseudonymiser(masterKey: key, epoch: "2026Q4", scope: "agreement/A1")
        .pseudonyms(of: Array("https://fhir.nhs.uk/Id/nhs-number".utf8))
    var value = Array("9990000000".utf8)
    var output: [UInt8] = []
    return report("pseudonyms", unit: "a second", of: 5_000) { number in
        for digit in 3..<10 { value[digit] = 48 + UInt8(number >> (digit - 3) & 7) }
        output.removeAll(keepingCapacity: true)
        maker.append(value.span, to: &output)
    }
}

/// 40 by 18, with 60 small cells.
func tables(_ profile: DisclosureProfile) -> Double {
    var random = SeededNumbers(state: 1)
    var rows = (0..<40).map { _ in (0..<18).map { _ in Int.random(in: 8...120, using: &random) } }
    var left = 60
    while left > 0 {
        let (row, column) = (
            Int.random(in: 0..<40, using: &random), Int.random(in: 0..<18, using: &random)
        )
        guard rows[row][column] > 7 else { continue }
        rows[row][column] = Int.random(in: 1...7, using: &random)
        left -= 1
    }
    guard let table = try? CountTable(rows) else { return 0 }
    var failures = 0
    let rate = report("40 x 18, \(profile.name)", unit: "tables a second", of: 1) { _ in
        if (try? table.protected(under: profile)) == nil { failures += 1 }
    }
    return failures == 0 ? rate : 0
}

let kept = DisclosureProfile(name: "exact totals, shown", threshold: 7, totals: .exact)
var isMet = pseudonyms() >= 1_500_000
for profile in DisclosureProfile.named + [kept].compactMap(\.self) {
    isMet = tables(profile) > 10 && isMet
}
print(isMet ? "floors are met" : "a floor is missed: 1,500,000 pseudonyms, 10 tables a second")
