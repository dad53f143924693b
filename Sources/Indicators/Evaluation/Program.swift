import CanonicalModel

/// What is known of a condition: what is not known is neither met nor missed.
enum Truth: UInt8, Comparable {
    case no, unknown, yes
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    init(_ isTrue: Bool) { self = isTrue ? .yes : .no }
    var negated: Truth { self == .yes ? .no : self == .no ? .yes : .unknown }
}

/// Conditions made ready to run: nodes that name one another by their places, without references
/// to count.
struct Programs: Sendable {
    /// What must be true; parts are places in ``Programs/parts``, sets places in
    /// ``Programs/rows``.
    enum Node: Sendable {
        case all(Range<Int>)
        case any(Range<Int>)
        case none(Range<Int>)
        case age(Int, Int)
        case turned(Period, first: Int32)
        case born(from: Int32, until: Int32)
        /// A bit for each number of a word.
        case sex(UInt32)
        case known(Condition.Attribute)
        case rows(Int)
        case sets(Int, Range<Int>)
        case usualPractitioner
    }
    private(set) var nodes: [Node] = []
    private(set) var parts: [Int] = []
    private(set) var rows: [RowProgram] = []

    /// Adds a node; gives its place.
    mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    /// Adds the places of a node's parts; gives where they stand.
    mutating func add(parts places: [Int]) -> Range<Int> {
        parts += places
        return parts.count - places.count..<parts.count
    }

    /// Adds rows that there must be; gives where they stand.
    mutating func add(rows programs: [RowProgram]) -> Range<Int> {
        rows += programs
        return rows.count - programs.count..<rows.count
    }
}

/// Rows that there must be, made ready to run.
struct RowProgram: Sendable {
    let slot: Int
    let bit: UInt64
    /// The bit of rows of these codes, of which only those of the newest day count; 0 for all rows.
    let candidate: UInt64
    let first: Int32
    let last: Int32
    private let isOpen: Bool
    private let beforeAge, fromAge: Period?
    /// How many rows, days and codes there must be.
    let times, days, different: Int

    init(
        _ condition: RowCondition, slot: Int, bit: UInt64, candidate: UInt64, first: Int32,
        last: Int32
    ) {
        (self.slot, self.bit, self.candidate) = (slot, bit, candidate)
        (self.first, self.last, isOpen) = (first, last, condition.window.isOpen)
        (beforeAge, fromAge) = (condition.window.beforeAge, condition.window.fromAge)
        (times, days) = (condition.times, condition.days)
        different = condition.different
    }

    /// Whether a row of this day is in the window.
    func isIn(_ day: Int32, _ person: Person) -> Bool {
        guard day != Event.undated else { return isOpen }
        guard day >= first, day <= last else { return false }
        guard beforeAge != nil || fromAge != nil else { return true }
        guard let born = person.born else { return false }
        if let beforeAge, day >= beforeAge.added(to: born).number { return false }
        if let fromAge, day < fromAge.added(to: born).number { return false }
        return true
    }
}

/// Runs conditions over one practice.
struct Evaluator {
    let facts: PracticeFacts
    let programs: Programs
    let lastDay: CalendarDay

    /// Whether the condition at `node` holds of a person; of one row where `event` is given, for
    /// conditions about rows of its table.
    func holds(_ node: Int, _ number: Int, event: (slot: Int, event: Event)? = nil) -> Truth {
        let person = facts.people[number]
        switch programs.nodes[node] {
        case .all(let parts):
            var truth = Truth.yes
            for part in parts where truth != .no {
                truth = min(truth, holds(programs.parts[part], number, event: event))
            }
            return truth
        case .any(let parts): return any(parts, number, event)
        case .none(let parts): return any(parts, number, event).negated
        case .age(let least, let most): return person.isAged(least, most)
        case .turned(let age, let first):
            guard let born = person.born, person.birthPrecision >= .month else { return .unknown }
            let day = age.added(to: born).number
            return Truth(day >= first && day <= lastDay.number)
        case .born(let from, let until): return person.isBorn(from, until)
        case .sex(let words):
            guard person.sex != 0 else { return .unknown }
            return Truth(person.sex < 32 && words >> person.sex & 1 == 1)
        case .known(let attribute): return Truth(person.isKnown(attribute))
        case .rows(let place):
            let rows = programs.rows[place]
            if let event, event.slot == rows.slot {
                return Truth(
                    event.event.bits & rows.bit != 0 && rows.isIn(event.event.day, person))
            }
            return Truth(hasRows(rows, number))
        case .sets(let least, let sets):
            return Truth(sets.count { hasRows(programs.rows[$0], number) } >= least)
        case .usualPractitioner:
            guard let event else { return .no }
            return Truth(event.event.key != 0 && event.event.key == person.usual)
        }
    }

    private func any(
        _ parts: Range<Int>, _ number: Int, _ event: (slot: Int, event: Event)?
    ) -> Truth {
        var truth = Truth.no
        for part in parts where truth != .yes {
            truth = max(truth, holds(programs.parts[part], number, event: event))
        }
        return truth
    }

    private func hasRows(_ rows: RowProgram, _ number: Int) -> Bool {
        let (person, range) = (facts.people[number], facts.events(rows.slot, of: number))
        if rows.candidate != 0 { return latestPasses(rows, range, person) }
        var (times, days, codes) = (0, Set<Int32>(), Set<UInt32>())
        for place in range {
            let event = facts.events[place]
            guard event.bits & rows.bit != 0, rows.isIn(event.day, person) else { continue }
            times += 1
            if rows.days > 1, event.day != Event.undated { days.insert(event.day) }
            if rows.different > 1, event.key != 0 { codes.insert(event.key) }
            if times >= rows.times, rows.days == 1 || days.count >= rows.days,
                rows.different == 1 || codes.count >= rows.different
            {
                return true
            }
        }
        return false
    }

    /// Whether some row of the newest day passes.
    private func latestPasses(_ rows: RowProgram, _ range: Range<Int>, _ person: Person) -> Bool {
        var (newest, passes) = (Int32.min, false)
        for place in range {
            let event = facts.events[place]
            guard event.bits & rows.candidate != 0, rows.isIn(event.day, person) else { continue }
            if event.day > newest { (newest, passes) = (event.day, false) }
            if event.day == newest, event.bits & rows.bit != 0 { passes = true }
        }
        return passes
    }
}
