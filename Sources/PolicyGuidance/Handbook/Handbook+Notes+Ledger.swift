/// What is said of what recipients have: ledgers, manifests, quarantine and questions.
extension Handbook {
    static let ledgerNotes: [HandbookNote] = [
        HandbookNote(
            450, "a ledger that cannot be used",
            """
            The ledger cannot be opened, others may read it, it has another key, or a newer \
            Sluice wrote to it. Nothing was published.
            """,
            """
            Do what the message says. Do not begin another ledger: nobody would know what \
            recipients have.
            """),
        HandbookNote(
            451, "a ledger in use",
            "Another run is using the ledger.",
            "Wait for it: what may leave depends on what it sends."),
        HandbookNote(
            452, "a run that was killed",
            """
            A run ended between its ledger and its output, and nothing tells whether the \
            output appeared.
            """,
            "Find out whether it was published, and say so with `sluice ledger settle`."),
        HandbookNote(
            453, "many people gone at once",
            """
            More people of a practice are no longer in its records than may be believed. None \
            is called back; this is a warning.
            """,
            "Find out why. If it is right, say `--confirm-removal` with the practice."),
        HandbookNote(
            454, "an NHS number as an id",
            "The id of an entry has the NHS number in it, which the ledger may not hold.",
            "Have the mapping take another id, or run without the ledger."),
        HandbookNote(
            455, "a version that was not given",
            """
            A practice has not signed this version, and rows of it are with the recipient \
            under another; this is a warning.
            """,
            "Give the version that it signed too, or record its withdrawal."),
        HandbookNote(
            456, "a file was changed",
            """
            A file of a feed is not as its manifest says, is missing, or is not in the \
            manifest.
            """,
            "Take the feed from where it was published."),
        HandbookNote(
            457, "the signature of a manifest",
            "The signature is missing, or is of another text or another key.",
            "Ask the sender for the feed and, by another way, for their public key."),
        HandbookNote(
            458, "a feed is missing",
            """
            The manifests of a feed do not follow one another: one is missing, changed or out \
            of order.
            """,
            "Find the feeds as they were published; the ledger has their digests."),
        HandbookNote(
            459, "not what they should have",
            """
            The recipient does not hold exactly what the ledger says, or the flow that was \
            named is not in it.
            """,
            """
            Send what is missing and call back what is too much, as the message counts; or \
            take a flow that it lists.
            """),
        HandbookNote(
            460, "a log was changed",
            "A line of a log does not follow the one before it.",
            "Keep the log, find out why, and begin another."),
        HandbookNote(
            461, "no answer",
            """
            There is no such person, or nobody may be told of them; which of the two is not \
            said.
            """,
            "The log says when it was asked; whoever keeps it can say more."),
        HandbookNote(
            462, "a held input was changed",
            """
            An input that was held in quarantine is gone, or is not as it was; this is a \
            warning.
            """,
            "Bring it back, or give what is there now to `sluice convert`."),
        HandbookNote(
            463, "a format that is written whole",
            "`sqlite` is a whole database, and a run with a ledger writes only what is new.",
            "Leave `sqlite` out of the flow's `format`, or run without `--ledger`."),
    ]
}
