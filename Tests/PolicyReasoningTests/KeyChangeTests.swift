import PolicyReasoning
import Testing

/// Which way a key changes what may be known: keys about when a feed goes out and what it hides.
@Suite struct KeyChangeTests {
    static let rows: [(old: String, new: String, verdict: Verdict)] = [
        ("flows: [{id: f, schedule: monthly}]", "flows: [{id: f, schedule: weekly}]", .more),
        ("flows: [{id: f, schedule: weekly}]", "flows: [{id: f, schedule: quarterly}]", .less),
        ("flows: [{id: f, schedule: monthly}]", "flows: [{id: f}]", .more),
        ("flows: [{id: f}]", "flows: [{id: f, schedule: one_off}]", .less),
        ("flows: [{id: f, schedule: on_demand}]", "flows: [{id: f}]", .same),
        ("flows: [{minimum_interval: P28D}]", "flows: [{minimum_interval: P7D}]", .more),
        ("flows: [{minimum_interval: P28D, id: f}]", "flows: [{id: f}]", .more),
        ("disclosure_control: {rare_codes: 1}", "disclosure_control: {rare_codes: 5}", .less),
        ("disclosure_control: {rare_codes: 5, k: 5}", "disclosure_control: {k: 5}", .more),
        ("disclosure_control: {k: 5}", "disclosure_control: {rare_codes: 5, k: 5}", .less),
        ("audit: {gateway_log_retention: P6Y}", "audit: {gateway_log_retention: P1Y}", .same),
    ]

    @Test(arguments: rows) func widensOrNarrows(_ row: (old: String, new: String, verdict: Verdict))
        throws
    {
        let changes = try KeyChange.between(row.old, row.new)
        #expect(changes.count == 1)
        #expect(changes.first?.verdict == row.verdict)
    }
}
