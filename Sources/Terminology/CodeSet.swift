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
    /// The codes, each once, in file order; those that descendants and reference sets bring in
    /// follow what names them.
    public let codes: [(system: CodeSystem, code: String)]
    /// The file it was read from.
    public let file: String

    /// Reads a code set; strict, so that a damaged code can never fail to match in silence.
    ///
    /// SNOMED CT ids are concepts with a valid check digit (`snomed`), or descriptions
    /// (`snomed-description`); Read v2 and CTV3 codes have exactly 5 bytes, dots included. An item
    /// may say `descendants: true` beside `snomed`, or name a `refset`; these need a terminology.
    ///
    /// - Parameter terminology: What descendants and members are taken from.
    /// - Throws: Everything that is wrong, with line and column; `terminology-needed` where an item
    ///   needs a terminology and there is none, so that a set is never narrower than it says.
    public static func load(
        yaml: String, file: String, terminology: TerminologyFile? = nil
    ) throws(Diagnostics) -> CodeSet {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let keys = ["code_set", "version", "title", "source", "codes"]
        let members = root.members(allowed: keys + ["entries"], required: keys)
        var reader = CodeSetReader(terminology: terminology)
        if let list = members["codes"] {
            reader.read(list)
            if let stated = members["entries"] { CodeSetReader.check(stated, list) }
        }
        let set = CodeSet(
            name: members["code_set"]?.text() ?? "", version: members["version"]?.text() ?? "",
            title: members["title"]?.text() ?? "", source: members["source"]?.text() ?? "",
            codes: reader.codes, file: file)
        for key in ["code_set", "source"] where members[key]?.text() == "" {
            members[key]?.error(
                .emptyCodeSet, "`\(key)` is empty",
                advice: key == "source" ? "say where the codes come from" : "name the set")
        }
        try report.throwIfErrors()
        return set
    }
}

extension CodeSystem {
    /// The system whose codes it shares: dm+d is carried as SNOMED CT codes.
    var matching: CodeSystem { self == .dmd ? .snomed : self }
}
