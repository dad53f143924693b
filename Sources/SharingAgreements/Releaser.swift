public import CanonicalModel

extension CompiledAgreement {
    /// Decides one record.
    ///
    /// - Parameters:
    ///   - facts: What is known of the person; the pseudonym is only read at that level.
    ///   - surrogates: What stands for the ids of entries in a pseudonymised feed; not asked in an
    ///     identifiable one.
    /// - Returns: What leaves, and for the rest every reason.
    ///
    /// Cost: linear in the cells of the record; allocates only the released copy and a few arrays
    /// a record.
    public func decide(
        _ record: CanonicalRecord, _ facts: PatientFacts, surrogates: some IdentifierSurrogates
    ) -> RecordDecision {
        let patientReasons = reasonsAgainst(record, facts)
        guard patientReasons.isEmpty else {
            return RecordDecision(
                released: nil, patientReasons: patientReasons,
                entryReasons: Array(repeating: [], count: record.entries.count))
        }
        var (reasons, fields) = entryReasons(record)
        let ids = IdTable(record)
        LinkClosure.apply(record, ids, &reasons)
        var releaser = Releaser(
            agreement: self, record: record, facts: facts, ids: ids, reasons: reasons,
            surrogates: surrogates)
        return RecordDecision(
            released: releaser.release(fields), patientReasons: [], entryReasons: reasons)
    }
}

/// Makes the released copy of one record.
struct Releaser<Surrogates: IdentifierSurrogates> {
    private let rules: Agreement.Deidentification
    private let releasesFreeText: Bool
    private let runDate: PartialDate
    private let record: CanonicalRecord
    private let facts: PatientFacts
    private let ids: IdTable
    private let reasons: [ReasonSet]
    private let surrogates: Surrogates
    /// Entries that leave but share their id with one that does not.
    private let withheldByAnother: Set<Int>
    private var output: CanonicalRecord

    init(
        agreement: CompiledAgreement, record: CanonicalRecord, facts: PatientFacts, ids: IdTable,
        reasons: [ReasonSet], surrogates: Surrogates
    ) {
        rules = agreement.agreement.deidentification
        releasesFreeText = agreement.agreement.releasesFreeText
        runDate = agreement.runDate
        self.record = record
        self.facts = facts
        self.ids = ids
        self.reasons = reasons
        self.surrogates = surrogates
        withheldByAnother = Set(ids.duplicates.filter { !reasons[$0.entry].isEmpty }.map(\.first))
        output = CanonicalRecord(source: record.source)
    }

    /// - Parameter fields: For each entry the fields that may leave, a bit each.
    mutating func release(_ fields: [UInt64]) -> ReleasedRecord {
        output.entries.reserveCapacity(record.entries.count)
        for (number, entry) in record.entries.enumerated() where reasons[number].isEmpty {
            release(entry, number, fields[number])
        }
        let isIdentifiable = rules.level == .identifiable
        let key = isIdentifiable ? nhsNumber() : facts.pseudonym ?? []
        let personKey = output.appendScratch(key)
        let practice = output.appendScratch(facts.practice)
        return ReleasedRecord(
            record: output, practice: practice, personKey: personKey,
            sourceSystem: facts.sourceSystem, isIdentifiable: isIdentifiable)
    }

    private mutating func release(_ entry: Entry, _ number: Int, _ fields: UInt64) {
        let first = output.appendEntry(
            entry.kind, rule: entry.rule, sourceOffset: entry.sourceOffset,
            sourceLength: entry.sourceLength)
        output.cells[first] = id(of: entry, number)
        var waiting = fields & ~1
        if entry.kind == .patient { waiting &= ~PatientFields.derived }
        while waiting != 0 {
            let field = waiting.trailingZeroBitCount
            waiting &= waiting - 1
            output.cells[first + field] = released(record.cell(entry, field), entry.kind, field)
        }
        if entry.kind == .patient { derive(entry, first, fields) }
    }

    /// The entry's own id, or one from its place in the record if the source gave none.
    private mutating func id(of entry: Entry, _ number: Int) -> Cell {
        if case .text(let id) = record.cell(entry, 0) { return .text(outgoing(id)) }
        let made = Array("entry-\(number)".utf8)
        guard rules.level == .pseudonymised else { return .text(output.appendScratch(made)) }
        return .text(surrogate(made[...]))
    }

    /// The id as it leaves: itself, or its surrogate.
    private mutating func outgoing(_ id: TextRange) -> TextRange {
        rules.level == .pseudonymised ? surrogate(record.bytes(id)) : kept(id)
    }

    private mutating func surrogate(_ id: ArraySlice<UInt8>) -> TextRange {
        let start = output.scratch.count
        surrogates.append(surrogateFor: id, into: &output.scratch)
        return TextRange(scratch: start, length: output.scratch.count - start)
    }

    private mutating func released(_ cell: Cell, _ kind: EntryKind, _ field: Int) -> Cell {
        switch cell {
        case .absent, .code, .boolean: return cell
        case .text(let text): return .text(kept(text))
        case .date(let date):
            let isBirth = kind == .patient && field == PatientFields.birthDate
            guard let limit = isBirth ? rules.birthDate : rules.eventDate else { return .absent }
            return .date(date.generalised(to: limit))
        case .concept(let index): return concept(record.concepts[Int(index)])
        case .quantity(let index): return quantity(record.quantities[Int(index)])
        case .reference(let id): return isReleased(id) ? .reference(outgoing(id)) : .absent
        case .references(let start, let count): return references(Int(start), Int(count))
        }
    }

    private mutating func references(_ start: Int, _ count: Int) -> Cell {
        let first = output.references.count
        for id in record.references[start..<start + count] where isReleased(id) {
            let id = outgoing(id)
            output.references.append(id)
        }
        let kept = output.references.count - first
        guard kept > 0 else { return .absent }
        return .references(
            start: UInt32(truncatingIfNeeded: first), count: UInt32(truncatingIfNeeded: kept))
    }

    /// Whether an entry bears `id`, and every entry that bears it leaves.
    private func isReleased(_ id: TextRange) -> Bool {
        guard let number = ids.entry(id, in: record) else { return false }
        return reasons[number].isEmpty && !withheldByAnother.contains(number)
    }

    private mutating func concept(_ concept: Concept) -> Cell {
        if !releasesFreeText, concept.codingCount == 0 { return .absent }
        let first = output.codings.count
        for coding in record.codings(of: concept) {
            let copy = Coding(
                system: coding.system, isDescription: coding.isDescription,
                code: kept(coding.code), display: kept(coding.display),
                systemText: kept(coding.systemText))
            output.codings.append(copy)
        }
        let copy = Concept(
            firstCoding: UInt32(truncatingIfNeeded: first), codingCount: concept.codingCount,
            status: concept.status, text: releasesFreeText ? kept(concept.text) : .empty)
        output.concepts.append(copy)
        return .concept(UInt32(truncatingIfNeeded: output.concepts.count - 1))
    }

    private mutating func quantity(_ quantity: Quantity) -> Cell {
        var copy = quantity
        copy.number = kept(quantity.number)
        copy.unit = kept(quantity.unit)
        copy.unitCode = kept(quantity.unitCode)
        output.quantities.append(copy)
        return .quantity(UInt32(truncatingIfNeeded: output.quantities.count - 1))
    }

    /// The same text in the released record: source bytes are shared, scratch bytes are copied, so
    /// that the scratch holds only what leaves.
    private mutating func kept(_ text: TextRange) -> TextRange {
        guard text.isScratch, !text.isEmpty else { return text }
        return output.appendScratch(record.bytes(text))
    }
}

/// The fields of the patient that are worked out.
extension Releaser {
    private mutating func derive(_ patient: Entry, _ first: Int, _ fields: UInt64) {
        func isIncluded(_ field: Int) -> Bool { fields & 1 << UInt64(field) != 0 }
        func put(_ field: Int, _ bytes: [UInt8]?) {
            guard let bytes, !bytes.isEmpty else { return }
            output.cells[first + field] = .text(output.appendScratch(bytes))
        }
        if isIncluded(PatientFields.pseudonym) {
            put(PatientFields.pseudonym, facts.pseudonym)
        }
        if isIncluded(PatientFields.practice),
            record.cell(patient, PatientFields.practice) == .absent
        {
            put(PatientFields.practice, facts.practice)
        }
        let ages = possibleAges(of: patient)
        if isIncluded(PatientFields.ageYears) {
            let isCertain = ages?.lowerBound == ages?.upperBound
            put(
                PatientFields.ageYears, ages.map { isCertain ? Array("\($0.lowerBound)".utf8) : [] }
            )
        }
        if isIncluded(PatientFields.ageBand) {
            put(PatientFields.ageBand, ages.flatMap(commonBand))
        }
        if isIncluded(PatientFields.postcodeDistrict) {
            var district: [UInt8] = []
            if case .text(let postcode) = record.cell(patient, PatientFields.postcode) {
                _ = Generalisation.appendDistrict(
                    ofPostcode: record.bytes(postcode), to: &district)
            }
            put(PatientFields.postcodeDistrict, district)
        }
    }

    /// The ages that the patient may have today; `nil` if the birth date is unknown or to come.
    private func possibleAges(of patient: Entry) -> ClosedRange<Int>? {
        guard case .date(let birth) = record.cell(patient, PatientFields.birthDate) else {
            return nil
        }
        let ages = birth.possibleAges(on: runDate)
        return ages.lowerBound >= 0 ? ages : nil
    }

    /// The band that every possible age lies in; ages that a date leaves open are neighbours.
    private func commonBand(of ages: ClosedRange<Int>) -> [UInt8]? {
        var (low, high) = ([UInt8](), [UInt8]())
        _ = Generalisation.appendAgeBand(ages.lowerBound, to: &low)
        _ = Generalisation.appendAgeBand(ages.upperBound, to: &high)
        return low == high ? low : nil
    }

    private func nhsNumber() -> [UInt8] {
        let digits = Array("\(facts.nhsNumber?.value ?? 0)".utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, 10 - digits.count)) + digits
    }
}
