import CanonicalModel
import Terminology
import Testing

@testable import Measurements

@Suite struct MeasurementsTests {
    private static let weight = """
        code_set: weight
        version: '1'
        title: Weight
        source: test
        codes: [{snomed: '27113001', readv2: 22A..}]
        """

    private static let text = """
        measurements: test
        version: '1'
        title: Test
        source: made up
        units:
          kg: [kilogram, Kilograms]
          '[lb_av]': [lb]
          cm: []
        list:
          - name: weight
            codes: weight
            unit: kg
            plausible: {low: '0.3', high: '500'}
            from:
              - {unit: '[lb_av]', times: '0.45359237', digits: 2}
        """

    private static func load(_ text: String) throws -> Measurements {
        let set = try CodeSet.load(yaml: weight, file: "weight.yaml")
        return try Measurements.load(yaml: text, file: "units.yaml", codeSets: [set])
    }

    private func canonical(
        _ number: String, code: String, text: String, of concept: String = "27113001"
    ) throws -> Measurements.Canonical? {
        let measurements = try Self.load(Self.text)
        return measurements.canonical(
            measurements.membership(.snomed, Array(concept.utf8).span),
            number: Array(number.utf8).span, code: Array(code.utf8).span,
            text: Array(text.utf8).span)
    }

    @Test(
        arguments: [
            ("81.40", "", "kg", "81.40", true), ("81", "kg", "anything", "81", true),
            ("150", "", "LB", "68.04", true), ("81", "", "KILOGRAMS", "81", true),
            ("0.2", "kg", "", "0.2", false), ("500.01", "kg", "", "500.01", false),
            ("500", "kg", "", "500", true), ("1200", "[lb_av]", "", "544.31", false),
            // Whether the code or the text is the known one.
            ("81", "KGM", "kg", "81", true),
        ] as [(String, String, String, String, Bool)])
    func anAmountHasItsCanonicalUnit(
        _ number: String, _ code: String, _ text: String, _ expected: String, _ isPlausible: Bool
    ) throws {
        let canonical = try canonical(number, code: code, text: text)
        #expect(canonical == .init(number: expected, unit: "kg", isPlausible: isPlausible))
    }

    @Test(arguments: [
        // No unit; one that is not known; one that cannot become it; no number; another code.
        ("81", "", "27113001"), ("81", "bananas", "27113001"), ("81", "cm", "27113001"),
        ("eighty", "kg", "27113001"), ("81", "kg", "50373000"),
    ])
    func nothingIsGuessed(_ number: String, _ unit: String, _ concept: String) throws {
        #expect(try canonical(number, code: "", text: unit, of: concept) == nil)
    }

    @Test func unitsHaveUCUMCodesWithoutAMeasurement() throws {
        let measurements = try Self.load(Self.text)
        let none = [UInt8]()
        for (text, expected) in [("LB", "[lb_av]"), ("lbs", nil), ("", nil)] {
            let unit = measurements.unit(code: none.span, text: Array(text.utf8).span)
            #expect(unit == expected)
        }
    }

    @Test(
        arguments: [
            ("[lb]", "[lb, KG]", "error[E435]"), ("'0.45359237'", "'0,45'", "error[E436]"),
            ("digits: 2", "digits: 9", "error[E436]"),
            ("times: '0.45359237'", "over: '0'", "error[E436]"),
            ("unit: kg", "unit: kgg", "error[E255]"),
            ("codes: weight", "codes: wait", "error[E255]"),
            ("source: made up", "sauce: made up", "error[E252]"),
            ("plausible: {low: '0.3', high: '500'}", "plausible: {low: '0.3'}", "error[E253]"),
        ])
    func aMistakeIsSaidWithItsPlace(_ old: String, _ new: String, _ expected: String) throws {
        let error = #expect(throws: Diagnostics.self) {
            try Self.load(Self.text.replacing(old, with: new))
        }
        let message = try #require(error?.all.first)
        #expect("\(message)".contains(expected), "\(message)")
        #expect(message.position != nil)
    }
}
