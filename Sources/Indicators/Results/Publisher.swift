import CanonicalModel
import DisclosureControl

/// Makes the tables of one indicator safe, and reads figures from them.
struct Publisher {
    let practices: [PracticeTally]
    let lines: OrganisationLines
    let profile: DisclosureProfile
    let standard: StandardPopulation?

    /// What is published of one indicator: by line three counts, and two by stratum, if any.
    struct Table {
        /// For each line, numerator, rest and excluded; empty where the line is withheld.
        var lines: [[PublishedCount]]
        /// For each practice and stratum, numerator and rest.
        var strata: [[[PublishedCount]]] = []
        /// Which strata those are.
        var broad: BroadStrata?
    }

    func rows(
        _ definition: IndicatorDefinition, _ number: Int, _ missing: [String],
        _ notes: inout [Diagnostic]
    ) -> [ResultRow] {
        guard missing.isEmpty, !practices.isEmpty else {
            var row = ResultRow()
            (row.code, row.name, row.state) = ("all", "All practices", .notComputable)
            for reason in missing { row.comparability.add(.notComputable, reason) }
            return [row]
        }
        let tallies = practices.map { $0.indicators[number] }
        let table: Table
        do throws(TableRefusal) {
            table = try self.table(definition, tallies)
        } catch {
            let whole = try? allOnly(definition, tallies)
            notes.append(
                Diagnostic(
                    .tableWithheld, .warning, file: definition.file,
                    "`\(definition.id)` is withheld"
                        + (whole == nil ? "" : " by practice and network")
                        + ": \(error.description)"))
            let none = lines.lines.dropLast().map { _ in [PublishedCount]() }
            table = Table(lines: none + [whole ?? []])
        }
        var rows = lines.lines.indices.map { figure($0, definition, table, tallies) }
        addFunnels(&rows, definition)
        rows += pooled(definition, rows, by: .supplier)
        let isWhole = rows.first { $0.level == .all }?.state == .published
        for stratification in definition.strata {
            guard stratification != .deprivation || knowsFifths(tallies) else {
                rows += pooled(definition, rows, by: .stratum)
                continue
            }
            rows += strata(definition, stratification, tallies, isWhole: isWhole, &notes)
        }
        return rows
    }

    /// Whether the feed says of anybody how deprived the area is where they live; where it does
    /// not, practices stand in.
    private func knowsFifths(_ tallies: [IndicatorTally]) -> Bool {
        tallies.contains { $0.others[.deprivation]?.keys.contains { $0 != "not known" } == true }
    }

    // MARK: - Tables

    private func table(
        _ definition: IndicatorDefinition, _ tallies: [IndicatorTally]
    ) throws(TableRefusal) -> Table {
        guard definition.isStandardised, standard != nil,
            let broad = BroadStrata(tallies.map(\.strata), under: profile)
        else { return Table(lines: try plain(definition, tallies)) }
        do throws(TableRefusal) {
            return try byStratum(definition, tallies, broad)
        } catch {
            // Coarser is safer: the same indicator without its strata.
            return Table(lines: try plain(definition, tallies))
        }
    }

    private func plain(
        _ definition: IndicatorDefinition, _ tallies: [IndicatorTally]
    ) throws(TableRefusal) -> [[PublishedCount]] {
        let counts = tallies.map(\.all)
        return try plain(definition, counts, groups: lines.groups)
    }

    /// The sum of all practices, where their own table could not be made safe.
    private func allOnly(
        _ definition: IndicatorDefinition, _ tallies: [IndicatorTally]
    ) throws(TableRefusal) -> [PublishedCount]? {
        let all = tallies.reduce(into: Counts()) { $0 += $1.all }
        return try plain(definition, [all], groups: []).last
    }

    private func plain(
        _ definition: IndicatorDefinition, _ counts: [Counts], groups: [[Int]]
    ) throws(TableRefusal) -> [[PublishedCount]] {
        func protected(_ parts: [Int]) throws(TableRefusal) -> PublishedTable {
            try Self.table(counts, parts, of: definition, groups: groups)
                .protected(under: profile).published
        }
        switch definition.measure {
        case .rate:
            // Contacts and people are no parts of one whole, so each is a table of its own.
            let contacts = try protected([0])
            let people = try CountTable(counts.map { [$0.rest] }, groups: groups)
                .protected(under: profile).published
            return (0..<contacts.shape.lineCount).map {
                [contacts[$0, 0], people[$0, 0], .count(0)]
            }
        case .count:
            let people = try protected([0])
            return (0..<people.shape.lineCount).map { [people[$0, 0], .count(0), .count(0)] }
        case .proportion, .mean:
            let table = try protected([0, 1, 2])
            return (0..<table.shape.lineCount).map { line in (0..<3).map { table[line, $0] } }
        }
    }

    /// A table of some of the ``Counts/part(_:)``s: of people, or of what they have.
    static func table(
        _ rows: [Counts], _ parts: [Int], of definition: IndicatorDefinition, groups: [[Int]] = []
    ) throws(TableRefusal) -> CountTable {
        guard definition.unit != nil else {
            return try CountTable(
                rows.map { row in parts.map { row.part($0).count } }, groups: groups)
        }
        let whole = parts.count == 1 ? parts[0] : 3
        return try CountTable(
            ofWhatPeopleHave: rows.map { row in (parts + [whole]).map(row.part) }, groups: groups)
    }

    /// Where totals are sums of what is published, those of practices would be others with strata
    /// than without, so that strata are a table of their own.
    private func byStratum(
        _ definition: IndicatorDefinition, _ tallies: [IndicatorTally], _ broad: BroadStrata
    ) throws(TableRefusal) -> Table {
        let rows = tallies.flatMap { broad.put($0.strata) }
        let owners = tallies.indices.flatMap { Array(repeating: $0, count: broad.count) }
        let groups = profile.keepsTotals ? [owners] + lines.groups : []
        let table = try Self.table(rows, [0, 1, 2], of: definition, groups: groups)
            .protected(under: profile).published
        let strata = tallies.indices.map { practice in
            (0..<broad.count).map { stratum in
                (0..<2).map { table[practice * broad.count + stratum, $0] }
            }
        }
        let whole =
            profile.keepsTotals
            ? lines.lines.indices.map { line in (0..<3).map { table[rows.count + line, $0] } }
            : try plain(definition, tallies)
        return Table(lines: whole, strata: strata, broad: broad)
    }

    // MARK: - Figures

    private func empty(_ line: Int, _ tallies: [IndicatorTally]) -> ResultRow {
        var row = ResultRow()
        let place = lines.lines[line]
        (row.level, row.code, row.name) = (place.level, place.code, place.name)
        if place.level == .practice {
            row.supplier = practices[line].supplier
            row.comparability = tallies[line].comparability
        } else {
            row.comparability = worst(of: line, tallies)
        }
        return row
    }

    /// A sum can be compared as far as all its parts can.
    private func worst(of line: Int, _ tallies: [IndicatorTally]) -> Comparability {
        var all = Comparability()
        for index in lines.members(of: line) {
            let part = tallies[index].comparability
            for reason in part.reasons { all.add(min(part.verdict, .withCare), reason) }
        }
        return all
    }

    private func figure(
        _ line: Int, _ definition: IndicatorDefinition, _ table: Table, _ tallies: [IndicatorTally]
    ) -> ResultRow {
        var row = empty(line, tallies)
        guard !table.lines[line].isEmpty else {
            row.state = .withheld
            return row
        }
        row.fill(table.lines[line], definition)
        if case .mean = definition.measure, row.state == .published {
            row.value = mean(line, row.numerator ?? 0, tallies)
            if row.value == nil { row.state = .suppressed }
        }
        if row.level == .practice, row.state == .published, let broad = table.broad {
            row.standardised = standard?.adjusted(
                table.strata[line], of: broad, ages: definition.denominator.ages)
            row.standardStrata = broad.name
        }
        return row
    }

    /// The mean of a score, to two decimals; none for fewer than ten people.
    ///
    /// Source: "Handbook on Statistical Disclosure Control for Outputs" (SDAP, 2019): means of at
    /// least ten.
    private func mean(_ line: Int, _ published: Int, _ tallies: [IndicatorTally]) -> Double? {
        let parts = lines.members(of: line)
        let all = parts.reduce(into: Counts()) { $0 += tallies[$1].all }
        guard published >= 10, all.numerator >= 10 else { return nil }
        return (all.sum / Double(all.numerator) * 100).rounded() / 100
    }

    private func addFunnels(_ rows: inout [ResultRow], _ definition: IndicatorDefinition) {
        guard definition.measure == .proportion,
            let all = rows.last(where: { $0.level == .all })?.value
        else { return }
        for index in rows.indices where rows[index].level == .practice {
            guard let denominator = rows[index].denominator, denominator > 0 else { continue }
            rows[index].funnel = Intervals.funnel(
                all, denominator, deviate: Intervals.funnelDeviates.outer)
        }
    }
}

extension DisclosureProfile {
    /// Whether totals are made from the counts, and not from published cells.
    var keepsTotals: Bool { totals != .ofPublishedCells }
}

extension ResultRow {
    /// Takes the published counts, and works out the figure.
    mutating func fill(_ counts: [PublishedCount], _ definition: IndicatorDefinition) {
        let values = counts.map { count -> Int? in
            if case .count(let value) = count { value } else { nil }
        }
        excluded = values[2]
        switch definition.measure {
        case .count:
            (numerator, value) = (values[0], values[0].map { Double($0) })
            state = value == nil ? .suppressed : .published
        case .rate(let per):
            (numerator, denominator) = (values[0], values[1])
            guard let events = numerator, let people = denominator else {
                return state = .suppressed
            }
            guard people > 0 else { return state = .empty }
            let scale = Double(per) / Double(people)
            let bounds = Intervals.byar(events)
            value = Double(events) * scale
            (low, high) = (bounds.low * scale, bounds.high * scale)
        case .proportion, .mean:
            numerator = values[0]
            if let part = values[0], let rest = values[1] { denominator = part + rest }
            guard let part = numerator, let whole = denominator else {
                return state = .suppressed
            }
            guard whole > 0 else { return state = .empty }
            guard definition.measure == .proportion else { return }
            value = Double(part) / Double(whole)
            (low, high) = Intervals.wilson(part, of: whole)
        }
    }
}
