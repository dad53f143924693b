import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Testing

/// What agreements become.
@Suite struct DocumentTests {
    static func agreement(_ kind: PolicyTemplate) throws -> (Agreement, String) {
        let text = MistakeTests.whole(kind)
        return (try Agreement.load(yaml: text, file: "a", codeSets: Guided.codeSets), text)
    }

    @Test(arguments: PolicyTemplate.allCases)
    func everyReasonAndPartyStandsInTheDocument(_ kind: PolicyTemplate) throws {
        let (agreement, text) = try Self.agreement(kind)
        let document = try AgreementDocument(agreement, yaml: text)
        let outline = try Outline(yaml: text, file: "a")
        for page in [document.markdown, document.html] {
            for scalar in outline.scalars
            where scalar.path.hasSuffix(".why") || scalar.path.hasSuffix(".ods") {
                #expect(page.contains(scalar.text.inHTML), "\(scalar.path)")
            }
            // What is signed is the whole of it.
            for scalar in outline.scalars { #expect(page.contains(scalar.path), "\(scalar.path)") }
            // Lines to sign on, for who has not signed.
            #expect(page.contains("Signature"))
        }
        #expect(document.html.hasPrefix("<!DOCTYPE html>") && !document.html.contains("<script"))
        #expect(AgreementDocument.patientSummary(agreement).contains("Can I say no?"))
        let row = AgreementDocument.recordOfProcessing(agreement).split(separator: "\r\n")
        #expect(row.count == 2)
        for json in [
            AgreementDocument.fhirContract(agreement), AgreementDocument.fhirConsent(agreement),
            AgreementDocument.odrl(agreement),
        ] {
            #expect(throws: Never.self) {
                try JSONSerialization.jsonObject(with: Data(json.utf8))
            }
        }
    }

    @Test func markupIsEscaped() throws {
        let (_, text) = try Self.agreement(.directCare)
        let changed = text.replacing("title: Our sharing", with: "title: <b>Ours & yours|</b>")
        let agreement = try Agreement.load(yaml: changed, file: "a", codeSets: Guided.codeSets)
        let document = try AgreementDocument(agreement, yaml: changed)
        #expect(document.html.contains("<h1>&lt;b&gt;Ours &amp; yours|&lt;/b&gt;</h1>"))
        #expect(!document.html.contains("<b>"))
    }

    @Test(arguments: [
        (["a", "b,c", "d\"e"], "a,\"b,c\",\"d\"\"e\"\r\n"), (["=1+1", ""], "'=1+1,\r\n"),
    ])
    func cellsAreQuoted(_ cells: [String], _ line: String) {
        #expect(CSVText.line(cells) == line)
    }

    @Test func textIsQuotedInJSON() {
        let value = JSONValue.object([("a\"", .text("\\ \n\t\u{1}")), ("b", .list([]))])
        #expect(value.rendered == "{\n  \"a\\\"\": \"\\\\ \\n\\t\\u0001\",\n  \"b\": []\n}\n")
    }

    @Test func anInventorySaysWhatIsDue() throws {
        let (agreement, _) = try Self.agreement(.directCare)
        for (today, due) in [
            ("2026-06-01", "review on 2027-04-01"), ("2027-03-01", "review in 31 days"),
            ("2027-04-02", "review overdue since 2027-04-01"), ("2028-04-01", "ended"),
        ] {
            var inventory = Inventory(practice: nil, today: Guided.day(today))
            inventory.add(agreement, lastRun: .init(day: "2026-05-01", read: 47, released: 17))
            #expect(inventory.rows.first?.contains(due) == true, "\(inventory.rows)")
            #expect(inventory.csv.contains("2026-05-01: something of 17 of 47 records"))
            #expect(inventory.text.contains("0 of 2 practices"))
        }
        var other = Inventory(practice: "Y99099", today: Guided.day("2026-06-01"))
        other.add(agreement, lastRun: nil)
        #expect(other.rows.isEmpty)
    }
}
