public import CanonicalModel
import StrictYAML

/// One case beside a mapping: a record, and the entries it must become.
public struct MappingCase: Sendable {
    /// What the case shows.
    public let name: String
    /// The file it stands in.
    public let file: String
    /// Where in the file.
    public let position: Diagnostic.Position?
    /// The kind of entry that is compared.
    public let kind: EntryKind
    /// The record, as text.
    public let record: String
    /// The fields of each expected entry that are present, as ``EntryText`` writes them.
    public let expected: [[String: String]]
    /// The numbers of the findings that must be met, in source order.
    public let quarantined: [String]

    /// Reads which files of cases the mapping file `yaml` names.
    ///
    /// - Returns: The file's `cases`, one or several, as paths beside it; empty if it names none.
    public static func paths(inMapping yaml: String, file: String) throws(Diagnostics) -> [String] {
        let report = DeclarationReport(file: file)
        let members = try Declaration(yaml: yaml, report: report).members()
        return members.first { $0.key == "cases" }?.value.texts() ?? []
    }

    /// Reads a file of cases for entries of `kind`.
    public static func load(
        yaml: String, file: String, kind: EntryKind
    ) throws(Diagnostics) -> [MappingCase] {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let members = root.members(
            allowed: ["cases", "wrap", "list"], required: ["cases", "list"])
        let wrap = members["wrap"]?.text()
        var cases: [MappingCase] = []
        for item in members["list"]?.items() ?? [] {
            if let made = load(item, file, kind, wrap) { cases.append(made) }
        }
        try report.throwIfErrors()
        return cases
    }

    private static func load(
        _ item: Declaration, _ file: String, _ kind: EntryKind, _ wrap: String?
    ) -> MappingCase? {
        let parts = item.members(
            allowed: ["name", "given", "expect", "quarantined", "wrap"],
            required: ["name", "given", "expect"])
        guard let name = parts["name"]?.text(), let given = parts["given"]?.text(),
            let expect = parts["expect"]
        else { return nil }
        let fields = kind.definition.fields.map(\.name)
        let expected = expect.items().map { entry in
            entry.members(allowed: fields).compactMapValues { $0.text() }
        }
        let wrapper = parts["wrap"]?.text() ?? wrap ?? "$given"
        return MappingCase(
            name: name, file: file, position: item.position, kind: kind,
            record: wrapper.replacing("$given", with: given), expected: expected,
            quarantined: parts["quarantined"]?.texts() ?? [])
    }

    /// What differs between the expected entries and `mapped`, one finding a field.
    public func differences(_ mapped: MappedRecord) -> [Diagnostic] {
        let record = mapped.record
        let actual = record.entries.filter { $0.kind == kind }.map {
            EntryText.fields(of: $0, in: record)
        }
        var found: [Diagnostic] = []
        if actual.count != expected.count {
            found.append(
                fault("expected \(expected.count) \(kind.name) entries, got \(actual.count)"))
        }
        for (number, (wanted, made)) in zip(expected, actual).enumerated() {
            for field in kind.definition.fields.map(\.name) where wanted[field] != made[field] {
                let (wanted, made) = (wanted[field] ?? "nothing", made[field] ?? "nothing")
                found.append(
                    fault("entry \(number + 1), field `\(field)`: expected \(wanted), got \(made)"))
            }
        }
        let codes = mapped.findings.map { "E\($0.code.number)" }
        if codes != quarantined {
            found.append(
                fault("expected quarantined \(quarantined), got \(codes)"))
        }
        return found
    }

    /// A finding about this case. Cases are made up, so their values may be shown.
    public func fault(_ message: String) -> Diagnostic {
        Diagnostic(.failingCase, file: file, at: position, "case `\(name)`: \(message)")
    }
}
