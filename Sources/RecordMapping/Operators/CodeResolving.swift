import CanonicalModel
import Terminology

extension MappingRun {
    /// The status of a concept whose codings begin at `first`; what a loaded terminology says of
    /// them is appended to the codings, each marked with where it comes from.
    ///
    /// A SNOMED CT concept of the source's own counts before its description ids, and these before
    /// codes of other systems. Without a terminology nothing is added.
    mutating func resolvedStatus(from first: Int) -> MapStatus {
        let status = Self.status(of: record.codings[first...])
        guard let terminology, status != .textOnly else { return status }
        var best: (rank: Int, resolution: Resolution)?
        for coding in record.codings[first...] where !coding.code.isEmpty {
            let rank = Self.rank(coding)
            if let best, best.rank <= rank { continue }
            let resolution = record.withBytes(of: coding.code) { code in
                terminology.resolve(coding.system, isDescription: coding.isDescription, code)
            }
            if let resolution { best = (rank, resolution) }
        }
        // What the source says in SNOMED CT concepts is never overruled by a map.
        guard let best, status != .native || best.rank == 0 else { return status }
        for addition in [best.resolution.first, best.resolution.second] {
            if let addition { append(addition.concept, addition.origin, terminology) }
        }
        return best.resolution.status
    }

    /// 0 for a SNOMED CT concept, 1 for a description id, 2 for a code of another system.
    private static func rank(_ coding: Coding) -> Int {
        guard coding.system == .snomed || coding.system == .dmd else { return 2 }
        return coding.isDescription ? 1 : 0
    }

    private mutating func append(
        _ concept: TerminologyFile.Concept, _ origin: CodingOrigin, _ terminology: TerminologyFile
    ) {
        let start = record.scratch.count
        terminology.appendId(concept, to: &record.scratch)
        let middle = record.scratch.count
        terminology.appendTerm(concept, to: &record.scratch)
        record.codings.append(
            Coding(
                system: .snomed, code: TextRange(scratch: start, length: middle - start),
                display: TextRange(scratch: middle, length: record.scratch.count - middle),
                origin: origin))
    }

    /// The sets that a code belongs to through what a loaded terminology makes of it.
    mutating func resolvedMembership(_ system: CodeSystem, _ code: TextRange) -> UInt64 {
        guard let terminology else { return 0 }
        let resolution = record.withBytes(of: code) { code in
            terminology.resolve(
                system, isDescription: system == .snomed && SnomedCT.isDescription(code), code)
        }
        guard let resolution else { return 0 }
        var sets: UInt64 = 0
        let start = record.scratch.count
        for addition in [resolution.first, resolution.second] {
            guard let addition else { continue }
            let digits = record.scratch.count
            terminology.appendId(addition.concept, to: &record.scratch)
            sets |= codeSets.membership(
                .snomed, record.scratch.span.extracting(digits..<record.scratch.count))
        }
        record.scratch.removeLast(record.scratch.count - start)
        return sets
    }

    /// Whether an identifier is the mistyped OID of SNOMED CT; see
    /// ``CodeExamination/mistypedSNOMED``.
    mutating func isMistypedSNOMED(_ identifier: TextRange) -> Bool {
        guard identifier.length == 30 else { return false }
        return record.withBytes(of: identifier) { bytes in
            bytes[26] == UInt8(ascii: "3") && bytes.isSame(as: Self.mistyped.span)
        }
    }

    private static let mistyped = Array(CodeExamination.mistypedSNOMED.utf8)
}
