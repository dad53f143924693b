/// The rules by which a table of counts is made safe: they are public, and an attacker knows them.
public struct DisclosureProfile: Sendable, Equatable {
    /// How counts are made coarser.
    public enum Rounding: Sendable, Equatable {
        /// As they are.
        case none
        /// To the nearest multiple, halves up.
        case nearest(Int)
        /// To the middle of 1…base, base + 1…2 × base and so on: 3, 9, 15 for 6; 0 stays 0. No
        /// small count is then suppressed, since all of 1…base look alike.
        case midpoint(Int)
    }

    /// Where the totals come from.
    public enum Totals: Sendable, Equatable {
        /// Sums of the published cells, suppressed ones left out: they tell nothing new.
        case ofPublishedCells
        /// Sums of the counts, rounded as a cell is.
        case rounded
        /// Sums of the counts, as they are.
        case exact
    }

    /// Such as `nhs-secondary-care`.
    public let name: String
    /// Counts from 1 to this are small; 0 for none.
    public let threshold: Int
    /// How counts that are not suppressed are rounded.
    public let rounding: Rounding
    /// Whether a count of 0 is shown; else it is small too.
    public let showsZeros: Bool
    /// Where the totals come from.
    public let totals: Totals
    /// Whether further cells are suppressed where the totals would give the small ones away.
    public let suppressesFurther: Bool
    /// Whether totals may be suppressed.
    public let suppressesTotals: Bool
    /// Whether an attacker is taken to know which suppressed cells are the small ones, as somebody
    /// does who takes each `*` for one, and is right wherever no further cell is suppressed.
    public let smallAreKnown: Bool
    /// What must stay between the smallest and the largest count that a suppressed cell could
    /// hold, in persons. An interval of 1…7 has 6.
    public let protection: Int

    /// A profile of an agreement.
    ///
    /// - Parameters:
    ///   - threshold: 0, or 2 to 1,000: a suppressed cell that can only hold 1 is not hidden.
    ///   - rounding: Bases are 2 to 1,000; that of midpoints is even and is also the threshold, and
    ///     totals are then made from published cells.
    ///   - protection: As a rule the threshold; where small cells are known to be small, what the
    ///     threshold leaves open, 6 of 1…7, which is then also the most.
    /// - Returns: `nil` for anything else.
    public init?(
        name: String, threshold: Int, rounding: Rounding = .none, showsZeros: Bool = true,
        totals: Totals, suppressesFurther: Bool = true, suppressesTotals: Bool = true,
        smallAreKnown: Bool = true, protection: Int? = nil
    ) {
        guard threshold == 0 || (2...1000).contains(threshold) else { return nil }
        let most = smallAreKnown ? threshold - (showsZeros ? 1 : 0) : 1000
        if let protection, !(0...max(0, most)).contains(protection) { return nil }
        switch rounding {
        case .none: break
        case .nearest(let base): guard (2...1000).contains(base) else { return nil }
        case .midpoint(let base):
            guard base == threshold, base.isMultiple(of: 2), showsZeros, totals == .ofPublishedCells
            else { return nil }
        }
        self.init(
            known: name, threshold, rounding, showsZeros: showsZeros, totals,
            suppressesFurther: suppressesFurther, suppressesTotals: suppressesTotals,
            smallAreKnown: smallAreKnown, protection: protection)
    }

    private init(
        known name: String, _ threshold: Int, _ rounding: Rounding, showsZeros: Bool = true,
        _ totals: Totals, suppressesFurther: Bool = true, suppressesTotals: Bool = true,
        smallAreKnown: Bool = true, protection: Int? = nil
    ) {
        (self.name, self.threshold, self.rounding) = (name, threshold, rounding)
        (self.showsZeros, self.totals) = (showsZeros, totals)
        self.suppressesFurther = suppressesFurther && totals != .ofPublishedCells
        self.suppressesTotals = suppressesTotals
        self.smallAreKnown = smallAreKnown || !self.suppressesFurther
        let open = self.smallAreKnown && showsZeros ? max(0, threshold - 1) : threshold
        self.protection = protection ?? open
    }

    /// The least count that can be behind a suppressed cell.
    var floor: Int { showsZeros ? 1 : 0 }

    /// Whether a count is suppressed for being small.
    func isSmall(_ count: Int) -> Bool {
        if case .midpoint = rounding { return false }
        return isFew(count)
    }

    /// Whether a count is what the rule calls small, be it suppressed for that or rounded.
    public func isFew(_ count: Int) -> Bool { count == 0 ? !showsZeros : count <= threshold }

    /// A count as it is published if it is not suppressed.
    func rounded(_ count: Int) -> Int {
        switch rounding {
        case .none: count
        case .nearest(let base): (2 * count + base) / (2 * base) * base
        case .midpoint(let base): count == 0 ? 0 : (count - 1) / base * base + base / 2
        }
    }
}

extension DisclosureProfile {
    /// 1 to 7 are suppressed, all else and the totals are rounded to the nearest 5. The method as
    /// published stops there, though its totals can give cells away; here further cells are
    /// suppressed until they do not.
    ///
    /// Source: NHS Digital, "Disclosure control methodology for Hospital Episode Statistics and
    /// Emergency Care Data Set", from September 2018, for counts below national level.
    public static let nhsSecondaryCare = DisclosureProfile(
        known: "nhs-secondary-care", 7, .nearest(5), .rounded)

    /// 1 to 7 are suppressed, all else is rounded to the nearest 5, totals are sums of what is
    /// published. Source: OpenSAFELY documentation, "Statistical disclosure control".
    public static let openSAFELY = DisclosureProfile(
        known: "opensafely", 7, .nearest(5), .ofPublishedCells)

    /// Every count becomes the middle of 1…6, 7…12 and so on. Source: OpenSAFELY documentation,
    /// "Statistical disclosure control", midpoint 6 rounding.
    public static let midpointSix = DisclosureProfile(
        known: "midpoint6", 6, .midpoint(6), .ofPublishedCells)

    /// Fewer than 10 are suppressed, all else and the totals are exact, further cells suppressed.
    /// Source: Office for National Statistics Longitudinal Study, advice on releasing outputs: the
    /// threshold rule of 10 (Centre for Longitudinal Study Information and User Support).
    public static let onsLongitudinalStudy = DisclosureProfile(
        known: "ons-longitudinal-study", 9, .none, .exact)

    /// What holds where nobody states a rule.
    public static let usual = nhsSecondaryCare

    /// Every profile that an agreement can name.
    public static let named = [nhsSecondaryCare, openSAFELY, midpointSix, onsLongitudinalStudy]
}

extension DisclosureProfile: CustomStringConvertible {
    /// What it does, in a sentence for whoever reads the table.
    public var description: String {
        let small = showsZeros ? "1 to \(threshold)" : "up to \(threshold), nobody among them,"
        let others =
            switch rounding {
            case .none: "Counts of \(small) people are suppressed, others are exact"
            case .nearest(let base):
                "Counts of \(small) people are suppressed, others rounded to the nearest \(base)"
            case .midpoint(let base):
                "Counts are the middle of 1 to \(base), of \(base + 1) to \(2 * base) and so on"
            }
        let sums =
            switch totals {
            case .ofPublishedCells: "totals are sums of what is published"
            case .rounded: "totals are rounded in the same way"
            case .exact: "totals are exact"
            }
        let further = suppressesFurther ? ", and further cells are suppressed to protect them" : ""
        return "\(others); \(sums)\(further)."
    }
}
