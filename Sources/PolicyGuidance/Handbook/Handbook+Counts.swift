/// Tables of counts, and what hides single people.
extension Handbook {
    static let counts: [HandbookPage] = [
        HandbookPage(
            344, "a table that cannot be",
            """
            A table tells people apart by things that are known beforehand: the practice, a band \
            of age, a month, or a field with few values. It can put nobody into two cells.
            """,
            why: "a column that is not known would be a table of nothing",
            instead: "Write one of the words that the message names.",
            .draft(.counts), "columns: [age_band, «wekday»]", "columns: [age_band]"),
        HandbookPage(
            345, "a table of what the data set keeps back",
            "A table sees only what `dataset` lets through, as precisely as it lets it through.",
            why: "a count would tell what the agreement says does not leave",
            instead: "Add the field to `dataset.include`, or leave it out of the table.",
            .draft(.counts), "columns: [«sex»]", "columns: [age_band]"),
        HandbookPage(
            346, "two tables that can be subtracted",
            "Two tables are about entries of the same kind.",
            why: "the difference of two tables can be one person, whatever each hides by itself",
            instead: "Make one table of both, with a dimension more.",
            .draft(.counts),
            "columns: [age_band]\n  - «id: again»\n    count: entries\n    of: encounter\n"
                + "    rows: [practice]\n    columns: [age_band]",
            "columns: [age_band]"),
        HandbookPage(
            347, "a table that is too large",
            "The dimensions of the table make more cells than can be protected and audited.",
            why: "most of so many cells would be too small to show",
            instead: "Use fewer dimensions, or coarser ones.",
            .run,
            "tables:\n  - «id: demand»\n    count: entries\n    of: encounter\n"
                + "    rows: [practice, month, weekday]\n    columns: [age_band]",
            "rows: [practice, month]"),
        HandbookPage(
            348, "moved dates beside one that is not",
            """
            `date_shift` moves all dates of a person by the same number of days, which only the \
            holder of the key can work out. \
            Something else in the agreement would give the number away.
            """,
            why: "whoever knows one true date of a person would know them all",
            instead: "Do what the message says, or remove `date_shift`.",
            .draft(.directCare),
            "level: identifiable\n  date_shift: «15»\n  fields: {birth_date: exact",
            "level: identifiable\n  fields: {birth_date: exact"),
        HandbookPage(
            349, "a small-number rule that hides nobody in what leaves",
            """
            Thresholds and rounding protect counts; `k` is about rows of people. The agreement has \
            one of them, and what leaves is the other. Where rows leave, a threshold holds only \
            for figures that `sluice indicators --agreement` makes of them.
            """,
            why: "you would believe that small numbers are hidden, and each row is a number of one",
            instead:
                "Remove it, write `level: aggregate`, or waive it where it is for the figures.",
            .draft(.populationHealth), in: "# The feed: to whom,",
            "disclosure_control: {threshold: «7»}\n# The feed: to whom,", "# The feed: to whom,"),
    ]
}
