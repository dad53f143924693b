import ArgumentParser
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
            Synth.self,
            TerminologyCommand.self,
        ])
}
