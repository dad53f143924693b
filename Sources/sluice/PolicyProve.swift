import ArgumentParser
import CanonicalModel
import Pipeline
import PolicyReasoning
import SharingAgreements

/// `sluice policy prove`.
struct PolicyProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Prove that something never leaves under agreements, or show how it would.",
        discussion: """
            Assertions: \(Assertion.phrases.map { "'\($0)'" }.joined(separator: ", ")); joined by \
            `and` they are said of requests for which all hold. What `any code in SET` is said of \
            is any entry with such a code in any of its concepts. Each agreement is asked by \
            itself, a draft as though it were active, on every day from the run date on.
            Exit codes: 0 proved; 11 something would leave, and an example is given; 12 undecided \
            within the budget; 2 an agreement, register or assertion is wrong.
            """)

    @Argument(help: "Agreement files.")
    var files: [String]

    @Option(help: "What must never leave; may be given several times.")
    var never: [String]

    @Option(help: "Flows of which it is not said; may be given several times.")
    var except: [String] = []

    @OptionGroup var options: ReasoningOptions

    private struct Answer: Encodable {
        let agreement, version, never, outcome: String
        var entry, field, form, example: String?
        var budget: Int?
    }

    func run() throws {
        let (versions, codeSets) = try options.load(files)
        let day = try RunDate.parse(options.runDate)
        let flows = except.map { $0.hasPrefix("flow ") ? String($0.dropFirst(5)) : $0 }
        try check(flows, versions)
        var answers: [Answer] = []
        for text in never {
            let assertion: Assertion
            do {
                assertion = try Assertion(text, codeSets: codeSets)
            } catch {
                Terminal.complain(error.description)
                throw ExitCode(2)
            }
            for version in versions {
                let outcome = assertion.holds(
                    of: version.agreement, codeSets: codeSets, except: Set(flows), on: day,
                    budget: options.budget)
                answers.append(answer(outcome, assertion, version.agreement))
            }
        }
        switch options.format {
        case .json: try JSONText.emit(answers)
        case .text: print(answers.map(text).joined(separator: "\n"))
        }
        if answers.contains(where: { $0.outcome == "counterexample" }) {
            throw ReasoningExit.widens
        }
        if answers.contains(where: { $0.outcome == "undecided" }) {
            throw ReasoningExit.undecided
        }
    }

    /// A flow that no agreement has would excuse nothing, and was meant to.
    private func check(_ flows: [String], _ versions: [PolicyChange.Version]) throws {
        let known = Set(versions.flatMap { $0.agreement.flows.map(\.id) })
        for flow in flows where !known.contains(flow) {
            throw ValidationError(
                "no agreement has a flow `\(flow)`; known: "
                    + known.sorted().map { "`\($0)`" }.joined(separator: ", "))
        }
    }

    private func answer(
        _ outcome: Assertion.Outcome, _ assertion: Assertion, _ agreement: Agreement
    ) -> Answer {
        let word =
            switch outcome {
            case .proved: "proved"
            case .counterexample: "counterexample"
            case .undecided: "undecided"
            }
        var answer = Answer(
            agreement: agreement.id, version: "\(agreement.version)", never: assertion.text,
            outcome: word)
        switch outcome {
        case .proved: break
        case .undecided(let budget): answer.budget = budget
        case .counterexample(let found):
            (answer.entry, answer.field) = (found.kind.name, found.field)
            answer.form = found.form
            answer.example = found.witness.yaml(
                name: "leaves although never \(assertion.text)")
        }
        return answer
    }

    private func text(_ answer: Answer) -> String {
        let head = "\(answer.agreement) \(answer.version): never '\(answer.never)'"
        switch answer.outcome {
        case "proved": return "\(head): proved"
        case "undecided":
            return "\(head): undecided with \(answer.budget ?? 0) nodes, so neither yes nor no; "
                + "give more with --budget"
        default:
            let field = "\(answer.entry ?? "").\(answer.field ?? "")"
            let example = answer.example ?? ""
            return "\(head): no, \(field) leaves \(answer.form ?? "")\n"
                + example.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
        }
    }
}
