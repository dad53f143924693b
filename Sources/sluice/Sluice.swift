import ArgumentParser
@preconcurrency import Foundation
import Pipeline

/// The command line: one file a subcommand.
@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Turn general-practice records into feeds under signed data-sharing agreements.",
        version: Pipeline.Sluice.version,
        subcommands: [
            Convert.self, Stream.self, MappingCommand.self, PolicyCommand.self, StopCommand.self,
            OptOutsCommand.self, LedgerCommand.self, QuarantineCommand.self, Reidentify.self,
            IndicatorsCommand.self, ReportCommand.self, FeedCommand.self, Formats.self, Model.self,
            Synth.self, TerminologyCommand.self,
        ])

    static func main() async {
        keepToOneself()
        LargeBlocks.giveBack()
        mindTheOutput()
        await obey()
    }

    /// Does what the arguments say.
    ///
    /// A command that finds its arguments wrong only once it runs is answered with its own usage,
    /// as the parser answers; by itself it would show that of `sluice`, which says nothing.
    private static func obey() async {
        do {
            let command = try parseAsRoot()
            do {
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    var command = command
                    try command.run()
                }
            } catch let error as ValidationError {
                let usage = usageString(for: type(of: command))
                let name = usage.split(separator: " ").prefix { !"[<-".contains($0.prefix(1)) }
                Terminal.complain(
                    "Error: \(error.message)\nUsage: \(usage)\n"
                        + "  See '\(name.joined(separator: " ")) --help' for more information.")
                exit(withError: ExitCode.validationFailure)
            }
        } catch {
            exit(withError: error)
        }
    }

    /// What was printed may still be on its way when the program ends: a full disk must not pass
    /// for success.
    private static func mindTheOutput() {
        atexit {
            guard fflush(nil) != 0 || ferror(stdout) != 0 else { return }
            Terminal.complain(
                "error[E402]: standard output could not be written to its end; what was printed is "
                    + "cut short")
            _exit(3)
        }
    }

    /// What is made from now on is its owner's alone, and no core file is left with records and
    /// keys in it, however the program ends.
    private static func keepToOneself() {
        umask(0o077)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        #if os(Linux)
            setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        #else
            setrlimit(RLIMIT_CORE, &none)
        #endif
    }
}
