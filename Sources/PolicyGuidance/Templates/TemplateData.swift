/// The sections that decide whose records leave, what of them, and in what form.
extension PolicyTemplate {
    var cohort: String {
        let common = """
              registration: [regular]
              # A record that states no registration: withhold, or release as held by the practice.
              unstated_registration: withhold
              temporary_residents: withhold
              test_patients: withhold
              deceased: withhold
            """
        let own =
            switch self {
            case .directCare: "  age: {min: 18}\n  on_exit: retract\n"
            case .populationHealth: "  on_exit: freeze\n"
            case .counts:
                "  all_of:\n    - {encounter: any, last: P1Y, values: {status: [finished]}}\n"
            case .voluntarySector: "  age: {min: 18}\n  on_exit: retract\n"
            case .research:
                "  age: {min: 40, max: 89}\n  any_of: [{problem: diabetes}]\n  on_exit: retract\n"
            }
        return "# Whose records leave.\ncohort:\n  registered_at: publishers\n" + common + "\n"
            + own
    }

    var dataset: String {
        let rows =
            switch self {
            case .directCare: Self.care
            case .populationHealth: Self.planning
            case .counts: Self.counted
            case .voluntarySector: Self.support
            case .research: Self.study
            }
        return """
            # What leaves of them: what is not named stays. `sluice model KIND` lists fields.
            dataset:
              include:

            """ + rows + """

                  free_text: withhold
                  documents: withhold
                  special_categories: [health]


                """
    }

    private static let care = """
            - entry: patient
              fields: [nhs_number, family_name, given_name, birth_date, telephone]
              why: To know for certain who the person is, and to reach them
            - entry: problem
              fields: [code, status, significance, onset]
              why: FILL IN what the team does with the problem list
            - entry: medication
              fields: [code, status, type, start]
              values: {status: [active]}
              why: FILL IN what the team does with the medicines
            - entry: allergy
              fields: [code, status, verification, reaction, severity]
              why: So that nobody is given what harms them
        """

    private static let planning = """
            - entry: patient
              fields: [pseudonym, age_band, sex, postcode_district, practice]
              why: Groups of people and places
            - entry: problem
              codes: diabetes
              fields: [code, status, onset]
              why: FILL IN what is planned with this condition
            - entry: encounter
              fields: [status, start]
              values: {status: [finished]}
              last: P2Y
              why: How often practices are called upon
        """

    private static let counted = """
            - entry: patient
              fields: [age_band, practice]
              why: The rows of the table
            - entry: encounter
              fields: [status, start]
              values: {status: [finished]}
              last: P1Y
              why: What is counted, by month
        """

    private static let support = """
            - entry: patient
              fields: [nhs_number, family_name, given_name, telephone]
              why: To call the person, and to tell the practice how it went
            - entry: referral
              fields: [status, requested]
              values: {status: [active]}
              last: P6M
              why: That the person was referred, and when
        """

    private static let study = """
            - entry: patient
              fields: [nhs_number, birth_date, sex, practice]
              why: Linkage with the other records of the study, age and sex
            - entry: problem
              codes: diabetes
              fields: [code, onset, status]
              why: FILL IN which question of the protocol needs it
            - entry: observation
              codes: hba1c
              fields: [code, effective, value]
              last: P10Y
              why: FILL IN which question of the protocol needs it
        """

    var form: String {
        switch self {
        case .directCare:
            """
            # How precise it leaves.
            deidentification:
              level: identifiable
              fields: {birth_date: exact, event_date: day}

            """
        case .populationHealth:
            """
            # How precise it leaves. The key is never in this file, but where it is: env:NAME or \
            file:PATH.
            deidentification:
              level: pseudonymised
              pseudonym: {key: 'env:SLUICE_KEY', epoch: '1'}
              fields: {birth_date: drop, age: band5, top_code: 90, postcode: district, \
            event_date: month, problem.onset: year}

            """
        case .counts:
            """
            # How precise it leaves: only counts, those of 1 to 7 hidden, others rounded to 5.
            deidentification:
              level: aggregate
              fields: {birth_date: drop, age: band10, event_date: month}
            disclosure_control: {threshold: 7, rounding: 5, secondary: true}

            # The tables: what is counted, and what its rows and columns tell apart.
            tables:
              - id: demand
                title: Contacts that took place, by practice, month and band of age
                count: entries
                of: encounter
                rows: [practice, month]
                columns: [age_band]

            """
        case .voluntarySector:
            """
            # How precise it leaves.
            deidentification:
              level: identifiable
              fields: {birth_date: drop, event_date: month}

            """
        case .research:
            """
            # How precise it leaves.
            deidentification:
              level: identifiable
              fields: {birth_date: month, event_date: day}

            """
        }
    }

    var flow: String {
        let words: (purpose: String, format: String, schedule: String) =
            switch self {
            case .directCare: ("care", "[csv, ukcore]", "weekly")
            case .populationHealth: ("planning", "csv", "monthly")
            case .counts: ("demand", "table", "monthly")
            case .voluntarySector: ("support", "csv", "weekly")
            case .research: ("study", "csv", "quarterly")
            }
        return """
            # The feed: to whom, what for, in what form, how often.
            flows:
              - {id: feed, recipient: FILLIN9, purpose: \(words.purpose), format: \
            \(words.format), schedule: \(words.schedule)}


            """
    }
}
