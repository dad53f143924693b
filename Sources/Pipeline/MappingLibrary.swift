public import CanonicalModel
public import DerivedFacts
public import Measurements
public import RecordMapping
public import Terminology

/// The mappings and code sets of a folder, loaded and compiled.
public struct MappingLibrary: Sendable {
    /// The compiled mappings.
    public let mappings: MappingSet
    /// The code sets of the folder's `codes`.
    public let codeSets: [CodeSet]
    /// The units and measurements of the folder's `units/measurements.yaml`, if it is there.
    public let measurements: Measurements
    /// The rules of the folder's `facts`, in the order of their files.
    public let facts: [FactRules]
    /// Every file that was loaded, by its path below the folder, for the manifest.
    public let files: [MappingFile]
    /// What codes are looked up in, where one is loaded.
    public let terminology: TerminologyFile?

    /// Loads the folder `Mappings`.
    ///
    /// - Parameter terminology: What code sets take descendants and reference sets from, and what
    ///   codes of records are looked up in.
    /// - Throws: Everything wrong with its files.
    public init(
        folder: String, terminology: TerminologyFile? = nil
    ) throws(Diagnostics) {
        try self.init(files: Self.files(folder, ""), terminology)
    }

    /// The same files as they were read, compiled under another terminology.
    ///
    /// - Throws: What its code sets name that the terminology does not have.
    public func under(
        _ terminology: TerminologyFile?
    ) throws(Diagnostics) -> MappingLibrary {
        try MappingLibrary(files: files, terminology)
    }

    private init(files: [MappingFile], _ terminology: TerminologyFile?) throws(Diagnostics) {
        (self.files, self.terminology) = (files, terminology)
        codeSets = try Self.codeSets(in: files, terminology)
        if let file = files.first(where: { $0.path == "units/measurements.yaml" }) {
            measurements = try .load(yaml: file.text, file: file.path, codeSets: codeSets)
        } else {
            measurements = .none
        }
        var facts: [FactRules] = []
        for file in files where file.path.hasPrefix("facts/") {
            facts.append(try .load(yaml: file.text, file: file.path, codeSets: codeSets))
        }
        self.facts = facts
        let ethnicity = try EthnicCategoryCodes.load(
            files.filter { $0.path.hasPrefix("ethnicity/") }.map { ($0.text, $0.path) },
            terminology: terminology)
        mappings = try MappingSet(files: files, codeSets: codeSets, ethnicity: ethnicity)
    }

    /// The code sets of the folder's `codes` alone, without its mappings: all that the check of an
    /// agreement needs, in a tenth of the time.
    ///
    /// - Throws: Everything wrong with their files.
    public static func codeSets(
        folder: String, terminology: TerminologyFile? = nil
    ) throws(Diagnostics) -> [CodeSet] {
        try codeSets(in: files(folder, "codes/"), terminology)
    }

    /// The files below `folder` whose paths begin with `beginning`.
    private static func files(
        _ folder: String, _ beginning: String
    ) throws(Diagnostics) -> [MappingFile] {
        var files: [MappingFile] = []
        do {
            for path in try Files.list(folder) where path.hasSuffix(".yaml") {
                let below = String(path.dropFirst(folder.count).drop { $0 == "/" })
                guard below.hasPrefix(beginning) else { continue }
                files.append(MappingFile(path: below, text: try Files.text(path)))
            }
        } catch {
            throw Diagnostics([error])
        }
        return files
    }

    private static func codeSets(
        in files: [MappingFile], _ terminology: TerminologyFile?
    ) throws(Diagnostics) -> [CodeSet] {
        var (codeSets, findings) = ([CodeSet](), [Diagnostic]())
        for file in files where file.path.hasPrefix("codes/") {
            do {
                codeSets.append(
                    try CodeSet.load(
                        yaml: file.text, file: file.path, terminology: terminology))
            } catch {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return codeSets
    }

    /// The cases beside the mappings, and what is wrong with their files: a case file that is not
    /// there is a finding too.
    public func cases() -> (cases: [MappingCase], findings: [Diagnostic]) {
        var (cases, findings, seen) = ([MappingCase](), [Diagnostic](), Set<String>())
        for (number, source) in mappings.sources.enumerated() {
            for rule in source.maps.indices {
                let (_, file) = mappings.ruleName(UInt16(rule), source: number)
                guard seen.insert(file).inserted else { continue }
                let found = self.cases(of: file)
                cases += found.cases
                findings += found.findings
            }
        }
        return (cases, findings)
    }

    /// The cases that the mapping `file` names.
    public func cases(of file: String) -> (cases: [MappingCase], findings: [Diagnostic]) {
        guard let kind = mappings.target(ofFile: file) else { return ([], []) }
        let texts = Dictionary(files.map { ($0.path, $0.text) }, uniquingKeysWith: { $1 })
        var (cases, findings) = ([MappingCase](), [Diagnostic]())
        let folder = file.prefix { $0 != "/" }
        do throws(Diagnostics) {
            for name in try MappingCase.paths(inMapping: texts[file] ?? "", file: file) {
                let path = "\(folder)/\(name)"
                guard let text = texts[path] else {
                    findings.append(
                        Diagnostic(
                            .unreadableInput, file: file, "there is no file of cases `\(name)`"))
                    continue
                }
                cases += try MappingCase.load(yaml: text, file: path, kind: kind)
            }
        } catch {
            findings += error.all
        }
        return (cases, findings)
    }

    /// Runs one case.
    ///
    /// - Returns: What differs; empty if the case holds.
    public func run(_ test: MappingCase) -> [Diagnostic] {
        var parser = RecordParser(mappings)
        var tree = SourceTree(bytes: Array(test.record.utf8))
        do {
            return test.differences(try parser.parse(&tree, shape: nil, file: test.file))
        } catch {
            return [test.fault(error.message)]
        }
    }
}
