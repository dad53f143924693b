/// What a run says of an agreement that is well formed: when it goes out, and what of past runs is
/// known.
extension Handbook {
    static let runs: [HandbookPage] = [
        HandbookPage(
            440, "few people, and so no rare code",
            """
            `rare_codes: 5` keeps every code back that fewer than five in a thousand of all people \
            in the feed have. Where the feed has 200 people or fewer, one person is five in a \
            thousand or more, so that no code is rare.
            """,
            why: "you would believe that what only one person has stays behind, and it leaves",
            instead: """
                Raise the number, so that in so small a feed it means two people or more; and ask \
                for company with `k`, which looks at people and not at codes.
                """,
            .run, "disclosure_control: {rare_codes: «5»}",
            "disclosure_control: {k: 5, rare_codes: 50}"),
        HandbookPage(
            441, "too soon after the last feed",
            """
            The agreement says how often the flow goes out (`schedule`: at most once in each day, \
            week from Monday, month, quarter or year) or how much time lies between two \
            (`minimum_interval`). Since the last feed with records of the practice that the \
            message names, not so much has passed. Nothing was published.
            """,
            why: "each further feed tells what has changed of whom since the one before",
            instead: """
                Wait until the day that the message names. What must be called back is never held: \
                with a ledger, a run in which nothing is new but deletions goes out at any time. \
                If the flow is needed more often, have a version signed that says so.
                """,
            .run, "schedule: monthly, minimum_interval: «P28D»",
            "schedule: weekly, minimum_interval: P7D"),
        HandbookPage(
            442, "nobody knows when the flow went out last",
            """
            The agreement limits how often the flow goes out. The run has no ledger, and where its \
            output goes there is no feed before it, so nothing can tell whether it is too soon.
            """,
            why: "a promise that nothing looks at is kept only by whoever remembers it",
            instead: """
                Run with `--ledger`, which remembers every run; or let the new feed replace the \
                one before it with `--replace`.
                """,
            .run, "schedule: «monthly»", "schedule: on_demand"),
        HandbookPage(
            443, "nobody knows which tables went out before",
            """
            Small numbers are hidden within each table. Two tables, of two months or of two \
            agreements over the same people, can be subtracted from one another: if one says 20 \
            and the other 21, and you know who has joined, you know what that person has. Without \
            a ledger, nothing looks at that.
            """,
            why: "the difference of two tables can be one person, whatever each hides by itself",
            instead: """
                Run with `--ledger`, and give all agreements over the same people the same ledger. \
                A count then stays as it was first published until it has changed by more than the \
                threshold, so that two tables never differ by a few people. It can be wrong by as \
                much as the threshold; the data dictionary says so.
                """,
            .run, "flows: [{id: f, recipient: Y99N01, purpose: p, format: «table»}]",
            "flows: [{id: f, recipient: Y99N01, purpose: p, format: csv}]"),
        HandbookPage(
            444, "no word on how long logs are kept",
            """
            `sluice ledger prune` removes what is older than the agreement lets you keep, and the \
            agreement does not say how long that is.
            """,
            why: "what is kept for ever will be asked for one day, or lost",
            instead: "Say it in `audit`, and have the agreement approved anew.",
            .run, "audit: {«recipient_logs»: P2Y}",
            "audit: {recipient_logs: P2Y, gateway_log_retention: P6Y}"),
    ]
}
