/// What is said of mapping files and of what they make of records, and of terminologies: 2xx,
/// mapping.
extension Handbook {
    static let mappingNotes: [HandbookNote] = [
        HandbookNote(
            201, "no such operator",
            "A mapping has `| name` with a name that no operator has.",
            "Take the name that is suggested; `Mappings/README.md` lists all operators."),
        HandbookNote(
            202, "no such path in the source",
            """
            A mapping names an element, an attribute or a key that `source.yaml` of its format \
            does not.
            """,
            "Mend the name, or declare it in `source.yaml` if records have it."),
        HandbookNote(
            203, "no such field, entry or word",
            "A mapping sets a field, an entry or a word that the canonical model does not have.",
            "`sluice model` lists every entry, field and word."),
        HandbookNote(
            204, "declared twice",
            "Two mappings have one name.",
            "Name one of them otherwise, and list each file once in `maps`."),
        HandbookNote(
            205, "many values where one is meant",
            "A path can give many values, and the place takes one.",
            """
            End it with `.first()`, `.last()`, `.single()` or `.join(', ')`, whichever the \
            source means.
            """),
        HandbookNote(
            206, "another type is meant",
            """
            What an expression gives does not go with what takes it: a text where a date is \
            meant, say.
            """,
            "End it with an operator that gives what the message asks for."),
        HandbookNote(
            207, "a name that is not declared",
            "A mapping uses a variable, table, index or code set that nothing declares.",
            "Declare it, or take the name that is suggested."),
        HandbookNote(
            208, "a name that nothing uses",
            "A `let`, a capture, a table or an index is declared and not used.",
            "Remove it; or use it, if it was forgotten."),
        HandbookNote(
            209, "an expression that cannot be read",
            "A path or a condition is not written in the language of mappings.",
            "Look at the place that is marked; `Mappings/README.md` describes the language."),
        HandbookNote(
            210, "a failure that nobody decided about",
            "A step can fail, as with a date that is none, and nothing says what then happens.",
            "Add `quarantine`, `quarantine-field` or a word of the field, as the message shows."),
        HandbookNote(
            211, "a required field that is not set",
            "The mapping makes an entry without a field that each such entry must have.",
            "Set the field."),
        HandbookNote(
            212, "a rule that is never reached",
            "An earlier rule takes every node that this one could take.",
            "Move it before the other in `maps`, or give the other a `where`."),
        HandbookNote(
            213, "a case does not hold",
            "A case beside a mapping gives something else than it expects.",
            """
            Mend the mapping if the case is right, or else the case. `sluice mapping test` \
            shows both.
            """),
        HandbookNote(
            214, "a type that is not declared",
            "`source.yaml` names a type that it does not declare.",
            "Declare it, or take the name that is suggested."),
        HandbookNote(
            221, "a value that must be there is missing",
            """
            An entry of a record has no code, no id or no other value that it must have. The \
            entry alone is held in quarantine.
            """,
            """
            `sluice quarantine list` says where. Ask the supplier, or have the mapping say \
            what is to be done without it.
            """),
        HandbookNote(
            222, "a value that cannot be read",
            """
            A value is not what it should be, such as a date on the 31st of February. What the \
            mapping decided happens: the entry, or the field alone, is held.
            """,
            "`sluice quarantine list` says where. Ask the supplier, or mend the mapping."),
        HandbookNote(
            223, "a word that the table does not have",
            """
            A source uses a word of its own, and the table of the mapping has no canonical \
            word for it.
            """,
            "Find out what the word means, and add it to the table."),
        HandbookNote(
            224, "a second value",
            "A source gives two values where the mapping allows one. The first was taken.",
            "Find out which is meant, and have the mapping choose."),
        HandbookNote(
            225, "an entry made by mistake",
            """
            The source itself says that the entry was made in error, so it is held and never \
            leaves.
            """,
            "Nothing, unless there are very many: then ask the supplier."),
        HandbookNote(
            226, "an extension that changes the meaning",
            """
            The entry has a modifier extension that is not known, so nobody can tell what it \
            means. Source: FHIR, modifierExtension.
            """,
            "Find out what the extension means, and have the mapping read it."),
        HandbookNote(
            227, "about somebody else",
            "An entry names another patient than the record is about. It is held.",
            "Ask the supplier how it came into this record."),
        HandbookNote(
            228, "one id, two entries",
            """
            Two entries of one kind have the same id and say different things. The later one \
            is held.
            """,
            "Ask the supplier; ids must tell entries apart."),
        HandbookNote(
            231, "no format that is loaded",
            "The record is XML or JSON, and of no format that the mappings read.",
            "`sluice formats` lists what is read and how it is recognised."),
        HandbookNote(
            232, "no patient",
            """
            No patient could be made out of the record. Nothing of it leaves, since nobody can \
            know whose it is.
            """,
            "Look at what is wrong with its NHS number, birth date or demographics."),
        HandbookNote(
            233, "several patients in one record",
            "The record holds more than one person. Whose each entry is cannot be relied on.",
            "Split it, one patient a record."),
        HandbookNote(
            234, "too many names",
            "The mappings name more elements, attributes and keys than can be told apart.",
            "Take out of `types` what no mapping reads."),
        HandbookNote(
            235, "too slow a record",
            """
            Reading and mapping one record took longer than one may take. It is held, so that \
            it holds nothing else up.
            """,
            "Look at it by hand; `--max-record-seconds` sets how long one may take."),
        HandbookNote(
            264, "a row of a terminology that cannot be read",
            "A row of a release or of a map is damaged. It is left out, and the count is told.",
            "A few are harmless; if there are many, fetch the release again."),
        HandbookNote(
            265, "no terminology file that is known",
            "The file is no RF2 file, map, ConceptMap, ValueSet or file of dm+d.",
            "`sluice help terminology build` says what is read."),
        HandbookNote(
            266, "a terminology file that cannot be used",
            "The file is damaged, is of another version, or is none.",
            "Build it again with `sluice terminology build`."),
        HandbookNote(
            268, "not in the terminology",
            """
            A code set names a concept or a reference set that the loaded terminology does not \
            have, or one that is inactive.
            """,
            """
            Build it from a release that has it; `sluice terminology lookup` says what has \
            replaced a concept.
            """),
        HandbookNote(
            269, "kinds that go in a circle",
            "A concept is a kind of itself, by way of others.",
            "Load releases that belong together."),
    ]
}
