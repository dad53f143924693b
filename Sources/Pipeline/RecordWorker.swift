import CanonicalModel
import Crypto
import DefinedFeeds
import DerivedFacts
import DisclosureControl
import Feeds
import RecordMapping
import RecordReading
import SharingAgreements
import Terminology

/// Takes records through every stage: read, map, decide, feed. One a core, its buffers reused.
struct RecordWorker {
    private let mappings: MappingSet
    /// What is decided under; others may take their place between records.
    var agreements: [PreparedAgreement]
    private let optOutCodes: OptOutCodes
    private let objections: KnownObjections
    /// Writes rows that go on at once, in place of feeds' files.
    private let rows: RowLines?
    private let demographics: Demographics?
    private let areas: Areas?
    /// By which facts are worked out, for agreements that cover them.
    let factRules: [FactRules]
    private let ledger: LedgerSession?
    /// The codes that may be shown, by agreement; `nil` for all.
    private let shownCodes: [Set<Int>?]?
    private var parser: RecordParser
    private static let numberField = EntryKind.patient.definition.index(of: "nhs_number") ?? 0
    private static let practiceField = EntryKind.patient.definition.index(of: "practice") ?? 0

    /// - Parameters:
    ///   - objections: What other records of a person say of their objection.
    ///   - demographics: Who fills in what records lack of their patients.
    ///   - areas: In what areas their postcodes lie.
    ///   - xmlParser: Who parses XML.
    ///   - terminology: What codes are looked up in.
    ///   - timeLimit: How long a record may take to be read and mapped, of the processor.
    ///   - facts: By which facts are worked out, for agreements that cover them.
    ///   - rows: Writes rows that go on at once, in place of feeds' files.
    ///   - ledger: What recipients have already.
    ///   - shownCodes: The codes that may be shown, by agreement; `nil` for all.
    init(
        mappings: MappingSet, agreements: [PreparedAgreement], optOutCodes: OptOutCodes,
        objections: KnownObjections, demographics: Demographics? = nil,
        areas: Areas? = nil, xmlParser: XMLReader.Parser = .tokenizer,
        terminology: TerminologyFile? = nil,
        timeLimit: Duration = RecordParser.longestTime,
        facts: [FactRules] = [], rows: RowLines? = nil, ledger: LedgerSession? = nil,
        shownCodes: [Set<Int>?]? = nil
    ) {
        (self.rows, self.ledger, factRules) = (rows, ledger, facts)
        self.shownCodes = shownCodes
        self.mappings = mappings
        self.agreements = agreements
        self.optOutCodes = optOutCodes
        self.objections = objections
        (self.demographics, self.areas) = (demographics, areas)
        parser = RecordParser(
            mappings, watching: optOutCodes.dissentCodes, xmlParser: xmlParser,
            terminology: terminology, timeLimit: timeLimit)
    }

    /// Processes the record in `tree.bytes` into `result`, which was emptied before.
    mutating func process(
        _ input: RecordInput, _ tree: inout SourceTree, into result: inout RecordResult
    ) {
        guard let mapped = map(input, &tree, into: &result) else { return }
        decide(consume mapped, into: &result)
    }

    /// Reads and maps the record in `tree.bytes`: what can be done before the records before it
    /// are decided. `nil` if it could not be read, which is written into `result`.
    mutating func map(
        _ input: RecordInput, _ tree: inout SourceTree, into result: inout RecordResult
    ) -> MappedRecord? {
        (result.number, result.file) = (input.number, input.file)
        (result.part, result.isLastPart) = (input.part, input.isLastPart)
        (result.offset, result.byteCount) = (input.offset, tree.bytes.count)
        if input.isWholeFile, input.failure == nil {
            result.digest = Array(SHA256.hash(data: tree.bytes))
        }
        do throws(Diagnostic) {
            if let failure = input.failure { throw failure }
            var mapped = try parser.parse(&tree, shape: input.shape, file: input.file)
            for warning in parser.warnings {
                result.findings.append(warning)
                quarantine(warning, input, &result)
            }
            result.fingerprint = Fingerprint(of: tree.bytes)
            // The nodes of a large record are not kept while its rows are written.
            if tree.nodes.capacity > 1 << 18 { tree.nodes = [] }
            note(mapped, input, in: &result)
            result.codes.count(mapped.record)
            if let demographics {
                let unreadable = Self.unreadable(mapped.findings)[.patient] ?? []
                result.join = demographics.join(&mapped.record, unreadable: unreadable)
            }
            if let areas { result.placing = areas.place(&mapped.record) }
            if result.join == .conflicting { noteConflict(input, in: &result) }
            return mapped
        } catch {
            result.refusal = error
            result.findings.append(error)
            result.quarantine.records[error.code, default: 0] += 1
            quarantine(error, input, &result)
            return nil
        }
    }

    /// Writes down a finding about the whole record, or about a value of it.
    private func quarantine(
        _ finding: Diagnostic, _ input: RecordInput, _ result: inout RecordResult
    ) {
        QuarantineLine.append(
            finding, at: input.place(finding.byteOffset ?? 0), to: &result.quarantineLines)
    }

    /// Writes down that the record and the demographics speak of two people.
    private func noteConflict(_ input: RecordInput, in result: inout RecordResult) {
        let finding = Diagnostic(
            .demographicsConflict, .warning, file: input.file,
            "the birth date or sex is another in the demographics of the same NHS number",
            advice: "find out whose number it is; nothing of the record leaves until then")
        result.findings.append(finding)
        quarantine(finding, input, &result)
    }

    /// Writes down what could not be mapped.
    private func note(
        _ mapped: MappedRecord, _ input: RecordInput, in result: inout RecordResult
    ) {
        if !mapped.unread.isEmpty {
            result.unread = [mappings.sources[mapped.source].name: mapped.unread]
        }
        for finding in mapped.findings {
            let kind = finding.kind
            if finding.isWholeEntry {
                result.quarantine.entries[kind, default: [:]][finding.code, default: 0] += 1
                for index in result.tallies.indices {
                    result.tallies[index].read[Int(kind.rawValue)] += 1
                }
            } else {
                result.quarantine.fields[kind, default: [:]][finding.code, default: 0] += 1
            }
            QuarantineLine.append(
                finding, input,
                rule: mappings.ruleName(finding.rule, source: mapped.source).name,
                to: &result.quarantineLines)
        }
    }

    /// Whose record it is, and what is known of them beside it.
    struct Person {
        /// The patient's entry.
        let entry: Entry?
        let number: NHSNumber?
        /// The number, unless it belongs to two people and so identifies neither.
        let known: NHSNumber?
        let practice: ArraySlice<UInt8>
        let system: [UInt8]
        let evidence: OptOutEvidence
        let unreadable: [EntryKind: Set<Int>]
    }

    func person(of mapped: MappedRecord, into result: inout RecordResult) -> Person {
        let record = mapped.record
        let patient = record.entries.first { $0.kind == .patient }
        let number = patient.flatMap { nhsNumber(of: $0, record) }
        let practice = patient.flatMap { text($0, Self.practiceField, record) } ?? []
        result.person = number
        result.evidence = evidence(in: mapped)
        let teller = number.map { PersonAtPractice(number: $0, practice: Array(practice)) }
        result.takesBack = teller.map(objections.wasTold) ?? false
        return Person(
            entry: patient, number: number, known: result.join == .conflicting ? nil : number,
            practice: practice, system: Array(mapped.system.utf8),
            evidence: number.map {
                objections.evidence(of: $0, with: result.evidence, at: practice)
            } ?? result.evidence,
            unreadable: Self.unreadable(mapped.findings))
    }

    private func nhsNumber(of patient: Entry, _ record: CanonicalRecord) -> NHSNumber? {
        text(patient, Self.numberField, record).flatMap { try? NHSNumber($0) }
    }

    private func evidence(in mapped: MappedRecord) -> OptOutEvidence {
        var evidence = OptOutEvidence(mapped.record, optOutCodes)
        if mapped.mentionsWatchedCode, !evidence.hasDissent { evidence.addUnreadableDissent() }
        return evidence
    }

    /// What the record in `tree.bytes` says of its person's objection; `nil` where it tells no
    /// number.
    ///
    /// - Throws: Why it cannot be read.
    mutating func objection(
        _ input: RecordInput, _ tree: inout SourceTree
    ) throws(Diagnostic) -> (person: NHSNumber, evidence: OptOutEvidence)? {
        let mapped = try parser.parse(&tree, shape: input.shape, file: input.file)
        guard let patient = mapped.record.entries.first(where: { $0.kind == .patient }),
            let number = nhsNumber(of: patient, mapped.record)
        else { return nil }
        return (number, evidence(in: mapped))
    }

    /// What an agreement is told of a person, and the surrogates of their entries' ids.
    func facts(
        _ person: Person, under agreement: PreparedAgreement
    ) -> (PatientFacts, RecordIdentifiers) {
        var pseudonym: [UInt8]?
        if let number = person.known, let pseudonyms = agreement.pseudonyms {
            var digits: [UInt8] = []
            pseudonyms.append(number.digits.span, to: &digits)
            pseudonym = digits
        }
        var facts = PatientFacts(
            practice: Array(person.practice), nhsNumber: person.known, optOut: person.evidence,
            pseudonym: pseudonym, sourceSystem: person.system)
        facts.unreadable = person.unreadable
        facts.dateShift = person.known.flatMap { number in
            agreement.dateShift?.days(for: number.digits.span)
        }
        let surrogates = RecordIdentifiers(
            surrogates: agreement.surrogates?.surrogates(
                person: person.number?.digits ?? [], practice: person.practice))
        return (facts, surrogates)
    }

    /// Explains what the first agreement does with a record.
    func explain(_ mapped: MappedRecord, into result: inout RecordResult) -> Explanation? {
        guard let agreement = agreements.first else { return nil }
        let (facts, surrogates) = facts(person(of: mapped, into: &result), under: agreement)
        return agreement.compiled.explain(mapped.record, facts, surrogates: surrogates)
    }

    /// The smallest changes of the first agreement that would alter what becomes of a record.
    func advice(
        _ mapped: MappedRecord, entries: Set<Int>?, into result: inout RecordResult
    ) -> ChangeAdvice? {
        guard let agreement = agreements.first else { return nil }
        let (facts, _) = facts(person(of: mapped, into: &result), under: agreement)
        return agreement.compiled.advice(mapped.record, facts, entries: entries)
    }

    /// The record with the facts that the first agreement covers, of which a run decides as well.
    func withFacts(_ mapped: MappedRecord, into result: inout RecordResult) -> MappedRecord {
        guard let agreement = agreements.first else { return mapped }
        let (facts, surrogates) = facts(person(of: mapped, into: &result), under: agreement)
        let decision = agreement.compiled.decide(mapped.record, facts, surrogates: surrogates)
        var whole = mapped
        if decision.released != nil { _ = addFacts(to: &whole.record, decision, agreement) }
        return whole
    }

    /// What each agreement decides of a record, by itself; and the practice that holds it.
    func decisions(
        _ mapped: MappedRecord, into result: inout RecordResult
    ) -> (practice: String, each: [RecordDecision]) {
        let person = person(of: mapped, into: &result)
        let each = agreements.map { agreement in
            let (facts, surrogates) = facts(person, under: agreement)
            var record = mapped.record
            let decision = agreement.compiled.decide(record, facts, surrogates: surrogates)
            guard decision.released != nil, addFacts(to: &record, decision, agreement) else {
                return decision
            }
            return agreement.compiled.decide(record, facts, surrogates: surrogates)
        }
        return (String(decoding: person.practice, as: UTF8.self), each)
    }

    /// Decides what of a record may leave, and writes its rows into `result`.
    mutating func decide(_ mapped: consuming MappedRecord, into result: inout RecordResult) {
        let person = person(of: mapped, into: &result)
        let scanned = ScannedPerson(person.entry, person.known, in: mapped.record)
        result.birthDay = scanned.birthDate?.dayNumber
        result.practice = Array(person.practice)
        for (index, agreement) in agreements.enumerated() {
            let (facts, surrogates) = facts(person, under: agreement)
            var record = mapped.record
            var decision = agreement.compiled.decide(record, facts, surrogates: surrogates)
            if decision.released != nil, addFacts(to: &record, decision, agreement) {
                decision = agreement.compiled.decide(record, facts, surrogates: surrogates)
            }
            result.tallies[index].count(record, decision)
            guard var released = decision.released else {
                ledger?.report(decision, facts, agreement, index, into: &result)
                continue
            }
            if agreement.isAggregate {
                result.shares[index] = agreement.compiled.shares(of: released)
                continue
            }
            if agreement.rareCodes != nil { keepRareCodes(&released, index, in: &result) }
            if let likeness = agreement.anonymity {
                result.likeness[index] = likeness.row(of: released, at: person.practice)
            }
            agreements[index].scan.begin(scanned)
            forbidIds(of: record, decision, index)
            if index == agreements.count - 1 {
                // All is decided; the rows of a large record need its memory.
                (record, mapped.record) = (CanonicalRecord(), CanonicalRecord())
            }
            result.outputs[index].begin(released)
            if let rows {
                rows.append(released, into: &result.rows[index])
                // The same values by column, which is how they are scanned.
                agreement.tables.append(released, into: &result.outputs[index])
            } else {
                if agreement.hasTables {
                    agreement.tables.append(released, into: &result.outputs[index])
                    agreement.defined?.append(into: &result.outputs[index])
                }
                agreements[index].ukCore?.append(released, into: &result.outputs[index])
            }
            agreements[index].scan.scan(result.outputs[index], into: &result.found[index])
            if !agreement.selection.hasKinds { result.outputs[index].removeKinds() }
            do throws(Diagnostic) {
                try ledger?.keepNews(facts, index, in: &result)
            } catch {
                result.failure = error
            }
        }
    }

    /// Notes the codes of a person, and takes those of few people out where they are known.
    private func keepRareCodes(
        _ released: inout ReleasedRecord, _ index: Int, in result: inout RecordResult
    ) {
        result.codesHeld[index] = RareCodes.codes(of: released)
        guard let shown = shownCodes?[index] else { return }
        result.suppressed[index] = RareCodes.suppress(&released, showing: shown)
    }

    /// What is stated of the patient and of registrations and could not be read, and the kinds of
    /// which a whole entry could not be.
    private static func unreadable(_ findings: [MappingFinding]) -> [EntryKind: Set<Int>] {
        var fields: [EntryKind: Set<Int>] = [:]
        for finding in findings where finding.code != .unexpectedSecondValue {
            let isWho = finding.kind == .patient || finding.kind == .registration
            guard isWho || finding.isWholeEntry else { continue }
            fields[finding.kind, default: []].insert(Int(finding.field ?? 0))
        }
        return fields
    }

    private func text(
        _ entry: Entry, _ field: Int, _ record: CanonicalRecord
    ) -> ArraySlice<UInt8>? {
        guard case .text(let text) = record.cell(entry, field) else { return nil }
        return record.bytes(text)
    }
}
