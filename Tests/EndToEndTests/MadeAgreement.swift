/// A made-up agreement for rows of two practices, of which tests choose what they are about.
enum MadeAgreement {
    static let pseudonymised =
        "level: pseudonymised\n  pseudonym: {key: 'env:SLUICE_KEY_NEIGHBOURHOOD', epoch: '1'}"

    /// - Parameters:
    ///   - patient: The fields of patients that leave.
    ///   - entry: The kind of entry beside them, and the fields of it that leave.
    ///   - control: Further sections, such as `disclosure_control`.
    static func rows(
        patient: String, entry: (kind: String, fields: String), format: String,
        level: String = pseudonymised, _ control: String
    ) -> String {
        """
        agreement: {id: r, version: 1.0.0, status: active, title: T,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}, {ods: Y99002}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: service_planning, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, unstated_registration: release}
        dataset:
          include:
            - {entry: patient, fields: [\(patient)], why: w}
            - {entry: \(entry.kind), fields: [\(entry.fields)], why: w}
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          \(level)
          fields: {age: band10, event_date: day}
        \(control)
        flows: [{id: f, recipient: Y99N01, purpose: p, format: \(format)}]
        sign_up:
          - {ods: Y99001, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
          - {ods: Y99002, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}
        """
    }
}
