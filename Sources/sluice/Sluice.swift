import ArgumentParser

/// The command line: one file a subcommand.
@main
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sluice",
        abstract: "Turn general-practice records into feeds under signed data-sharing agreements.",
        version: "0.1.0",
        subcommands: [MappingCommand.self])
}
