/// The kinds of entry in a canonical record.
public enum EntryKind: UInt8, Sendable, CaseIterable {
    case patient, registration, problem, observation, medication, medicationIssue
    case medicationStatement, allergy, immunisation, procedure, encounter, appointment, heading
    case diagnosticReport, referral, document, recall, familyHistory, consent
    case practitioner, organisation
    case registerMembership, score, segment, caseFinding

    /// The stable name, in snake case, used by mappings, agreements and feeds.
    public var name: String { Self.names[Int(rawValue)] }

    private static let names: [String] = allCases.map { kind in
        switch kind {
        case .medicationIssue: "medication_issue"
        case .medicationStatement: "medication_statement"
        case .diagnosticReport: "diagnostic_report"
        case .familyHistory: "family_history"
        case .registerMembership: "register_membership"
        case .caseFinding: "case_finding"
        default: "\(kind)"
        }
    }

    /// The kind named `name`, or `nil`.
    public init?(name: String) {
        guard let index = Self.names.firstIndex(of: name) else { return nil }
        self = Self.allCases[index]
    }

    /// What the kind is and which fields it has.
    public var definition: EntryDefinition { Self.definitions[Int(rawValue)] }

    /// The definitions, in the order of ``allCases``: the one field table.
    public static let definitions: [EntryDefinition] = [
        .patient, .registration, .problem, .observation, .medication, .medicationIssue,
        .medicationStatement, .allergy, .immunisation, .procedure, .encounter, .appointment,
        .heading, .diagnosticReport, .referral, .document, .recall, .familyHistory, .consent,
        .practitioner, .organisation,
        .registerMembership, .score, .segment, .caseFinding,
    ]

    /// The kinds that Sluice works out of a record, where an agreement covers them.
    public static let derived: [EntryKind] = [.registerMembership, .score, .segment, .caseFinding]
}
