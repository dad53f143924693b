import CanonicalModel

/// The values that dimensions can have, which are known before the first record is read: what a
/// table looks like tells nothing of the people in it.
enum TableValues {
    /// All values that are not listed.
    static let other = "other"
    /// What is not recorded, not certain at this level, or outside the table's values.
    static let unknown = "unknown"
    static let yesOrNo = ["yes", "no"]
    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// The values of a field of the patient: as they stand in the released record, and as the
    /// table writes them, with one more for all else.
    static func ofPatient(
        _ field: Int, _ agreement: Agreement
    ) -> (texts: [String], labels: [String]) {
        let rules = agreement.deidentification
        let texts: [String]
        switch field {
        case PatientFields.ageBand:
            let ages = ages(of: agreement)
            let width = rules.age == .band10 ? 10 : 5
            let starts = stride(from: ages.lowerBound / width * width, to: rules.topCode, by: width)
            var lows = starts.filter { $0 <= ages.upperBound }
            if ages.upperBound >= rules.topCode { lows.append(rules.topCode) }
            texts = lows.map { band($0, width, rules.topCode) }
        case PatientFields.ageYears:
            let ages = ages(of: agreement)
            let years = ages.map { "\($0)" }
            let isOpen = rules.cutsYears && ages.upperBound == rules.topCode
            let last = years.last.map { isOpen ? $0 + "+" : $0 }
            return (years, years.dropLast() + [last, unknown].compactMap { $0 })
        case PatientFields.ethnicCategory:
            texts = EthnicCategory.values(inFive: rules.ethnicity == .group5)
        default: return ([], words(of: field, .patient))
        }
        return (texts, texts + [unknown])
    }

    /// An age that nobody has reached: ages in years end here where nothing else ends them.
    private static let oldest = 125

    /// The ages that the cohort can have, none above the top code where there is one.
    private static func ages(of agreement: Agreement) -> ClosedRange<Int> {
        let (cohort, rules) = (agreement.cohort, agreement.deidentification)
        let top = rules.age == .years && !rules.cutsYears ? oldest : rules.topCode
        let least = min(cohort.minimumAge ?? 0, top)
        return least...max(least, min(cohort.maximumAge ?? top, top))
    }

    private static func band(_ low: Int, _ width: Int, _ top: Int) -> String {
        var text: [UInt8] = []
        _ = Generalisation.appendAgeBand(low, width: width, top: top, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The words of a vocabulary, or yes and no; `unknown` for what is not recorded.
    static func words(of field: Int, _ kind: EntryKind) -> [String] {
        guard case .code(let vocabulary) = kind.definition.fields[field].type else {
            return yesOrNo + [unknown]
        }
        let words = vocabulary.words
        return words.contains(unknown) ? words : words + [unknown]
    }

    /// The months that released entries of `kind` can be of, counted from the year 0.
    static func months(
        of kind: EntryKind, _ agreement: Agreement, on day: PartialDate
    ) -> ClosedRange<Int> {
        let last = day.year * 12 + day.month - 1
        let firsts = agreement.beginnings(of: kind, on: day)
        guard let first = firsts.compactMap({ $0 }).min(), firsts.allSatisfy({ $0 != nil }) else {
            return last...last
        }
        var (month, start) = (last, day.dayNumber - day.day + 1)
        while start > first, month > 0 {
            month -= 1
            let previous = PartialDate(.day, year: month / 12, month: month % 12 + 1, day: 1)
            guard let previous else { break }
            start = previous.dayNumber
        }
        return month...last
    }

    static func labels(
        of unit: Agreement.Dimension.TimeUnit, _ months: ClosedRange<Int>
    ) -> [String] {
        switch unit {
        case .weekday: return weekdays + [unknown]
        case .year:
            let years = months.lowerBound / 12...months.upperBound / 12
            return years.map { "\($0)" } + [unknown]
        case .month:
            let texts = months.map { month in
                let number = month % 12 + 1
                return "\(month / 12)-" + (number < 10 ? "0" : "") + "\(number)"
            }
            return texts + [unknown]
        }
    }
}

extension Agreement {
    /// For each inclusion of `kind` the first day that it lets through; `nil` for one without.
    func beginnings(of kind: EntryKind, on day: PartialDate) -> [Int?] {
        let general = longLivedKinds.contains(kind) ? nil : window.firstDay(on: day)
        return inclusions.filter { $0.kind == kind }.map { inclusion in
            [inclusion.window.firstDay(on: day), general].compactMap { $0 }.max()
        }
    }
}
