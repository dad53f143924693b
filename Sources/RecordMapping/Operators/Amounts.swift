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
}
