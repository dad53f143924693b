public import CanonicalModel
import StrictYAML
public import Terminology

/// Indicators and the code sets that they name, loaded together and checked.
public struct IndicatorLibrary: Sendable {
    /// The definitions, by theme and then by name.
    public let definitions: [IndicatorDefinition]
    /// The code sets.
    public let codeSets: [CodeSet]
    /// The names of those that the site brought itself.
    let own: Set<String>

    /// Loads code sets, then definitions.
    ///
    /// - Parameters:
    ///   - definitions: The text of each file, by its name.
    ///   - codeSets: The same of each folder of code sets. A set takes the place of one of the same
    ///     name in a later folder: so a site brings the complete lists that it is licensed for.
    ///   - own: How many of the folders, from the first, are the site's own.
    /// - Throws: Everything that is wrong with any of them.
    public init(
        definitions: [(file: String, yaml: String)], codeSets: [[(file: String, yaml: String)]],
        own: Int = 0, terminology: TerminologyFile? = nil
    ) throws(Diagnostics) {
        var (findings, sets, brought) = ([Diagnostic](), [CodeSet](), Set<String>())
        for (number, folder) in codeSets.enumerated() {
            let known = Set(sets.map(\.name))
            if number == own { brought = known }
            sets += Self.load(folder, terminology, &findings).filter { !known.contains($0.name) }
        }
        var loaded: [IndicatorDefinition] = []
        for (file, yaml) in definitions {
            do throws(Diagnostics) {
                let definition = try IndicatorDefinition.load(
                    yaml: yaml, file: file, codeSets: sets.map(\.name))
                if let other = loaded.first(where: { $0.id == definition.id }) {
                    findings.append(
                        Diagnostic(
                            .duplicateIndicator, file: file,
                            "`\(definition.id)` is defined in `\(other.file)` already",
                            advice: "give it another name, or remove one"))
                }
                loaded.append(definition)
            } catch {
                findings += error.all
            }
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        let order = IndicatorDefinition.Theme.allCases
        self.definitions = loaded.sorted {
            (order.firstIndex(of: $0.theme) ?? 0, $0.id) < (
                order.firstIndex(of: $1.theme) ?? 0, $1.id
            )
        }
        self.codeSets = sets
        self.own = own < codeSets.count ? brought : Set(sets.map(\.name))
    }

    private static func load(
        _ files: [(file: String, yaml: String)], _ terminology: TerminologyFile?,
        _ findings: inout [Diagnostic]
    ) -> [CodeSet] {
        var sets: [CodeSet] = []
        for (file, yaml) in files {
            do throws(Diagnostics) {
                let set = try CodeSet.load(yaml: yaml, file: file, terminology: terminology)
                if let other = sets.first(where: { $0.name == set.name }) {
                    findings.append(
                        Diagnostic(
                            .duplicateIndicator, file: file,
                            "there is a code set `\(set.name)` in `\(other.file)` already",
                            advice: "give it another name, or remove one"))
                }
                sets.append(set)
            } catch {
                findings += error.all
            }
        }
        return sets
    }

    /// Runs every worked example.
    ///
    /// - Returns: How many there are, and what failed.
    public func checkExamples() throws(Diagnostics) -> (count: Int, failed: [Diagnostic]) {
        var (count, failed) = (0, [Diagnostic]())
        for definition in definitions {
            count += definition.exampleCount
            failed += try definition.failedExamples(codeSets: codeSets)
        }
        return (count, failed)
    }
}
