import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline

/// `sluice mapping damage`.
struct MappingDamage: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "damage",
        abstract: "Break parts of records, and say where more is lost than what was broken.",
        discussion: """
            An element, object or text is dropped, doubled, exchanged with the next of its name, \
            or emptied; the record stays well-formed. Then it is read and mapped. More is lost if \
            it is refused although its patient is whole, if an entry elsewhere in it is gone, or \
            if something is reported of another part. Records that are refused as they are, are \
            left out. Places are shown, never values.
            Exit codes: 0 nothing more is lost; 1 something is; 2 a mapping is wrong.
            """)

    @Argument(help: "Files, or folders of files.")
    var inputs: [String]
    @Option(help: "How many breaks to make, the records in turn.")
    var count = 10_000
    @Option(help: "The same seed makes the same breaks.")
    var seed: UInt64 = 1
    @OptionGroup var options: MappingOptions

    func run() throws {
        var trial = try DamageTrial(try options.load(), seed: seed)
        var refused = 0
        try trial.add(inputs) { _ in refused += 1 }
        guard trial.count > 0 else { throw ValidationError("no record could be mapped") }
        var made: [Damage: Int] = [:]
        var (patients, spread) = (0, 0)
        trial.run(count) { outcome in
            made[outcome.damage, default: 0] += 1
            if outcome.isContained {
                if outcome.refusal != nil { patients += 1 }
            } else {
                spread += 1
                print(Self.line(outcome))
            }
        }
        let kinds = Damage.allCases.map { "\(made[$0] ?? 0) \($0.rawValue)" }
        print(
            "\(trial.count) records (\(refused) refused as they are), \(count) breaks: "
                + kinds.joined(separator: ", "))
        print(
            "\(count - spread) lost only what was broken, "
                + "\(patients) of them the patient and so the record; \(spread) lost more")
        if spread > 0 { throw ExitCode(1) }
    }

    private static func line(_ outcome: DamageTrial.Outcome) -> String {
        var found: [String] = []
        if let refusal = outcome.refusal { found.append("refused: \(refusal.code.name)") }
        let kinds = Set(outcome.gone.map(\.name)).sorted()
        if !kinds.isEmpty {
            found.append("\(outcome.gone.count) gone: \(kinds.joined(separator: ", "))")
        }
        let codes = Set(outcome.reported.map(\.name)).sorted()
        if !codes.isEmpty {
            found.append("\(outcome.reported.count) reported: \(codes.joined(separator: ", "))")
        }
        return "\(outcome.file):\(outcome.line): \(outcome.damage.rawValue): "
            + found.joined(separator: "; ")
    }
}
