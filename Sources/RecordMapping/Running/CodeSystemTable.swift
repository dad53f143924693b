import CanonicalModel

/// Finds the code system that an OID or URI means, over bytes.
struct CodeSystemTable: Sendable {
    private struct Entry {
        let identifier: Range<Int>
        let system: CodeSystem
    }
    /// The identifiers, one after another, and where each stands.
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// The entries whose identifiers have a length.
    private var ofLength: [Range<Int>] = []

    init() {
        let all = CodeSystem.allCases.flatMap { system in system.identifiers.map { ($0, system) } }
        for length in 0...(all.map(\.0.utf8.count).max() ?? 0) {
            let first = entries.count
            for (identifier, system) in all where identifier.utf8.count == length {
                bytes += identifier.utf8
                entries.append(
                    Entry(identifier: bytes.count - length..<bytes.count, system: system))
            }
            ofLength.append(first..<entries.count)
        }
    }

    private static let oid = Array("urn:oid:".utf8)

    /// The system, or ``CodeSystem/other``; an OID may be a URN (FHIR R4, data type `oid`), and a
    /// URI may end in a slash.
    func system(_ identifier: Span<UInt8>) -> CodeSystem {
        let known = exact(identifier)
        guard known == .other else { return known }
        let first = Self.oid.count
        if identifier.count > first,
            identifier.extracting(0..<first).isSame(as: Self.oid.span)
        {
            return exact(identifier.extracting(first..<identifier.count))
        }
        guard identifier.count > 1, identifier[identifier.count - 1] == UInt8(ascii: "/") else {
            return .other
        }
        return exact(identifier.extracting(0..<identifier.count - 1))
    }

    private func exact(_ identifier: Span<UInt8>) -> CodeSystem {
        guard identifier.count < ofLength.count else { return .other }
        let bytes = bytes.span
        for index in ofLength[identifier.count]
        where bytes.extracting(entries[index].identifier).isSame(as: identifier) {
            return entries[index].system
        }
        return .other
    }
}
