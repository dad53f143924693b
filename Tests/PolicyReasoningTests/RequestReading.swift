import CanonicalModel
import DecisionDiagrams
import SharingAgreements
import Terminology

@testable import PolicyReasoning

/// Finds in which cells of a space the requests about one record lie, and asks the diagrams.
struct RequestReading {
    let diagrams: PolicyDiagrams
    let version: Int
    let flow: String?
    let registers: RunRegisters
    private let sets: [Set<Int>]

    init(
        diagrams: PolicyDiagrams, version: Int, flow: String?, registers: RunRegisters
    ) {
        (self.diagrams, self.version, self.flow) = (diagrams, version, flow)
        self.registers = registers
        sets = diagrams.space.universe.sets.map { Set($0) }
    }

    private var space: RequestSpace { diagrams.space }
    private var agreement: Agreement { space.versions[version].agreement }

    /// For each entry, the fields that leave with their forms; `nil` where the entry does not.
    func decide(_ record: PlainRecord, _ facts: PatientFacts) -> [[Int: ReleaseForm]?] {
        var cells = patient(record, facts)
        guard diagrams.store.value(of: diagrams.patients[version], at: { cells[$0] ?? 0 }) == 1
        else { return record.entries.map { _ in nil } }
        // Who is named is told by what leaves of all else, and then of professionals.
        cells[space.variable(.named)] = 1 << version
        let leaving = record.entries.map { forms($0, record, &cells) }
        let named = record.named(by: leaving)
        cells[space.variable(.named)] = 0
        return zip(record.entries, leaving).map { entry, found in
            entry.isStaff && !named.contains(entry.place) ? forms(entry, record, &cells) : found
        }
    }

    private func forms(
        _ entry: PlainRecord.Entry, _ record: PlainRecord, _ cells: inout [Int: Int]
    ) -> [Int: ReleaseForm]? {
        var released: [Int: ReleaseForm] = [:]
        for field in 0..<entry.kind.fieldCount {
            let release = diagrams.entries[version][Int(entry.kind.rawValue)][field]
            guard release != .zero else { continue }
            released[field] = form(release, entry, record, &cells)
        }
        return released[0] == nil ? nil : released
    }

    /// An entry of several codes, under several others: any of its codes may let it out, and every
    /// one, and everything that it stands in, may keep it back.
    private func form(
        _ release: Diagram, _ entry: PlainRecord.Entry, _ record: PlainRecord,
        _ cells: inout [Int: Int]
    ) -> ReleaseForm? {
        let codes = entry.codes ?? []
        let all = codes + entry.otherCodes
        let above = above(entry, record)
        cells[space.variable(.mark)] = entry.kind == .patient ? 0 : mark(entry.mark).rawValue
        cells[space.variable(.date)] = space.dates.cell(entry.days)
        for case .value(entry.kind, let field) in space.attributes {
            cells[space.variable(.value(entry.kind, field))] = value(entry, field)
        }
        var best: ReleaseForm?
        // A code that nobody has assured, beside one that tells what is meant, lets nothing out;
        // what it may keep back is asked for with all others.
        let isTold = PlainRecord.classified.contains(entry.status)
        let telling = codes.filter { !isTold || !$0.isUnassured }
        for own in telling.isEmpty ? [nil] : telling.map(Optional.some) {
            let standing = standing(entry, own)
            cells[space.variable(.standing)] = standing.rawValue
            cells[space.variable(.code)] =
                space.codes.partition.cellOf[own.map(element) ?? 0]
            var leaves: ReleaseForm?
            var isKept = false
            for other in [0] + all.map(element) {
                cells[space.variable(.otherCode)] = space.hidden.partition.cellOf[other]
                for place in above {
                    cells[space.variable(.above)] = place
                    let value = diagrams.store.value(of: release, at: { cells[$0] ?? 0 })
                    leaves = diagrams.forms[value]
                    if leaves == nil { isKept = true }
                }
            }
            if !isKept { best = leaves ?? best }
        }
        return best
    }

    private func element(_ code: PlainRecord.Code) -> Int {
        var text = code.code
        if code.system == .readV2, text.utf8.count == 7 { text = String(text.prefix(5)) }
        return space.universe.element(CodeUniverse.Code(code.system, text))
    }

    private func standing(_ entry: PlainRecord.Entry, _ code: PlainRecord.Code?) -> CodeStanding {
        guard entry.codes != nil else { return .absent }
        if entry.status == .textOnly { return .words }
        if code?.isUnassured == true, !PlainRecord.classified.contains(entry.status) {
            return .unassured
        }
        return PlainRecord.classified.contains(entry.status) ? .classified : .unclassified
    }

    private func mark(_ mark: PlainRecord.Mark) -> Mark {
        switch mark {
        case .none: .none
        case .marked: .marked
        case .unknown: .unknown
        }
    }

    private func value(_ entry: PlainRecord.Entry, _ field: Int) -> Int {
        let place = RequestSpace.FieldPlace(kind: entry.kind, field: field)
        guard let cells = space.values[place] else { return 0 }
        return cells.cell(Self.value(entry, field, cells), entry.kind.definition.fields[field])
    }

    /// A value as tests see it; of the spellings of a unit, one that some test knows.
    private static func value(
        _ entry: PlainRecord.Entry, _ field: Int, _ cells: ValueCells
    ) -> TestValue {
        switch entry.values[field] {
        case .word(let word)?: return .word(word)
        case .flag(let flag)?: return .flag(flag)
        case .number(let number)?:
            let known = cells.values.compactMap { value in
                if case .number(_, _, let unit) = value { unit } else { nil }
            }
            let unit = number.units.first { known.contains($0) && !$0.isEmpty } ?? ""
            return .number(number.millionths, number.comparator, unit: unit)
        case nil: return .missing
        }
    }

    /// Everything that the entry stands in, directly or not, a cell each.
    private func above(_ entry: PlainRecord.Entry, _ record: PlainRecord) -> [Int] {
        let rules = agreement.confidentiality
        func isHidden(_ place: Int) -> Bool {
            let one = record.entries[place]
            return one.kind != .patient
                && (one.mark == .marked && rules.withholdsItem
                    || one.mark == .unknown && rules.withholdsUnknown)
        }
        var (found, waiting) = (Set<Int>(), [entry.place])
        while let place = waiting.popLast() {
            let one = record.entries[place]
            // A consultation takes only with it what was recorded in it if it is hidden itself.
            let consultations = one.encounters.filter { encounter in
                ([encounter] + record.entries[encounter].twins).contains(where: isHidden)
            }
            for parent in one.parents.union(consultations) where found.insert(parent).inserted {
                waiting.append(parent)
            }
        }
        var cells = [0]
        for place in found.sorted() where place != entry.place {
            let one = record.entries[place]
            if one.kind != .patient, one.mark != .none {
                cells.append(one.mark == .marked ? 1 : 2)
            }
            for code in (one.codes ?? []) + one.otherCodes {
                let above = Above.coded(
                    kinds: space.kindClasses[Int(one.kind.rawValue)],
                    cell: space.hidden.partition.cellOf[element(code)])
                if let cell = space.above.firstIndex(of: above) { cells.append(cell) }
            }
        }
        return cells
    }

    // MARK: - The patient

    private func patient(_ record: PlainRecord, _ facts: PatientFacts) -> [Int: Int] {
        var cells: [Int: Int] = [:]
        func set(_ attribute: Attribute, _ cell: Int) { cells[space.variable(attribute)] = cell }
        let practice = String(decoding: facts.practice, as: UTF8.self)
        set(
            .practice,
            space.practices.firstIndex { $0.contains(practice) } ?? space.practices.count - 1)
        set(.day, 0)
        let named = flow ?? (agreement.flows.count == 1 ? agreement.flows.first?.id : nil)
        let own = space.versions[version].flows.first { $0.id == named }
        set(.flow, own.flatMap { space.flows.firstIndex(of: $0) } ?? space.flows.count)
        set(.stopped, isStopped(facts, own?.id) ? 1 : 0)
        set(.identity, identity(record, facts).rawValue)
        set(.recordMark, mark(record.mark).rawValue)
        set(.type1, facts.optOut.isOptedOut(on: space.day) ? 1 : 0)
        setLists(facts, set)
        setRegistration(record, facts, practice, set)
        let unreadable = ["death_date", "deceased"].compactMap {
            EntryKind.patient.definition.index(of: $0)
        }.contains { facts.unreadable[.patient]?.contains($0) == true }
        set(.deceased, record.hasDied ? 1 : unreadable ? 2 : 0)
        set(.age, space.ages.cell(record.birth.map(ages)))
        set(.listed, space.lists.cell(facts.nhsNumber))
        setHoldings(record, facts, set)
        return cells
    }

    private func identity(_ record: PlainRecord, _ facts: PatientFacts) -> Identity {
        guard record.patients == 1 else { return .notOnePatient }
        guard let number = facts.nhsNumber else { return .withoutNumber }
        switch (number.isTestNumber, facts.pseudonym == nil) {
        case (false, false): return .number
        case (true, false): return .testNumber
        case (false, true): return .withoutPseudonym
        case (true, true): return .testWithoutPseudonym
        }
    }

    private func ages(_ birth: PartialDate) -> ClosedRange<Int> {
        let days = PlainRecord.days(birth)
        let ends = [days.upperBound, days.lowerBound].compactMap { PartialDate(dayNumber: $0) }
        return ends[0].wholeYears(until: space.day)...ends[1].wholeYears(until: space.day)
    }

    private func isStopped(_ facts: PatientFacts, _ flow: String?) -> Bool {
        registers.stops.contains { stop in
            switch stop {
            case .all: true
            case .agreement(let id): id == agreement.id
            case .flow(let id): id == flow
            case .practice(let ods): Array(ods.utf8) == facts.practice
            case .pseudonym(let name): facts.pseudonym == Array(name.utf8)
            case .patients: false
            }
        } || facts.nhsNumber.map(registers.stoppedPatients.contains) ?? false
    }

    private func setLists(_ facts: PatientFacts, _ set: (Attribute, Int) -> Void) {
        func state(_ state: ListState) -> Int { space.nationalLists.firstIndex(of: state) ?? 0 }
        switch registers.national {
        case .missing: set(.nationalList, state(.missing))
        case .unreadable: set(.nationalList, state(.unreadable))
        case .loaded(let list):
            let age = (registers.now?.secondNumber ?? Int.min / 2) - list.taken.secondNumber
            set(.nationalList, space.nationalList(ofAge: age))
            switch facts.nhsNumber.map(list.answer) {
            case .doesNotObject?: set(.nationalAnswer, 0)
            case .objects?: set(.nationalAnswer, 1)
            case .notAsked?, nil: set(.nationalAnswer, 2)
            }
        }
        switch registers.local {
        case .missing: set(.localList, 1)
        case .unreadable: set(.localList, 2)
        case .loaded(let list):
            set(.localList, 0)
            set(.localAnswer, facts.nhsNumber.map(list.contains) == true ? 1 : 0)
        }
    }

    private func setRegistration(
        _ record: PlainRecord, _ facts: PatientFacts, _ practice: String,
        _ set: (Attribute, Int) -> Void
    ) {
        set(.registrationUnreadable, facts.unreadable[.registration] == nil ? 0 : 1)
        let today = space.day.dayNumber
        for one in record.registrations {
            guard !one.isEmpty else {
                set(.registrationInDoubt, 1)
                continue
            }
            let isHere = one.practice == nil || one.practice == practice
            let hasBegun =
                one.start.map { PlainRecord.days($0).upperBound <= today } ?? true
            let hasEnded = one.end.map { $0.dayNumber < today } ?? false
            if isHere, hasBegun, !hasEnded {
                let type = one.type ?? RequestSpace.registrationTypes
                set(.registration(space.registrations.cellOf[type]), 1)
            } else {
                set(.registrationElsewhere, 1)
            }
        }
    }

    // MARK: - What the record holds

    private func setHoldings(
        _ record: PlainRecord, _ facts: PatientFacts, _ set: (Attribute, Int) -> Void
    ) {
        for (number, pair) in space.choices.enumerated() {
            let codes = record.entries.map { ($0, ($0.codes ?? [])) }
            let refusals = codes.filter { $1.contains { holds(pair.refusal, $0) } }
                .map { $0.0.statementDays?.upperBound ?? .max }
            let assents = codes.filter { entry, codes in
                !entry.isInError && codes.contains { !$0.isUnassured && holds(pair.assent, $0) }
            }.compactMap { $0.0.statementDays?.lowerBound }
            let assent = assents.max()
            let isGiven =
                assent.map { $0 <= space.day.dayNumber && $0 > refusals.max() ?? .min } ?? false
            let choice: Choice =
                isGiven ? .consented : refusals.isEmpty ? .nothing : .refused
            set(.choice(number), choice.rawValue)
        }
        let counted = record.entries.filter { !$0.isInError }
        for (number, sort) in space.presence.sorts.enumerated() {
            let places = space.presence.places(sort.kind)
            let isUnreadable =
                facts.unreadable[sort.kind] != nil && sort.answers.allSatisfy { $0 <= .unknown }
            let has = counted.contains { entry in
                entry.kind == sort.kind
                    && zip(places, sort.answers).allSatisfy { place, answer in
                        meets(entry, space.presence.conditions[place]) >= answer
                    }
            }
            set(.presence(number), has || isUnreadable ? 1 : 0)
        }
        for (number, count) in space.counts.enumerated() {
            let found = counted.filter { $0.kind == count.what.kind }.map { meets($0, count.what) }
            let (certain, possible) = (found.count { $0 == .yes }, found.count { $0 > .no })
            let isUnreadable = facts.unreadable[count.what.kind] != nil
            let reached = (
                certain: count.numbers.count { certain >= $0 },
                possible: count.numbers.count { isUnreadable || possible >= $0 }
            )
            let pairs = RequestSpace.pairs(count.numbers.count)
            set(
                .count(number),
                pairs.firstIndex {
                    $0.certain == reached.certain && $0.possible == reached.possible
                } ?? 0)
        }
    }

    private func holds(_ set: Int?, _ code: PlainRecord.Code) -> Bool {
        set.map { sets[$0].contains(element(code)) } ?? false
    }

    private func meets(_ entry: PlainRecord.Entry, _ presence: Presence) -> Known {
        var answers: [Known] = []
        if !presence.sets.isEmpty {
            let codes = entry.codes ?? []
            func found(_ codes: [PlainRecord.Code]) -> Bool {
                codes.contains { code in presence.sets.contains { holds($0, code) } }
            }
            let isTold = entry.codes != nil && PlainRecord.classified.contains(entry.status)
            answers.append(
                found(codes.filter { !$0.isUnassured })
                    ? .yes : found(codes) || !isTold ? .unknown : .no)
        }
        if let first = presence.first {
            let cells = DateCells(firsts: [first], today: space.day.dayNumber)
            answers.append(cells.isWithin(first)[cells.cell(entry.days)])
        }
        for test in presence.tests {
            let field = entry.kind.definition.fields[test.field]
            let cells = ValueCells(field, [test.test])
            let value = Self.value(entry, test.field, cells)
            answers.append(ValueCells.passes(value, test.test, field))
        }
        return answers.min() ?? .yes
    }
}
