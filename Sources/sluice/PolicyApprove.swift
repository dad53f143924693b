import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance
import PolicyWorkbench
import SharingAgreements

/// `sluice policy approve`.
struct PolicyApprove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Write into an agreement that it was approved as it stands.",
        discussion: """
            An approval is of everything above the line `approvals:`, whatever the status, and of \
            the example patients, each by its SHA-256. It is one more line; nothing else of the \
            file changes. Two people in two roles approve the same text and examples before \
            `sluice policy activate` activates it.
            Exit codes: 0 written; 1 refused; 2 the agreement is wrong.
            """)

    @Argument(help: "The agreement.")
    var file: String

    @Option(help: "As what: ig_lead, dpo or caldicott.")
    var role: String

    @Option(help: "Who approves.")
    var by: String

    @Option(help: "The day, as YYYY-MM-DD (default: today in Europe/London).")
    var at: String?

    @Flag(help: "Take out approvals of an earlier text, or of other examples.")
    var discard = false

    @OptionGroup var mapping: MappingOptions

    func validate() throws {
        if !Approval.roles.contains(role) {
            throw ValidationError("--role takes \(Approval.roles.joined(separator: ", "))")
        }
        if by.allSatisfy(\.isWhitespace) || by.contains(where: \.isNewline) {
            throw ValidationError("--by takes a name")
        }
    }

    func run() throws {
        let day = try RunDate.parse(at, option: "--at")
        if try RunDate.parse(nil).dayNumber < day.dayNumber {
            throw ValidationError("--at takes a day that has come; nobody has approved tomorrow")
        }
        var draft = try AuthoredFile(file, mapping)
        let hash = PreparedAgreement.contentHash(of: draft.text)
        let tests = try draft.examplesHash()
        let approval = Approval(role: role, by: by, day: day, hash: hash, tests: tests)
        var text = AgreementText(draft.text)
        let removed = discard ? text.removeApprovals(except: hash, tests: tests) : 0
        let rules = ApprovalRules(draft.agreement, hash: hash, tests: tests, discards: discard)
        if let fault = rules.fault(in: approval) {
            Terminal.complain(fault.description)
            throw ExitCode(1)
        }
        guard text.add(approval) else {
            let fault = Diagnostic(
                .notReady, file: file, "the approvals are not written a line each",
                advice: "write `approvals:` and below it `  - {role: ...}` lines")
            Terminal.complain(fault.description)
            throw ExitCode(1)
        }
        try draft.change(to: text.text)
        try draft.write()
        if removed > 0 { print("\(removed) of an earlier text taken out") }
        print("\(file): approved as \(role) by \(by), of the text \(hash)")
    }
}

/// `sluice policy activate`.
struct PolicyActivate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: "Make an agreement active, if its examples hold and two roles approved it.",
        discussion: """
            Writes `status: active` in the place of the status that is there; nothing else of the \
            file changes. Refused where `policy check` has an error, where an example does not \
            hold, where there are no examples, and where fewer than two people in two roles \
            approved the text and the examples as they stand.
            Exit codes: 0 active; 1 refused; 2 the agreement or its examples are wrong.
            """)

    @Argument(help: "The agreement.")
    var file: String

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let (codeSets, terminology) = try mapping.loadCodeSets()
        var draft = try AuthoredFile(file, mapping)
        let hash = PreparedAgreement.contentHash(of: draft.text)
        var (results, failures): ([ExampleResult]?, [Diagnostic]) = (nil, [])
        do throws(Diagnostics) {
            if draft.hasExamples {
                let examples = try PolicyExamples(
                    file, codeSets: codeSets, terminology: terminology)
                results = examples.trial.results(examples.draft.places)
                failures = results?.flatMap(\.failures) ?? []
            }
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
        let musts = (try? AgreementReview.faults(in: draft.agreement, yaml: draft.text)) ?? []
        let rules = ApprovalRules(draft.agreement, hash: hash, tests: try draft.examplesHash())
        let faults = rules.faults(examples: results, musts: musts.count)
        guard faults.isEmpty else {
            for finding in musts + failures + faults { Terminal.complain(finding.description) }
            throw ExitCode(1)
        }
        if draft.agreement.status == .active { return print("\(file): is active already") }
        var text = AgreementText(draft.text)
        guard text.setStatus(.active) else {
            let fault = Diagnostic(
                .notReady, file: file, "no status is stated that could be changed",
                advice: "write `status: draft` below `agreement:`")
            Terminal.complain(fault.description)
            throw ExitCode(1)
        }
        try draft.change(to: text.text)
        try draft.write()
        print("\(file): active")
    }
}

/// A file that a command changes: what is written was loaded before.
struct AuthoredFile {
    private let file: String
    private let mapping: MappingOptions
    private var draft: AgreementDraft

    /// Loads it; says everything that is wrong and ends otherwise.
    init(_ file: String, _ mapping: MappingOptions) throws {
        (self.file, self.mapping) = (file, mapping)
        draft = try Self.load(file, nil, mapping)
    }

    var text: String { draft.text }
    var agreement: Agreement { draft.agreement }
    var hasExamples: Bool { draft.hasExamples }

    /// The SHA-256 of the file of its examples, `nil` where there is none; says what is wrong and
    /// ends otherwise.
    func examplesHash() throws -> String? {
        do {
            return try draft.examplesHash()
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    /// Loads `text` in the place of what the file says; nothing is written.
    mutating func change(to text: String) throws { draft = try Self.load(file, text, mapping) }

    /// Writes the text in one step, so that nobody reads half of it; who may read the file stays.
    func write() throws {
        do {
            let files = FileManager.default
            let mode = try files.attributesOfItem(atPath: file)[.posixPermissions]
            try Data(draft.text.utf8).write(to: URL(filePath: file), options: .atomic)
            if let mode {
                try files.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            }
        } catch {
            let fault = Diagnostic(
                .unwritableOutput, file: file, "it cannot be written",
                advice: "check who may write it")
            Terminal.complain(fault.description)
            throw ExitCode(2)
        }
    }

    private static func load(
        _ file: String, _ text: String?, _ mapping: MappingOptions
    ) throws -> AgreementDraft {
        let (codeSets, terminology) = try mapping.loadCodeSets()
        do throws(Diagnostics) {
            return try AgreementDraft(
                file, text: text, shared: codeSets, terminology: terminology,
                list: ExampleLists.standIn)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }
}
