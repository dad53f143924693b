import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyReasoning
import SharingAgreements
import Terminology

/// How reasoning about agreements is told.
enum ReasoningFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// The exit codes of questions about agreements.
enum ReasoningExit {
    static let narrows = ExitCode(10)
    /// Something widens, or an assertion does not hold.
    static let widens = ExitCode(11)
    static let undecided = ExitCode(12)
}

/// What both questions about agreements take.
struct ReasoningOptions: ParsableArguments {
    @Option(
        help: """
            A register of signatures and withdrawals beside those in the agreements: a file or a \
            folder. May be given several times.
            """)
    var signUps: [String] = []

    @Option(
        help: """
            The day from which ages and windows count, as YYYY-MM-DD (default: today in \
            Europe/London).
            """)
    var runDate: String?

    @Option(help: "How many nodes of a diagram may be made before the question is given up.")
    var budget = Undecided.usualBudget

    @Option(help: "text for people, json for programs.")
    var format = ReasoningFormat.text

    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        guard (1...100_000_000).contains(budget) else {
            throw ValidationError("--budget takes a number from 1 to 100000000")
        }
    }

    /// Loads agreements with the signatures of the registers; says what is wrong and ends
    /// otherwise.
    func load(
        _ files: [String]
    ) throws -> (versions: [PolicyChange.Version], codeSets: [CodeSet]) {
        let (shared, terminology) = try mapping.loadCodeSets()
        do throws(Diagnostics) {
            var sources = Registers.Sources()
            sources.signUps = signUps
            let registers = try Registers.load(sources, now: RunDate.instant())
            var (versions, sets) = ([PolicyChange.Version](), shared)
            for file in files {
                let (text, loaded) = try PreparedAgreement.load(
                    file, shared: shared, terminology: terminology)
                var agreement = loaded
                agreement.add(registers.signUps)
                versions.append(PolicyChange.Version(agreement, yaml: text))
                sets = try PreparedAgreement.codeSets(of: file, terminology) + sets
            }
            return (versions, sets)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    func undecided(_ file: String, _ undecided: Undecided) -> ExitCode {
        Terminal.complain(
            Diagnostic(
                .undecided, file: file,
                "it cannot be decided with \(undecided.budget) nodes: neither yes nor no",
                advice: "give more with `--budget`, or ask about fewer clauses"
            ).description)
        return ReasoningExit.undecided
    }
}

/// `sluice policy compare`.
struct PolicyCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say what another version of an agreement would release, and who must sign it.",
        discussion: """
            Exact, not sampled: every request that either version can tell from another is \
            compared, by practice, entry and field, and each difference comes with an example. \
            Changed code sets, lists and signatures take part; keys that are not about single \
            requests are compared as keys. What cannot be told to narrow counts as widening.
            Exit codes: 0 the same leaves; 10 less leaves, and nothing more; 11 more leaves, or \
            something else; 12 undecided within the budget; 2 an agreement or register is wrong.
            """)

    @Argument(help: "The version now.")
    var old: String

    @Argument(help: "The version to come.")
    var new: String

    @Flag(help: "Print the examples alone, as cases for `sluice policy test`.")
    var cases = false

    @OptionGroup var options: ReasoningOptions

    func run() throws {
        let (versions, _) = try options.load([old, new])
        let day = try RunDate.parse(options.runDate)
        let change: PolicyChange
        do {
            change = try PolicyChange(
                from: versions[0], to: versions[1], on: day, budget: options.budget)
        } catch let error as Undecided {
            throw options.undecided(new, error)
        } catch let error as Diagnostics {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
        let report = ComparisonReport(
            change, from: versions[0].agreement, to: versions[1].agreement,
            on: "\(day.year)-\(Self.two(day.month))-\(Self.two(day.day))")
        if cases {
            print(report.cases())
        } else {
            switch options.format {
            case .text: print(report.text())
            case .json: try JSONText.emit(report.json())
            }
        }
        switch change.verdict {
        case .same: break
        case .less: throw ReasoningExit.narrows
        case .more, .both: throw ReasoningExit.widens
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
