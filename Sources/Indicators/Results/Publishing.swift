import CanonicalModel
public import DisclosureControl

extension IndicatorCounting {
    /// Makes what was counted safe, and works out what may be published.
    ///
    /// Each indicator is one table of its numerator, the rest and the excluded by practice, network
    /// and neighbourhood, protected under `profile` and audited; every figure is worked out of its
    /// published cells. Figures of suppliers pool the practices whose counts are published, so that
    /// they tell nothing new.
    public func results(
        _ basis: IndicatorResults.Basis, organisations: Organisations,
        profile: DisclosureProfile, standard: StandardPopulation?
    ) -> IndicatorResults {
        let practices = practices.sorted { $0.code < $1.code }
        let publisher = Publisher(
            practices: practices, lines: OrganisationLines(practices, organisations),
            profile: profile, standard: standard)
        var (rows, notes) = ([[ResultRow]](), [Diagnostic]())
        for (number, definition) in plan.definitions.enumerated() {
            rows.append(publisher.rows(definition, number, missing[number], &notes))
        }
        if profile.rounding == .none, plan.definitions.count > 1 {
            notes.append(
                Diagnostic(
                    .subtractableTables, .warning, file: profile.name,
                    "the rule does not round, so tables of several indicators that count the same "
                        + "people can be subtracted from one another",
                    advice: "agree on a rule that rounds; one indicator at a time is no better"))
        }
        var basis = basis
        basis.profile = profile.name
        return IndicatorResults(
            definitions: plan.definitions, lastDay: plan.lastDay, rows: rows, basis: basis,
            standard: standard?.name ?? "", pyramid: publisher.pyramid(),
            onSeveralLists: Self.shown(lists.onMore, profile), lists: plan.lists, notes: notes)
    }
}

extension IndicatorCounting {
    /// A count by itself, made safe.
    fileprivate static func shown(_ count: Int, _ profile: DisclosureProfile) -> String {
        let table = try? CountTable([[count]]).protected(under: profile)
        return table?.published[0, 0].description ?? "*"
    }
}

/// The lines of a table: practices, then networks, neighbourhoods, and all.
struct OrganisationLines {
    struct Line {
        let level: ResultRow.Level
        let code: String
        let name: String
    }
    /// Practices, networks, neighbourhoods, all.
    private(set) var lines: [Line] = []
    /// For each level upwards, the group of every member of the level below.
    private(set) var groups: [[Int]] = []
    let practices: [Organisations.Practice]

    init(_ tallies: [PracticeTally], _ organisations: Organisations) {
        practices = tallies.map { organisations.practice($0.code) }
        lines = practices.map { Line(level: .practice, code: $0.code, name: $0.name) }
        guard !organisations.isEmpty, !practices.isEmpty else {
            lines.append(Line(level: .all, code: "all", name: "All practices"))
            return
        }
        var (networks, homes, nested) = (
            [Organisations.Group](), [Organisations.Group](), [Int]()
        )
        groups.append(practices.map { Self.place($0.network, in: &networks) })
        for network in networks {
            let home = practices.first { $0.network == network }?.neighbourhood
            nested.append(Self.place(home ?? Organisations.Group(), in: &homes))
        }
        groups.append(nested)
        for (level, all) in [(ResultRow.Level.pcn, networks), (.neighbourhood, homes)] {
            lines += all.map {
                Line(
                    level: level, code: $0.shownCode,
                    name: $0.name.isEmpty ? "not in the file of organisations" : $0.name)
            }
        }
        lines.append(Line(level: .all, code: "all", name: "All practices"))
    }

    /// The places of the practices that a line adds up.
    func members(of line: Int) -> [Int] {
        let place = lines[line]
        return practices.indices.filter { index in
            let practice = practices[index]
            return switch place.level {
            case .practice: index == line
            case .pcn: practice.network.shownCode == place.code
            case .neighbourhood: practice.neighbourhood.shownCode == place.code
            default: true
            }
        }
    }

    private static func place(
        _ group: Organisations.Group, in groups: inout [Organisations.Group]
    ) -> Int {
        if let place = groups.firstIndex(of: group) { return place }
        groups.append(group)
        return groups.count - 1
    }
}
