public import CanonicalModel
import StrictYAML
public import Terminology

extension Measurements {
    /// Reads a file of units and measurements; strict, so that nothing is converted by a slip.
    ///
    /// - Parameter codeSets: The code sets that measurements may name.
    /// - Throws: Everything that is wrong, with line and column.
    public static func load(
        yaml: String, file: String, codeSets: [CodeSet]
    ) throws(Diagnostics) -> Measurements {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let keys = ["measurements", "version", "title", "source", "units", "list"]
        let members = root.members(allowed: keys, required: keys)
        for key in ["measurements", "version", "title", "source"] { _ = members[key]?.text() }
        var reader = MeasurementsReader(codeSets: codeSets)
        if let units = members["units"] { reader.read(units: units) }
        for item in members["list"]?.items() ?? [] { reader.read(item) }
        try report.throwIfErrors()
        return reader.made
    }
}

/// Collects the units and measurements of one file.
private struct MeasurementsReader {
    let codeSets: [CodeSet]
    private var units: [String] = []
    private var spellings: [[UInt8]: Int] = [:]
    private var measurements: [Measurements.Measurement] = []
    private var sets: [CodeSet] = []

    init(codeSets: [CodeSet]) { self.codeSets = codeSets }

    var made: Measurements {
        Measurements(
            units: units, spellings: spellings, measurements: measurements,
            codes: CodeSetIndex(sets))
    }

    mutating func read(units list: Declaration) {
        for (code, _, value) in list.members() {
            units.append(code)
            add(code, list)
            for spelling in value.items() {
                if let text = spelling.text() { add(text, spelling) }
            }
        }
    }

    private mutating func add(_ spelling: String, _ place: Declaration) {
        let bytes = spelling.utf8.map(Measurements.lowercased)
        if let other = spellings.updateValue(units.count - 1, forKey: bytes) {
            place.error(
                .unitTwice, "`\(spelling)` is a spelling of `\(units[other])` already",
                advice: "letters' case does not count; keep one")
        }
    }

    mutating func read(_ item: Declaration) {
        let keys = ["name", "codes", "unit", "plausible", "from"]
        let members = item.members(
            allowed: keys + ["source"], required: ["name", "codes", "unit", "plausible"])
        _ = members["source"]?.text()
        let range = members["plausible"]?.members(
            allowed: ["low", "high"], required: ["low", "high"])
        var conversions: [Int: UnitConversion] = [:]
        for item in members["from"]?.items() ?? [] {
            let (unit, conversion) = readConversion(item)
            if let unit { conversions[unit] = conversion }
        }
        guard let name = members["name"]?.text(), let unit = members["unit"].flatMap(self.unit),
            let low = range?["low"].flatMap(decimal), let high = range?["high"].flatMap(decimal),
            let set = members["codes"].flatMap(codeSet)
        else { return }
        sets.append(set)
        measurements.append(
            Measurements.Measurement(
                name: name, unit: unit, conversions: conversions, low: low, high: high))
    }

    private func readConversion(_ item: Declaration) -> (Int?, UnitConversion) {
        let members = item.members(
            allowed: ["unit", "plus", "times", "over", "digits", "source"],
            required: ["unit", "digits"])
        _ = members["source"]?.text()
        var conversion = UnitConversion()
        if let plus = members["plus"].flatMap(decimal) { conversion.plus = plus }
        if let times = members["times"].flatMap(decimal) { conversion.times = times }
        if let place = members["over"], let over = decimal(place) {
            conversion.over = over
            if over.mantissa <= 0 {
                place.error(.invalidFactor, "`over` is not more than nothing")
            }
        }
        if let place = members["digits"], let digits = place.integer() {
            conversion.digits = digits
            if !(0...6).contains(digits) {
                place.error(.invalidFactor, "`digits` is not from 0 to 6")
            }
        }
        return (members["unit"].flatMap(unit), conversion)
    }

    private func unit(_ place: Declaration) -> Int? {
        place.word(of: units, "unit of this file").flatMap { units.firstIndex(of: $0) }
    }

    private func codeSet(_ place: Declaration) -> CodeSet? {
        guard let name = place.word(of: codeSets.map(\.name), "code set") else { return nil }
        if sets.count == CodeSetIndex.maximumSets {
            place.error(.invalidFactor, "there are more than 64 measurements")
            return nil
        }
        return codeSets.first { $0.name == name }
    }

    private func decimal(_ place: Declaration) -> ExactDecimal? {
        guard let text = place.text() else { return nil }
        if let decimal = ExactDecimal(Array(text.utf8).span) { return decimal }
        place.error(
            .invalidFactor, "`\(text)` is not a plain decimal of at most 18 digits",
            advice: "write it as `0.45359237`")
        return nil
    }
}
