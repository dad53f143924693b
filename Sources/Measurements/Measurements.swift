public import CanonicalModel
import Terminology

/// What measurements mean whoever writes them down: the UCUM code of each spelling of a unit, and
/// for each measurement its one canonical unit, how others become it, and which amounts are
/// plausible.
///
/// Source: the file that is loaded says where each code and factor comes from.
public struct Measurements: Sendable {
    /// What is known of one measurement.
    struct Measurement: Sendable {
        let name: String
        /// The index of its unit in ``units``.
        let unit: Int
        /// How amounts in other units become amounts in that one, by the index of theirs.
        let conversions: [Int: UnitConversion]
        let low: ExactDecimal
        let high: ExactDecimal
    }

    /// An amount in the canonical unit of its measurement.
    public struct Canonical: Sendable, Equatable {
        /// The number: as it was given where it was in that unit already.
        public let number: String
        /// The UCUM code of the unit.
        public let unit: String
        /// Whether the number lies where such amounts lie; what does not is most often a slip.
        public let isPlausible: Bool
    }

    /// The UCUM codes.
    private(set) var units: [String] = []
    /// The spellings in lower case, ascending, each with the index of its unit.
    private(set) var spellings: [(text: [UInt8], unit: Int)] = []
    private(set) var measurements: [Measurement] = []
    /// The codes of each measurement, a bit each.
    private(set) var codes = CodeSetIndex([])

    /// Knows no unit and no measurement.
    public static let none = Measurements()

    init() {}

    init(
        units: [String], spellings: [[UInt8]: Int], measurements: [Measurement],
        codes: CodeSetIndex
    ) {
        self.units = units
        self.spellings = spellings.map { ($0.key, $0.value) }
            .sorted { $0.text.lexicographicallyPrecedes($1.text) }
        (self.measurements, self.codes) = (measurements, codes)
    }

    /// The UCUM code of a unit: of the `code` that the source gives, else of its `text`; letters'
    /// case aside. `nil` where neither is known. Cost: two binary searches.
    public func unit(code: Span<UInt8>, text: Span<UInt8>) -> String? {
        index(code: code, text: text).map { units[$0] }
    }

    private func index(code: Span<UInt8>, text: Span<UInt8>) -> Int? {
        code.isEmpty ? find(text) : find(code) ?? find(text)
    }

    private func find(_ text: Span<UInt8>) -> Int? {
        var (low, high) = (0, spellings.count)
        while low < high {
            let middle = (low + high) / 2
            let order = Self.order(text, spellings[middle].text)
            if order == 0 { return spellings[middle].unit }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return nil
    }

    private static func order(_ text: Span<UInt8>, _ spelling: [UInt8]) -> Int {
        for index in 0..<min(text.count, spelling.count) {
            let byte = lowercased(text[index])
            if byte != spelling[index] { return byte < spelling[index] ? -1 : 1 }
        }
        return text.count - spelling.count
    }

    static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    /// Bits for the measurements that a code stands for.
    public func membership(_ system: CodeSystem, _ code: Span<UInt8>) -> UInt64 {
        codes.membership(system, code)
    }

    /// The amount in the canonical unit of the first measurement of `membership`.
    ///
    /// `nil` where there is none, the unit is not known or cannot become that one, or the number is
    /// no plain decimal: nothing is guessed.
    public func canonical(
        _ membership: UInt64, number: Span<UInt8>, code: Span<UInt8>, text: Span<UInt8>
    ) -> Canonical? {
        guard membership != 0, let amount = ExactDecimal(number),
            let unit = index(code: code, text: text)
        else { return nil }
        let measurement = measurements[membership.trailingZeroBitCount]
        var result = amount
        if unit != measurement.unit {
            guard let conversion = measurement.conversions[unit],
                let converted = conversion.convert(amount)
            else { return nil }
            result = converted
        }
        let isPlausible =
            result.compared(to: measurement.low) >= 0 && result.compared(to: measurement.high) <= 0
        return Canonical(
            number: result.text, unit: units[measurement.unit], isPlausible: isPlausible)
    }
}
