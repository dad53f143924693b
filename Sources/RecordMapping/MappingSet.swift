public import CanonicalModel
import StrictYAML
public import Terminology

/// A file of the mappings folder: its path below the folder, with `/`, and its text.
public struct MappingFile: Sendable {
    /// `gp2gp/source.yaml`, say.
    public let path: String
    /// What it holds.
    public let text: String
    /// Names a file.
    public init(path: String, text: String) {
        self.path = path
        self.text = text
    }
}

/// All mappings of a folder, checked and compiled; shared by the workers.
public struct MappingSet: Sendable {
    /// What is known of one source format, for people.
    public struct Source: Sendable {
        /// The name of its folder's source file.
        public let name: String
        /// What it is called.
        public let title: String
        /// `xml` or `json`.
        public let reader: String
        /// The suppliers that are told apart.
        public let systems: [String]
        /// Its mappings in order of precedence, with the entry each makes.
        public let maps: [(name: String, target: EntryKind)]
    }

    /// The names that the mappings mention; give them to the readers.
    public let symbols: SymbolTable
    /// The code sets that conditions name.
    public let codeSets: CodeSetIndex
    /// What is odd and not wrong: indexes and tables that nothing uses.
    public let notes: [Diagnostic]
    let plans: [SourcePlan]
    /// How a record is completed once it is mapped.
    let ethnicity: CodedEthnicity

    /// Compiles `files`.
    ///
    /// - Parameters:
    ///   - ethnicity: Which codes state an ethnic category, for patients of whom none is stated.
    ///   - keepsIgnored: Whether the plans keep what is ignored, for a coverage report.
    /// - Throws: Everything wrong with them, with file, line, column and a suggestion.
    public init(
        files: [MappingFile], codeSets sets: [CodeSet],
        ethnicity: EthnicCategoryCodes = .none, keepsIgnored: Bool = false
    ) throws(Diagnostics) {
        codeSets = CodeSetIndex(sets)
        self.ethnicity = CodedEthnicity(codes: ethnicity)
        let compilers = try Self.compile(files, codeSets, keepsIgnored: keepsIgnored)
        var symbols = compilers.last?.compiler.symbols ?? SymbolTable()
        // Attributes of FHIR XML, which stand for leaves.
        for name in ["id", "url", "value"] { symbols.intern(name) }
        symbols.leavesOutUnread = !keepsIgnored
        plans = compilers.map { [symbols] compiler in
            var compiler = compiler
            compiler.compiler.symbols = symbols
            return compiler.finished()
        }
        self.symbols = symbols
        notes = compilers.flatMap(\.unused)
    }

    /// A set of one plan, to try a rule that has been changed.
    init(plan: SourcePlan, symbols: SymbolTable, codeSets: CodeSetIndex) {
        (plans, notes) = ([plan], [])
        (self.symbols, self.codeSets) = (symbols, codeSets)
        ethnicity = CodedEthnicity(codes: .none)
    }

    /// Compiles every source folder of `files`, each with the names of those before it.
    static func compile(
        _ files: [MappingFile], _ sets: CodeSetIndex, keepsIgnored: Bool
    ) throws(Diagnostics) -> [SourceCompiler] {
        let texts = Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
        var findings: [Diagnostic] = []
        var compilers: [SourceCompiler] = []
        for path in texts.keys.sorted() where path.hasSuffix("/source.yaml") {
            do {
                let symbols = compilers.last?.compiler.symbols ?? SymbolTable()
                let compiler = try compile(path, texts, symbols, sets, keepsIgnored)
                if compiler.compiler.symbols.isOverfull {
                    findings.append(tooManyNames(path))
                    break
                }
                compilers.append(compiler)
            } catch {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return compilers
    }

    private static func tooManyNames(_ file: String) -> Diagnostic {
        Diagnostic(
            .tooManyNames, file: file,
            "the mappings up to here name more than 65,534 elements, attributes and keys",
            advice: "take out of `types` what no mapping reads")
    }

    private static func compile(
        _ path: String, _ texts: [String: String], _ symbols: SymbolTable, _ sets: CodeSetIndex,
        _ keepsIgnored: Bool
    ) throws(Diagnostics) -> SourceCompiler {
        let folder = path.dropLast("source.yaml".count)
        var compiler = try SourceCompiler(
            source: texts[path] ?? "", file: path, symbols: symbols, codeSets: sets,
            keepsIgnored: keepsIgnored)
        if let maps = texts[folder + "maps.yaml"] {
            try compiler.readTables(yaml: maps, file: folder + "maps.yaml")
        }
        var findings: [Diagnostic] = []
        for name in compiler.files {
            guard let text = texts[folder + name] else {
                findings.append(
                    Diagnostic(
                        .undeclaredName, file: path, "there is no mapping file `\(name)`",
                        advice: "add it beside the source file, or take it out of `maps`"))
                continue
            }
            do {
                try compiler.readRule(yaml: text, file: folder + name)
            } catch {
                findings += error.all
            }
        }
        findings += compiler.sharedFindings
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return compiler
    }

    /// The sources, in the order in which they are tried.
    public var sources: [Source] {
        plans.map { plan in
            Source(
                name: plan.name, title: plan.title, reader: plan.isXML ? "xml" : "json",
                systems: plan.systems.map(\.name),
                maps: zip(plan.ruleNames, plan.rules).map { ($0.name, $1.target) })
        }
    }

    /// The kind of entry that the mapping file `file` makes; `nil` if there is no such mapping.
    public func target(ofFile file: String) -> EntryKind? {
        for plan in plans {
            if let rule = plan.ruleNames.firstIndex(where: { $0.file == file }) {
                return plan.rules[rule].target
            }
        }
        return nil
    }

    /// The name and the file of rule `rule` of source `source`.
    public func ruleName(_ rule: UInt16, source: Int) -> (name: String, file: String) {
        plans[source].ruleNames[Int(rule)]
    }
}
