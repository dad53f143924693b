import CanonicalModel
import DecisionDiagrams
import SharingAgreements
import Terminology

/// All requests about some agreements, with their attributes in cells that nothing in any of the
/// agreements can tell apart.
struct RequestSpace {
    /// The day from which ages and windows of time count; later days are only days of the calendar.
    let day: PartialDate
    let versions: [SpaceVersion]
    let universe: CodeUniverse
    /// The codes, as what may be released or kept back can tell them.
    let codes: CodeCells
    /// The codes, as what may be kept back can tell them.
    let hidden: CodeCells
    /// The practices of each cell; the last is of all that are party to nothing.
    let practices: [[String]]
    /// The first day number of each stretch of days from ``day`` on.
    let days: [Int]
    let flows: [FlowKey]
    let nationalLists: [ListState]
    let choices: [ChoiceSets]
    /// The kinds of registration; the last cell stands for one that is not stated.
    let registrations: CellPartition
    let ages: AgeCells
    let lists: ListCells
    let presence: PresenceCells
    /// What is counted, and the numbers that matter, ascending.
    let counts: [(what: Presence, numbers: [Int])]
    /// The classes of kinds from which the same codes are excluded, by kind.
    let kindClasses: [Int]
    let above: [Above]
    let dates: DateCells
    let values: [FieldPlace: ValueCells]

    /// The variables of the diagrams, in their order.
    let attributes: [Attribute]
    let numbers: [Attribute: Int]
    private(set) var sizes: [Int] = []

    /// A field of a kind.
    struct FieldPlace: Hashable {
        let kind: EntryKind
        let field: Int
    }

    /// - Parameters:
    ///   - asked: Code sets that somebody asks about beside those of the agreements.
    ///   - wanted: Ages from which on somebody asks about people.
    init(
        _ agreements: [(Agreement, Supposition)], on day: PartialDate, asked: [CodeSet] = [],
        ages wanted: [Int] = []
    ) {
        var universe = CodeUniverse()
        let versions = agreements.map { SpaceVersion($0, $1, &universe, on: day) }
        let asked = Set(asked.map { universe.add($0) })
        (self.day, self.versions, self.universe) = (day, versions, universe)
        let withheld = versions.reduce(asked) { $0.union($1.withheldSets) }
        hidden = CodeCells(universe, withheld)
        codes = CodeCells(universe, versions.reduce(withheld) { $0.union($1.releasedSets) })
        days = Self.days(versions, from: day.dayNumber)
        practices = Self.practices(versions, days)
        flows = Self.distinct(versions.flatMap(\.flows))
        nationalLists = Self.nationalLists(versions)
        choices = Self.distinct(versions.flatMap(\.choices))
        let words = Self.registrationTypes
        registrations = CellPartition(
            elements: words + 1,
            sets: [[words]] + versions.map { $0.agreement.cohort.registrationTypes.map(Int.init) })
        ages = AgeCells(
            versions.map { ($0.agreement.cohort.minimumAge, $0.agreement.cohort.maximumAge) }
                + wanted.map { ($0, nil) })
        lists = ListCells(versions.compactMap(\.agreement.cohort.list))
        presence = PresenceCells(
            Self.distinct(versions.flatMap(\.presences)), universe, today: day.dayNumber)
        counts = Self.counts(versions)
        kindClasses = Self.kindClasses(versions)
        above = Self.above(hidden, kindClasses)
        dates = DateCells(
            firsts: Set(versions.flatMap(\.windowStarts)), today: day.dayNumber)
        values = Self.values(versions)
        attributes = Self.attributes(
            choices: choices.count, registrations: registrations.count,
            presence: presence.sorts.count, counts: counts.count, values: values)
        numbers = Dictionary(
            uniqueKeysWithValues: attributes.enumerated().map { ($0.element, $0.offset) })
        sizes = attributes.map { size(of: $0) }
    }

    /// The variable of an attribute; it must be one of ``attributes``.
    func variable(_ attribute: Attribute) -> Int {
        guard let number = numbers[attribute] else {
            preconditionFailure("no variable stands for an attribute that is asked about")
        }
        return number
    }

    /// What is most usual, where it is not what comes first: a patient who is registered.
    var usual: [Int: Int] {
        guard let number = numbers[.registration(registrations.cellOf[0])] else { return [:] }
        return [number: 1]
    }

    /// What stands first decides about whole practices; what stands last, about single entries.
    private static func attributes(
        choices: Int, registrations: Int, presence: Int, counts: Int,
        values: [FieldPlace: ValueCells]
    ) -> [Attribute] {
        var list: [Attribute] = [
            .practice, .day, .flow, .stopped, .identity, .recordMark, .type1, .nationalList,
            .nationalAnswer, .localList, .localAnswer,
        ]
        list += (0..<choices).map { .choice($0) }
        list += [.registrationUnreadable, .registrationInDoubt, .registrationElsewhere]
        list += (0..<registrations).map { .registration($0) }
        list += [.deceased, .age, .listed]
        list += (0..<presence).map { .presence($0) }
        list += (0..<counts).map { .count($0) }
        list += [.code, .standing, .otherCode, .mark, .above, .date, .named]
        let places = values.keys.sorted {
            ($0.kind.rawValue, $0.field) < ($1.kind.rawValue, $1.field)
        }
        return list + places.map { .value($0.kind, $0.field) }
    }

    private func size(of attribute: Attribute) -> Int {
        switch attribute {
        case .practice: practices.count
        case .day: days.count
        case .flow: flows.count + 1
        case .stopped, .type1, .localAnswer, .registrationUnreadable, .registrationInDoubt,
            .registrationElsewhere, .registration, .presence:
            2
        case .identity: Identity.allCases.count
        case .recordMark, .mark: Mark.allCases.count
        case .nationalList: nationalLists.count
        case .nationalAnswer, .localList, .deceased: 3
        case .choice: Choice.allCases.count
        case .age: ages.values.count
        case .listed: lists.count
        case .count(let number): Self.pairs(counts[number].numbers.count).count
        case .code: codes.count
        case .standing: CodeStanding.allCases.count
        case .otherCode: hidden.count
        case .above: above.count
        case .date: dates.values.count
        case .named: 1 << versions.count
        case .value(let kind, let field):
            values[FieldPlace(kind: kind, field: field)]?.values.count ?? 1
        }
    }

    /// How many of `count` numbers are certainly reached, and how many perhaps.
    static func pairs(_ count: Int) -> [(certain: Int, possible: Int)] {
        (0...count).flatMap { certain in (certain...count).map { (certain, $0) } }
    }

    /// How many words the kinds of registration have.
    static let registrationTypes: Int = {
        let field = EntryKind.registration.definition.fields.first { $0.name == "type" }
        guard case .code(let vocabulary) = field?.type else { return 0 }
        return vocabulary.words.count
    }()

    static func distinct<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var known: Set<Element> = []
        return elements.filter { known.insert($0).inserted }
    }
}

/// Who is on which lists of people.
struct ListCells {
    private let lists: [Set<NHSNumber>]
    /// For each cell, which of the lists a person of it is on.
    let cells: [[Bool]]

    init(_ lists: [PatientList]) {
        self.lists = RequestSpace.distinct(lists.map(\.numbers))
        var found = Set([Array(repeating: false, count: self.lists.count)])
        for number in self.lists.reduce(Set(), { $0.union($1) }) {
            found.insert(self.lists.map { $0.contains(number) })
        }
        // Whoever is on no list comes first, and the order in which sets are walked does not show.
        cells = found.sorted { $0.lexicographicallyPrecedes($1) { !$0 && $1 } }
    }

    var count: Int { cells.count }

    /// For each cell whether a person of it is on `list`.
    func isOn(_ list: PatientList) -> [Bool] {
        guard let number = lists.firstIndex(of: list.numbers) else {
            return cells.map { _ in false }
        }
        return cells.map { $0[number] }
    }

    /// The cell of a person; nobody without a number is on a list.
    func cell(_ number: NHSNumber?) -> Int {
        let cell = lists.map { list in number.map(list.contains) ?? false }
        return cells.firstIndex(of: cell) ?? 0
    }
}
