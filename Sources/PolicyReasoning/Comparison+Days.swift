import CanonicalModel

/// What differs on several days, as one.
extension Comparison {
    /// Adds what differs on another day and not yet on those that are known.
    mutating func add(_ later: Comparison) {
        let (before, after) = (byPractice, later.byPractice)
        nodes = max(nodes, later.nodes)
        requests = max(requests, later.requests)
        // Practices for which the same groups come together are one group again.
        var (made, numbers) = ([Group](), [[Int]: Int]())
        for practice in RequestSpace.distinct((groups + later.groups).flatMap(\.practices)) {
            let places = [before[practice] ?? -1, after[practice] ?? -1]
            if let number = numbers[places] {
                made[number] = made[number].with(practice)
                continue
            }
            numbers[places] = made.count
            let known = places[0] < 0 ? [] : groups[places[0]].differences
            let found = places[1] < 0 ? [] : later.groups[places[1]].differences
            let differences =
                known + found.filter { one in !known.contains(where: one.isSame(as:)) }
            made.append(
                Group(
                    practices: [practice], verdict: Verdict(differences.map(\.verdict)),
                    differences: differences))
        }
        groups = made.sorted { ($0.differences.isEmpty ? 1 : 0) < ($1.differences.isEmpty ? 1 : 0) }
    }

    private var byPractice: [String: Int] {
        var places: [String: Int] = [:]
        for (number, group) in groups.enumerated() {
            for practice in group.practices { places[practice] = number }
        }
        return places
    }
}

extension Comparison.Group {
    fileprivate func with(_ practice: String) -> Self {
        Self(practices: practices + [practice], verdict: verdict, differences: differences)
    }
}

extension Comparison.Difference {
    /// Whether both say the same of the same fields.
    fileprivate func isSame(as other: Self) -> Bool {
        kind == other.kind && fields == other.fields && verdict == other.verdict
    }
}
