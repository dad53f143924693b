/// Precision, minimisation, parties and dates.
extension Handbook {
    static let care: [HandbookPage] = precision + minimisation + partiesAndDates

    private static let precision: [HandbookPage] = [
        HandbookPage(
            365, "ages that give the birthday away",
            """
            An age in whole years changes on the birthday. Whoever keeps two feeds in a row sees \
            between which days that was: with daily feeds the day itself, with monthly ones the \
            month. A band of ages changes so seldom that few people are caught.
            """,
            why: "birth date, sex and district together single out most people",
            instead: "Send `age_band`, or a feed a year.",
            .draft(.populationHealth),
            in: "[pseudonym, age_band, sex, postcode_district, practice]",
            also: ("age: band5, top_code: 90", "age: years"),
            "[pseudonym, «age_years», sex, postcode_district, practice]",
            "[pseudonym, sex, postcode_district, practice]"),
        HandbookPage(
            366, "a date that another one gives away",
            """
            A date is cut to a month or a year, and beside it leaves a date of the same day: when \
            the entry was written, or the consultation to which it belongs.
            """,
            why: "you declared a month, and the recipient has the day",
            instead: "Cut both alike, or remove the other.",
            .draft(.populationHealth), "fields: [code, status, «onset», recorded]",
            "fields: [code, status, onset]"),
        HandbookPage(
            367, "fields that say more together than declared",
            """
            A band of ages beside a year of birth, ages cut off at 90 beside a year of birth of \
            1921, a town beside a district: the finer one wins.
            """,
            why: "the protection that the agreement promises is not there",
            instead: "Remove the finer field.",
            .draft(.populationHealth),
            "fields: [pseudonym, age_band, sex, «city», postcode_district",
            "fields: [pseudonym, age_band, sex, postcode_district"),
        HandbookPage(
            368, "an event at a fixed age",
            """
            Vaccines of infants are given at eight, twelve and sixteen weeks. Their exact day, \
            less eight weeks, is about the birth date.
            """,
            why: "the birth date is withheld, and can be worked out to within days",
            instead: "Write `immunisation.given: month` under `deidentification.fields`.",
            .draft(.populationHealth), in: "    - entry: encounter\n",
            also: ("event_date: month", "event_date: day"),
            """
                - entry: immunisation
                  fields: [vaccine, «given»]
                  why: Which vaccines children have had
                - entry: encounter

            """,
            """
                - entry: immunisation
                  fields: [vaccine, status]
                  why: Which vaccines children have had
                - entry: encounter

            """),
    ]

    private static let minimisation: [HandbookPage] = [
        HandbookPage(
            375, "a place that waits for you",
            "The draft came with `FILL IN` here, and nobody has said what holds.",
            why: "a draft with holes cannot be signed",
            instead: "Write what holds for you, in place of the words.",
            .draft(.directCare), in: "title: FILL IN what people call this agreement",
            "title: «FILL IN what people call this agreement»",
            "title: Shared care in Wharfedale"),
        HandbookPage(
            389, "a text that a comment cuts short",
            """
            A space and `#` begin a comment, which nothing reads. Here no space follows the `#`, \
            so it is rather the number of something, and part of the text.
            """,
            why: "what people sign would say less than what they read in the file",
            instead: "Put quotes round the whole text. Of a comment, put a space after its `#`.",
            .draft(.directCare), in: "title: FILL IN what people call this agreement",
            "title: «Shared» care on ward #3", "title: 'Shared care on ward #3'"),
        HandbookPage(
            369, "what denies does not leave",
            """
            An immunisation, a procedure, an allergy or a medicine taken leaves by its code, \
            and the field that can say that it was refused, not done, ruled out or not taken does \
            not.
            """,
            why: "the recipient would take what is not so for a fact",
            instead: "Add the field, or say in `values` which of its words leave.",
            .draft(.directCare), in: "fields: [code, status, verification, reaction, severity]",
            "fields: [«code», status, reaction, severity]",
            "fields: [code, status, verification, reaction, severity]"),
        HandbookPage(
            376, "a reason that says nothing",
            "The reason is one word, or words such as `as required`.",
            why: "the reason is what the assessment of the agreement rests on",
            instead: "Say in a sentence what cannot be done without the data.",
            .draft(.directCare), "why: «needed»", "why: So that nobody is given what harms them"),
        HandbookPage(
            377, "one reason for everything",
            "The same reason stands at three kinds of entry or more.",
            why: "data are minimised one kind at a time, or not at all",
            instead: "Say of each kind of entry what it is needed for.",
            .draft(.directCare), in: "      why: So that nobody is given what harms them",
            """
                  why: So that nobody is given what harms them
                - entry: immunisation
                  fields: [code, given]
                  why: So that nobody is given what harms them
                - entry: procedure
                  fields: [code, performed]
                  why: «So» that nobody is given what harms them
            """,
            """
                  why: So that nobody is given what harms them
                - entry: immunisation
                  fields: [code, given]
                  why: So that nobody is vaccinated twice
                - entry: procedure
                  fields: [code, performed]
                  why: So that nobody is operated on twice
            """),
        HandbookPage(
            378, "every field of a kind of entry",
            "All that is known of such entries is asked for.",
            why: "nobody needs all of it, and each field more is a field that can be lost",
            instead: "Name the fields that the purpose needs.",
            .draft(.directCare), in: "fields: [code, status, verification, reaction, severity]",
            """
            fields: «[»code, category, status, verification, onset, ended, reaction, \
            severity, recorded]
            """,
            "fields: [code, status, verification, reaction, severity, recorded]"),
        HandbookPage(
            379, "entries of any code",
            "Beyond people's own care, entries leave with their code, whatever they are about.",
            why: "a list of every problem or medicine says far more than a purpose needs",
            instead: "Name a set of codes, if some would do.",
            .draft(.populationHealth), "    - «entry»: problem\n      fields",
            "    - entry: problem\n      codes: diabetes\n      fields"),
    ]

    private static let partiesAndDates: [HandbookPage] = [
        HandbookPage(
            380, "nobody carries the data",
            "No processor is named, and somebody runs the gateway.",
            why: "whoever handles records for the practices needs a contract with them",
            instead: "Add `processors: [{name: ..., contract: ...}]`.",
            .draft(.directCare),
            in:
                """
                  processors:
                    # Whoever carries the data for the practices works under a contract.
                    - {name: FILL IN, contract: FILL IN}

                """,
            "  processors: «[]»\n", "  processors:\n    - {name: Gateway, contract: DPA-1}\n"),
        HandbookPage(
            381, "a recipient without its toolkit",
            "It is not said whether the recipient meets the Data Security and Protection Toolkit.",
            why: "the practices answer for whom they give records to",
            instead: "Add `dspt: {status: met, published: ...}` to the recipient.",
            .draft(.directCare),
            in: "    - ods: FILLIN9\n", "    - «ods»: FILLIN9\n",
            "    - ods: FILLIN9\n      dspt: {status: met, published: 2025-06-30}\n"),
        HandbookPage(
            382, "a code that is hardly a practice's",
            "English practices have a letter and five digits; this code is written otherwise.",
            why: "a wrong code shares nothing, or another practice's records",
            instead: "Look the code up; take care with 0 and O, 1 and I.",
            .draft(.directCare), in: "{ods: FILLIN1, ", "{ods: «B86OO1», ", "{ods: B86001, "),
        HandbookPage(
            383, "a date that has passed, or soon will",
            "The agreement has ended, its review is overdue, or its support has expired.",
            why: "nothing leaves after the end, and an unreviewed agreement loses its ground",
            instead: "Review it; have a new version signed in good time.",
            .draft(.directCare), in: "review: {due: 2027-04-01, every",
            "review: {due: «2026-05-01», every", "review: {due: 2027-04-01, every"),
        HandbookPage(
            384, "a signature on an impossible day",
            "The signature is of a day to come, before the approval, or after the end.",
            why: "one side or the other can say that it was never signed",
            instead: "Check the day against the evidence.",
            .draft(.directCare), in: "sign_up: []",
            """
            sign_up: [{ods: FILLIN1, version: '1.0', by: A, role: GP, at: «2062-05-01», \
            evidence: letter}]
            """,
            """
            sign_up: [{ods: FILLIN1, version: '1.0', by: A, role: GP, at: 2026-05-01, evidence: \
            letter}]
            """
        ),
        HandbookPage(
            385, "a schedule that its interval forbids",
            "Feeds come oftener than the least time between two.",
            why: "one of the two would be broken with each feed",
            instead: "Lengthen the one or shorten the other.",
            .draft(.directCare), in: "schedule: weekly}",
            "schedule: weekly, minimum_interval: «P28D»}",
            "schedule: weekly, minimum_interval: P7D}"),
        HandbookPage(
            386, "a practice that receives what it sends",
            "An organisation is publisher and recipient.",
            why: "it would get the records of the other practices",
            instead: "Make another agreement for what goes back to practices.",
            .draft(.directCare), also: ("recipient: FILLIN9", "recipient: FILLIN1"),
            "    - ods: «FILLIN1»\n", "    - ods: FILLIN9\n"),
        HandbookPage(
            387, "a waiver that cannot be given",
            "Only warnings can be waived; what must hold cannot.",
            why: "otherwise every rule would be a matter of taste",
            instead: "Mend what it is about, and remove the waiver.",
            .draft(.directCare), in: "sign_up: []",
            "waivers: [{rule: «E375», why: We are in a hurry, by: the lead}]\nsign_up: []",
            "sign_up: []"),
        HandbookPage(
            388, "a waiver of something that was not found",
            "Nothing of this code was found, so the waiver waives nothing.",
            why: "a waiver that stays behind will one day waive what it was not meant for",
            instead: "Remove it.",
            .draft(.directCare), in: "sign_up: []",
            "waivers: [{rule: «E367», why: It was so once, by: the lead}]\nsign_up: []",
            "sign_up: []"),
    ]
}
