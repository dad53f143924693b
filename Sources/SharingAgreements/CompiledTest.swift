import CanonicalModel

/// A test of a field, in numbers and bytes.
struct CompiledTest: Sendable {
    private enum Test: Sendable {
        case words(UInt64)
        case flag(Bool)
        case limits(low: Int64, isLowOpen: Bool, high: Int64, isHighOpen: Bool)
    }
    private let field: Int
    private let test: Test
    /// The spellings of the unit, in lower case; empty for a number without one.
    private let units: [[UInt8]]

    init(_ test: Agreement.FieldTest) {
        field = test.field
        switch test.test {
        case .words(let words):
            self.test = .words(words.reduce(0) { $0 | 1 << UInt64($1) })
            units = []
        case .flag(let flag):
            self.test = .flag(flag)
            units = []
        case .limits(let limits):
            self.test = .limits(
                low: limits.low ?? .min, isLowOpen: limits.low != nil && limits.isLowOpen,
                high: limits.high ?? .max, isHighOpen: limits.high != nil && limits.isHighOpen)
            units = limits.units.map { Array($0.lowercased().utf8) }
        }
    }

    /// Whether the field of `entry` passes; unknown where it is absent, no number, or in another
    /// unit. Allocates nothing.
    func passes(_ entry: Entry, in record: CanonicalRecord) -> Truth {
        switch (test, record.cell(entry, field)) {
        case (.words(let words), .code(let word)):
            return words & 1 << UInt64(word) != 0 ? .yes : .no
        case (.flag(let wanted), .boolean(let found)): return wanted == found ? .yes : .no
        case (.limits, .text(let text)):
            return number(text, .none, in: record)
        case (.limits, .quantity(let index)):
            let quantity = record.quantities[Int(index)]
            guard hasUnit(quantity, in: record) else { return .unknown }
            return number(quantity.number, quantity.comparator, in: record)
        default: return .unknown
        }
    }

    private func hasUnit(_ quantity: Quantity, in record: CanonicalRecord) -> Bool {
        units.contains { unit in
            for text in [quantity.unitCode, quantity.unit]
            where record.withBytes(of: text, { Self.isSame($0, unit) }) {
                return true
            }
            return false
        }
    }

    private static func isSame(_ text: Span<UInt8>, _ lowercased: [UInt8]) -> Bool {
        guard text.count == lowercased.count else { return false }
        for index in text.indices {
            let byte = text[index]
            let small = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if small != lowercased[index] { return false }
        }
        return true
    }

    /// Whether every number that the literal may mean lies within the limits.
    private func number(
        _ text: TextRange, _ comparator: Quantity.Comparator, in record: CanonicalRecord
    ) -> Truth {
        guard let value = record.withBytes(of: text, { millionths($0) }) else { return .unknown }
        switch comparator {
        case .none: return isWithin(value) ? .yes : .no
        case .less, .lessOrEqual: return isWithin(below: value, comparator == .lessOrEqual)
        case .greater, .greaterOrEqual: return isWithin(above: value, comparator == .greaterOrEqual)
        }
    }

    private func isWithin(_ value: Int64) -> Bool {
        guard case .limits(let low, let isLowOpen, let high, let isHighOpen) = test else {
            return false
        }
        return (isLowOpen ? value > low : value >= low)
            && (isHighOpen ? value < high : value <= high)
    }

    /// Of a number that is only known to be below `value`.
    private func isWithin(below value: Int64, _ isIncluded: Bool) -> Truth {
        guard case .limits(let low, let isLowOpen, let high, let isHighOpen) = test else {
            return .unknown
        }
        if value < low || value == low && (isLowOpen || !isIncluded) { return .no }
        let isBelowHigh = value < high || value == high && !(isHighOpen && isIncluded)
        return low == .min && isBelowHigh ? .yes : .unknown
    }

    /// Of a number that is only known to be above `value`.
    private func isWithin(above value: Int64, _ isIncluded: Bool) -> Truth {
        guard case .limits(let low, let isLowOpen, let high, let isHighOpen) = test else {
            return .unknown
        }
        if value > high || value == high && (isHighOpen || !isIncluded) { return .no }
        let isAboveLow = value > low || value == low && !(isLowOpen && isIncluded)
        return high == .max && isAboveLow ? .yes : .unknown
    }
}
