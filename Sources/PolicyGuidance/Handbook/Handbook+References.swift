/// Names of things that must be declared elsewhere.
extension Handbook {
    static let references: [HandbookPage] = [
        HandbookPage(
            303, "not a party of this agreement",
            "The organisation is not among the publishers or recipients, whichever is meant here.",
            why: "nobody receives or signs who is not named as a party",
            instead: "Correct the code, or add the organisation under `parties`.",
            .draft(.directCare), "{id: feed, recipient: «FILLIN8», purpose: care",
            "{id: feed, recipient: FILLIN9, purpose: care"),
        HandbookPage(
            304, "not a purpose of this agreement",
            "The flow serves a purpose that is not under `purposes`.",
            why: "each feed has one purpose that people can look up, and no other",
            instead: "Write the id of a purpose that is declared.",
            .draft(.directCare), "recipient: FILLIN9, purpose: «caring»,",
            "recipient: FILLIN9, purpose: care,"),
        HandbookPage(
            305, "not a flow of this agreement",
            "A recipient is to receive a flow that is not under `flows`.",
            why: "a recipient without its flow receives nothing, and nobody would know why",
            instead: "Write the id of a flow that is declared.",
            .draft(.directCare), "flows: [feed, «feeds»]", "flows: [feed]"),
        HandbookPage(
            306, "not a kind of entry",
            "Records consist of entries: `problem`, `medication`, `observation` and so on.",
            why: "entries that are not known cannot be released, nor kept back",
            instead: "Take the word that is suggested; `sluice model` lists all kinds.",
            .draft(.directCare), "entry: «alergy»", "entry: allergy"),
        HandbookPage(
            307, "not a field of this kind of entry",
            "The kind of entry has no field of this name.",
            why: "a field that is not known cannot leave, nor be kept back",
            instead: "Take the word that is suggested; `sluice model KIND` lists the fields.",
            .draft(.directCare), "fields: [code, status, «reactions», severity]",
            "fields: [code, status, verification, reaction, severity]"),
        HandbookPage(
            308, "a code set that is not there",
            """
            Code sets are files in a folder `codes` beside the agreement or one folder above it. \
            None of them has this name.
            """,
            why: "a sensitive set that is not found would keep nothing back",
            instead: "Correct the name, or put the file there.",
            .draft(.directCare), "{set: «sexual-helth», action: withhold}",
            "{set: sexual-health, action: withhold}"),
        HandbookPage(
            318, "no code to look up",
            "A code set is asked of a kind of entry that bears no code.",
            why: "the condition could never hold",
            instead: "Remove `codes`.",
            .draft(.directCare),
            "- entry: patient\n      codes: «diabetes»\n", "- entry: patient\n"),
        HandbookPage(
            319, "too many code sets",
            "One agreement can use 64 code sets.",
            why: "each entry is asked for all sets at once, and that many fit",
            instead: "Join sets that always stand together.",
            .run,
            "dataset:\n  «include»:\n    # sixty-five of these, each with a code set of its own\n"
                + "    - {entry: problem, codes: set-1, fields: [code], why: ...}",
            "    - {entry: problem, codes: all-of-them, fields: [code], why: ...}"),
    ]
}
