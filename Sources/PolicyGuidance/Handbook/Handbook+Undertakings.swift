/// What the parties promise, and what is only noted.
extension Handbook {
    static let undertakings: [HandbookPage] = [
        HandbookPage(
            325, "promises that do not go together",
            """
            Something that must stand behind the agreement is missing or contradicts it: joint \
            controllers without an arrangement, a toolkit that is not met, a high risk without \
            the ICO, a transfer abroad without what allows it, counts without a threshold, an \
            active agreement that only one role has approved.
            """,
            why: "the parties would promise what they cannot keep, or what the law asks first",
            instead: "Add what is missing, or take back what rests on it.",
            .draft(.directCare), "storage: {country: «FR», environment: FILL IN}",
            "storage: {country: GB, environment: FILL IN}"),
        HandbookPage(
            333, "a review that comes too late",
            "The review is due after the agreement has ended.",
            why: "nobody would look at it again before it ends",
            instead: "Write a day well before the end, so that practices have time to sign.",
            .draft(.directCare), "review: {due: «2029-04-01», every",
            "review: {due: 2027-04-01, every"),
    ]

    static let notices: [HandbookPage] = [
        HandbookPage(
            340, "parts of the national templates are missing",
            "A whole agreement also says what is listed.",
            why: "people will ask about each of these one day, and the answer should be here",
            instead: "Add the parts, or keep them where the practices can find them.",
            .run, "«agreement»:\n  id: example", "storage: {country: GB, environment: their own}")
    ]
}
