import CanonicalModel

/// Finds the code system that an OID or URI means, over bytes.
struct CodeSystemTable: Sendable {
    private let entries: [(identifier: [UInt8], system: CodeSystem)]

    init() {
        entries = CodeSystem.allCases.flatMap { system in
            system.identifiers.map { (Array($0.utf8), system) }
        }
    }

    /// The system, or ``CodeSystem/other``.
    func system(_ identifier: ArraySlice<UInt8>) -> CodeSystem {
        guard let last = identifier.last else { return .other }
        for entry in entries
        where entry.identifier.count == identifier.count && entry.identifier.last == last
            && identifier == entry.identifier[...]
        {
            return entry.system
        }
        return .other
    }
}
