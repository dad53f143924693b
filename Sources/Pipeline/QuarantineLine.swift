import CanonicalModel
import RecordMapping

/// Writes the lines of `quarantine.ndjson`: places and codes, no patient values.
enum QuarantineLine {
    /// A line about a whole record that could not be read or mapped, or, where the finding is a
    /// warning, about a value of it that was left out.
    static func append(
        _ finding: Diagnostic, at place: (file: String, offset: Int), to output: inout [UInt8]
    ) {
        open(place.file, finding.code, to: &output)
        output += #","offset":\#(place.offset)"#.utf8
        if let place = finding.position {
            output += #","line":\#(place.line),"column":\#(place.column)"#.utf8
        }
        let scope = finding.severity == .error ? "record" : "value"
        output += #","scope":"\#(scope)","message":"#.utf8
        string(finding.message, to: &output)
        output += "}\n".utf8
    }

    /// A line about an entry, or a field, that could not be mapped.
    static func append(
        _ finding: MappingFinding, _ record: RecordInput, rule: String, to output: inout [UInt8]
    ) {
        let place = record.place(Int(finding.sourceOffset))
        open(place.file, finding.code, to: &output)
        output += #","offset":\#(place.offset),"length":\#(finding.sourceLength)"#.utf8
        output += #","scope":"\#(finding.isWholeEntry ? "entry" : "field")""#.utf8
        output += #","rule":"\#(rule)","entry":"\#(finding.kind.name)""#.utf8
        if let field = finding.field {
            let name = finding.kind.definition.fields[Int(field)].name
            output += #","field":"\#(name)""#.utf8
        }
        output += #","message":"#.utf8
        string(message(finding.code), to: &output)
        output += "}\n".utf8
    }

    private static func message(_ code: Diagnostic.Code) -> String {
        switch code {
        case .missingValue: "a value that must be there is missing"
        case .invalidValue: "the value cannot be read as what it should be"
        case .unmappedWord: "the mapping's table does not have this word"
        case .unexpectedSecondValue: "there is a second value; the first was taken"
        default: code.name
        }
    }

    private static func open(
        _ file: String, _ code: Diagnostic.Code, to output: inout [UInt8]
    ) {
        output += #"{"input":"#.utf8
        string(file, to: &output)
        output += #","code":"E\#(code.number)","name":"\#(code.name)""#.utf8
    }

    /// Appends a JSON string (RFC 8259 §7).
    static func string(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output += "\\u00\(byte < 16 ? "0" : "")\(digits)".utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
