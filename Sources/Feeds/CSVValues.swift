import CanonicalModel

extension [UInt8] {
    /// Appends one field, in quotes where RFC 4180 demands them or a reader might trim it.
    mutating func appendCSV(_ text: ArraySlice<UInt8>) {
        guard let first = text.first, let last = text.last else { return }
        let needsQuotes =
            first == 0x20 || last == 0x20 || first == 0x09 || last == 0x09
            || text.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0D || $0 == 0x0A }
        guard needsQuotes else { return append(contentsOf: text) }
        append(0x22)
        for byte in text {
            if byte == 0x22 { append(0x22) }
            append(byte)
        }
        append(0x22)
    }

    /// Appends the five columns of a concept.
    mutating func appendCSV(_ concept: Concept, of record: CanonicalRecord) {
        let codings = record.codings(of: concept)
        if let snomed = codings.first(where: \.isSNOMEDConcept) {
            appendCSV(record.bytes(snomed.code))
        }
        append(UInt8(ascii: ","))
        var term = concept.text
        if let source = codings.first {
            appendCSV(record.bytes(source.code))
            append(UInt8(ascii: ","))
            if source.system == .other, !source.systemText.isEmpty {
                appendCSV(record.bytes(source.systemText))
            } else {
                append(contentsOf: CodeSystem.nameBytes[Int(source.system.rawValue)])
            }
            term = codings.first { !$0.display.isEmpty }?.display ?? term
        } else {
            append(UInt8(ascii: ","))
        }
        append(UInt8(ascii: ","))
        appendCSV(record.bytes(term))
        append(UInt8(ascii: ","))
        append(contentsOf: MapStatus.nameBytes[Int(concept.status.rawValue)])
    }

    /// Appends the five columns of a quantity.
    mutating func appendCSV(_ quantity: Quantity, of record: CanonicalRecord) {
        appendCSV(record.bytes(quantity.number))
        append(UInt8(ascii: ","))
        append(contentsOf: Quantity.Comparator.signBytes[Int(quantity.comparator.rawValue)])
        append(UInt8(ascii: ","))
        appendCSV(record.bytes(quantity.unit))
        append(UInt8(ascii: ","))
        appendCSV(record.bytes(quantity.unitCode))
        append(UInt8(ascii: ","))
        guard !quantity.number.isEmpty else { return }
        let origin = quantity.isDerivedFromText ? "derived-from-text" : "measured"
        append(contentsOf: origin.utf8)
    }
}

extension Coding {
    /// Whether the code is a SNOMED CT concept id; dm+d codes are concepts of its drug extension.
    var isSNOMEDConcept: Bool {
        (system == .snomed || system == .dmd) && !isDescription && !code.isEmpty
    }
}

extension CodeSystem {
    static let nameBytes = allCases.map { Array("\($0.name)".utf8) }
    /// The URI; empty for ``other``.
    static let uriBytes = allCases.map { system in Array((system.uri.map { "\($0)" } ?? "").utf8) }
}

extension MapStatus {
    static let nameBytes = allCases.map { Array("\($0.name)".utf8) }
}

extension Quantity.Comparator {
    static let signBytes = allCases.map { Array("\($0.sign)".utf8) }
}
