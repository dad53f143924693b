public import CanonicalModel
import DisclosureControl
import Terminology

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
        LinkClosure.apply(record, ids, isSensitiveToo: sensitive.closesLinks, &reasons)
        withholdUninvolved(record, ids, fields, &reasons)
        var releaser = Releaser(self, record, facts, ids, reasons)
        releaser.name(with: surrogates)
        return RecordDecision(
            released: releaser.release(fields), patientReasons: [], entryReasons: reasons)
    }
}

/// Makes the released copy of one record.
struct Releaser {
    let rules: Agreement.Deidentification
    private let levels: LevelTable
    private let releasesFreeText: Bool
    let runDate: PartialDate
    let record: CanonicalRecord
    let facts: PatientFacts
    private let ids: IdTable
    private let reasons: [ReasonSet]
    /// For each entry that leaves its id in ``output``.
    private var names: [TextRange]
    /// Entries that leave but share their id with one that does not.
    private let withheldByAnother: Set<Int>
    var output: CanonicalRecord

    init(
        _ agreement: CompiledAgreement, _ record: CanonicalRecord, _ facts: PatientFacts,
        _ ids: IdTable, _ reasons: [ReasonSet]
    ) {
        rules = agreement.agreement.deidentification
        levels = agreement.levels
        releasesFreeText = agreement.agreement.releasesFreeText
        runDate = agreement.runDate
        self.record = record.withoutHiddenEthnicity(reasons)
        self.facts = facts
        self.ids = ids
        self.reasons = reasons
        names = Array(repeating: .empty, count: reasons.count)
        withheldByAnother = Set(ids.duplicates.filter { !reasons[$0.entry].isEmpty }.map(\.first))
        output = CanonicalRecord(source: record.source)
    }

    /// Gives every entry that leaves its id: its own, or the surrogate of it, or one from its place
    /// in the record if the source gave none.
    mutating func name(with surrogates: some IdentifierSurrogates) {
        let isPseudonymised = rules.level != .identifiable
        for number in reasons.indices where reasons[number].isEmpty {
            if case .text(let id) = record.cell(record.entries[number], 0) {
                names[number] =
                    isPseudonymised ? surrogate(record.bytes(id), surrogates) : kept(id)
            } else {
                let made = Array("entry-\(number)".utf8)
                names[number] =
                    isPseudonymised
                    ? surrogate(made[...], surrogates) : output.appendScratch(made)
            }
        }
    }

    private mutating func surrogate(
        _ id: ArraySlice<UInt8>, _ surrogates: some IdentifierSurrogates
    ) -> TextRange {
        let start = output.scratch.count
        surrogates.append(surrogateFor: id, into: &output.scratch)
        return TextRange(scratch: start, length: output.scratch.count - start)
    }

    /// - Parameter fields: For each entry the fields that may leave.
    mutating func release(_ fields: [FieldSet]) -> ReleasedRecord {
        let count = reasons.count { $0.isEmpty }
        var cells: [Cell] = []
        cells.reserveCapacity(record.cells.count)
        output.entries.reserveCapacity(count)
        output.concepts.reserveCapacity(record.concepts.count)
        output.codings.reserveCapacity(record.codings.count)
        output.quantities.reserveCapacity(record.quantities.count)
        for number in reasons.indices where reasons[number].isEmpty {
            release(record.entries[number], names[number], fields[number], into: &cells)
        }
        output.cells = cells
        let isIdentifiable = rules.level == .identifiable
        let personKey = output.appendScratch(isIdentifiable ? nhsNumber() : facts.pseudonym ?? [])
        let practice = output.appendScratch(facts.practice)
        return ReleasedRecord(
            record: output, practice: practice, personKey: personKey,
            sourceSystem: facts.sourceSystem, isIdentifiable: isIdentifiable)
    }

    private mutating func release(
        _ entry: Entry, _ name: TextRange, _ fields: FieldSet, into cells: inout [Cell]
    ) {
        let first = cells.count
        output.entries.append(
            Entry(
                kind: entry.kind, rule: entry.rule, firstCell: UInt32(truncatingIfNeeded: first),
                sourceOffset: entry.sourceOffset, sourceLength: entry.sourceLength))
        let isPatient = entry.kind == .patient
        let kept = FieldSet(
            bits: isPatient ? fields.bits & ~PatientFields.derived.bits : fields.bits)
        let level = levels.start(entry.kind)
        let staff = FieldSet(bits: entry.kind.staffFields)
        cells.append(addingCapacity: entry.kind.fieldCount) { row in
            row.append(.text(name))
            for field in 1..<entry.kind.fieldCount {
                guard kept.contains(field) else {
                    row.append(.absent)
                    continue
                }
                let cell = record.cell(entry, field)
                if staff.contains(field), case .reference(let id) = cell {
                    row.append(released(ids.staff(id, in: record)))
                } else {
                    row.append(released(cell, levels[level + field]))
                }
            }
        }
        if isPatient { derive(entry, fields) { field, text in cells[first + field] = .text(text) } }
    }

    private mutating func released(_ cell: Cell, _ level: ReleaseLevel) -> Cell {
        switch cell {
        case .absent, .code, .boolean: return cell
        case .text(let text): return .text(kept(text))
        case .date(let date):
            guard let precision = level.precision, let date = moved(date) else { return .absent }
            return .date(date.generalised(to: precision))
        case .concept(let index): return concept(record.concepts[Int(index)])
        case .quantity(let index): return quantity(record.quantities[Int(index)])
        case .reference(let id):
            return released(ids.entry(id, in: record))
        case .references(let start, let count): return references(Int(start), Int(count))
        }
    }

    private func released(_ target: Int?) -> Cell {
        name(of: target).map { .reference($0) } ?? .absent
    }

    /// The date where the agreement moves dates; one that is only known to the month cannot be
    /// moved by days, and does not leave.
    private func moved(_ date: PartialDate) -> PartialDate? {
        guard rules.dateShift != nil else { return date }
        return facts.dateShift.flatMap(date.shifted)
    }

    private mutating func references(_ start: Int, _ count: Int) -> Cell {
        let first = output.references.count
        for number in start..<start + count {
            guard let name = name(of: ids.entry(record.references[number], in: record)) else {
                continue
            }
            output.references.append(name)
        }
        let kept = output.references.count - first
        guard kept > 0 else { return .absent }
        return .references(
            start: UInt32(truncatingIfNeeded: first), count: UInt32(truncatingIfNeeded: kept))
    }

    /// What an id is called in the feed, if an entry bears it and every entry that bears it leaves.
    private func name(of number: Int?) -> TextRange? {
        guard let number, reasons[number].isEmpty,
            withheldByAnother.isEmpty || !withheldByAnother.contains(number)
        else { return nil }
        return names[number]
    }

    private mutating func concept(_ concept: Concept) -> Cell {
        if !releasesFreeText, concept.codingCount == 0 { return .absent }
        let first = output.codings.count
        let start = Int(concept.firstCoding)
        for number in start..<start + Int(concept.codingCount) {
            let coding = record.codings[number]
            guard releasesFreeText || isPlainCode(coding) else { continue }
            let copy = Coding(
                system: coding.system, isDescription: coding.isDescription,
                code: kept(coding.code), display: kept(term(of: coding)),
                systemText: kept(coding.systemText), origin: coding.origin)
            output.codings.append(copy)
        }
        // An expression, say: without it there is no code, and no status of one.
        let hasLost = concept.codingCount > 0 && output.codings.count == first
        let copy = Concept(
            firstCoding: UInt32(truncatingIfNeeded: first),
            codingCount: UInt16(clamping: output.codings.count - first),
            status: hasLost ? .textOnly : concept.status,
            text: releasesFreeText ? kept(concept.text) : .empty)
        output.concepts.append(copy)
        return .concept(UInt32(truncatingIfNeeded: output.concepts.count - 1))
    }

    /// The term of a coding, if it may leave: what a source wrote beside a code may be anything, so
    /// it stays with the free text; what a loaded terminology calls the code does not.
    private func term(of coding: Coding) -> TextRange {
        releasesFreeText || !coding.origin.isSource ? coding.display : .empty
    }

    /// Whether a coding is of a known system and is a code by its form: anything else may be text
    /// that somebody typed, and stays with the free text. The letters of ethnic categories are a
    /// closed list.
    private func isPlainCode(_ coding: Coding) -> Bool {
        if coding.system == .other {
            return EthnicCategory.isSystem(record.bytes(coding.systemText))
                && EthnicCategory.group(record.bytes(coding.code), inFive: false) != nil
        }
        return record.withBytes(of: coding.code) { code in
            switch coding.system {
            case .snomed, .dmd: SnomedCT.isConcept(code) || SnomedCT.isDescription(code)
            case .readV2, .ctv3: (5...7).contains(code.count) && Self.isWord(code)
            case .loinc: LOINC.isCode(code)
            default: (1...18).contains(code.count) && Self.isWord(code)
            }
        }
    }

    private static func isWord(_ code: Span<UInt8>) -> Bool {
        for index in code.indices {
            switch code[index] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                continue
            default: return false
            }
        }
        return true
    }

    /// The words for a unit and its code say the same: one of them is enough.
    private mutating func quantity(_ quantity: Quantity) -> Cell {
        let (unit, code) = (released(quantity.unit), released(quantity.unitCode))
        let hasUnit = !quantity.unit.isEmpty || !quantity.unitCode.isEmpty
        guard !hasUnit || !unit.isEmpty || !code.isEmpty else { return .absent }
        var copy = quantity
        (copy.number, copy.unit, copy.unitCode) = (kept(quantity.number), kept(unit), kept(code))
        output.quantities.append(copy)
        return .quantity(UInt32(truncatingIfNeeded: output.quantities.count - 1))
    }

    /// A unit if it may leave, else nothing. A dm+d unit is written as its SNOMED CT code.
    private func released(_ unit: TextRange) -> TextRange {
        guard !releasesFreeText, !unit.isEmpty else { return unit }
        let bytes = record.bytes(unit)
        return KnownUnits.contains(bytes) || SnomedCT.isConcept(bytes.span) ? unit : .empty
    }

    /// The same text in the released record: source bytes are shared, scratch bytes are copied, so
    /// that the scratch holds only what leaves.
    private mutating func kept(_ text: TextRange) -> TextRange {
        guard text.isScratch else { return text }
        // Where there is nothing its place may lie behind all that leaves.
        guard !text.isEmpty else { return .empty }
        return record.withBytes(of: text) { text in output.appendScratch(text) }
    }
}
