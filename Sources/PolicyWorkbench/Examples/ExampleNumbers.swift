import CanonicalModel
public import SharingAgreements

/// The NHS numbers of example patients; none is of a person.
enum ExampleNumbers {
    /// Of a range that is neither issued nor set aside for tests, so that an agreement that
    /// withholds test patients can be tried: it begins with six zeros, which no number in use does.
    static let usual = number(from: 101)
    /// The number on the list of an agreement that is about a list of people; ``test`` is another.
    static let listed = number(from: 202)
    /// Of the range set aside for tests.
    static let test = number(from: 999_000_001)

    /// The number that a patient has.
    static func number(_ number: ExamplePatient.Number) -> NHSNumber? {
        switch number {
        case .usual: usual
        case .test: test
        case .listed: listed
        case .none: nil
        }
    }

    /// A list of people to stand for the one called `name`, whose real numbers no example needs.
    static func list(_ name: String) -> PatientList? {
        let text = [listed, test].compactMap { $0.map(digits) }.joined(separator: "\n")
        return try? PatientList.load(text: text, name: name, file: name)
    }

    /// Its ten digits.
    static func digits(_ number: NHSNumber) -> String {
        let text = "\(number.value)"
        return String(repeating: "0", count: 10 - text.count) + text
    }

    /// The first valid number whose first nine digits are at least `first`.
    private static func number(from first: Int) -> NHSNumber? {
        for nine in first..<first + 20 {
            for check in 0...9 {
                let text = "\(nine * 10 + check)"
                let padded = String(repeating: "0", count: 10 - text.count) + text
                if let number = try? NHSNumber(Array(padded.utf8)) { return number }
            }
        }
        return nil
    }
}

/// Lists of made-up people.
public enum ExampleLists {
    /// A list called `name` of two made-up people, one of whom is the example patient that is `on
    /// the list`: examples need nobody's real number.
    public static func standIn(named name: String) -> PatientList? { ExampleNumbers.list(name) }
}
