/// By what right.
extension Handbook {
    static let law: [HandbookPage] = [
        HandbookPage(
            324, "the legal basis does not carry this",
            """
            Implied consent carries a person's own care only. Identifiable records are \
            confidential, so beyond care they need consent, section 251, a statute, or a public \
            interest. Support under section 251 needs its reference and its end.
            """,
            why: "without a basis each disclosure breaches the duty of confidence",
            instead: "Name the basis that you have; move other purposes to another agreement.",
            .draft(.populationHealth), "basis: «implied_consent»", "basis: not_confidential"),
        HandbookPage(
            331, "the legal basis does not cover all of it",
            """
            A condition for research is missing, or section 251 support ends before the agreement.
            """,
            why: "nothing leaves once the support has ended",
            instead: "Add `9(2)(j)` for research; end the agreement with the support.",
            .draft(.research), "article9: «[»'9(2)(h)']", "article9: ['9(2)(j)']"),
        HandbookPage(
            355, "a basis that is weighed case by case",
            """
            A public interest can justify one disclosure after it was weighed, not a standing feed.
            """,
            why: "nobody weighs anything when a feed goes out every month",
            instead: "Name consent, section 251 or a statute.",
            .draft(.research),
            "    basis: «public_interest»\n    why: FILL IN why the people cannot be asked\n",
            """
                basis: s251
                why: FILL IN why the people cannot be asked
                s251: {cag_ref: FILL-IN, regulation: 5, expires: 2028-03-31}

            """),
        HandbookPage(
            356, "two kinds of consent mixed up",
            """
            `6(1)(a)` and `9(2)(a)` are consent under data protection law: asked for, recorded, \
            withdrawn at any time. Implied consent to be cared for is another thing.
            """,
            why: "who relies on consent must stop, and delete, as soon as it is withdrawn",
            instead: "For care and planning write `6(1)(e)` and `9(2)(h)`.",
            .draft(.directCare), "article6: [«'6(1)(a)'»]", "article6: ['6(1)(e)']"),
        HandbookPage(
            357, "legitimate interests of a public body",
            "Article 6(1) itself takes `6(1)(f)` from public authorities in their tasks.",
            why: "the processing would have no basis at all",
            instead: "Write `6(1)(e)`.",
            .draft(.directCare), "article6: [«'6(1)(f)'»]", "article6: ['6(1)(e)']"),
    ]
}
