/// What Sluice works out of a record under a file of rules; no mapping makes these.
extension EntryDefinition {
    static let registerMembership = EntryDefinition(
        .registerMembership, "a register that the person's record puts them on", resource: nil,
        [fact("register", "the register, as the rules call it")] + rules + [
            Field(
                "since", .date, .quasiIdentifier, derived: true,
                "the earliest date of a code that puts them there"),
            Field(
                "latest", .date, .quasiIdentifier, derived: true,
                "the latest date of a code that puts them there"),
            evidence,
        ])

    static let score = EntryDefinition(
        .score, "a count, index or category of the person under a rule", resource: nil,
        [fact("score", "the score, as the rules call it")] + rules + [
            Field("value", .number, .clinical, derived: true, "the number, where it has one"),
            fact("category", "the category of the number, or the one that was coded"),
            Field(
                "origin", .code(.factOrigin), .clinical, derived: true,
                "whether Sluice counted it or a clinician coded it"),
            evidence,
        ])

    static let segment = EntryDefinition(
        .segment, "the group of a model to which the person belongs", resource: nil,
        [fact("model", "the model, as the rules call it")] + rules + [
            fact("segment", "the first group of the model whose conditions hold"), evidence,
        ])

    static let caseFinding = EntryDefinition(
        .caseFinding, "a rule by which the person may be worth a closer look", resource: nil,
        [fact("rule", "the rule, as the file of rules calls it")] + rules + [
            Field("priority", .number, .clinical, derived: true, "1 for the most urgent"),
            fact("reason", "why, in the words of the rule"), evidence,
        ])

    private static func fact(_ name: String, _ meaning: String) -> Field {
        Field(name, .text, .clinical, derived: true, meaning)
    }

    private static let rules = [
        Field("rule_set", .text, .operational, derived: true, "the name of the file of rules"),
        Field("rule_version", .text, .operational, derived: true, "the version of that file"),
        Field("as_of", .date, .operational, derived: true, "the day of the run"),
    ]

    private static let evidence = Field(
        "evidence", .references, .operational, derived: true,
        "the entries of the record that it rests on, as far as they leave")
}

extension Vocabulary {
    static let factOrigin = Vocabulary("origin of a score", ["computed", "coded"])
}
