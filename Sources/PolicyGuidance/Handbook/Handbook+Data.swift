/// What leaves, and how precisely.
extension Handbook {
    static let data: [HandbookPage] = [
        HandbookPage(
            302, "two statements that cannot both hold",
            """
            The agreement says two things that exclude each other: it ends before it begins, a \
            kind of entry is both included and excluded, two limits leave no number between them.
            """,
            why: "either reading could be the one that somebody signed",
            instead: "Keep one of the two.",
            .draft(.directCare), "valid: {from: 2028-04-30, until: «2028-03-31»}",
            "valid: {from: 2026-04-01, until: 2028-03-31}"),
        HandbookPage(
            310, "a field that never leaves as it is declared",
            "The data set names the field, and `deidentification` says that it does not leave.",
            why: "you would believe that it leaves, or that it is protected",
            instead: "Say under `deidentification` how precise it leaves, or remove the field.",
            .draft(.voluntarySector), "fields: [nhs_number, family_name, given_name, «birth_date»]",
            "fields: [nhs_number, family_name, given_name, telephone]"),
        HandbookPage(
            311, "a name or number where nobody may be named",
            "The field identifies the person, and the agreement is pseudonymised or about counts.",
            why: "one NHS number undoes every pseudonym of the feed",
            instead: "Remove the field, or make an agreement for identifiable records.",
            .draft(.populationHealth), "fields: [«nhs_number», pseudonym, age_band, sex, ",
            "fields: [pseudonym, age_band, sex, "),
        HandbookPage(
            312, "free text",
            "What people wrote is asked for where it is withheld, or where nobody may be named.",
            why: "free text names relatives, neighbours and illnesses that no code set can find",
            instead: "Remove the field and write `free_text: withhold`.",
            .draft(.directCare), "fields: [code, status, verification, reaction, severity, «note»]",
            "fields: [code, status, verification, reaction, severity]"),
        HandbookPage(
            317, "nothing says whom the rows are about",
            """
            A pseudonymised feed needs `pseudonym` of `patient`, one with names needs `nhs_number`.
            """,
            why: "rows that belong to nobody cannot be used, corrected or called back",
            instead: "Add the field to the inclusion of `patient`.",
            .draft(.populationHealth),
            """
              include:
                «-» entry: patient
                  fields: [age_band, sex, postcode_district, practice]
            """,
            """
              include:
                - entry: patient
                  fields: [pseudonym, age_band, sex, postcode_district, practice]
            """
        ),
        HandbookPage(
            326, "a form that does not go with what leaves",
            "Tables of counts leave under `level: aggregate`, rows under the other levels.",
            why: "a table made of rows would show single people",
            instead: "Write `format: table` for counts, `csv`, `parquet` or `ukcore` for rows.",
            .draft(.directCare), "format: «table»", "format: [csv, ukcore]"),
        HandbookPage(
            334, "codes that are identifiers",
            """
            Observations of any code may leave, and some hold a name, a number or an address as \
            their value: the number of a house key, the telephone of a relative.
            """,
            why: "such a value identifies the person in a feed that should not",
            instead: "Name the codes that are needed, or exclude the set `identity-bearing`.",
            .draft(.populationHealth),
            """
              include:
                «-» entry: observation
                  fields: [code, effective]
                  why: Which results there are
                - entry: patient
            """,
            "  include:\n    - entry: patient"),
        HandbookPage(
            335, "very precise for a feed without names",
            "An exact birth date or a whole postcode leaves although nobody is to be named.",
            why: "birth date, sex and postcode district alone are one person in most of England",
            instead: "Write `birth_date: year` or `drop`, and `postcode: district`.",
            .draft(.populationHealth), "birth_date: «exact», age: band5",
            "birth_date: drop, age: band5"),
        HandbookPage(
            338, "what is marked as confidential leaves",
            """
            Records or entries that the practice has marked are released, beyond people's own care.
            """,
            why: "somebody asked the practice not to share just these",
            instead: "Write `withhold`.",
            .draft(.populationHealth), "item: «release»", "item: withhold"),
        HandbookPage(
            341, "something sensitive leaves",
            """
            A sensitive category is released beyond people's own care, or what belongs to \
            something sensitive is not kept back with it.
            """,
            why: "a letter or a medicine gives away what the code would have said",
            instead: "Write `withhold`, or waive it with the reason that the parties agreed on.",
            .draft(.populationHealth), "linked: «release»", "linked: withhold"),
        HandbookPage(
            343, "only counts may leave",
            "The agreement is about counts, and declares no table of them.",
            why: "nothing leaves under it, although it is signed",
            instead: "Declare the counts in `tables`.",
            .run, "flows:\n  «-» {id: feed, recipient: Y99N01, purpose: demand, format: table}",
            "tables:\n  - {id: demand, count: entries, of: encounter, rows: [practice], "
                + "columns: [age_band]}"),
    ]
}
