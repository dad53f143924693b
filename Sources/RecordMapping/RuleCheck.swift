public import CanonicalModel
public import Terminology

/// Checks one mapping file as it would be read among the others, without reading those again.
public struct RuleCheck {
    private let compilers: [SourceCompiler]

    /// Compiles `files`, as ``MappingSet`` does.
    public init(files: [MappingFile], codeSets: [CodeSet]) throws(Diagnostics) {
        compilers = try MappingSet.compile(files, CodeSetIndex(codeSets), keepsIgnored: false)
    }

    /// The mapping files, in the order of their sources and of precedence.
    public var files: [String] { compilers.flatMap { $0.rules.map(\.file) } }

    /// What would be wrong with the mapping `file` if it held `yaml`; empty for no such file.
    public func findings(in yaml: String, as file: String) -> [Diagnostic] {
        for var compiler in compilers {
            guard let number = compiler.rules.firstIndex(where: { $0.file == file }) else {
                continue
            }
            _ = compiler.removeRules(from: number)
            do {
                try compiler.readRule(yaml: yaml, file: file)
            } catch {
                return error.all
            }
        }
        return []
    }
}
