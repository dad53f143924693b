import CanonicalModel

extension Row {
    /// Appends one field, in quotes where RFC 4180 demands them or a reader might trim it.
    mutating func writeCSV(_ text: TextRange) {
        guard !text.isEmpty else { return }
        withBytes(of: text) { row, bytes in row.writeCSV(bytes) }
    }

    /// Appends one field, in quotes where RFC 4180 demands them or a reader might trim it.
    @inline(__always) mutating func writeCSV(_ text: Span<UInt8>) {
        guard text.count > 0 else { return }
        let (start, first, last) = (count, text[0], text[text.count - 1])
        let hasSign = write(text) { Self.needsQuotes($0) }
        guard hasSign || first == 0x20 || last == 0x20 || first == 0x09 || last == 0x09 else {
            return
        }
        cut(to: start)
        writeInQuotes(text)
    }

    private mutating func writeInQuotes(_ text: Span<UInt8>) {
        write(0x22)
        for index in text.indices {
            if text[index] == 0x22 { write(0x22) }
            write(text[index])
        }
        write(0x22)
    }

    /// The top bit set where a byte is a comma, a quote, CR or LF.
    @inline(__always) private static func needsQuotes(_ bytes: Bytes16) -> Bytes16 {
        bytes.isByte(0x2C) | bytes.isByte(0x22) | bytes.isByte(0x0D) | bytes.isByte(0x0A)
    }

    /// Appends the five columns of a concept.
    mutating func writeCSV(_ concept: Concept, _ codings: Span<Coding>) {
        var (hasCode, term) = (false, TextRange.empty)
        for index in codings.indices where codings[index].origin == .history {
            // What has replaced an inactive concept goes before it.
            if !hasCode { writeCSV(codings[index].code) }
            hasCode = true
        }
        for index in codings.indices {
            let coding = codings[index]
            if !hasCode, coding.isSNOMEDConcept {
                writeCSV(coding.code)
                hasCode = true
            }
            if term.isEmpty { term = coding.display }
        }
        if term.isEmpty { term = concept.text }
        write(UInt8(ascii: ","))
        if codings.isEmpty {
            write(UInt8(ascii: ","))
        } else {
            let source = codings[0]
            writeCSV(source.code)
            write(UInt8(ascii: ","))
            if source.system == .other, !source.systemText.isEmpty {
                writeCSV(source.systemText)
            } else {
                write(CodeSystem.nameBytes, Int(source.system.rawValue))
            }
        }
        write(UInt8(ascii: ","))
        writeCSV(term)
        write(UInt8(ascii: ","))
        write(MapStatus.nameBytes, Int(concept.status.rawValue))
    }

    /// Appends the five columns of a quantity.
    mutating func writeCSV(_ quantity: Quantity) {
        writeCSV(quantity.number)
        write(UInt8(ascii: ","))
        write(Quantity.Comparator.signBytes, Int(quantity.comparator.rawValue))
        write(UInt8(ascii: ","))
        writeCSV(quantity.unit)
        write(UInt8(ascii: ","))
        writeCSV(quantity.unitCode)
        write(UInt8(ascii: ","))
        guard !quantity.number.isEmpty else { return }
        write(quantity.isDerivedFromText ? "derived-from-text" : "measured")
    }
}

extension Coding {
    /// Whether the code is a SNOMED CT concept id; dm+d codes are concepts of its drug extension.
    var isSNOMEDConcept: Bool {
        (system == .snomed || system == .dmd) && !isDescription && !code.isEmpty
    }
}

extension CodeSystem {
    static let nameBytes = ByteTable(allCases.map { "\($0.name)" })
    /// The member `"system":"…"`; empty for ``other``.
    static let uriMembers = ByteTable(
        allCases.map { system in system.uri.map { #""system":"\#($0)""# } ?? "" })
    /// A coding up to its code: `{"system":"…","code":"`; meaningless for ``other``.
    static let codingOpenings = ByteTable(
        allCases.map { system in #"{"system":"\#(system.uri ?? "")","code":""# })
}

extension MapStatus {
    static let nameBytes = ByteTable(allCases.map { "\($0.name)" })
}

extension Quantity.Comparator {
    static let signBytes = ByteTable(allCases.map { "\($0.sign)" })
}
