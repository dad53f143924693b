public import CanonicalModel
public import DefinedFeeds
public import Terminology

extension FeedDefinition {
    /// Loads the files of users that define feeds.
    ///
    /// Code sets are taken from `codes` folders beside each file and one folder above, and from
    /// `shared`.
    ///
    /// - Throws: Everything that is wrong with them, each by itself and all together.
    public static func load(
        files: [String], shared: [CodeSet], terminology: TerminologyFile?
    ) throws(Diagnostics) -> [FeedDefinition] {
        var (definitions, findings) = ([FeedDefinition](), [Diagnostic]())
        for file in files {
            do {
                let sets = try PreparedAgreement.codeSets(of: file, terminology) + shared
                definitions.append(
                    try load(yaml: try Files.text(file), file: file, codeSets: sets))
            } catch let error as Diagnostics {
                findings += error.all
            } catch {
                findings += (error as? Diagnostic).map { [$0] } ?? []
            }
        }
        findings += conflicts(definitions)
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return definitions
    }
}

extension Conversion {
    /// Gives every feed the tables of `definitions` too, or nothing but them; what a feed cannot
    /// have of them is reported.
    public mutating func define(_ definitions: [FeedDefinition], replacesKinds: Bool) {
        for index in agreements.indices {
            let findings = agreements[index].define(definitions, replacesKinds: replacesKinds)
            observer.report(records: 0, bytes: 0, findings: findings)
        }
    }
}
