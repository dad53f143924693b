import CanonicalModel
import DisclosureControl
import StrictYAML

/// The rules for small numbers: of tables, and of rows.
extension AgreementReader {
    private static let ofTables = [
        "profile", "threshold", "rounding", "secondary", "zero", "totals",
    ]

    private func stated(_ name: String) -> String? {
        agreement.statements["disclosure_control.\(name)"]?.first
    }

    private func number(_ name: String) -> Int? { stated(name).flatMap { Int($0) } }

    private func members(_ section: Declaration) -> [String: Declaration] {
        guard section.isMapping else { return [:] }
        return Dictionary(
            section.members().map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func readSmallNumbers(_ section: Declaration?, _ form: Declaration?) {
        let isAggregate = agreement.deidentification.level == .aggregate
        if isAggregate, section == nil {
            form?.error(
                .undertaking, "counts need rules for small numbers",
                advice: "add `disclosure_control: {threshold: 7, rounding: 5, secondary: true}`")
        }
        guard let section else { return }
        let members = members(section)
        if isAggregate, stated("profile") ?? "custom" == "custom", number("threshold") == nil,
            members["threshold"] == nil
        {
            section.error(
                .undertaking, "neither a profile nor a threshold says what a small number is",
                advice: "add `threshold: 7`")
        }
        checkThreshold(members["threshold"])
        noteEffect(members, isAggregate)
        readAnonymity(members, isAggregate)
        readProfile(section, members)
    }

    /// A threshold that rounding undoes: with 5 and 5 a published 5 means 6 or 7.
    ///
    /// Source: OpenSAFELY, output checking, 7 with rounding to 5.
    private func checkThreshold(_ place: Declaration?) {
        guard let threshold = number("threshold"), let rounding = number("rounding"),
            threshold < rounding + (rounding - 1) / 2
        else { return }
        let most = rounding + (rounding - 1) / 2
        place?.error(
            .undertaking,
            "rounded to \(rounding), a published \(rounding) would mean "
                + "\(threshold + 1) to \(most)",
            advice: "raise the threshold to \(most)")
    }

    /// Rules of rows do nothing where counts leave. Rules of counts hide nobody where rows leave,
    /// and hold for the figures that somebody makes of the rows.
    private func noteEffect(_ members: [String: Declaration], _ isAggregate: Bool) {
        let idle = isAggregate ? ["k", "below_k", "rare_codes"] : Self.ofTables
        guard let name = idle.first(where: { members[$0] != nil }), let place = members[name]
        else { return }
        let (message, advice) =
            isAggregate
            ? ("is about rows, and no rows leave", "remove it")
            : (
                "hides nobody in the rows that leave, only in figures made of them by "
                    + "`sluice indicators`",
                "remove it, or waive this if it is for such figures; `k: 5` is about rows"
            )
        warn(.withoutEffect, place, "`\(name)` \(message)", advice: advice)
    }

    private mutating func readAnonymity(_ members: [String: Declaration], _ isAggregate: Bool) {
        if let place = members["below_k"], members["k"] == nil {
            place.error(
                .undertaking, "nothing says how many people must look alike", advice: "add `k: 5`")
        }
        guard !isAggregate else { return }
        agreement.rareCodes = number("rare_codes").flatMap { $0 > 0 ? $0 : nil }
        noteFacts(members["rare_codes"])
        guard let k = number("k") else { return }
        let shortfall = stated("below_k").flatMap(Agreement.Anonymity.Shortfall.init(rawValue:))
        agreement.anonymity = .init(k: k, shortfall: shortfall ?? .refuse)
    }

    /// What is worked out from codes tells them again where they are kept back.
    private func noteFacts(_ place: Declaration?) {
        let kind = EntryKind.derived.first { kind in
            agreement.inclusions.contains { $0.kind == kind }
        }
        guard agreement.rareCodes != nil, let kind, let place else { return }
        warn(
            .withoutEffect, place,
            "`rare_codes` keeps codes of few people back, and `\(kind.name)`, which is worked out "
                + "from codes, may tell them again",
            advice: "leave `\(kind.name)` out, or waive this if what it tells is never rare")
    }

    // MARK: - Profiles

    /// A named profile is what its name says; `custom` is what the other keys say.
    private mutating func readProfile(_ section: Declaration, _ members: [String: Declaration]) {
        let base = DisclosureProfile.named.first { $0.name == stated("profile") }
        if let base, let place = members["threshold"], let threshold = number("threshold"),
            threshold != base.threshold
        {
            place.error(
                .contradiction, "`\(base.name)` has the threshold \(base.threshold)",
                advice: "remove `threshold`, or write `profile: custom`")
        }
        if let base, let place = members["rounding"], let rounding = number("rounding"),
            rounding != base.rounding.base
        {
            place.error(
                .contradiction, "`\(base.name)` does not round to \(rounding)",
                advice: "remove `rounding`, or write `profile: custom`")
        }
        let totals = totals(base, members["totals"])
        guard let threshold = base?.threshold ?? number("threshold") else { return }
        let nearest = (number("rounding") ?? 1) > 1 ? number("rounding") : nil
        let profile = DisclosureProfile(
            name: base?.name ?? "custom", threshold: threshold,
            rounding: base?.rounding ?? nearest.map { .nearest($0) } ?? .none,
            showsZeros: stated("zero") != "suppress", totals: totals,
            suppressesFurther: stated("secondary") != "false")
        if let profile {
            agreement.statedDisclosure = profile
        } else {
            section.error(
                .contradiction, "these rules for small numbers cannot hold together",
                advice: "remove all but `profile`")
        }
    }

    /// Totals that are sums of what is published tell nothing new, and may stand in any profile.
    private func totals(
        _ base: DisclosureProfile?, _ place: Declaration?
    ) -> DisclosureProfile.Totals {
        let stated: DisclosureProfile.Totals? =
            switch stated("totals") {
            case "from_published": .ofPublishedCells
            case "rounded": .rounded
            case "exact": .exact
            default: nil
            }
        if let base, let stated, stated != .ofPublishedCells, stated != base.totals {
            place?.error(
                .contradiction, "`\(base.name)` does not make its totals so",
                advice: "remove `totals`, write `from_published`, or `profile: custom`")
        }
        return stated ?? base?.totals ?? .ofPublishedCells
    }
}

extension DisclosureProfile.Rounding {
    /// What counts are multiples of, or in the middle of.
    fileprivate var base: Int {
        switch self {
        case .none: 1
        case .nearest(let base), .midpoint(let base): base
        }
    }
}
