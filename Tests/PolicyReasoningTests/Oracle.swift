import CanonicalModel
import SharingAgreements
import Terminology

/// The rules of an agreement read a second time, one after another, slowly and with nothing
/// prepared: what it says must leave, leaves, and nothing else.
struct Oracle {
    let agreement: Agreement
    let flow: String?
    let day: PartialDate
    let registers: RunRegisters
    /// The codes of each set, by its name.
    private let codes: [String: Set<PlainRecord.Code>]

    init(agreement: Agreement, flow: String?, day: PartialDate, registers: RunRegisters) {
        (self.agreement, self.flow, self.day) = (agreement, flow, day)
        self.registers = registers
        var codes: [String: Set<PlainRecord.Code>] = [:]
        for set in agreement.codeSets {
            for (system, code) in set.codes {
                let system = system == .dmd ? CodeSystem.snomed : system
                codes[set.name, default: []].insert(PlainRecord.Code(system: system, code: code))
            }
        }
        self.codes = codes
    }

    private var today: Int { day.dayNumber }

    /// For each entry, the fields that leave with their levels; `nil` where the entry does not.
    func decide(_ record: PlainRecord, _ facts: PatientFacts) -> [[Int: ReleaseLevel]?] {
        guard mayLeave(record, facts) else { return record.entries.map { _ in nil } }
        return entries(of: record)
    }

    /// The same of a record that may leave.
    func entries(of record: PlainRecord) -> [[Int: ReleaseLevel]?] {
        let hidden = closed(record)
        let leaving: [[Int: ReleaseLevel]?] = record.entries.map { entry in
            guard !hidden.contains(entry.place) else { return nil }
            return fields(entry)
        }
        let named = record.named(by: leaving)
        return zip(record.entries, leaving).map { entry, fields in
            entry.isStaff && !named.contains(entry.place) ? nil : fields
        }
    }

    // MARK: - The record

    func mayLeave(_ record: PlainRecord, _ facts: PatientFacts) -> Bool {
        let practice = String(decoding: facts.practice, as: UTF8.self)
        guard agreement.status == .active, let from = agreement.validFrom?.dayNumber,
            let until = agreement.validUntil?.dayNumber, from <= today, today <= until
        else { return false }
        if let end = agreement.supportUntil, end.dayNumber < today { return false }
        if agreement.deidentification.level == .aggregate, agreement.tables.isEmpty { return false }
        let chosen = agreement.flows.first {
            $0.id == flow || flow == nil && agreement.flows.count == 1
        }
        guard let chosen else { return false }
        guard agreement.publishers.contains(where: { $0.ods == practice }), hasSigned(practice)
        else { return false }
        if isStopped(practice, chosen.id, facts) { return false }
        guard let number = facts.nhsNumber, record.patients == 1 else { return false }
        if agreement.deidentification.level == .pseudonymised, facts.pseudonym == nil {
            return false
        }
        if number.isTestNumber, !agreement.cohort.includesTestPatients { return false }
        switch record.mark {
        case .none: break
        case .marked: if agreement.confidentiality.withholdsRecord { return false }
        case .unknown: if agreement.confidentiality.withholdsUnknown { return false }
        }
        if agreement.appliesType1, facts.optOut.isOptedOut(on: day) { return false }
        return passesLists(number) && passesChoices(record) && isInCohort(record, facts, practice)
    }

    private func hasSigned(_ practice: String) -> Bool {
        let version = "\(agreement.version.major).\(agreement.version.minor)"
        var isSigned = false
        // What happened last counts; on one day, the withdrawal.
        var events: [(day: Int, isSignature: Bool)] = []
        for signUp in agreement.signUps where signUp.ods == practice {
            if signUp.version == version { events.append((signUp.at.dayNumber, true)) }
        }
        for withdrawal in agreement.withdrawals where withdrawal.ods == practice {
            events.append((withdrawal.at.dayNumber, false))
        }
        events.sort { $0.day < $1.day || $0.day == $1.day && $0.isSignature && !$1.isSignature }
        for event in events where event.day <= today { isSigned = event.isSignature }
        return isSigned
    }

    private func isStopped(_ practice: String, _ flow: String, _ facts: PatientFacts) -> Bool {
        for stop in registers.stops {
            switch stop {
            case .all: return true
            case .agreement(let id): if id == agreement.id { return true }
            case .flow(let id): if id == flow { return true }
            case .practice(let ods): if ods == practice { return true }
            case .pseudonym(let name): if facts.pseudonym == Array(name.utf8) { return true }
            case .patients: break
            }
        }
        return facts.nhsNumber.map(registers.stoppedPatients.contains) ?? false
    }

    private func passesLists(_ number: NHSNumber) -> Bool {
        if let days = agreement.nationalOptOutDays {
            guard case .loaded(let list) = registers.national, let now = registers.now else {
                return false
            }
            let age = now.secondNumber - list.taken.secondNumber
            guard age >= 0, age <= days * 24 * 60 * 60,
                list.all.contains(where: { $0.number == number && !$0.objects })
            else { return false }
        }
        if agreement.appliesLocalOptOuts {
            guard case .loaded(let list) = registers.local, !list.contains(number) else {
                return false
            }
        }
        return true
    }

    /// Consent must be recorded and not taken back; an objection must be taken back for certain.
    private func passesChoices(_ record: PlainRecord) -> Bool {
        var choices = agreement.codedObjections.map { (choice: $0, needsConsent: false) }
        if let consent = agreement.consent { choices.append((consent, true)) }
        for (choice, needsConsent) in choices {
            let (refusals, assents) = statements(record, choice)
            let latestRefusal = refusals.map { $0?.upperBound ?? .max }.max()
            let latestAssent = assents.compactMap { $0?.lowerBound }.max()
            let isTakenBack =
                latestAssent.map { $0 <= today && $0 > latestRefusal ?? .min } ?? false
            if needsConsent ? !isTakenBack : latestRefusal != nil && !isTakenBack { return false }
        }
        return true
    }

    private func statements(
        _ record: PlainRecord, _ choice: Agreement.Choice
    ) -> (refusals: [ClosedRange<Int>?], assents: [ClosedRange<Int>?]) {
        var (refusals, assents) = ([ClosedRange<Int>?](), [ClosedRange<Int>?]())
        for entry in record.entries {
            let codes = entry.codes ?? []
            if codes.contains(where: { isIn(choice.refusal, $0) }) {
                refusals.append(entry.statementDays)
            }
            guard let assent = choice.assent, !entry.isInError else { continue }
            if codes.contains(where: { !$0.isUnassured && isIn(assent, $0) }) {
                assents.append(entry.statementDays)
            }
        }
        return (refusals, assents)
    }

    func isIn(_ name: String, _ code: PlainRecord.Code) -> Bool {
        let system = code.system == .dmd ? CodeSystem.snomed : code.system
        var text = code.code
        if system == .readV2, text.utf8.count == 7 { text = String(text.prefix(5)) }
        return codes[name]?.contains(PlainRecord.Code(system: system, code: text)) ?? false
    }

    // MARK: - The cohort

    private func isInCohort(
        _ record: PlainRecord, _ facts: PatientFacts, _ practice: String
    ) -> Bool {
        let cohort = agreement.cohort
        if let practices = cohort.practices, !practices.contains(practice) { return false }
        if !isRegistered(record, practice) || facts.unreadable[.registration] != nil {
            return false
        }
        if !cohort.includesDeceased {
            if record.hasDied { return false }
            let names = ["death_date", "deceased"].compactMap(EntryKind.patient.definition.index)
            if names.contains(where: { facts.unreadable[.patient]?.contains($0) == true }) {
                return false
            }
        }
        if cohort.minimumAge != nil || cohort.maximumAge != nil {
            guard let birth = record.birth else { return false }
            let days = PlainRecord.days(birth)
            for day in [days.lowerBound, days.upperBound] {
                let age = age(bornOn: day)
                if age < cohort.minimumAge ?? 0 || age > cohort.maximumAge ?? .max { return false }
            }
        }
        if let list = cohort.list {
            guard let number = facts.nhsNumber, list.numbers.contains(number) else { return false }
        }
        return cohort.criteria.allSatisfy { holds($0, record, facts) == true }
    }

    /// Whole years by counting birthdays; -1 for a day to come.
    private func age(bornOn day: Int) -> Int {
        guard let birth = Self.date(day), day <= today else { return -1 }
        var age = -1
        for year in birth.year...self.day.year {
            let birthday =
                PartialDate(.day, year: year, month: birth.month, day: birth.day)
                ?? PartialDate(.day, year: year, month: 3, day: 1)
            if let birthday, birthday.dayNumber <= today { age += 1 }
        }
        return age
    }

    private static let calendar: [Int: PartialDate] = {
        var days: [Int: PartialDate] = [:]
        for year in 1900...2030 {
            for month in 1...12 {
                for day in 1...31 {
                    guard let date = PartialDate(.day, year: year, month: month, day: day)
                    else { continue }
                    days[date.dayNumber] = date
                }
            }
        }
        return days
    }()

    private static func date(_ day: Int) -> PartialDate? { calendar[day] }

    private func isRegistered(_ record: PlainRecord, _ practice: String) -> Bool {
        let cohort = agreement.cohort
        let stated = record.registrations.filter { !$0.isEmpty }
        if stated.count < record.registrations.count { return false }
        if stated.isEmpty { return cohort.assumesRegistration }
        return stated.contains { one in
            if let ods = one.practice, ods != practice { return false }
            if let type = one.type {
                if !cohort.registrationTypes.map(Int.init).contains(type) { return false }
            } else if !cohort.assumesRegistration {
                return false
            }
            if let start = one.start, PlainRecord.days(start).upperBound > today { return false }
            if let end = one.end, end.dayNumber < today { return false }
            return true
        }
    }

    /// Three values: yes, no, and `nil` for what cannot be told.
    private func holds(
        _ criterion: Agreement.Criterion, _ record: PlainRecord, _ facts: PatientFacts
    ) -> Bool? {
        switch criterion {
        case .all(let parts):
            let truths = parts.map { holds($0, record, facts) }
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        case .any(let parts):
            let truths = parts.map { holds($0, record, facts) }
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        case .none(let parts):
            let truths = parts.map { holds($0, record, facts) }
            return truths.contains(true) ? false : truths.contains(nil) ? nil : true
        case .condition(let condition): return holds(condition, record, facts)
        }
    }

    private func holds(
        _ condition: Agreement.Condition, _ record: PlainRecord, _ facts: PatientFacts
    ) -> Bool? {
        let groups = condition.countsSets ? condition.codeSets.map { [$0] } : [condition.codeSets]
        var (certain, possible) = (0, 0)
        for group in groups {
            let found = record.entries.filter { $0.kind == condition.kind && !$0.isInError }
                .map { meets($0, condition, group) }
            let (yes, maybe) = (found.count { $0 == true }, found.count { $0 != false })
            certain += condition.countsSets ? min(yes, 1) : yes
            possible += condition.countsSets ? min(maybe, 1) : maybe
        }
        if certain >= condition.atLeast { return true }
        if facts.unreadable[condition.kind] != nil { return nil }
        return possible >= condition.atLeast ? nil : false
    }

    private func meets(
        _ entry: PlainRecord.Entry, _ condition: Agreement.Condition, _ sets: [String]
    ) -> Bool? {
        var truths: [Bool?] = []
        if !sets.isEmpty {
            let codes = entry.codes ?? []
            let isCertain = codes.contains { code in
                !code.isUnassured && sets.contains { isIn($0, code) }
            }
            let isPossible = codes.contains { code in sets.contains { isIn($0, code) } }
            let isKnown =
                entry.codes != nil && PlainRecord.classified.contains(entry.status)
            truths.append(isCertain ? true : isPossible || !isKnown ? nil : false)
        }
        truths.append(isWithin(entry.days, condition.window))
        truths += condition.tests.map { passes(entry, $0) }
        return truths.contains(false) ? false : truths.contains(nil) ? nil : true
    }

    func isWithin(_ days: ClosedRange<Int>?, _ window: Agreement.Window) -> Bool? {
        let starts = [window.since?.dayNumber, window.last.map(start)].compactMap { $0 }
        guard let first = starts.max() else { return true }
        guard let days else { return nil }
        let inside = days.filter { $0 >= first && $0 <= today }
        return inside.isEmpty ? false : inside.count == days.count ? true : nil
    }

    /// The first day of a period that ends today: the same day of the month then, or the day after.
    private func start(_ period: Agreement.Period) -> Int {
        switch period.unit {
        case .days: return today - period.count
        case .weeks: return today - 7 * period.count
        case .years, .months:
            let months = period.unit == .years ? 12 * period.count : period.count
            var (year, month) = (day.year, day.month)
            for _ in 0..<months { (year, month) = month == 1 ? (year - 1, 12) : (year, month - 1) }
            if let exact = PartialDate(.day, year: year, month: month, day: day.day) {
                return exact.dayNumber
            }
            (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1)
            return PartialDate(.month, year: year, month: month)?.dayNumber ?? 0
        }
    }

    func passes(_ entry: PlainRecord.Entry, _ test: Agreement.FieldTest) -> Bool? {
        switch (test.test, entry.values[test.field]) {
        case (.words(let words), .word(let word)?): return words.contains(word)
        case (.flag(let wanted), .flag(let found)?): return wanted == found
        case (.limits(let limits), .number(let number)?):
            let units = limits.units.map { $0.lowercased() }
            if number.isQuantity, !number.units.contains(where: units.contains) { return nil }
            // Numbers that stand for all that may be meant: just below, at, and just above every
            // point that matters, and far away; two to the millionth, so that none falls together.
            let points = [limits.low, limits.high, number.millionths].compactMap { $0 }
            let samples = points.flatMap { [$0 * 4 - 1, $0 * 4, $0 * 4 + 1] } + [.min, .max]
            let meant = samples.filter { number.comparator.holds($0, number.millionths * 4) }
            let inside = meant.filter { sample in
                let isAbove = limits.low.map {
                    limits.isLowOpen ? sample > $0 * 4 : sample >= $0 * 4
                }
                let isBelow = limits.high.map {
                    limits.isHighOpen ? sample < $0 * 4 : sample <= $0 * 4
                }
                return isAbove ?? true && isBelow ?? true
            }
            return inside.isEmpty ? false : inside.count == meant.count ? true : nil
        default: return nil
        }
    }
}

extension Quantity.Comparator {
    fileprivate func holds(_ sample: Int64, _ point: Int64) -> Bool {
        switch self {
        case .none: sample == point
        case .less: sample < point
        case .lessOrEqual: sample <= point
        case .greater: sample > point
        case .greaterOrEqual: sample >= point
        }
    }
}
