import CanonicalModel

/// The sections that every draft has alike.
struct TemplateParts {
    let kind: PolicyTemplate
    let id: String
    let from: PartialDate

    private static func text(_ year: Int, _ month: Int, _ day: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))"
    }

    private var begin: String { Self.text(from.year, from.month, from.day) }
    /// The last day of the month before, two years on.
    var end: String {
        let months = from.year * 12 + from.month - 1 + 23
        let (year, month) = (months / 12, months % 12 + 1)
        let last = [31, 30, 29, 28].first {
            PartialDate(.day, year: year, month: month, day: $0) != nil
        }
        return Self.text(year, month, last ?? 28)
    }

    var head: String {
        """
        # A draft: \(kind.summary).
        #
        # Say something wherever it says FILL IN, look at each line, and run `sluice policy check`
        # until it is content. `sluice policy keys` lists every key there is, and
        # `sluice policy help CODE` explains what the check says.
        agreement:
          id: \(id)
          version: 1.0.0
          # draft, active, suspended or terminated: only an active agreement lets anything leave.
          status: draft
          title: FILL IN what people call this agreement
          # Both days count as days in force, in Europe/London.
          valid: {from: \(begin), until: \(end)}
          review: {due: \(Self.text(from.year + 1, from.month, 1)), every: P1Y, triggers: [a \
        change of law, a breach, a new recipient]}
          template: local

        """
    }

    var parties: String {
        """
        # Who shares, and with whom. Codes are those of the Organisation Data Service.
        parties:
          controllership: joint
          joint_arrangement: FILL IN where the practices have written down who does what
          publishers:
            # Each practice decides about its own records; nothing of it leaves until it has signed.
            - {ods: FILLIN1, name: FILL IN, role: general practice}
            - {ods: FILLIN2, name: FILL IN, role: general practice}
          recipients:
            - ods: FILLIN9
              name: FILL IN
              type: FILL IN what kind of body it is
              # The day on which it last published its Data Security and Protection Toolkit:
              # dspt: {status: met, published: 2026-06-30}
              flows: [feed]
          processors:
            # Whoever carries the data for the practices works under a contract.
            - {name: FILL IN, contract: FILL IN}

        """
    }

    var purpose: String {
        """
        # What the data may be used for, and what nobody may do with them.
        purposes:
          - id: \(purposeWords.id)
            class: \(purposeWords.kind)
            description: FILL IN what will be done that could not be done without the data
        prohibited_uses: [marketing, insurance, performance_management, onward_sharing, \
        re_identification, ai_training]
        benefits: [FILL IN what people will have of it]
        necessity: FILL IN why less would not do

        """
    }

    private var purposeWords: (id: String, kind: String) {
        switch kind {
        case .directCare: ("care", "direct_care")
        case .populationHealth: ("planning", "population_health")
        case .counts: ("demand", "service_planning")
        case .voluntarySector: ("support", "care_coordination")
        case .research: ("study", "research")
        }
    }

    var contacts: String {
        """
        contacts:
          dpo: FILL IN the data protection officer of the practices
          caldicott: FILL IN the Caldicott Guardian
          ig_lead: FILL IN the information governance lead

        """
    }

    static func sensitive(uncoded: String) -> String {
        """
        # What never leaves, whatever stands above. The sets beside this file are examples: have
        # them completed from the reference sets that they name.
        sensitive:
          legally_restricted: withhold
          categories:
            - {set: sexual-health, action: withhold}
          # What belongs to something sensitive gives it away, and stays with it.
          linked: withhold
        \(uncoded.isEmpty ? "" : uncodedComment + uncoded + "\n")
        """
    }

    private static let uncodedComment =
        "  # Entries without any code leave all the same, for these kinds.\n  uncoded: "

    static let confidentiality = """
        # Records and entries that the practice has marked as confidential.
        confidentiality: {record: withhold, item: withhold, unknown: withhold}

        """

    var undertakings: String {
        """
        # What the recipient promises.
        storage: {country: GB, environment: FILL IN}
        access: {roles: [FILL IN], environment: recipient_system}
        security: {in_transit: TLS 1.2 or later between named endpoints, at_rest: encrypted \
        disks, standards: [DSPT]}
        onward_sharing: {allowed: false}
        reidentification: {allowed: false}
        retention: {period: \(kind == .voluntarySector ? "P6M" : "P2Y"), basis: FILL IN, \
        disposal: certified erasure}
        termination: {on_end: retract_and_certify, notice: P3M, publisher_withdrawal: retract}

        # What people are told, and whom they can ask.
        rights:
          access: the practice
          rectification: the practice, whose correction goes with the next feed
          objection: the practice records it and the next feed leaves the person out
          contact: FILL IN
        transparency:
          privacy_notice: https://FILL-IN.example.org/privacy
          patient_summary: FILL IN three sentences that a patient understands
        # The assessment is approved before the agreement begins: write its own day.
        dpia: {ref: FILL IN, approved: \(begin), approved_by: data protection officer, \
        residual_risk: medium}
        ropa: {id: FILL-IN}
        breach: {notify_within: PT24H, contact: FILL IN}
        complaints: the practice manager, then the Information Commissioner
        foi: each practice answers for itself
        audit: {recipient_logs: P2Y, gateway_log_retention: P6Y}
        ppie: FILL IN how patients and the public were asked
        stop: {contacts: [FILL IN who can stop the feed at any hour], scope: the whole feed or \
        one practice}

        # When two roles have approved everything above, `approvals:` goes here.

        # Each practice that signs adds a line:
        #   - {ods: ..., version: '1.0', by: ..., role: Caldicott Guardian, at: 2026-01-31, \
        evidence: ...}
        sign_up: []
        """ + "\n"
    }
}
