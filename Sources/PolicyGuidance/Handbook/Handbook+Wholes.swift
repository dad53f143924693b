/// Clauses that do nothing, or undo one another.
extension Handbook {
    static let wholes: [HandbookPage] = [
        HandbookPage(
            359, "a clause about something that does not leave anyway",
            """
            An exclusion, or a word in a list, is about entries or fields that no inclusion names. \
            Whatever is not included stays, so the clause changes nothing.
            """,
            why: "a clause that never acts gives comfort and no protection",
            instead: "Keep it if it helps people who read the agreement; remove it if not.",
            .draft(.voluntarySector), in: "  free_text: withhold",
            """
              exclude:
                - «{»entry: problem, why: What people have is theirs to tell}
              free_text: withhold
            """,
            "  free_text: withhold"),
        HandbookPage(
            360, "a clause that another one makes superfluous",
            """
            Everything that the clause releases or asks for is covered by another one, or a \
            period is longer than the window that cuts it.
            """,
            why: "whoever reads the narrow clause believes that it is the limit, and it is not",
            instead: "Remove it, or narrow the other.",
            .draft(.directCare), in: "    - entry: allergy",
            """
                - «entry»: allergy
                  fields: [code]
                  why: What somebody reacts to
                - entry: allergy
            """,
            "    - entry: allergy"),
        HandbookPage(
            361, "clauses that let nothing out together",
            """
            What one clause releases, another keeps back whole: its fields are excluded, its codes \
            are sensitive, its days come after the end; or nobody can be in the cohort.
            """,
            why: "the agreement would be signed, and nothing would ever leave",
            instead: "Keep the clause that is meant.",
            .draft(.research), in: "any_of: [{problem: diabetes}]",
            "any_of: «[»{problem: diabetes}]\n  none_of: [{problem: diabetes}]",
            "any_of: [{problem: diabetes}]\n  none_of: [{problem: hba1c}]"),
        HandbookPage(
            362, "declared and not used",
            """
            A purpose that no flow serves, a recipient to whom no flow goes, or a practice that \
            the cohort leaves out.
            """,
            why: "patients are told of a use that there is not, or a practice signs for nothing",
            instead: "Remove it, or add what uses it.",
            .draft(.directCare), in: "purposes:\n  - id: care",
            """
            purposes:
              - {id: «meetings», class: care_coordination, description: To agree who does what}
              - id: care
            """,
            "purposes:\n  - id: care"),
        HandbookPage(
            363, "an exclusion that excludes nothing",
            "None of the excluded codes is among those that are included.",
            why: "often another set was meant, and what should stay leaves",
            instead: "Check the name of the set; remove the exclusion if nothing was meant.",
            .draft(.populationHealth), in: "  free_text: withhold",
            """
              exclude:
                - {entry: problem, codes: «hba1c», why: Results say too much}
              free_text: withhold
            """,
            "  free_text: withhold"),
        HandbookPage(
            364, "a field that is never filled",
            """
            No source fills the field, or the cohort keeps back everybody who could have it, as \
            with a date of death where people who have died are withheld.
            """,
            why: "a column that is always empty is asked for without need",
            instead: "Remove the field.",
            .draft(.research), "fields: [nhs_number, birth_date, sex, practice, «death_date»]",
            "fields: [nhs_number, birth_date, sex, practice]"),
    ]
}
