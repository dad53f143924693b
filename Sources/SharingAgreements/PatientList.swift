public import CanonicalModel

/// A named list of people, by NHS number: nobody else is in the cohort that names it.
///
/// It prints as its name: the numbers are patient values.
public struct PatientList: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The name by which a cohort calls it: that of its file without `.txt`.
    public let name: String
    /// The numbers.
    public let numbers: Set<NHSNumber>

    /// Reads a list: an NHS number of ten digits a line, spaces within it allowed, and lines that
    /// begin with `#`.
    ///
    /// - Throws: Every line that is no valid NHS number, without saying what stands there; and
    ///   `patient-list` for a list without numbers, under which nobody could ever be in.
    public static func load(text: String, name: String, file: String) throws(Diagnostics)
        -> PatientList
    {
        var (numbers, findings) = (Set<NHSNumber>(), [Diagnostic]())
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let digits = line.filter { $0 > 0x20 }
            guard let first = digits.first, first != UInt8(ascii: "#") else { continue }
            if let number = try? NHSNumber(digits) {
                numbers.insert(number)
            } else {
                findings.append(
                    Diagnostic(
                        .patientList, file: file, at: .init(line: index + 1, column: 1),
                        "the line is not a valid NHS number",
                        advice: "write the ten digits; take other columns out"))
            }
        }
        if numbers.isEmpty, findings.isEmpty {
            findings.append(
                Diagnostic(
                    .patientList, file: file, at: .init(line: 1, column: 1),
                    "the list holds no NHS number", advice: "nobody would be in the cohort"))
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return PatientList(name: name, numbers: numbers)
    }

    /// Its name.
    public var description: String { "patient list `\(name)`" }
    /// Hides the numbers from `dump` and from test failures.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
