public import CanonicalModel
public import Terminology

/// Definitions made ready to count: every test of a row is a bit, every condition a small tree.
public struct IndicatorPlan: Sendable {
    /// The definitions, in the order of their results.
    public let definitions: [IndicatorDefinition]
    /// The last day of every period.
    public let lastDay: CalendarDay
    /// The lists of codes that the definitions rest on, by name.
    private(set) var lists: [CodeList] = []
    var tables: [TablePlan] = []
    private(set) var compiled: [CompiledIndicator] = []
    private(set) var programs = Programs()

    /// Prepares definitions for a period that ends on `lastDay`.
    ///
    /// - Throws: `too-many-tests` where a table is tested in more than 64 ways.
    public init(
        _ definitions: [IndicatorDefinition], codeSets: [CodeSet], lastDay: CalendarDay
    ) throws(Diagnostics) {
        (self.definitions, self.lastDay) = (definitions, lastDay)
        var compiler = PlanCompiler(lastDay: lastDay)
        compiled = definitions.map { compiler.compile($0) }
        programs = compiler.programs
        for table in compiler.tables where table.tests.count > TablePlan.mostTests {
            throw Diagnostics([
                Diagnostic(
                    .tooManyTests, file: definitions.first?.file ?? "-",
                    "`\(table.kind.name)` is tested in \(table.tests.count) ways, and one run can "
                        + "hold \(TablePlan.mostTests)",
                    advice: "run fewer indicators at once with `--only`")
            ])
        }
        tables = compiler.tables.map { TablePlan($0.kind, $0.tests, codeSets) }
    }

    /// The same for definitions of a library, which knows whose its code sets are.
    public init(
        _ definitions: [IndicatorDefinition], of library: IndicatorLibrary, lastDay: CalendarDay
    ) throws(Diagnostics) {
        try self.init(definitions, codeSets: library.codeSets, lastDay: lastDay)
        let used = Set(definitions.flatMap(\.codeSets))
        lists = library.codeSets.filter { used.contains($0.name) }.map { set in
            CodeList(
                name: set.name, title: set.title, version: set.version, source: set.source,
                count: set.codes.count, isOwn: library.own.contains(set.name))
        }.sorted { $0.name < $1.name }
    }

    /// The place of a kind's events.
    func slot(of kind: EntryKind) -> Int? { tables.firstIndex { $0.kind == kind } }

    /// The kinds of rows that are read, patients and registrations first.
    public var kinds: [EntryKind] {
        [.patient, .registration]
            + tables.map(\.kind).filter { $0 != .patient && $0 != .registration }
    }
}

/// A code set as the page tells of it.
struct CodeList: Sendable {
    let name, title, version, source: String
    let count: Int
    /// Whether the site brought it; what comes with the program are starters.
    let isOwn: Bool
}

/// One indicator with its conditions compiled: their places in ``IndicatorPlan/programs``.
struct CompiledIndicator: Sendable {
    var denominator: Int
    var numerator: Int
    var exclusions: [Int]
    /// The rows that are counted, and where their events are.
    var unitSlot: Int?
    var contacts: RowProgram?
    /// Rows looked through, and those of them that are complete.
    var completeness: [(rule: Int, base: RowProgram, whole: RowProgram)] = []
}

/// Which tests the rows of one table are put to.
struct TablePlan: Sendable {
    static let mostTests = 64
    let kind: EntryKind
    let tests: [RowTest]
    /// The bits of the code sets of each test; 0 for any code.
    let masks: [UInt64]
    let index: CodeSetIndex
    /// Whether some test takes any code, so that no row can be left out for its code.
    let takesAny: Bool

    init(_ kind: EntryKind, _ tests: [RowTest], _ codeSets: [CodeSet]) {
        (self.kind, self.tests) = (kind, tests)
        let names = Set(tests.flatMap(\.sets)).sorted()
        let used = names.compactMap { name in codeSets.first { $0.name == name } }
        let index = CodeSetIndex(Array(used.prefix(CodeSetIndex.maximumSets)))
        masks = tests.map { test in
            test.sets.reduce(0) { mask, name in
                mask | (index.bit(of: name).map { 1 << UInt64($0) } ?? 0)
            }
        }
        self.index = index
        takesAny = tests.contains { $0.sets.isEmpty }
    }
}

/// Collects the tests of all definitions, each once, and compiles conditions over them.
struct PlanCompiler {
    let lastDay: CalendarDay
    private(set) var tables: [(kind: EntryKind, tests: [RowTest])] = []
    private(set) var programs = Programs()

    init(lastDay: CalendarDay) { self.lastDay = lastDay }

    mutating func compile(_ definition: IndicatorDefinition) -> CompiledIndicator {
        var compiled = CompiledIndicator(
            denominator: compile(definition.denominator),
            numerator: compile(definition.numerator),
            exclusions: definition.exclusions.map { compile($0.condition) })
        compiled.unitSlot = definition.unit.map { slot($0) }
        if case .mean(let score) = definition.measure {
            compiled.contacts = compile(score.contacts)
        }
        for (index, rule) in definition.comparability.enumerated() {
            guard case .completeness(let test, let columns, _) = rule.trigger else { continue }
            var whole = test
            whole.columns += columns
            compiled.completeness.append(
                (index, compile(RowCondition(test: test)), compile(RowCondition(test: whole))))
        }
        return compiled
    }

    private mutating func compile(_ condition: Condition) -> Int {
        let node: Programs.Node =
            switch condition {
            case .all(let parts): .all(compile(parts))
            case .any(let parts): .any(compile(parts))
            case .none(let parts): .none(compile(parts))
            case .age(let least, let most): .age(least ?? 0, most ?? .max)
            case .turned(let age, let period):
                .turned(age, first: period.firstDay(until: lastDay).number)
            case .born(let from, let until):
                .born(from: from?.number ?? .min + 1, until: until?.number ?? .max)
            case .sex(let words): .sex(bits(words))
            case .known(let attribute): .known(attribute)
            case .rows(let rows): .rows(programs.add(rows: [compile(rows)]).lowerBound)
            case .sets(let least, let sets):
                .sets(least, programs.add(rows: sets.map { compile($0) }))
            case .usualPractitioner: .usualPractitioner
            }
        return programs.add(node)
    }

    private mutating func compile(_ parts: [Condition]) -> Range<Int> {
        programs.add(parts: parts.map { compile($0) })
    }

    /// A bit for each word that a person's sex may be.
    private func bits(_ words: [String]) -> UInt32 {
        words.reduce(0) { bits, word in
            bits | (PersonWord.all.firstIndex(of: word).map { 1 << UInt32($0 + 1) } ?? 0)
        }
    }

    private mutating func compile(_ rows: RowCondition) -> RowProgram {
        var first = Int32.min + 1
        if let last = rows.window.last {
            first = last.firstDay(until: lastDay).number
        }
        if let since = rows.window.since { first = max(first, since.number) }
        let place = slot(rows.test.kind)
        var candidate = rows.test.candidate
        if !rows.among.isEmpty { candidate.sets = rows.among }
        return RowProgram(
            rows, slot: place, bit: bit(rows.test, place),
            candidate: rows.isLatest ? bit(candidate, place) : 0, first: first,
            last: lastDay.number)
    }

    private mutating func slot(_ kind: EntryKind) -> Int {
        if let place = tables.firstIndex(where: { $0.kind == kind }) { return place }
        tables.append((kind, []))
        return tables.count - 1
    }

    private mutating func bit(_ test: RowTest, _ slot: Int) -> UInt64 {
        let known = tables[slot].tests.firstIndex(of: test)
        let place = known ?? tables[slot].tests.count
        if known == nil { tables[slot].tests.append(test) }
        return place < TablePlan.mostTests ? 1 << UInt64(place) : 0
    }
}
