/// What an agreement lets out of one record: a record whose cells hold only released, generalised
/// values. Only the agreement evaluator makes one; feeds accept nothing else.
public struct ReleasedRecord: Sendable {
    /// The released entries, every withheld cell ``Cell/absent``; ids and references are final, so
    /// that in a pseudonymised feed they are surrogates already. A reference is the very range of
    /// the id that it names.
    public let record: CanonicalRecord
    /// For each entry of ``record`` the fields that hold something, a bit each.
    public let present: [UInt64]
    /// The ODS code of the publishing practice; a range of ``record``.
    public var practice: TextRange
    /// The pseudonym, or the NHS number where the agreement says identifiable; a range of
    /// ``record``.
    public var personKey: TextRange
    /// The system that the record came from, as UTF-8: `emis`, `systmone`, `medicus` or `unknown`.
    public var sourceSystem: [UInt8]
    /// Whether ``personKey`` is an NHS number and no pseudonym.
    public var isIdentifiable: Bool

    /// Makes a released record.
    ///
    /// - Parameters:
    ///   - isIdentifiable: Whether `personKey` is an NHS number and no pseudonym.
    public init(
        record: CanonicalRecord, practice: TextRange, personKey: TextRange,
        sourceSystem: [UInt8], isIdentifiable: Bool = false
    ) {
        self.record = record
        present = record.entries.map(record.present)
        self.practice = practice
        self.personKey = personKey
        self.sourceSystem = sourceSystem
        self.isIdentifiable = isIdentifiable
    }
}
