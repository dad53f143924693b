import DisclosureControl

/// ``AgeSexStrata`` put together until no count in them is small, so that figures can be adjusted
/// for age and sex without one rare cell keeping all of them back.
///
/// All practices have the same ones, or their adjusted figures could not be compared. People whose
/// age or sex is not known have a stratum of their own, which has no weight; where they are few,
/// they are with the youngest males.
struct BroadStrata: Sendable {
    /// By stratum of ``AgeSexStrata`` the place of the one that it is part of.
    let places: [Int]
    /// How many there are.
    let count: Int
    /// Such as `0-59 60-79 80+ by sex`.
    let name: String

    /// The narrowest of which at most one practice in ten has a small count, of those whose counts
    /// as a whole are not small; `nil` where that takes people of all ages together.
    ///
    /// Cost: at most 124 ways to put strata together, each a sum over practices.
    init?(_ practices: [[Counts]], under profile: DisclosureProfile) {
        let counted = practices.filter { strata in
            !Self.isSmall(strata.reduce(into: Counts()) { $0 += $1 }, profile)
        }
        guard !counted.isEmpty else { return nil }
        let narrowest = Self.all.first { broad in
            let safe = counted.count { strata in
                broad.put(strata).allSatisfy { !Self.isSmall($0, profile) }
            }
            return safe * 10 >= counted.count * 9
        }
        guard let narrowest else { return nil }
        self = narrowest
    }

    private init(places: [Int], count: Int, name: String) {
        (self.places, self.count, self.name) = (places, count, name)
    }

    /// The strata of one practice, put together.
    func put(_ strata: [Counts]) -> [Counts] {
        var sums = Array(repeating: Counts(), count: count)
        for (place, counts) in zip(places, strata) { sums[place] += counts }
        return sums
    }

    private static func isSmall(_ counts: Counts, _ profile: DisclosureProfile) -> Bool {
        profile.isFew(counts.numerator) || profile.isFew(counts.rest)
    }

    /// Every way to put neighbouring ages, and both sexes, together; the narrowest first.
    static let all: [BroadStrata] = {
        let ages = AgeSexStrata.ages.count
        let ways = (1..<1 << (ages - 1)).flatMap { cuts in
            [true, false].map { isBySex in (cuts: cuts, isBySex: isBySex) }
        }
        func groups(_ way: (cuts: Int, isBySex: Bool)) -> Int {
            (way.cuts.nonzeroBitCount + 1) * (way.isBySex ? 2 : 1)
        }
        let ordered = ways.sorted { left, right in
            // Old age matters most, so that of as many strata those that tell it apart come first.
            (groups(left), left.cuts) > (groups(right), right.cuts)
        }
        return ordered.flatMap { way in
            [true, false].map { BroadStrata(cuts: way.cuts, isBySex: way.isBySex, hasUnknown: $0) }
        }
    }()

    /// - Parameter cuts: A bit for each end of a band but the last: whether a stratum ends there.
    private init(cuts: Int, isBySex: Bool, hasUnknown: Bool) {
        let ages = AgeSexStrata.ages
        let starts = ages.indices.filter { $0 == 0 || cuts & 1 << ($0 - 1) != 0 }
        let bands = ages.indices.map { age in starts.count { $0 <= age } - 1 }
        let ends = starts.dropFirst().map { "-\(ages[$0 - 1].upperBound)" } + ["+"]
        let names = zip(starts, ends).map { "\(ages[$0].lowerBound)\($1)" }
        let sexes = isBySex ? AgeSexStrata.sexes.count : 1
        let known = names.count * sexes
        var places = (0..<AgeSexStrata.sexes.count).flatMap { sex in
            bands.map { $0 + (isBySex ? sex * names.count : 0) }
        }
        places.append(hasUnknown ? known : 0)
        self.init(
            places: places, count: known + (hasUnknown ? 1 : 0),
            name: names.joined(separator: " ") + (isBySex ? " by sex" : ""))
    }
}
