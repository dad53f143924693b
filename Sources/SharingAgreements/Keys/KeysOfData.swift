/// Whose records leave, what of them, and in what form.
extension AgreementKey {
    static let whatLeaves: [AgreementKey] = cohort + dataset + form

    private static let cohort: [AgreementKey] = [
        .init(
            "cohort.registered_at", .own, .enforced, 25, required: true,
            "`publishers`, or a list of some of them"),
        .init("cohort.registration[]", .own, .enforced, 25, "the kinds of registration"),
        .init(
            "cohort.unstated_registration", .own, .enforced, 25,
            "whether a record that states no registration counts as registered"),
        .init(
            "cohort.temporary_residents", .own, .enforced, 25, "withhold, or release as well"),
        .init("cohort.age.min", .own, .enforced, 25, "the least age on the day of the run"),
        .init("cohort.age.max", .own, .enforced, 25, "the greatest"),
        .init("cohort.deceased", .own, .enforced, 25, "withhold, or release as well"),
        .init(
            "cohort.test_patients", .own, .enforced, 25,
            "whether people with an NHS number of the test range leave"),
        .init("cohort.any_of", .own, .enforced, 25, "conditions of which one must hold"),
        .init("cohort.all_of", .own, .enforced, 25, "conditions that must all hold"),
        .init("cohort.none_of", .own, .enforced, 25, "conditions of which none may hold"),
        .init("cohort.list", .own, .enforced, 25, "a list of NHS numbers: nobody else is in"),
        .init(
            "cohort.on_exit", .own, .enforced, 26,
            "what becomes of what was sent about people who leave the cohort"),
        .init("opt_outs.type1.apply", .own, .enforced, 34, required: true, "Type 1 objections"),
        .init("opt_outs.type1.why", .own, .documentary, 34, "why they do not apply"),
        .init(
            "opt_outs.national.apply", .own, .enforced, 34, required: true,
            "national data opt-outs, from the list given at run time"),
        .init(
            "opt_outs.national.max_age", .own, .enforced, 34, "how old the list may be, `P7D`"),
        .init(
            "opt_outs.national.missing", .own, .checked, 34,
            "`withhold`: the only answer where nothing is known"),
        .init("opt_outs.national.why", .own, .documentary, 34, "why they do not apply"),
        .init(
            "opt_outs.local.apply", .own, .enforced, 34, required: true,
            "local objections, from the list given at run time"),
        .init("opt_outs.local.missing", .own, .checked, 34, "as for the national list"),
        .init("opt_outs.local.why", .own, .documentary, 34, "why they do not apply"),
        .init(
            "opt_outs.coded[].dissent", .own, .enforced, 34, required: true,
            "codes by which people object to this sharing"),
        .init(
            "opt_outs.coded[].withdrawal", .own, .enforced, 34,
            "codes by which they take that back"),
        .init(
            "opt_outs.coded[].why", .text, .documentary, 34, required: true,
            "which objection that is"),
        .init("confidentiality.record", .own, .enforced, 33, required: true, "marked records"),
        .init("confidentiality.item", .own, .enforced, 33, required: true, "marked entries"),
        .init(
            "confidentiality.unknown", .own, .enforced, 33, required: true,
            "marks whose meaning is not known"),
    ]

    private static let dataset: [AgreementKey] = [
        .init("dataset.include[].entry", .own, .enforced, 27, required: true, "kind of entry"),
        .init("dataset.include[].fields[]", .own, .enforced, 27, required: true, "its fields"),
        .init("dataset.include[].codes", .own, .enforced, 27, "only entries with such a code"),
        .init("dataset.include[].since", .own, .enforced, 29, "only entries from this day on"),
        .init(
            "dataset.include[].last", .own, .enforced, 29,
            "only entries of this period before the run"),
        .init("dataset.include[].values", .own, .enforced, 27, "only entries with such values"),
        .init(
            "dataset.include[].why", .own, .checked, 27, required: true,
            "why the recipient needs it"),
        .init("dataset.exclude[].entry", .own, .enforced, 28, "kind of entry"),
        .init("dataset.exclude[].fields[]", .own, .enforced, 28, "its fields; the rest may leave"),
        .init("dataset.exclude[].codes", .own, .enforced, 28, "entries with such a code"),
        .init("dataset.exclude[].why", .own, .checked, 28, required: true, "why it must not leave"),
        .init("dataset.window.since", .own, .enforced, 29, "only entries from this day on"),
        .init(
            "dataset.window.last", .own, .enforced, 29,
            "only entries of this period before the run"),
        .init(
            "dataset.window.long_lived[]", .own, .enforced, 29,
            "kinds of entry that the window does not cut"),
        .init(
            "dataset.special_categories[]",
            .word([
                "health", "ethnicity", "religion", "sex_life", "orientation", "genetic",
                "biometric", "criminal",
            ]), .checked, 30, "must name ethnicity exactly where it leaves"),
        .init("dataset.free_text", .own, .enforced, 31, required: true, "what people wrote"),
        .init("dataset.documents", .own, .enforced, 31, "letters and files"),
        .init(
            "sensitive.legally_restricted", .own, .enforced, 32, required: true,
            "codes that the law keeps back, the set `legally-restricted`"),
        .init("sensitive.categories[].set", .own, .enforced, 32, required: true, "a code set"),
        .init(
            "sensitive.categories[].action", .own, .enforced, 32, required: true,
            "withhold, or release on purpose"),
        .init(
            "sensitive.categories[].drugs", .own, .enforced, 32,
            "a code set of medicines that give the category away"),
        .init(
            "sensitive.linked", .own, .enforced, 32, required: true,
            "what belongs to something sensitive"),
        .init(
            "sensitive.uncoded[]", .own, .enforced, 32,
            "kinds of entry that leave although they bear no code at all"),
    ]

    private static let form: [AgreementKey] = [
        .init(
            "deidentification.level", .own, .enforced, 35, required: true,
            "identifiable, pseudonymised or aggregate"),
        .init(
            "deidentification.pseudonym.key", .own, .enforced, 36, required: true,
            "where the key is, never the key itself"),
        .init(
            "deidentification.pseudonym.epoch", .own, .enforced, 36, required: true,
            "a new epoch gives new pseudonyms"),
        .init(
            "deidentification.pseudonym.linkage_group", .own, .enforced, 36,
            "agreements that share pseudonyms"),
        .init(
            "deidentification.fields", .own, .enforced, 37, required: true,
            "how precise fields leave: `age`, `top_code`, `event_date` and so on, or `entry.field`"
        ),
        .init(
            "deidentification.date_shift", .own, .enforced, 37,
            "every date of a person moves by the same number of days, at most this many"),
        .init(
            "disclosure_control.profile",
            .word([
                "nhs-secondary-care", "opensafely", "midpoint6", "ons-longitudinal-study", "custom",
            ]), .enforced, 38, "a named set of rules for small numbers"),
        .init(
            "disclosure_control.threshold", .number(2...100), .enforced, 38,
            "counts from 1 to this are not shown"),
        .init("disclosure_control.rounding", .number(1...100), .enforced, 38, "to the nearest"),
        .init("disclosure_control.secondary", .flag, .enforced, 38, "protect what was suppressed"),
        .init(
            "disclosure_control.zero", .word(["show", "suppress"]), .enforced, 38, "counts of 0"),
        .init(
            "disclosure_control.totals", .word(["from_published", "rounded", "exact"]), .enforced,
            38, "how totals are made"),
        .init(
            "disclosure_control.k", .number(2...1000), .enforced, 39,
            "how many people must share what identifies them, in a pseudonymised feed"),
        .init(
            "disclosure_control.below_k", .word(["refuse", "warn"]), .enforced, 39,
            "what becomes of a feed where fewer do"),
        .init(
            "disclosure_control.rare_codes", .number(0...1000), .enforced, 39,
            "codes of fewer people per thousand of the feed's are not shown"),
        .init("tables[].id", .own, .enforced, 38, required: true, "names the file of the table"),
        .init("tables[].title", .text, .documentary, 38, "what it shows"),
        .init(
            "tables[].count", .own, .enforced, 38, required: true,
            "`patients`, each once, or `entries`"),
        .init("tables[].of", .own, .enforced, 38, "the kind of entry that is counted"),
        .init("tables[].codes", .own, .enforced, 38, "only entries with such a code"),
        .init("tables[].values", .own, .enforced, 38, "only entries with such values"),
        .init(
            "tables[].rows", .own, .enforced, 38, required: true,
            "what its rows stand for, the coarsest first"),
        .init("tables[].columns", .own, .enforced, 38, required: true, "what its columns do"),
        .init("flows[].id", .own, .enforced, 41, required: true, "the name that a run uses"),
        .init("flows[].recipient", .own, .enforced, 41, required: true, "who receives it"),
        .init("flows[].purpose", .own, .enforced, 41, required: true, "what for"),
        .init(
            "flows[].format[]", .own, .enforced, 41, required: true,
            "csv, parquet, sqlite, ukcore; for counts table, beside it parquet, sqlite"),
        .init(
            "flows[].schedule",
            .word([
                "daily", "weekly", "monthly", "quarterly", "annually", "on_demand", "one_off",
            ]), .enforced, 41, "how often, at most"),
        .init("flows[].minimum_interval", .period, .enforced, 41, "the least time between two"),
        .init("flows[].channel_ref", .reference, .documentary, 41, "how it gets there"),
    ]
}
