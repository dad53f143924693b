/// How things are written.
extension Handbook {
    static let form: [HandbookPage] = [
        HandbookPage(
            251, "the file cannot be read",
            """
            The file breaks the rules of YAML, the way in which it is written: spaces that stand \
            under one another, `key: value`, `- ` before each item of a list. Nothing after this \
            place can be relied on, so nothing else is reported.
            """,
            why: "where the layout is broken, two readers may take the text for two agreements",
            instead: """
                Look at the line that is named and at the one before it. Indent with spaces, never \
                with tabs; put quotes round text that has a colon and a space in it.
                """,
            .draft(.directCare), "  title: Frailty«:» who is at risk",
            "  title: FILL IN what people call this agreement"),
        HandbookPage(
            252, "a key that does not belong here",
            "The word before the colon is not one that can stand at this place.",
            why: "a key that is not known would do nothing, and you would believe that it does",
            instead: """
                Correct the spelling, or move the line to where it belongs: look how far it is \
                indented. `sluice policy keys` lists every key.
                """,
            .draft(.directCare), "  «ig_led»: FILL IN the information governance lead",
            "  ig_lead: FILL IN the information governance lead"),
        HandbookPage(
            253, "a key is missing",
            "This part of the agreement says less than it must.",
            why: "what is not said would have to be guessed, and nothing is guessed here",
            instead: "Add the key that is named.",
            .draft(.voluntarySector), "type1: «{»why: The person has agreed to just this}",
            "type1: {apply: false, why: The person has agreed to just this}"),
        HandbookPage(
            254, "another kind of value is needed here",
            "A list stands where one word should, or a word where a number or `true` should.",
            why: "`yes` or `on` could be taken for a word, so that a switch would silently be off",
            instead: "Write the kind of value that is asked for: `true`, a number, a list.",
            .draft(.populationHealth), "type1: {apply: «yes»}", "type1: {apply: true}"),
        HandbookPage(
            255, "a word that is not one of those allowed",
            "Only certain words can stand here, and this is none of them.",
            why: "a word with another meaning could let more leave than you intend",
            instead: "Take the word that is suggested, or one of those that are listed.",
            .draft(.directCare), "  status: «actve»\n", "  status: draft\n"),
        HandbookPage(
            301, "not a date",
            """
            The date does not exist, or is not written as year, month and day. It is written \
            `2026-04-01` so that nobody has to ask which is the month.
            """,
            why: "dates decide when data may leave; 01/04 is April here and January elsewhere",
            instead: "Write `2026-04-01`.",
            .draft(.directCare), "valid: {from: «01/04/2026», until: 2028-03-31}",
            "valid: {from: 2026-04-01, until: 2028-03-31}"),
        HandbookPage(
            309, "said twice",
            "The same thing is declared a second time.",
            why: "two declarations of one thing will one day disagree",
            instead: "Keep one of them.",
            .draft(.directCare),
            "fields: [code, status, verification, reaction, severity, «code»]",
            "fields: [code, status, verification, reaction, severity]"),
        HandbookPage(
            314, "not the right form",
            """
            ODS codes have 3 to 12 capitals and digits; ids have small letters, digits and \
            hyphens; versions are `2.1.0`; periods are `P1Y`, `P6M`, `P30D`; a key of \
            pseudonyms is named by `env:NAME` or `file:PATH` and never written down.
            """,
            why:
                "another form could be read in two ways, and a key in a file is no secret any more",
            instead: "Write it in the form that the message shows.",
            .draft(.populationHealth), "key: «'0123456789abcdef'»", "key: 'env:SLUICE_KEY'"),
        HandbookPage(
            315, "an age that nobody can have",
            "Ages go from 0 to 130 years, and where ages are cut off, from 50 to 110.",
            why: "with an impossible age nobody, or everybody, would be in",
            instead: "Write the age in years.",
            .draft(.directCare), "age: {min: «180»}", "age: {min: 18}"),
        HandbookPage(
            316, "a reason is missing",
            """
            Something that needs a reason has none: why a field is needed, why objections do not \
            apply.
            """,
            why: "what nobody can give a reason for should not be done",
            instead: "Say it in a sentence that you would read out to a patient.",
            .draft(.directCare), "      why: «''»",
            "      why: So that nobody is given what harms them"),
        HandbookPage(
            320, "a list without anything in it",
            "A list stands here that names nothing.",
            why: "without publishers, fields or flows nothing could ever leave",
            instead: "Name at least one, or remove the key where it may be missing.",
            .draft(.directCare), "fields: «[]»",
            "fields: [code, status, verification, reaction, severity]"),
    ]
}
