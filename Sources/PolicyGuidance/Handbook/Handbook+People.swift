/// Whose records leave, and who has signed.
extension Handbook {
    static let people: [HandbookPage] = [
        HandbookPage(
            313, "a signature that does not fit",
            "A practice has signed a version that is later than the file's own.",
            why: "nobody can have signed a text that is not written yet",
            instead: "Write the version that the signed paper names.",
            .draft(.directCare),
            """
            sign_up: [{ods: FILLIN1, version: «'1.1'», by: A, role: GP, at: 2026-05-01, \
            evidence: letter}]
            """,
            "sign_up: []"),
        HandbookPage(
            321, "a condition that cannot be asked",
            """
            A condition of the cohort names nothing, two things at once, or something that its \
            kind of entry does not have. A condition names one kind of entry with a code set: \
            `{problem: frailty, last: P2Y}`.
            """,
            why: "a condition that is half understood lets in whom it should keep out",
            instead: "Name one kind of entry in each condition.",
            .draft(.research), "any_of: [«{last: P2Y}»]", "any_of: [{problem: diabetes}]"),
        HandbookPage(
            322, "a test that the field cannot pass",
            "Words, numbers, amounts with a unit, and yes or no can be tested; this cannot.",
            why: "a test that nothing passes lets nothing leave, and nobody sees why",
            instead: "Write `value: {at_least: 48, unit: mmol/mol}`, or `status: [active]`.",
            .draft(.directCare), "values: «{}»", "values: {status: [active]}"),
        HandbookPage(
            330, "a practice has not signed this version",
            """
            The practice is a publisher, and no signature of this version is in the file: of its \
            first two numbers, so that one of `1.0` is for 1.0.0 and for 1.0.7. The check does not \
            look into registers of signatures.
            """,
            why: "nothing of this practice leaves until it has signed",
            instead:
                """
                Add its line to `sign_up` once it has, or keep it in a register of signatures and \
                give that to runs with `--sign-ups`.
                """,
            .draft(.directCare), in: "sign_up: []",
            """
            sign_up:
              «-» {ods: FILLIN1, version: '1.0', by: A, role: GP, at: 2026-05-01, evidence: letter}
            """,
            """
            sign_up:
              - {ods: FILLIN1, version: '1.0', by: A, role: GP, at: 2026-05-01, evidence: letter}
              - {ods: FILLIN2, version: '1.0', by: B, role: GP, at: 2026-05-01, evidence: letter}
            """),
        HandbookPage(
            332, "objections are not applied",
            "Type 1 objections or national opt-outs do not keep anybody back, beyond own care.",
            why: "people were promised that they need object only once",
            instead: "Write `apply: true`; if the law says otherwise, waive it with that reason.",
            .draft(.populationHealth), "type1: «{»apply: false, why: It is for planning}",
            "type1: {apply: true}"),
        HandbookPage(
            336, "nothing leaves yet",
            "The status is not `active`.",
            why: "a draft may be wrong, so nothing leaves under it",
            instead: "Have it approved and activated.",
            .draft(.directCare), in: "status: draft", "status: «draft»", "status: active"),
        HandbookPage(
            337, "registration is taken for granted",
            "A record that states no registration counts as registered where it is held.",
            why: "people who have moved away may be in; some systems state no registration, though",
            instead: "Write `unstated_registration: withhold` if your systems state it.",
            .draft(.directCare), "unstated_registration: «release»",
            "unstated_registration: withhold"),
        HandbookPage(
            342, "consent that nobody looks for",
            "The basis is consent of each person, and no code is named by which a record shows it.",
            why: "somebody who said no, or was never asked, would be in",
            instead: "Add `consent: {given: ..., refused: ...}` with code sets.",
            .draft(.voluntarySector),
            """
                basis: «explicit_consent»
                why: Each person is asked, and the answer is coded in the record

            """,
            """
                basis: explicit_consent
                why: Each person is asked, and the answer is coded in the record
                consent: {given: third-party-agreed, refused: third-party-refused}

            """),
    ]
}
