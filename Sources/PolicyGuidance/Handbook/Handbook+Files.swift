/// Files beside an agreement: code sets, lists, registers.
extension Handbook {
    static let files: [HandbookPage] = [
        HandbookPage(
            261, "a damaged code",
            """
            The code cannot be one of its system: its check digit is wrong, it is too short, or a \
            spreadsheet has rounded it (`1.02E+15`). Read codes have exactly five signs, dots \
            and all.
            """,
            why: "a damaged code matches nothing, and what it should keep back would leave",
            instead: "Copy the code again, as text and in quotes; never by way of a spreadsheet.",
            .codeSet, "  - {snomed: «'7.32E+07'»}", "  - {snomed: '73211009'}"),
        HandbookPage(
            262, "a code that stands twice",
            "The same code is in the set a second time.",
            why: "it often means that another code was meant, and is missing",
            instead: "Remove it, or write the code that was meant.",
            .codeSet, "  - {snomed: '73211009'}\n  - {snomed: «'73211009'»}",
            "  - {snomed: '73211009'}"),
        HandbookPage(
            263, "a code set without codes or source",
            "A set must hold a code and say where its codes come from.",
            why: "an empty set of sensitive codes keeps nothing back",
            instead: "List the codes, each from a source that somebody can look up.",
            .codeSet, "codes: «[]»", "codes:\n  - {snomed: '73211009'}"),
        HandbookPage(
            267, "a terminology is needed",
            """
            The set asks for everything below a concept, or for the members of a published \
            reference set. Which codes those are stands in a terminology file.
            """,
            why: "without it the set would be narrower than it says, and let sensitive codes leave",
            instead: """
                Give the program a terminology with `--terminology`, made from the releases that \
                you are licensed for, or list the codes one by one.
                """,
            .codeSet, "  - {snomed: '73211009', descendants: «true»}", "  - {snomed: '73211009'}"),
        HandbookPage(
            270, "a code set that is not whole",
            """
            The set says how many entries it has, and has another number of them. A file that was \
            cut off at the end of a line looks whole otherwise.
            """,
            why: "what a sensitive set has lost is no longer kept back",
            instead: "Take the file from its source again; if it was changed, count anew.",
            .codeSet, "entries: «2»\ncodes:\n  - {snomed: '73211009'}",
            "entries: 1\ncodes:\n  - {snomed: '73211009'}"),
        HandbookPage(
            323, "a list of people that cannot be used",
            """
            A cohort may name a list of NHS numbers. It is not there, it is empty, or it holds a \
            line that is no NHS number.
            """,
            why: "a list with a wrong line may leave somebody out, or let somebody else in",
            instead: "Put it at `lists/NAME.txt` beside the agreement, one NHS number a line.",
            .people, "9990000018\n«999 000 0027»\n", "9990000018\n999 000 0026\n"),
        HandbookPage(
            327, "the approvals are of another text",
            """
            Each approval states the SHA-256 of everything above the line `approvals:`, a number \
            that any change of a word changes. The text has been changed since.
            """,
            why: "otherwise an agreement could be changed after its guardians have approved it",
            instead: "Have the change approved, and write the hash that the message names.",
            .approved, "«»agreement:\n  id: changed-since", "agreement:\n  id: example"),
        HandbookPage(
            370, "not a register, or of another version",
            "The file is no register of the kind that it was given as, or of a newer version.",
            why: "a register that is not understood may hold a withdrawal or a stop",
            instead: "Give the right file, or take a program that reads its version.",
            .signUps, "sign_up_register: {version: «2», entries: 0}\nsign_up: []",
            "sign_up_register: {version: 1, entries: 0}\nsign_up: []"),
        HandbookPage(
            371, "a register that is cut off",
            "The register has not as many entries as it says, or its last line is not whole.",
            why: "what is missing may be a withdrawal or a stop",
            instead: "Find out what is missing; only then change the number.",
            .signUps, "sign_up_register: {version: 1, entries: «1»}\nsign_up: []",
            "sign_up_register: {version: 1, entries: 0}\nsign_up: []"),
        HandbookPage(
            372, "a line of the stop register out of order",
            "Stops are numbered one after another, and this line has another number.",
            why: "a line that is missing may be a stop",
            instead: "Restore the register; only `sluice stop` writes to it.",
            .stops,
            """
            {"register": "sluice-stops", "version": 1}
            {"number": «2», "action": "stop", "scope": "all", "reason": "a mistake", "by": "A", \
            "at": "2026-11-01T09:00:00Z"}

            """,
            """
            {"register": "sluice-stops", "version": 1}
            {"number": 1, "action": "stop", "scope": "all", "reason": "a mistake", "by": "A", \
            "at": "2026-11-01T09:00:00Z"}

            """),
        HandbookPage(
            373, "a stop that cannot be lifted like this",
            "A stop is lifted by two people together, once, and only where there is one.",
            why: "data go out again once a stop is lifted, so one person alone cannot do it",
            instead: "Name the stop by its number, and two different people.",
            .stops,
            """
            {"register": "sluice-stops", "version": 1}
            {"number": 1, "action": "stop", "scope": "all", "reason": "a mistake", "by": "A", \
            "at": "2026-11-01T09:00:00Z"}
            {"number": 2, "action": "lift", "stop": «1», "reason": "mended", "by": "A", \
            "second": "A", "at": "2026-11-01T10:00:00Z"}

            """,
            """
            {"register": "sluice-stops", "version": 1}
            {"number": 1, "action": "stop", "scope": "all", "reason": "a mistake", "by": "A", \
            "at": "2026-11-01T09:00:00Z"}
            {"number": 2, "action": "lift", "stop": 1, "reason": "mended", "by": "A", \
            "second": "B", "at": "2026-11-01T10:00:00Z"}

            """),
        HandbookPage(
            374, "an entry about another agreement",
            """
            A register names an agreement or a practice that no agreement of this run has. It is \
            only a warning: a register may serve many agreements.
            """,
            why: "a withdrawal with a misspelt name withdraws nothing",
            instead: "Correct the name, if it is misspelt.",
            .run,
            """
            sign_up_register: {version: 1, entries: 1}
            sign_up:
              - «{agreement: exmaple», ods: Y99001, version: '1.0', by: A, role: GP, at: \
            2026-05-01, evidence: letter}
            """,
            """
            sign_up_register: {version: 1, entries: 1}
            sign_up:
              - {agreement: example, ods: Y99001, version: '1.0', by: A, role: GP, at: \
            2026-05-01, evidence: letter}
            """),
    ]
}
