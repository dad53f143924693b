import ArgumentParser
import CanonicalModel
import Foundation
import Indicators
import Pipeline

/// `sluice report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make one page of a neighbourhood's figures from feeds.",
        discussion: """
            The page is one HTML file that needs no network and no script: who lives here, \
            long-term conditions by practice, access, continuity, prevention, immunisation, how \
            good the data are, what was kept back and why, and which agreement it stands on. \
            Every number comes from tables that are protected and audited.

            Exit codes: as for `sluice indicators run`.
            """)

    @OptionGroup var counting: CountingOptions

    @Option(name: [.long, .customShort("o")], help: "The file to write.")
    var out: String

    func run() throws {
        let results = try counting.results()
        let page = ReportPage(results) { IndicatorRun.meaning(ofReason: $0) }
        try Terminal.writing(out) {
            try Data(page.html.utf8).write(to: URL(fileURLWithPath: out), options: .atomic)
        }
        for note in results.notes { Terminal.complain(note.description) }
        Terminal.complain(
            "\(out): \(results.basis.agreement) \(results.basis.version), "
                + "up to \(results.lastDay.text), small numbers by \(results.basis.profile)")
    }
}
