import ArgumentParser
import CanonicalModel
import Foundation
import Ledger
import Pipeline

/// `sluice ledger`: what recipients have, and what they were sent.
struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Say what recipients have and had, and that nothing of it was changed.",
        discussion: """
            The ledger is what `convert --ledger FILE` keeps: ids and keyed digests of rows, never \
            what stands in them, and never an NHS number.
            """,
        subcommands: [
            LedgerHistory.self, LedgerVerify.self, LedgerReconcile.self, LedgerSettle.self,
            LedgerPrune.self,
        ])

    /// Does something that may fail; says why it did, and ends with 3.
    static func run<Value>(_ work: () throws(Diagnostic) -> Value) throws -> Value {
        do throws(Diagnostic) {
            return try work()
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(3)
        }
    }
}

/// `sluice ledger history`.
struct LedgerHistory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract:
            "Say what was sent and called back: of a person, a practice, in a run; or all runs.",
        discussion: """
            Of a person or a practice every row counts that was ever sent, also those that were \
            called back long ago. Exit codes: 0 done; 1 nothing is known; 3 the ledger cannot be \
            read.
            """)

    @Option(help: "The ledger.")
    var ledger: String

    @Option(help: "A person, by the pseudonym of the feed.")
    var pseudonym: String?

    @Option(
        help: """
            A person in identifiable feeds: a file with one NHS number, so that it stands in no \
            list of commands. Needs --ledger-key and --agreement-flow.
            """)
    var numberFile: String?

    @Option(help: "The key of the ledger's digests: env:NAME or file:PATH.")
    var ledgerKey: String?

    @Option(help: "The flow in which the person is looked for, as AGREEMENT/FLOW.")
    var agreementFlow: String?

    @Option(help: "A practice, by its ODS code.")
    var practice: String?

    @Option(name: .customLong("run"), help: "A run, by its number.")
    var number: Int64?

    @Flag(help: "Write JSON.")
    var json = false

    func validate() throws {
        let questions = [pseudonym != nil, numberFile != nil, practice != nil, number != nil]
        guard questions.count(where: { $0 }) <= 1 else {
            throw ValidationError("ask for one of a person, a practice and a run")
        }
        if numberFile != nil, ledgerKey == nil || agreementFlow == nil {
            throw ValidationError("--number-file needs --ledger-key and --agreement-flow")
        }
    }

    func run() throws {
        let ledger = try LedgerCommand.run { () throws(Diagnostic) in
            try LedgerFile.reading(self.ledger)
        }
        guard let question = try question() else {
            let runs = try LedgerCommand.run { () throws(Diagnostic) in try ledger.runs() }
            try show(runs)
            if runs.isEmpty { throw ExitCode(1) }
            return
        }
        let events = try LedgerCommand.run { () throws(Diagnostic) in
            try ledger.history(of: question)
        }
        if json {
            try JSONText.emit(events.map(EventLine.init))
        } else {
            for event in events { print(Self.text(event)) }
            if events.isEmpty { print("nothing was ever sent") }
        }
        if events.isEmpty { throw ExitCode(1) }
    }

    private func question() throws -> Ledger.Question? {
        if let pseudonym { return .person(pseudonym) }
        if let practice { return .practice(practice) }
        if let number { return .run(number) }
        guard let numberFile else { return nil }
        return try LedgerCommand.run { () throws(Diagnostic) in
            .person(
                try LedgerPeople.digest(
                    of: numberFile, flow: agreementFlow ?? "", key: ledgerKey ?? "",
                    secret: AgreementOptions.secret))
        }
    }

    private static func text(_ event: LedgerEvent) -> String {
        let rows = "\(event.rows) \(event.part) of \(event.people) people"
        let what = event.cause.map { "called back \(rows): \($0)" } ?? "sent \(rows)"
        return "run \(event.run), \(event.day), \(event.agreement) \(event.version) "
            + "\(event.flow): \(what)"
    }

    private func show(_ runs: [LedgerRunLine]) throws {
        if json { return try JSONText.emit(runs.map(RunLine.init)) }
        for run in runs {
            let change = run.change
            print(
                "run \(run.run), \(run.day), \(run.agreement) \(run.flow), manifest "
                    + "\(run.sequence): \(change.added) new, \(change.changed) changed, "
                    + "\(change.deleted) called back, \(change.live) live; \(run.output)")
        }
        if runs.isEmpty { print("nothing was ever sent") }
    }

    private struct EventLine: Encodable {
        let run: Int64
        let day, agreement, flow, version, part, action: String
        let cause: String?
        let rows, people: Int

        init(_ event: LedgerEvent) {
            (run, day, agreement) = (event.run, event.day, event.agreement)
            (flow, version, part) = (event.flow, event.version, event.part)
            (action, cause) = (event.cause == nil ? "sent" : "called-back", event.cause)
            (rows, people) = (event.rows, event.people)
        }
    }

    private struct RunLine: Encodable {
        let run: Int64
        let day, agreement, flow, manifest, output: String
        let previous: String?
        let sequence, added, changed, unchanged, deleted, live: Int

        init(_ line: LedgerRunLine) {
            (run, day, agreement, flow) = (line.run, line.day, line.agreement, line.flow)
            (manifest, previous, output) = (line.manifest, line.previous, line.output)
            (sequence, added, changed) = (line.sequence, line.change.added, line.change.changed)
            (unchanged, deleted, live) = (
                line.change.unchanged, line.change.deleted, line.change.live
            )
        }
    }
}

/// `sluice ledger verify`.
struct LedgerVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Find manifests that are changed, missing or out of order, and changed files.",
        discussion: """
            Looks at every manifest in the folders, or one folder below: that its files are as it \
            says, that its signature is of it, and that each names the one before it in its feed. \
            With --ledger the manifests must be the very ones of its runs, and the ledger itself \
            is looked at; without, a recipient can do this with the sender's public key. Exit \
            codes: 0 nothing is wrong; 1 something is; 3 something cannot be read.
            """)

    @Argument(help: "Folders that `convert` has written, or folders of such.")
    var folders: [String] = []

    @Option(help: "The ledger.")
    var ledger: String?

    @Option(help: "Whose signatures the manifests must bear: 64 hexadecimal digits, or file:PATH.")
    var publicKey: String?

    @Option(help: "A log of answers to `reidentify`, whose lines must follow one another.")
    var log: [String] = []

    func validate() throws {
        if folders.isEmpty, ledger == nil, log.isEmpty {
            throw ValidationError("name folders, a ledger or a log")
        }
    }

    func run() throws {
        let (findings, summary) = try LedgerCommand.run { () throws(Diagnostic) in
            let ledger = try ledger.map { path throws(Diagnostic) in
                try LedgerFile.reading(path)
            }
            var (findings, summary) = ([Diagnostic](), [String]())
            if !folders.isEmpty {
                let found = try ManifestChain.check(
                    folders, ledger: ledger, publicKey: try key())
                findings += found.findings
                summary.append("\(found.manifests) manifests")
            }
            for problem in try ledger?.check() ?? [] {
                findings.append(Diagnostic(.ledgerUnusable, file: self.ledger ?? "", problem))
            }
            for log in log {
                let lines = try AnswerLog.check(log)
                summary.append("\(log): \(lines) answers, each after the one before")
            }
            return (findings, summary)
        }
        for finding in findings { print(finding) }
        for line in summary { print(line) }
        print(findings.isEmpty ? "nothing is wrong" : "\(findings.count) things are wrong")
        if !findings.isEmpty { throw ExitCode(1) }
    }

    private func key() throws(Diagnostic) -> String? {
        guard let publicKey, publicKey.hasPrefix("file:") else { return publicKey }
        let text = try Files.text(String(publicKey.dropFirst(5)))
        return text.filter { !$0.isWhitespace }
    }
}

/// `sluice ledger reconcile`.
struct LedgerReconcile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare what a recipient says they hold with what they should.",
        discussion: """
            The file is CSV with the columns table, person_key, practice and id, a line for each \
            row that they hold. Exit codes: 0 they hold exactly what they should; 1 they do not; 3 \
            something cannot be read.
            """)

    @Argument(help: "The recipient's file.")
    var file: String

    @Option(help: "The ledger.")
    var ledger: String

    @Option(help: "The flow, as AGREEMENT/FLOW.")
    var agreementFlow: String

    func run() throws {
        let result = try LedgerCommand.run { () throws(Diagnostic) in
            let rows = try Acknowledgement.load(file)
            let ledger = try LedgerFile.reading(self.ledger)
            let flows = try ledger.flows()
            guard let flow = flows.first(where: { "\($0.agreement)/\($0.name)" == agreementFlow })
            else {
                throw Diagnostic(
                    .notReconciled, file: self.ledger, "there is no flow `\(agreementFlow)` in it",
                    advice: "it has "
                        + flows.map { "`\($0.agreement)/\($0.name)`" }.joined(separator: ", "))
            }
            return try ledger.reconcile(flow.id, with: rows)
        }
        print("\(result.agreed) rows are held as they should be")
        for one in result.missing {
            print("\(one.rows) \(one.part) of \(one.practice) should be held and are not")
        }
        for one in result.surplus {
            let why = one.cause.map { "called back: \($0)" } ?? "never sent"
            print("\(one.rows) \(one.part) of \(one.practice) are held and should not be: \(why)")
        }
        if !result.isComplete { throw ExitCode(1) }
    }
}

/// `sluice ledger settle`.
struct LedgerSettle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Say what became of a run that was killed and whose output is nowhere.",
        discussion: """
            Whoever took the output away knows. Every other run that was killed is settled by the \
            next one. Exit codes: 0 done; 3 the ledger cannot be used.
            """)

    @Option(help: "The ledger.")
    var ledger: String

    @Flag(inversion: .prefixedNo, help: "Whether the output was published.")
    var published: Bool

    func run() throws {
        let run = try LedgerCommand.run { () throws(Diagnostic) in
            try LedgerFile.settle(ledger, isPublished: published)
        }
        print(run.map { "run \($0) is settled" } ?? "there is nothing to settle")
    }
}
