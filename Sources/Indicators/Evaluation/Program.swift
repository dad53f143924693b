import CanonicalModel

/// What is known of a condition: what is not known is neither met nor missed.
enum Truth: UInt8, Comparable {
    case no, unknown, yes
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    init(_ isTrue: Bool) { self = isTrue ? .yes : .no }
    var negated: Truth { self == .yes ? .no : self == .no ? .yes : .unknown }
}

/// A condition made ready to run.
indirect enum Program: Sendable {
    case all([Program])
    case any([Program])
    case none([Program])
    case age(Int, Int)
    case turned(Period, first: Int32)
    case born(from: Int32, until: Int32)
    case sex([String])
    case known(Condition.Attribute)
    case rows(RowProgram)
    case sets(Int, [RowProgram])
    case usualPractitioner
}

/// Rows that there must be, made ready to run.
struct RowProgram: Sendable {
    let slot: Int
    let bit: UInt64
    /// The bit of rows of these codes, of which only those of the newest day count; 0 for all rows.
    let candidate: UInt64
    let first: Int32
    let last: Int32
    let condition: RowCondition
    var window: RowCondition.Window { condition.window }

    /// Whether a row of this day is in the window.
    func isIn(_ day: Int32, _ person: Person) -> Bool {
        guard day != Event.undated else { return window.isOpen }
        guard day >= first, day <= last else { return false }
        guard window.beforeAge != nil || window.fromAge != nil else { return true }
        guard let born = person.born else { return false }
        if let age = window.beforeAge, day >= age.added(to: born).number { return false }
        if let age = window.fromAge, day < age.added(to: born).number { return false }
        return true
    }
}

/// Runs conditions over one practice.
struct Evaluator {
    let facts: PracticeFacts
    let lastDay: CalendarDay

    /// Whether a condition holds of a person; of one row where `event` is given, for conditions
    /// about rows of its table.
    func holds(
        _ program: Program, _ number: Int, event: (slot: Int, event: Event)? = nil
    ) -> Truth {
        let person = facts.people[number]
        switch program {
        case .all(let parts):
            var truth = Truth.yes
            for part in parts where truth != .no {
                truth = min(truth, holds(part, number, event: event))
            }
            return truth
        case .any(let parts):
            var truth = Truth.no
            for part in parts where truth != .yes {
                truth = max(truth, holds(part, number, event: event))
            }
            return truth
        case .none(let parts):
            var truth = Truth.no
            for part in parts where truth != .yes {
                truth = max(truth, holds(part, number, event: event))
            }
            return truth.negated
        case .age(let least, let most): return person.isAged(least, most)
        case .turned(let age, let first):
            guard let born = person.born, person.birthPrecision >= .month else { return .unknown }
            let day = age.added(to: born).number
            return Truth(day >= first && day <= lastDay.number)
        case .born(let from, let until): return person.isBorn(from, until)
        case .sex(let words):
            return person.sex.isEmpty ? .unknown : Truth(words.contains(person.sex))
        case .known(let attribute): return Truth(person.isKnown(attribute))
        case .rows(let rows):
            if let event, event.slot == rows.slot {
                return Truth(
                    event.event.bits & rows.bit != 0 && rows.isIn(event.event.day, person))
            }
            return Truth(hasRows(rows, number))
        case .sets(let least, let sets):
            return Truth(sets.count { hasRows($0, number) } >= least)
        case .usualPractitioner:
            guard let event else { return .no }
            return Truth(event.event.key != 0 && event.event.key == person.usual)
        }
    }

    private func hasRows(_ rows: RowProgram, _ number: Int) -> Bool {
        let person = facts.people[number]
        let events = facts.events(rows.slot, of: number)
        if rows.candidate != 0 { return latestPasses(rows, events, person) }
        guard rows.condition.isCounted else {
            return events.contains { $0.bits & rows.bit != 0 && rows.isIn($0.day, person) }
        }
        var (times, days, codes) = (0, Set<Int32>(), Set<UInt32>())
        for event in events where event.bits & rows.bit != 0 && rows.isIn(event.day, person) {
            times += 1
            if event.day != Event.undated { days.insert(event.day) }
            if event.key != 0 { codes.insert(event.key) }
        }
        let condition = rows.condition
        return times >= condition.times && (condition.days == 1 || days.count >= condition.days)
            && (condition.different == 1 || codes.count >= condition.different)
    }

    /// Whether some row of the newest day passes.
    private func latestPasses(
        _ rows: RowProgram, _ events: ArraySlice<Event>, _ person: Person
    ) -> Bool {
        var (newest, passes) = (Int32.min, false)
        for event in events where event.bits & rows.candidate != 0 && rows.isIn(event.day, person) {
            if event.day > newest { (newest, passes) = (event.day, false) }
            if event.day == newest, event.bits & rows.bit != 0 { passes = true }
        }
        return passes
    }
}
