public import CanonicalModel
import StrictYAML

/// A named list of codes that mean the same thing for an agreement or a mapping, with its source.
public struct CodeSet: Sendable {
    /// The name that agreements and mappings use.
    public let name: String
    /// The version of the list, as its author numbers it.
    public let version: String
    /// What the list is for, in a few words.
    public let title: String
    /// Where the codes come from.
    public let source: String
    /// The codes, each once, in file order.
    public let codes: [(system: CodeSystem, code: String)]
    /// The file it was read from.
    public let file: String

    /// Reads a code set; strict, so that a damaged code can never fail to match in silence.
    ///
    /// SNOMED CT ids are concepts with a valid check digit (`snomed`), or descriptions
    /// (`snomed-description`); Read v2 and CTV3 codes have exactly 5 bytes, dots included.
    ///
    /// - Throws: Everything that is wrong, with line and column.
    public static func load(yaml: String, file: String) throws(Diagnostics) -> CodeSet {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let keys = ["code_set", "version", "title", "source", "codes"]
        let members = root.members(allowed: keys, required: keys)
        let codes = members["codes"].map(readCodes) ?? []
        let set = CodeSet(
            name: members["code_set"]?.text() ?? "", version: members["version"]?.text() ?? "",
            title: members["title"]?.text() ?? "", source: members["source"]?.text() ?? "",
            codes: codes, file: file)
        for key in ["code_set", "source"] where members[key]?.text() == "" {
            members[key]?.error(
                .emptyCodeSet, "`\(key)` is empty",
                advice: key == "source" ? "say where the codes come from" : "name the set")
        }
        try report.throwIfErrors()
        return set
    }

    private static func readCodes(_ list: Declaration) -> [(system: CodeSystem, code: String)] {
        let systems = CodeSystem.allCases.filter { $0 != .other }.map { "\($0.name)" }
        let items = list.items()
        var (codes, seen) = ([(system: CodeSystem, code: String)](), Set<String>())
        if list.isSequence, items.isEmpty {
            list.error(.emptyCodeSet, "the set has no codes", advice: "list at least one code")
        }
        for item in items {
            let members = item.members(allowed: systems + ["snomed-description", "term"])
            if item.isMapping, !members.keys.contains(where: { $0 != "term" }) {
                item.error(.missingKey, "the item has no code", advice: "add `snomed: '...'`")
            }
            _ = members["term"]?.text()
            for key in (systems + ["snomed-description"]) {
                guard let place = members[key], let code = place.text() else { continue }
                let system = CodeSystem.allCases.first { "\($0.name)" == key } ?? .snomed
                if let fault = fault(in: code, key: key) {
                    place.error(.invalidCode, fault.message, advice: fault.advice)
                } else if !seen.insert("\(system.matching.name) \(code)").inserted {
                    place.error(
                        .duplicateCode, "`\(code)` stands twice in this set", advice: "keep one")
                } else {
                    codes.append((system, code))
                }
            }
        }
        return codes
    }

    private static func fault(in code: String, key: String) -> (message: String, advice: String)? {
        let bytes = Array(code.utf8)
        let looksLikeANumberFromASpreadsheet = code.contains(".") && code.contains("E+")
        if looksLikeANumberFromASpreadsheet {
            return (
                "`\(code)` is a code that a spreadsheet has turned into a rounded number",
                "take the code from its source again, as text"
            )
        }
        switch key {
        case "snomed", "dmd", "snomed-description":
            guard SnomedCT.isValid(bytes.span) else {
                return (
                    "`\(code)` is not a SNOMED CT id: 6 to 18 digits with a Verhoeff check digit",
                    "compare it with its source"
                )
            }
            let wantsDescription = key == "snomed-description"
            guard wantsDescription == SnomedCT.isDescription(bytes.span) else {
                return wantsDescription
                    ? ("`\(code)` is not a description id", "write it under `snomed`")
                    : (
                        "`\(code)` is a description id, which names a term and not a concept",
                        "write the concept id, or write it under `snomed-description`"
                    )
            }
        case "readv2", "ctv3":
            guard bytes.count == 5, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                return (
                    "`\(code)` has \(bytes.count) bytes; a \(key) code has exactly 5",
                    "write its trailing dots, and leave the term suffix out"
                )
            }
        default:
            guard !bytes.isEmpty else { return ("the code is empty", "write the code") }
        }
        return nil
    }
}

extension CodeSystem {
    /// The system whose codes it shares: dm+d is carried as SNOMED CT codes.
    var matching: CodeSystem { self == .dmd ? .snomed : self }
}
