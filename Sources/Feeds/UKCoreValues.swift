import CanonicalModel

extension [UInt8] {
    /// Appends a CodeableConcept with every coding and the original text.
    ///
    /// - Returns: `false`, and nothing appended, for a concept without either.
    mutating func appendFHIR(_ concept: Concept, of record: CanonicalRecord) -> Bool {
        guard concept.codingCount > 0 || !concept.text.isEmpty else { return false }
        append(UInt8(ascii: "{"))
        if concept.codingCount > 0 {
            append(contentsOf: #""coding":["#.utf8)
            for coding in record.codings(of: concept) {
                appendComma()
                appendFHIR(coding, of: record)
            }
            append(UInt8(ascii: "]"))
        }
        appendMember(#""text":"#, concept.text, of: record)
        append(UInt8(ascii: "}"))
        return true
    }

    /// Appends a Coding; a description id names a term and no concept, so it is no `code`.
    private mutating func appendFHIR(_ coding: Coding, of record: CanonicalRecord) {
        append(UInt8(ascii: "{"))
        if coding.isDescription {
            append(contentsOf: Self.descriptionOpening)
            appendJSON(record.bytes(coding.code))
            append(UInt8(ascii: "}"))
            if !coding.display.isEmpty {
                append(contentsOf: #",{"url":"descriptionDisplay","valueString":"#.utf8)
                appendJSON(record.bytes(coding.display))
                append(UInt8(ascii: "}"))
            }
            append(contentsOf: "]}]".utf8)
        }
        appendSystem(coding, of: record)
        if !coding.isDescription { appendMember(#""code":"#, coding.code, of: record) }
        appendMember(#""display":"#, coding.display, of: record)
        append(UInt8(ascii: "}"))
    }

    private mutating func appendSystem(_ coding: Coding, of record: CanonicalRecord) {
        if coding.system != .other {
            appendComma()
            append(contentsOf: #""system":""#.utf8)
            append(contentsOf: CodeSystem.uriBytes[Int(coding.system.rawValue)])
            return append(UInt8(ascii: "\""))
        }
        guard !coding.systemText.isEmpty else { return }
        let text = record.bytes(coding.systemText)
        appendComma()
        append(contentsOf: #""system":"#.utf8)
        guard text.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else {
            return appendJSON(text)
        }
        append(contentsOf: #""urn:oid:"#.utf8)
        append(contentsOf: text)
        append(UInt8(ascii: "\""))
    }

    /// Appends a Quantity.
    ///
    /// - Returns: `false`, and nothing appended, where there is no decimal number.
    mutating func appendFHIR(_ quantity: Quantity, of record: CanonicalRecord) -> Bool {
        let start = count
        append(contentsOf: #"{"value":"#.utf8)
        guard appendJSONNumber(record.bytes(quantity.number)) else {
            removeLast(count - start)
            return false
        }
        if quantity.comparator != .none {
            append(contentsOf: #","comparator":""#.utf8)
            append(contentsOf: Quantity.Comparator.signBytes[Int(quantity.comparator.rawValue)])
            append(UInt8(ascii: "\""))
        }
        appendMember(#""unit":"#, quantity.unit, of: record)
        if !quantity.unitCode.isEmpty {
            append(contentsOf: #","system":"http://unitsofmeasure.org""#.utf8)
            appendMember(#""code":"#, quantity.unitCode, of: record)
        }
        append(UInt8(ascii: "}"))
        return true
    }

    /// Appends a string member unless `text` is empty.
    mutating func appendMember(
        _ key: String, _ text: TextRange, of record: CanonicalRecord
    ) {
        guard !text.isEmpty else { return }
        appendComma()
        append(contentsOf: key.utf8)
        appendJSON(record.bytes(text))
    }

    /// Appends an id; a byte that FHIR does not allow in one becomes a point and two hexadecimal
    /// digits: `a_b` is `a.5fb`. TPP joins ids with `_`.
    ///
    /// Source: FHIR R4 datatype `id`, `[A-Za-z0-9-.]{1,64}`; a longer id stays as long as it is.
    mutating func appendFHIRId(_ id: ArraySlice<UInt8>) {
        guard !id.allSatisfy(Self.isAllowedInId) else { return append(contentsOf: id) }
        for byte in id {
            if Self.isAllowedInId(byte) {
                append(byte)
            } else {
                append(0x2E)
                appendHexadecimal(byte)
            }
        }
    }

    private static func isAllowedInId(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E: true
        default: false
        }
    }

    /// Appends `text` as JSON strings, split at `separator`, trimmed, empty parts left out.
    mutating func appendStrings(_ text: ArraySlice<UInt8>, separator: UInt8) -> Bool {
        let start = count
        for part in text.split(separator: separator) {
            let trimmed = part.drop { $0 == 0x20 }
            let end = trimmed.lastIndex { $0 != 0x20 }
            guard let end else { continue }
            appendComma()
            appendJSON(trimmed[...end])
        }
        return count > start
    }

    private static let descriptionOpening = Array(
        (#""extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/"#
            + #"Extension-coding-sctdescid","extension":[{"url":"descriptionId","valueId":"#).utf8)
}
