import ArgumentParser
import CanonicalModel
import Foundation
import Pipeline
import PolicyGuidance
import SharingAgreements

/// `sluice policy document`.
struct PolicyDocument: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document",
        abstract: "Write an agreement as a document: to sign, to publish, or for other systems.",
        discussion: """
            html and markdown: the whole agreement, with lines for the signatures that are \
            missing. ropa: its row of the record of processing, CSV. summary: what patients need \
            to know, Markdown. contract, consent: FHIR R4. odrl: ODRL with DPV, JSON-LD.
            Exit codes: 0 written; 2 the agreement does not load.
            """)

    /// What it becomes.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case html, markdown, ropa, summary, contract, consent, odrl
    }

    @Argument(help: "The agreement.")
    var agreement: String

    @Option(help: "html, markdown, ropa, summary, contract, consent or odrl.")
    var format = Form.html

    @OptionGroup var mapping: MappingOptions

    func run() throws {
        let (codeSets, terminology) = try mapping.loadCodeSets()
        do throws(Diagnostics) {
            let (text, loaded) = try PreparedAgreement.load(
                agreement, shared: codeSets, terminology: terminology)
            print(try self.text(loaded, yaml: text), terminator: "")
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
    }

    private func text(_ loaded: Agreement, yaml: String) throws(Diagnostics) -> String {
        switch format {
        case .html: try AgreementDocument(loaded, yaml: yaml).html
        case .markdown: try AgreementDocument(loaded, yaml: yaml).markdown
        case .ropa: AgreementDocument.recordOfProcessing(loaded)
        case .summary: AgreementDocument.patientSummary(loaded)
        case .contract: AgreementDocument.fhirContract(loaded)
        case .consent: AgreementDocument.fhirConsent(loaded)
        case .odrl: AgreementDocument.odrl(loaded)
        }
    }
}
