import DisclosureControl
import Testing

/// Counts that are shown by themselves.
@Suite struct SingleCountTests {
    @Test(arguments: [
        (DisclosureProfile.nhsSecondaryCare, 0, PublishedCount.count(0)),
        (.nhsSecondaryCare, 1, .suppressed), (.nhsSecondaryCare, 7, .suppressed),
        (.nhsSecondaryCare, 8, .count(10)), (.nhsSecondaryCare, 12, .count(10)),
        (.nhsSecondaryCare, 13, .count(15)), (.midpointSix, 1, .count(3)),
        (.midpointSix, 7, .count(9)), (.onsLongitudinalStudy, 9, .suppressed),
        // Exact in a table that is audited; not where it is made again and again.
        (.onsLongitudinalStudy, 12, .count(10)), (.onsLongitudinalStudy, 13, .count(15)),
    ])
    func isShown(_ profile: DisclosureProfile, _ count: Int, _ shown: PublishedCount) {
        #expect(profile.published(count) == shown)
    }
}
