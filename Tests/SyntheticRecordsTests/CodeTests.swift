import CanonicalModel
import Testing

@testable import SyntheticRecords

@Suite struct CodeTests {
    /// Every SNOMED CT id of the tables, found where it is used: in a great many records.
    @Test(arguments: SyntheticFormat.allCases)
    func everySnomedIdPassesItsCheck(_ format: SyntheticFormat) {
        var ids = Set<String>()
        var options = SyntheticOptions()
        options.recordBytes = 20_000
        for index in 0..<20 {
            let record = SyntheticRecords.record(index, format: format, options: options)
            for match in String(decoding: record.bytes, as: UTF8.self).matches(
                of: /(?:"code": ?"|\bcode="|"valueId": ?")([0-9]{6,18})"/)
            where match.1 != "00000000" { ids.insert(String(match.1)) }
        }
        let drugs = Set(Medicine.all.map(\.multilex))
        #expect(ids.count > 30)
        for id in ids where !drugs.contains(id) { #expect(passesVerhoeff(id), "\(id)") }
    }

    @Test func testNumbersAreValidAndDistinct() throws {
        var seen = Set<UInt64>()
        for index in 0..<2_000 {
            let number = try NHSNumber(Array(TestNumber.valid(index).utf8))
            #expect(number.isTestNumber)
            #expect(seen.insert(number.value).inserted)
        }
    }

    @Test(arguments: [0, 7, 4_711])
    func invalidNumbersFailTheirCheck(_ index: Int) {
        #expect(throws: NHSNumberError.checkDigit) {
            try NHSNumber(Array(TestNumber.invalid(index).utf8))
        }
    }

    @Test(arguments: [
        (Moment(2026, 3, 28), false), (Moment(2026, 3, 29), true), (Moment(2026, 10, 24), true),
        (Moment(2026, 10, 25), false), (Moment(2023, 3, 26), true), (Moment(2023, 10, 29), false),
        (Moment(2024, 7, 1), true), (Moment(2024, 1, 1), false),
    ])
    func summerTimeBeginsAndEndsOnLastSundays(_ day: Moment, _ isSummer: Bool) {
        #expect(day.isSummerTime == isSummer)
    }

    @Test func dayNumbersGoThereAndBack() {
        for day in stride(from: 690_000, to: 745_000, by: 7) {
            #expect(Moment(dayNumber: day).dayNumber == day)
        }
    }

    @Test func splitMixGivesItsPublishedNumbers() {
        var random = SplitMix64(1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }
}

/// Whether a SNOMED CT id ends in its check digit: Verhoeff's dihedral group check.
private func passesVerhoeff(_ id: String) -> Bool {
    func product(_ left: Int, _ right: Int) -> Int {
        switch (left < 5, right < 5) {
        case (true, true): (left + right) % 5
        case (true, false): (left + right) % 5 + 5
        case (false, true): (left - right + 5) % 5 + 5
        case (false, false): (left - right + 10) % 5
        }
    }
    let step = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    var check = 0
    for (place, byte) in id.utf8.reversed().enumerated() {
        var digit = Int(byte - 0x30)
        for _ in 0..<place % 8 { digit = step[digit] }
        check = product(check, digit)
    }
    return check == 0
}
