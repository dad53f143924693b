import CanonicalModel
import SharingAgreements

/// How many people have each code that leaves in rows, so that codes of too few can be kept back.
///
/// A code is kept as the 64-bit hash of its system and its text. Memory: a number a person and a
/// code, however many records there are. A person counts with the first of their records that the
/// agreement lets through: what only a later one has is counted for one person fewer, so that more
/// is kept back and never less.
struct RareCodes: Sendable {
    /// A code of fewer people per thousand is not shown.
    let least: Int
    private var people: Set<NHSNumber> = []
    private var holders: [Int: Int] = [:]

    /// What stands in manifests and explanations for a code that is kept back.
    static let reason = "RARE"

    /// `nil` for an agreement that asks for nothing of the kind; nobody counted yet.
    init?(_ agreement: Agreement) {
        guard let least = agreement.rareCodes, agreement.deidentification.level != .aggregate
        else { return nil }
        self.least = least
    }

    /// The codes of a person, each once.
    mutating func add(_ codes: Set<Int>, of person: NHSNumber?) {
        guard let person, people.insert(person).inserted else { return }
        for code in codes { holders[code, default: 0] += 1 }
    }

    /// The codes of enough people; all others are to be kept back, those that nobody has too.
    var shown: Set<Int> {
        let (least, people) = (least, people.count)
        return Set(holders.lazy.filter { $0.value * 1000 >= least * people }.map(\.key))
    }

    /// Whether no code can be rare, since one person is enough of all of them.
    var isIdle: Bool { least * people.count <= 1000 }
    /// Whether anybody was counted.
    var isEmpty: Bool { people.isEmpty }

    // MARK: - Records

    /// The codes that leave of one record.
    static func codes(of released: ReleasedRecord) -> Set<Int> {
        let record = released.record
        var codes: Set<Int> = []
        for concept in record.concepts {
            for coding in record.codings(of: concept) { codes.insert(key(coding, record)) }
        }
        return codes
    }

    /// With the secret of the process, so that no record can give its code the number of another.
    private static func key(_ coding: Coding, _ record: CanonicalRecord) -> Int {
        var hasher = Hasher()
        hasher.combine(coding.system)
        hasher.combine(record.bytes(coding.systemText))
        hasher.combine(record.bytes(coding.code))
        return hasher.finalize()
    }

    /// Takes out of a record the codes that are not `shown`, and with the last of them the cell;
    /// what was typed beside one goes with it.
    ///
    /// - Returns: How many codes were taken out.
    static func suppress(_ released: inout ReleasedRecord, showing shown: Set<Int>) -> Int {
        var (record, suppressed) = (released.record, 0)
        for entry in record.entries {
            let first = Int(entry.firstCell)
            for place in first..<first + entry.kind.fieldCount {
                guard case .concept(let number) = record.cells[place] else { continue }
                let concept = record.concepts[Int(number)]
                let codings = record.codings(of: concept)
                let kept = codings.filter { shown.contains(key($0, record)) }
                guard kept.count < codings.count else { continue }
                suppressed += codings.count - kept.count
                record.cells[place] = kept.isEmpty ? .absent : record.appendConcept(concept, kept)
            }
        }
        guard suppressed > 0 else { return 0 }
        released = ReleasedRecord(
            record: record, practice: released.practice, personKey: released.personKey,
            sourceSystem: released.sourceSystem, isIdentifiable: released.isIdentifiable)
        return suppressed
    }
}

extension CanonicalRecord {
    /// A cell of `concept` with other codings and without text.
    fileprivate mutating func appendConcept(_ concept: Concept, _ kept: [Coding]) -> Cell {
        var copy = concept
        (copy.firstCoding, copy.codingCount) = (
            UInt32(truncatingIfNeeded: codings.count), UInt16(clamping: kept.count)
        )
        copy.text = .empty
        codings += kept
        concepts.append(copy)
        return .concept(UInt32(truncatingIfNeeded: concepts.count - 1))
    }
}

extension Conversion {
    /// Refuses codes of few people where not everybody is in the run: nobody knows then how many
    /// have a code.
    ///
    /// - Throws: `needs-an-end`.
    func requireEverybody() throws(Diagnostic) {
        guard ledger?.holdsOnlyChanges == true,
            let agreement = agreements.first(where: { $0.rareCodes != nil })
        else { return }
        throw Diagnostic(
            .needsAnEnd, file: agreement.compiled.agreement.file,
            "`rare_codes` keeps codes of few people back, and only what has changed is in this run",
            advice: "give the records of everybody, without --changes-only; nothing was published")
    }

    /// The codes that may be shown, by agreement; `nil` where a first pass has told enough.
    func shownCodes(_ state: Collector.State) -> [Set<Int>?]? {
        for (agreement, codes) in zip(agreements, state.rareCodes) {
            guard let codes, codes.isIdle, !codes.isEmpty else { continue }
            let finding = Diagnostic(
                .noRareCodes, .warning, file: agreement.compiled.agreement.file,
                "`rare_codes: \(codes.least)` keeps nothing back in a feed of so few people: one "
                    + "of them is \(codes.least) in a thousand or more",
                advice: "raise `rare_codes`, or ask for company with `k`")
            observer.report(records: state.records, bytes: state.inputBytes, findings: [finding])
        }
        let shown = state.rareCodes.map { $0.flatMap { $0.isIdle ? nil : $0.shown } }
        return shown.contains { $0 != nil } ? shown : nil
    }
}
