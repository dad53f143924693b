/// What is said of examples, approvals and changes of agreements.
extension Handbook {
    static let workbenchNotes: [HandbookNote] = [
        HandbookNote(
            350, "an example that is not understood",
            """
            `tests.yaml` beside an agreement has a patient, an entry or an expectation that is \
            not written as examples are. What holds and what does not is not looked at until \
            it is mended.
            """,
            "Write what the message suggests. `Policies/README.md` describes examples.",
            example: """
                patient: age 17      # not said of a patient
                patient: aged 17
                """),
        HandbookNote(
            351, "an example does not hold",
            """
            A made-up patient fares otherwise under the agreement than the example says: \
            something leaves that should not, or the other way round.
            """,
            """
            Decide which of the two is right, and mend the other. `sluice policy explain` says \
            by which clause.
            """,
            example: """
                patient: registered at Y99009           # no party of the agreement
                expect: released                        # and so nothing leaves
                expect: withheld PRACTICE_NOT_PARTY
                """),
        HandbookNote(
            352, "nothing exercises it",
            """
            A clause of the agreement could be taken out, or a reason never arise, and every \
            example would come out as it does. So nobody has seen it work.
            """,
            "Add a patient who would fare otherwise without it; the message says which."),
        HandbookNote(
            353, "a change that no example notices",
            """
            `sluice policy test --mutate` changed the agreement a little, and every example \
            still holds: a mistake of just that kind would go unseen.
            """,
            "Add an example that holds with the agreement as it is, and not with the change."),
        HandbookNote(
            354, "not ready",
            """
            The agreement cannot be approved or activated as it stands: something must be \
            mended, an example does not hold or there is none, or not yet two people in two \
            roles have approved this text.
            """,
            """
            Do what the message says; then `sluice policy approve` or `sluice policy activate` \
            again.
            """),
        HandbookNote(
            390, "an assertion that is not understood",
            "`sluice policy prove --never` was given words that it does not know.",
            "Take the words that are suggested; `sluice policy prove --help` lists all.",
            example: """
                --never 'type 1 objector'       # not known
                --never 'type 1 objection'
                """),
        HandbookNote(
            391, "more leaves under a number that is signed already",
            """
            The new version releases more than the old one, and practices that signed the old \
            one count as having signed it: of a version they sign the first two numbers.
            """,
            "Raise the second number, or the first, and have it signed.",
            example: """
                version: 1.2.1      # releases more than 1.2.0, which practices have signed
                version: 1.3.0
                """),
        HandbookNote(
            392, "not decided",
            "The question needs more room than it was given: neither yes nor no.",
            "Give more with `--budget`, or ask about fewer clauses. Until then count it as no."),
        HandbookNote(
            393, "two tables that can be subtracted",
            """
            A table of counts counts others than under the version before. Whoever has both \
            can subtract one from the other, and the difference may be one person.
            """,
            """
            Run with the `--ledger` of the version before, or let the first new table be of \
            another time.
            """),
    ]
}
