import CanonicalModel
import Terminology

extension MappingRun {
    /// Makes a concept of a SNOMED CT id that the mapping itself states, with its term.
    ///
    /// For what a format says by its structure and not by a code, such as a narrative of GP2GP.
    mutating func snomed(_ code: TextRange, term: TextRange) -> Cell {
        let isDescription = SnomedCT.isDescription(record.bytes(code))
        let first = record.codings.count
        record.codings.append(
            Coding(
                system: .snomed, isDescription: isDescription,
                code: code, display: term, systemText: .empty))
        let status = resolvedStatus(from: first)
        record.concepts.append(
            Concept(
                firstCoding: UInt32(first),
                codingCount: UInt16(clamping: record.codings.count - first), status: status,
                text: .empty))
        return .concept(UInt32(record.concepts.count - 1))
    }
}
