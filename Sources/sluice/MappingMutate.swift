import ArgumentParser
import CanonicalModel
import Pipeline
import RecordMapping

/// `sluice mapping mutate`.
struct MappingMutate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mutate",
        abstract: "Break each mapping in turn, and say what no case notices.",
        discussion: """
            Each mistake is one that a check lets pass: a path to a sibling, a fall-back left \
            out, a \
            field made as another is, a condition left out or turned round, another text, step, \
            operator, policy or table. A mistake is noticed if a case beside the mapping fails. \
            Mistakes that provably change the result of no record are counted and left out.
            Exit codes: 0 the score is at least the minimum; 1 it is not; 2 a mapping is wrong.
            """)

    @Argument(help: "Sources, or mapping files as `source/file.yaml` (default: all).")
    var only: [String] = []
    @Option(help: "The score, from 0 to 1, that every source must reach.")
    var minimum = 0.95
    @Option(help: "text for people, json for programs.")
    var format = Format.text
    @OptionGroup var options: MappingOptions

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    /// How many mistakes of a mapping file were noticed, and which were not.
    private struct Score: Encodable {
        let source, file: String
        var mutants = 0
        var noticed = 0
        var unnoticed: [Mutant] = []
        /// What provably changes nothing; it is not among the mutants.
        var equivalent: [Mutant] = []
    }
    private struct Mutant: Encodable {
        let line, column: Int?
        let breakage, change: String
    }
    private struct Total: Encodable {
        let source: String
        let mutants, noticed, equivalent: Int
        var score: Double { mutants == 0 ? 1 : Double(noticed) / Double(mutants) }

        enum Key: CodingKey { case source, mutants, noticed, equivalent, score }
        func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: Key.self)
            try values.encode(source, forKey: .source)
            try values.encode(mutants, forKey: .mutants)
            try values.encode(noticed, forKey: .noticed)
            try values.encode(equivalent, forKey: .equivalent)
            try values.encode(score, forKey: .score)
        }
    }
    private struct Report: Encodable {
        let sources: [Total]
        let files: [Score]
    }

    func run() throws {
        let library = try options.load()
        let trial: MutationTrial
        do {
            trial = try MutationTrial(library)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
        let wanted = trial.files.filter { source, file in
            only.isEmpty || only.contains(source) || only.contains(file)
        }
        guard !wanted.isEmpty else { throw ValidationError("no such source or mapping file") }
        let scores = wanted.map { score($0.source, $0.file, trial) }
        let totals = Self.totals(scores)
        if format == .json {
            try JSONText.emit(Report(sources: totals, files: scores))
        } else {
            for total in totals {
                let percent = (total.score * 1000).rounded(.down) / 10
                print(
                    "\(total.source): \(total.noticed) of \(total.mutants) noticed, \(percent) %; "
                        + "\(total.equivalent) left out, which change nothing")
            }
        }
        if totals.contains(where: { $0.score < minimum }) { throw ExitCode(1) }
    }

    private func score(_ source: String, _ file: String, _ trial: MutationTrial) -> Score {
        var score = Score(source: source, file: file)
        trial.run(file) { mutant, witness in
            let place = mutant.position
            let described = Mutant(
                line: place?.line, column: place?.column, breakage: mutant.breakage,
                change: mutant.change)
            guard !mutant.isEquivalent else { return score.equivalent.append(described) }
            score.mutants += 1
            guard witness == nil else {
                score.noticed += 1
                return
            }
            score.unnoticed.append(described)
            if format == .text {
                let place = place.map { ":\($0.line):\($0.column)" } ?? ""
                print("\(file)\(place): \(mutant.breakage): \(mutant.change); no case notices")
            }
        }
        return score
    }

    private static func totals(_ scores: [Score]) -> [Total] {
        var sources: [String] = []
        for score in scores where !sources.contains(score.source) { sources.append(score.source) }
        return sources.map { source in
            let own = scores.filter { $0.source == source }
            return Total(
                source: source, mutants: own.map(\.mutants).reduce(0, +),
                noticed: own.map(\.noticed).reduce(0, +),
                equivalent: own.map(\.equivalent.count).reduce(0, +))
        }
    }
}
