import CanonicalModel

extension Vocabulary {
    /// The kinds of registration, as the field table has them.
    static let registrationTypes: Vocabulary = {
        let field = EntryKind.registration.definition.fields.first { $0.name == "type" }
        if case .code(let vocabulary) = field?.type { return vocabulary }
        return Vocabulary("registration type", [])
    }()
}
