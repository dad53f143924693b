import CanonicalModel

extension Row {
    /// Appends a CodeableConcept with every coding and the original text.
    ///
    /// - Returns: `false`, and nothing appended, for a concept without either.
    mutating func writeFHIR(_ concept: Concept, _ codings: Span<Coding>) -> Bool {
        guard codings.count > 0 || !concept.text.isEmpty else { return false }
        if codings.count > 0 {
            write(#"{"coding":["#)
            var index = 0
            while index < codings.count {
                if index > 0 { write(UInt8(ascii: ",")) }
                let coding = codings[index]
                index += 1
                var term: Coding?
                if index < codings.count {
                    let next = codings[index]
                    if next.isTermPicked(of: coding) { term = next }
                }
                writeFHIR(coding, term: term)
                if term != nil { index += 1 }
            }
            write(UInt8(ascii: "]"))
        } else {
            write(UInt8(ascii: "{"))
        }
        writeMember(#""text":"#, concept.text)
        write(UInt8(ascii: "}"))
        return true
    }

    /// Appends a Coding; a description id names a term and no concept, so it is no `code`.
    ///
    /// Source: FHIR R4 extension `coding-sctdescid`; UK Core R4
    /// Extension-UKCore-CodingSCTDescDisplay, which goes with it.
    ///
    /// - Parameter term: The description of the concept that was picked, if that is known.
    private mutating func writeFHIR(_ coding: Coding, term: Coding?) {
        let isPlain = !coding.isDescription && term == nil && coding.origin.isSource
        if coding.system != .other, isPlain, !coding.code.isEmpty {
            write(CodeSystem.codingOpenings, Int(coding.system.rawValue))
            writeJSONContent(coding.code)
            if !coding.display.isEmpty {
                write(#"","display":""#)
                writeJSONContent(coding.display)
            }
            return write(#""}"#)
        }
        write(UInt8(ascii: "{"))
        if let description = coding.isDescription ? coding : term {
            write(#""extension":[{"url":"http://hl7.org/fhir/StructureDefinition/"#)
            write(#"coding-sctdescid","valueId":"#)
            writeJSON(description.code)
            write(UInt8(ascii: "}"))
            if !description.display.isEmpty {
                write(#",{"url":"https://fhir.hl7.org.uk/StructureDefinition/"#)
                write(#"Extension-UKCore-CodingSCTDescDisplay","valueString":"#)
                writeJSON(description.display)
                write(UInt8(ascii: "}"))
            }
            write(UInt8(ascii: "]"))
        }
        writeSystem(coding)
        if !coding.isDescription { writeMember(#""code":"#, coding.code) }
        writeMember(#""display":"#, coding.display)
        // Nobody chose what a terminology added.
        if !coding.origin.isSource { write(#","userSelected":false"#) }
        write(UInt8(ascii: "}"))
    }

    private mutating func writeSystem(_ coding: Coding) {
        if coding.system != .other {
            writeComma()
            return write(CodeSystem.uriMembers, Int(coding.system.rawValue))
        }
        guard !coding.systemText.isEmpty else { return }
        writeComma()
        write(#""system":"#)
        withBytes(of: coding.systemText) { row, text in
            guard text.isOID else { return row.writeJSON(text) }
            row.write(#""urn:oid:"#)
            row.write(text)
            row.write(UInt8(ascii: "\""))
        }
    }

    /// Appends a Quantity.
    ///
    /// - Returns: `false`, and nothing appended, where there is no decimal number.
    mutating func writeFHIR(_ quantity: Quantity) -> Bool {
        let start = count
        write(#"{"value":"#)
        guard withBytes(of: quantity.number, { $0.writeJSONNumber($1) }) else {
            cut(to: start)
            return false
        }
        if quantity.comparator != .none {
            write(#","comparator":""#)
            write(Quantity.Comparator.signBytes, Int(quantity.comparator.rawValue))
            write(UInt8(ascii: "\""))
        }
        writeMember(#""unit":"#, quantity.unit)
        if !quantity.unitCode.isEmpty {
            write(#","system":"http://unitsofmeasure.org""#)
            writeMember(#""code":"#, quantity.unitCode)
        }
        write(UInt8(ascii: "}"))
        return true
    }

    /// Appends a string member unless `text` is empty.
    @inline(__always)
    private mutating func writeMember(
        _ key: StaticString, _ text: TextRange
    ) {
        guard !text.isEmpty else { return }
        writeComma()
        write(key)
        writeJSON(text)
    }

    /// Appends an id; a byte that FHIR does not allow in one becomes a point and two hexadecimal
    /// digits: `a_b` is `a.5fb`. TPP joins ids with `_`.
    ///
    /// Source: FHIR R4 datatype `id`, `[A-Za-z0-9-.]{1,64}`; a longer id stays as long as it is.
    mutating func writeFHIRId(_ id: Span<UInt8>) {
        for index in id.indices {
            if Span<UInt8>.isAllowedInId(id[index]) {
                write(id[index])
            } else {
                write(0x2E)
                writeHexadecimal(id[index])
            }
        }
    }

    /// Appends `text` as a JSON string, its spaces as an address has them; nothing for no text.
    mutating func writeAddress(_ text: Span<UInt8>) -> Bool {
        guard !text.isEmpty else { return false }
        write(UInt8(ascii: "\""))
        var start = 0
        while start < text.count {
            let end = (start..<text.count).first { text[$0] == 0x20 } ?? text.count
            writeJSONContent(text.extracting(start..<end))
            if end < text.count { write("%20") }
            start = end + 1
        }
        write(UInt8(ascii: "\""))
        return true
    }

    /// Appends `text` as JSON strings, split at `separator`, trimmed, empty parts left out.
    mutating func writeStrings(_ text: Span<UInt8>, separator: UInt8) -> Bool {
        var (start, wrote) = (0, false)
        while start <= text.count {
            var next = start
            while next < text.count, text[next] != separator { next += 1 }
            var (first, end) = (start, next)
            while first < end, text[first] == 0x20 { first += 1 }
            while first < end, text[end - 1] == 0x20 { end -= 1 }
            if first < end {
                writeComma()
                writeJSON(text.extracting(first..<end))
                wrote = true
            }
            start = next + 1
        }
        return wrote
    }
}

extension Coding {
    /// Whether it is no more than the description of the concept before it that was picked.
    fileprivate func isTermPicked(of before: Coding) -> Bool {
        isDescription && display.isEmpty && before.isSNOMEDConcept
    }
}

extension Span<UInt8> {
    /// Whether there are digits and points only.
    fileprivate var isOID: Bool {
        for index in indices where !(0x30...0x39).contains(self[index]) && self[index] != 0x2E {
            return false
        }
        return true
    }

    /// Whether FHIR allows every byte in an id.
    var isPlainId: Bool { !any { Self.hasNoId($0) } }

    /// The top bit set where a byte is no letter, digit, hyphen or point.
    ///
    /// Adding `0x80 - n` to a byte below 0x80 sets its top bit where it is at least `n`.
    @inline(__always) private static func hasNoId(_ bytes: Bytes16) -> Bytes16 {
        @inline(__always) func isFrom(_ first: UInt8, to last: UInt8, _ bytes: Bytes16) -> Bytes16 {
            (bytes &+ Bytes16(repeating: 0x80 - first))
                & ~(bytes &+ Bytes16(repeating: 0x7F - last))
        }
        let ascii = bytes & Bytes16(repeating: 0x7F)
        let letters = isFrom(0x61, to: 0x7A, ascii | Bytes16(repeating: 0x20))
        let digits = isFrom(0x30, to: 0x39, ascii)
        let signs = isFrom(0x2D, to: 0x2E, ascii)
        return bytes | ~(letters | digits | signs)
    }

    @inline(__always) fileprivate static func isAllowedInId(_ byte: UInt8) -> Bool {
        // Bit n of the word for a byte's upper two bits stands for the lower six.
        let allowed: UInt64 =
            switch byte >> 6 {
            case 0: 0x03FF_6000_0000_0000
            case 1: 0x07FF_FFFE_07FF_FFFE
            default: 0
            }
        return allowed >> UInt64(byte & 63) & 1 != 0
    }
}
