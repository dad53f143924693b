import CanonicalModel
import SharingAgreements

/// A value that a field may have, as far as tests can tell values apart.
enum TestValue: Hashable {
    /// Nothing, or nothing that can be read.
    case missing
    case word(UInt8)
    case flag(Bool)
    /// A number in millionths, with the sign before it; the unit is empty for none.
    case number(Int64, Quantity.Comparator, unit: String)
}

/// The values of one field in cells that the tests of it cannot tell apart.
struct ValueCells {
    /// A value of each cell.
    let values: [TestValue]
    private let tests: [Agreement.FieldTest.Test]
    /// For each cell the answers of all tests.
    private let answers: [[Known]]

    /// - Parameter field: Its type says which values there can be.
    init(_ field: Field, _ tests: [Agreement.FieldTest.Test]) {
        var (values, answers) = ([TestValue](), [[Known]]())
        for value in Self.candidates(field, tests) {
            let answer = tests.map { Self.passes(value, $0, field) }
            guard !answers.contains(answer) else { continue }
            values.append(value)
            answers.append(answer)
        }
        (self.values, self.answers, self.tests) = (values, answers, tests)
    }

    /// For each cell the answer of `test`, which must be one of the tests.
    func passes(_ test: Agreement.FieldTest.Test) -> [Known] {
        guard let number = tests.firstIndex(of: test) else {
            preconditionFailure("a test is asked that did not divide the values")
        }
        return answers.map { $0[number] }
    }

    /// The cell of a value.
    func cell(_ value: TestValue, _ field: Field) -> Int {
        let answer = tests.map { Self.passes(value, $0, field) }
        return answers.firstIndex(of: answer) ?? 0
    }

    // MARK: - Values that can differ

    /// One value of every kind that some test might tell from another.
    private static func candidates(
        _ field: Field, _ tests: [Agreement.FieldTest.Test]
    ) -> [TestValue] {
        switch field.type {
        case .code(let vocabulary):
            return vocabulary.words.indices.map { .word(UInt8($0)) } + [.missing]
        case .boolean: return [.flag(true), .flag(false), .missing]
        default: break
        }
        let limits = tests.compactMap { test in
            if case .limits(let limits) = test { limits } else { nil }
        }
        let points = Set(limits.flatMap { [$0.low, $0.high] }.compactMap { $0 }).sorted()
        var units = Set(limits.flatMap { $0.units.map { $0.lowercased() } }).sorted()
        if field.type != .quantity || units.isEmpty { units = [""] }
        var values: [TestValue] = []
        for comparator in [Quantity.Comparator.none] + Quantity.Comparator.allCases.dropFirst() {
            for unit in units {
                values += numbers(around: points).map { .number($0, comparator, unit: unit) }
            }
        }
        return values + [.number(0, .none, unit: "?"), .missing]
    }

    /// Every point, and a number in every gap between them.
    private static func numbers(around points: [Int64]) -> [Int64] {
        guard let first = points.first, let last = points.last else { return [0] }
        let gaps = zip(points, points.dropFirst()).filter { $1 - $0 > 1 }.map { left, right in
            // A round number is easier to read in an example.
            let round = (left / 1_000_000 + 1) * 1_000_000
            return round > left && round < right ? round : left + (right - left) / 2
        }
        return [last + 1_000_000, first - 1_000_000] + points + gaps
    }

    // MARK: - Answers

    static func passes(
        _ value: TestValue, _ test: Agreement.FieldTest.Test, _ field: Field
    ) -> Known {
        switch (test, value) {
        case (.words(let words), .word(let word)): return words.contains(word) ? .yes : .no
        case (.flag(let wanted), .flag(let found)): return wanted == found ? .yes : .no
        case (.limits(let limits), .number(let number, let comparator, let unit)):
            if field.type == .quantity,
                !limits.units.contains(where: { $0.lowercased() == unit.lowercased() })
            {
                return .unknown
            }
            return Interval(number, comparator).isWithin(Interval(limits))
        default: return .unknown
        }
    }

    /// The numbers between two ends, in millionths; `nil` for no end.
    private struct Interval {
        var low: Int64?
        var isLowOpen = false
        var high: Int64?
        var isHighOpen = false

        init(_ limits: Agreement.Limits) {
            (low, isLowOpen) = (limits.low, limits.isLowOpen)
            (high, isHighOpen) = (limits.high, limits.isHighOpen)
        }

        /// What `<5`, say, may mean.
        init(_ number: Int64, _ comparator: Quantity.Comparator) {
            switch comparator {
            case .none: (low, high) = (number, number)
            case .less: (high, isHighOpen) = (number, true)
            case .lessOrEqual: high = number
            case .greater: (low, isLowOpen) = (number, true)
            case .greaterOrEqual: low = number
            }
        }

        /// Whether all, some or none of it lies within `other`.
        func isWithin(_ other: Interval) -> Known {
            if isBelow(other) || other.isBelow(self) { return .no }
            let isLowInside =
                if let end = other.low {
                    if let low {
                        low > end || low == end && (isLowOpen || !other.isLowOpen)
                    } else {
                        false
                    }
                } else { true }
            let isHighInside =
                if let end = other.high {
                    if let high {
                        high < end || high == end && (isHighOpen || !other.isHighOpen)
                    } else {
                        false
                    }
                } else { true }
            return isLowInside && isHighInside ? .yes : .unknown
        }

        /// Whether everything in it is less than everything in `other`.
        private func isBelow(_ other: Interval) -> Bool {
            guard let high, let low = other.low else { return false }
            return high < low || high == low && (isHighOpen || other.isLowOpen)
        }
    }
}
