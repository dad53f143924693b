/// The sections that decide by what right, and who may object.
extension PolicyTemplate {
    func legal(_ parts: TemplateParts) -> String {
        switch self {
        case .directCare:
            """
            # By what right. Implied consent carries the person's own care, and nothing else.
            legal:
              article6: ['6(1)(e)']
              article9: ['9(2)(h)']
              confidentiality:
                basis: implied_consent
                why: People expect those who care for them to know what the practice knows

            """
        case .populationHealth:
            """
            # By what right. Pseudonymised records that nobody can trace back are not confidential:
            # say why nobody can.
            legal:
              article6: ['6(1)(e)']
              article9: ['9(2)(h)']
              confidentiality:
                basis: not_confidential
                why: FILL IN who holds no key, no other records and no free text

            """
        case .counts:
            """
            # By what right. Counts are about nobody, once small ones are hidden.
            legal:
              article6: ['6(1)(e)']
              article9: ['9(2)(h)']
              confidentiality:
                basis: not_confidential
                why: Counts of people, small ones hidden, are about nobody

            """
        case .voluntarySector:
            """
            # By what right. Each person is asked, and only those leave whose record holds a yes
            # and no later no.
            legal:
              article6: ['6(1)(a)']
              article9: ['9(2)(a)']
              confidentiality:
                basis: explicit_consent
                why: Each person is asked, and the answer is coded in the record
                consent: {given: third-party-agreed, refused: third-party-refused}

            """
        case .research:
            """
            # By what right. Support under section 251 sets the duty of confidence aside, until it
            # expires: write its own reference and day.
            legal:
              powers: ['Health Service (Control of Patient Information) Regulations 2002, \
            regulation 5']
              article6: ['6(1)(e)']
              article9: ['9(2)(j)']
              confidentiality:
                basis: s251
                why: FILL IN why the people cannot be asked
                s251: {cag_ref: FILL-IN, regulation: 5, expires: \(parts.end)}

            """
        }
    }

    var objections: String {
        switch self {
        case .directCare:
            """
            # Whose records stay back. Type 1 objections are about uses beyond a person's own care.
            opt_outs:
              type1: {apply: false, why: This is the care of the person}

            """
        case .populationHealth, .counts:
            """
            # Whose records stay back: everybody's with a Type 1 objection.
            opt_outs:
              type1: {apply: true}

            """
        case .voluntarySector:
            """
            # Whose records stay back. Who has said yes to just this has not objected to it.
            opt_outs:
              type1: {apply: false, why: The person has agreed to just this}

            """
        case .research:
            """
            # Whose records stay back: Type 1 objections, and national opt-outs from a list that is
            # at most a week old.
            opt_outs:
              type1: {apply: true}
              national: {apply: true, max_age: P7D, missing: withhold}

            """
        }
    }
}
