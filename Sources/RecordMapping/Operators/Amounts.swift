import CanonicalModel

extension MappingRun {
    /// Makes a quantity of a comparator, a number and a unit that a mapping put together.
    ///
    /// The source has them apart, so the quantity is not marked as found in free text.
    mutating func amount(_ text: TextRange) throws(OperatorFailure) -> Cell {
        guard case .quantity(let number) = textQuantity(text, labelled: false) else {
            throw .invalid
        }
        record.quantities[Int(number)].isDerivedFromText = false
        return .quantity(number)
    }

    /// Whether a code of a unit may be one of UCUM: where its system is not told, or is that.
    ///
    /// Source: FHIR, Quantity, `system`; the OID of UCUM is 2.16.840.1.113883.6.8.
    mutating func isUCUM(_ system: TextRange) -> Bool {
        system.isEmpty
            || record.withBytes(of: system) { system in
                Self.systemsOfUCUM.contains { system.isSame(as: $0.span) }
            }
    }

    private static let systemsOfUCUM = [
        "http://unitsofmeasure.org", "http://unitsofmeasure.org/", "https://unitsofmeasure.org",
        "urn:oid:2.16.840.1.113883.6.8",
    ].map { Array($0.utf8) }
}
