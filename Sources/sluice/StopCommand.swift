import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import SharingAgreements

/// `sluice stop`: nothing more leaves of what is named, from now on.
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop feeds, practices or patients at once, and let them go on again.",
        discussion: """
            A run that is given the register (`convert --stops FILE`) looks at it before each \
            record and again before it publishes. A register that is not whole stops everything.
            Exit codes: 0 done; 3 the register cannot be read or written; 64 wrong arguments.
            """,
        subcommands: [StopAdd.self, StopLift.self, StopList.self, StopBegin.self],
        defaultSubcommand: StopAdd.self)
}

/// Where the register is.
struct StopRegisterOption: ParsableArguments {
    @Option(help: "The stop register.")
    var register: String

    /// Does something with the register; says why it cannot and ends otherwise.
    func run<Result>(_ work: (String) throws(Diagnostic) -> Result) throws -> Result {
        do throws(Diagnostic) {
            return try work(register)
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(3)
        }
    }
}

/// `sluice stop --scope ...`.
struct StopAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Stop something (what `sluice stop` does by itself).")

    @Option(
        parsing: .upToNextOption,
        help: """
            What to stop: all; agreement ID; practice ODS; flow ID; patient PSEUDONYM, in the \
            feeds that call them so; patient file:PATH, a file of NHS numbers, one a line.
            """)
    var scope: [String]

    @Option(help: "Why.")
    var reason: String

    @Option(help: "Who stops it.")
    var by: String

    @OptionGroup var register: StopRegisterOption

    func validate() throws {
        try Words.check(["--reason": reason, "--by": by])
        let kinds = ["agreement", "practice", "flow", "patient"]
        guard scope == ["all"] || scope.count == 2 && kinds.contains(scope[0]) && !scope[1].isEmpty
        else {
            throw ValidationError(
                "--scope takes: all; agreement ID; practice ODS; flow ID; patient PSEUDONYM or "
                    + "file:PATH")
        }
    }

    func run() throws {
        let id = try register.run { register throws(Diagnostic) in
            try StopRegisterFile.stop(
                try meant(), reason: reason, by: by, at: Instant.text(RunDate.instant()),
                in: register)
        }
        print("stop \(id) is in force; `sluice stop lift \(id)` ends it, with two people")
    }

    private func meant() throws(Diagnostic) -> StopRegister.Scope {
        guard scope.count == 2 else { return .all }
        let subject = scope[1]
        switch scope[0] {
        case "agreement": return .agreement(subject)
        case "practice": return .practice(subject)
        case "flow": return .flow(subject)
        default:
            guard subject.hasPrefix("file:") else { return .pseudonym(subject) }
            return try StopRegisterFile.patients(in: String(subject.dropFirst(5)))
        }
    }
}

/// `sluice stop lift`.
struct StopLift: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lift", abstract: "Let what a stop stopped go on; it takes two people.")

    @Argument(help: "The number of the stop.")
    var id: Int

    @Option(help: "Who lifts it, in which role.")
    var by: String

    @Option(help: "Who agrees, in which role: another person.")
    var second: String

    @Option(help: "Why.")
    var reason: String

    @OptionGroup var register: StopRegisterOption

    func validate() throws {
        try Words.check(["--reason": reason, "--by": by, "--second": second])
    }

    func run() throws {
        try register.run { register throws(Diagnostic) in
            try StopRegisterFile.lift(
                id, reason: reason, by: by, second: second, at: Instant.text(RunDate.instant()),
                in: register)
        }
        print("stop \(id) is lifted")
    }
}

/// `sluice stop list`.
struct StopList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show what is stopped, and by whom.")

    @Flag(help: "Show stops that were lifted too.")
    var all = false

    @OptionGroup var register: StopRegisterOption

    func run() throws {
        let found = try register.run { register throws(Diagnostic) in
            try StopRegisterFile.load(register)
        }
        let shown = all ? found.stops : found.inForce
        if shown.isEmpty { print("nothing is stopped") }
        for stop in shown {
            // A pseudonym stands for a person; it is in the register for those who may see it.
            let isPerson = stop.scope.kind == "pseudonym"
            let subject = isPerson ? "" : stop.scope.subject
            let what = [stop.scope.kind, subject].filter { !$0.isEmpty }.joined(separator: " ")
            var line = "\(stop.id)  \(what)  since \(stop.at) by \(stop.by): \(stop.reason)"
            if let lift = stop.lift {
                line += "; lifted \(lift.at) by \(lift.by) and \(lift.second): \(lift.reason)"
            }
            print(line)
        }
    }
}

/// `sluice stop begin`.
struct StopBegin: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin", abstract: "Begin a register in which nothing is stopped.")

    @OptionGroup var register: StopRegisterOption

    func run() throws {
        try register.run { register throws(Diagnostic) in try StopRegisterFile.begin(register) }
    }
}

/// Words that must say something.
enum Words {
    static func check(_ words: [String: String]) throws {
        for (option, word) in words where word.allSatisfy(\.isWhitespace) {
            throw ValidationError("\(option) is empty")
        }
    }
}
