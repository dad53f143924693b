import CanonicalModel
import Foundation
@testable import PolicyGuidance
import SharingAgreements
import Terminology

/// Loading and reviewing texts as the program does, without files.
enum Guided {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let codeSets: [CodeSet] = {
        do {
            let folder = root.appending(path: "Mappings/codes")
            let shared = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                .map { name in
                    try CodeSet.load(
                        yaml: try String(
                            contentsOf: folder.appending(path: name), encoding: .utf8),
                        file: name)
                }
            let starters = try StarterCodeSets.files.map {
                try CodeSet.load(yaml: $0.yaml, file: "\($0.name).yaml")
            }
            return shared + starters
        } catch {
            fatalError("\(error)")
        }
    }()

    static let filled: FilledFields = {
        let folder = root.appending(path: "Mappings")
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap {
            $0 as? String
        }
        let files = (names ?? []).sorted().filter {
            $0.hasSuffix(".yaml") && !$0.hasSuffix(".cases.yaml") && !$0.contains("codes/")
        }
        return FilledFields(
            mappings: files.compactMap {
                try? String(contentsOf: folder.appending(path: $0), encoding: .utf8)
            })
    }()

    static func day(_ text: String) -> PartialDate {
        guard let day = PartialDate(dayText: text) else { fatalError("no day: \(text)") }
        return day
    }

    /// The draft that examples change: of April 2026.
    static func draft(_ kind: PolicyTemplate) -> String {
        kind.draft(id: "example", from: day("2026-04-01"))
    }

    /// Everything that the check would say.
    static func findings(
        _ yaml: String, codeSets: [CodeSet] = codeSets, today: String = "2026-06-01"
    ) -> [Diagnostic] {
        do throws(Diagnostics) {
            let agreement = try Agreement.load(yaml: yaml, file: "a.yaml", codeSets: codeSets)
            return try AgreementReview.findings(
                on: agreement, yaml: yaml, filled: filled, today: day(today))
        } catch {
            return error.all
        }
    }

    /// `text` with `old` replaced once; a row that replaces nothing is a defect of the test.
    static func replacing(_ old: String, with new: String, in text: String) -> String? {
        guard let range = text.firstRange(of: old) else { return nil }
        return text.replacingCharacters(in: range, with: new)
    }
}
