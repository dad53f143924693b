public import CanonicalModel

/// What can be told from a code alone, without any terminology.
public enum CodeExamination {
    /// Whether text is a number as spreadsheets write large ones: `1.02E+15`.
    public static func isSpreadsheetNumber(_ text: String) -> Bool {
        let parts = text.uppercased().split(separator: "E", omittingEmptySubsequences: false)
        guard parts.count == 2, let mantissa = parts.first, let exponent = parts.last else {
            return false
        }
        func isDigits(_ text: Substring) -> Bool {
            !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
        let digits = mantissa.filter { $0 != "." && $0 != "," }
        let isSigned = exponent.first == "+"
        return mantissa.utf8.count <= 18 && isDigits(digits[...]) && isSigned
            && isDigits(exponent.dropFirst())
    }

    /// Why a code cannot be one of `system`, and what to do; `nil` if it can.
    ///
    /// SNOMED CT ids have 6 to 18 digits with a check digit; Read v2 and CTV3 codes have exactly 5
    /// bytes, dots included, and Read v2 may have a term code of 2 bytes after them.
    public static func fault(
        in code: Span<UInt8>, of system: CodeSystem
    ) -> (message: String, advice: String)? {
        let text = string(code)
        if isSpreadsheetNumber(text) {
            return (
                "`\(text)` is a code that a spreadsheet has turned into a rounded number",
                "take the code from its source again, as text"
            )
        }
        switch system {
        case .snomed, .dmd: return snomedFault(code, text)
        case .readV2, .ctv3:
            let hasTerm = system == .readV2 && code.count == 7
            var isPrintable = true
            for index in code.indices where code[index] <= 0x20 || code[index] >= 0x7F {
                isPrintable = false
            }
            if code.count == 5 || hasTerm, isPrintable { return nil }
            return (
                "`\(text)` has \(code.count) bytes; a \(system.name) code has exactly 5",
                system == .readV2
                    ? "write its trailing dots, or a term code of 2 bytes after them"
                    : "write its trailing dots, and leave a term id out"
            )
        case .loinc:
            if LOINC.isCode(code) { return nil }
            return (
                "`\(text)` is not a LOINC code: digits, a hyphen and a mod 10 check digit",
                "compare it with its source"
            )
        default: return code.count == 0 ? ("the code is empty", "write the code") : nil
        }
    }

    private static func snomedFault(
        _ code: Span<UInt8>, _ text: String
    ) -> (message: String, advice: String)? {
        if SnomedCT.isValid(code) { return nil }
        let isNumeric = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumeric, (6...18).contains(code.count), code[0] != 0x30 else {
            return (
                "`\(text)` is not a SNOMED CT id: 6 to 18 digits, the first not 0",
                "compare it with its source"
            )
        }
        return (
            "`\(text)` is not a SNOMED CT id: its Verhoeff check digit does not fit",
            "a digit is wrong or two are swapped; compare it with its source"
        )
    }

    private static func string(_ bytes: Span<UInt8>) -> String {
        var copy: [UInt8] = []
        for index in bytes.indices { copy.append(bytes[index]) }
        return String(decoding: copy, as: UTF8.self)
    }

    /// The OID that real extracts have in the place of SNOMED CT's.
    ///
    /// Source: 24 times in 18 files of the published GP2GP test extracts, whose codes are SNOMED
    /// CT's; SNOMED CT's own is 2.16.840.1.113883.2.1.3.2.4.15.
    public static let mistypedSNOMED = "2.16.840.1.113883.2.1.3.2.3.15"

    /// What is wrong with the name, OID or URI of a code system; `nil` if it is known.
    public static func fault(inSystem text: String) -> (message: String, advice: String)? {
        let bare = text.hasPrefix("urn:oid:") ? String(text.dropFirst(8)) : text
        if bare == mistypedSNOMED {
            return (
                "`\(bare)` is a mistyped OID that is met where SNOMED CT is meant",
                "read it as SNOMED CT, 2.16.840.1.113883.2.1.3.2.4.15, and tell who wrote it"
            )
        }
        guard CodeSystem(spelt: bare) == nil else { return nil }
        let names = CodeSystem.allCases.dropFirst().map { "`\($0.name)`" }.joined(separator: ", ")
        let near = CodeSystem.allCases.flatMap(\.identifiers).first { isNear($0, bare) }
        return (
            "`\(bare)` is no code system that is known",
            near.map { "did you mean `\($0)`?" } ?? "the names are \(names); OIDs and URIs do too"
        )
    }

    /// Whether two texts differ in one character only: changed, left out or put in.
    private static func isNear(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard abs(left.count - right.count) <= 1, left != right else { return false }
        let start = zip(left, right).prefix { $0 == $1 }.count
        let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
        let longest = max(left.count, right.count)
        return start + end >= longest - 1
    }
}
