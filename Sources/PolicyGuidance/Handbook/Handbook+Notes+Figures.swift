/// What is said of indicators and of feeds that users define.
extension Handbook {
    static let figuresNotes: [HandbookNote] = [
        HandbookNote(
            470, "an indicator that cannot be",
            """
            A definition says something that cannot be: a condition about nothing, a window \
            that ends before it begins.
            """,
            "Do what the message says; `Policies/indicators` has definitions to follow."),
        HandbookNote(
            471, "no such code set",
            "A definition of an indicator names a code set that was not loaded.",
            "Take the name that is suggested, or put the code set beside the definition."),
        HandbookNote(
            472, "no such field",
            """
            A definition names a field that its table does not have, or tests it as it cannot \
            be tested.
            """,
            "Take the name that is suggested; `sluice model` lists fields and types."),
        HandbookNote(
            473, "defined twice",
            "Two definitions, or two code sets, have one name.",
            "Name one otherwise, or remove it."),
        HandbookNote(
            474, "an example of an indicator does not hold",
            "A worked example beside a definition gives something else than it says.",
            "Mend the rule or the example, whichever is wrong."),
        HandbookNote(
            475, "no feed that can be counted",
            "The folder is no feed, or its files are not those that its manifest names.",
            "Give a folder that `sluice convert` wrote, unchanged."),
        HandbookNote(
            476, "feeds that cannot be counted together",
            "The feeds are of other agreements, versions or days.",
            """
            Count feeds of one agreement and version together, and say until which day with \
            `--as-of`.
            """),
        HandbookNote(
            477, "a table that cannot be read",
            """
            A table of a feed, of organisations or of a standard population is not as it must \
            be.
            """,
            "The message names the line and what is expected."),
        HandbookNote(
            478, "not the rule of these feeds",
            """
            The rule for small numbers is not known, or the agreement is not the one that the \
            feeds were made under.
            """,
            "Give the agreement as it was when the feed was made."),
        HandbookNote(
            479, "too many tests at once",
            "The indicators test one table in more ways than one run can hold.",
            "Run fewer at once with `--only`."),
        HandbookNote(
            480, "tables without rounding",
            """
            The rule does not round, so that tables of several indicators can be subtracted \
            from one another; this is a warning.
            """,
            "Agree on a rule that rounds. To publish one indicator at a time is no better."),
        HandbookNote(
            481, "an indicator that is withheld",
            """
            No figure of the indicator, or none by practice, is published, since its table \
            could not be made safe; this is a warning.
            """,
            "Count over longer times or more practices."),
        HandbookNote(
            490, "a definition of a feed that cannot be",
            """
            A file that defines a feed has a name with spaces, a table without columns, a \
            number where a date is meant or the like.
            """,
            "Do what the message says; `sluice feed check` says it of each file."),
        HandbookNote(
            491, "no such column",
            "A definition of a feed names a column, field or kind of entry that there is not.",
            "Take the name that is suggested; `sluice model` lists fields."),
        HandbookNote(
            492, "no such code set",
            "A definition of a feed names a code set that is not there.",
            "Put its file into a folder `codes` beside the definition."),
        HandbookNote(
            493, "one name twice",
            "Two tables, or two columns of one table, have one name.",
            "Give each its own; a column takes another with `as`."),
        HandbookNote(
            494, "nothing for it leaves",
            """
            The agreement releases nothing for a column or a table that a feed defines; this \
            is a warning.
            """,
            """
            Take it out of the definition; or have the agreement release it, if that is \
            needed.
            """),
    ]
}
