import CanonicalModel
import SharingAgreements
import Terminology
import Testing

@testable import PolicyWorkbench

/// A small agreement and examples of it.
enum Tiny {
    static func codeSet(_ name: String, _ codes: String) throws(Diagnostics) -> CodeSet {
        try CodeSet.load(
            yaml: "code_set: \(name)\nversion: '1'\ntitle: t\nsource: s\ncodes: [\(codes)]",
            file: "\(name).yaml")
    }

    static func codeSets() throws(Diagnostics) -> [CodeSet] {
        [
            try codeSet("type1-dissent", "{readv2: '9Nu0.'}"),
            try codeSet("type1-withdrawal", "{readv2: '9Nu1.'}"),
            try codeSet("diabetes", "{snomed: '73211009'}"),
            try codeSet("stroke", "{snomed: '230690007'}"),
            try codeSet("sexual-health", "{snomed: '197997008'}"),
        ]
    }

    static let yaml = """
        agreement: {id: tiny, version: 1.0.0, status: active, title: T,
          valid: {from: 2026-01-01, until: 2026-12-31}}
        parties:
          publishers: [{ods: Y99001}]
          recipients: [{ods: Y99N01, flows: [f]}]
        purposes: [{id: p, class: population_health, description: d}]
        legal: {article6: '6(1)(e)', article9: '9(2)(h)',
          confidentiality: {basis: not_confidential, why: w}}
        opt_outs: {type1: {apply: true}}
        cohort: {registered_at: publishers, age: {min: 65}}
        dataset:
          include:
            - {entry: patient, fields: [pseudonym, age_band], why: w}
            - {entry: problem, fields: [code, onset], codes: diabetes, why: w}
          exclude: [{codes: sexual-health, why: w}]
          free_text: withhold
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          level: pseudonymised
          pseudonym: {key: 'env:K', epoch: '1'}
          fields: {age: band5, event_date: month}
        flows: [{id: f, recipient: Y99N01, purpose: p, format: csv}]
        sign_up: [{ods: Y99001, version: '1.0', by: b, role: r, at: 2026-01-01, evidence: e}]
        """

    static func agreement(_ old: String = "", _ new: String = "") throws -> Agreement {
        let text = old.isEmpty ? yaml : yaml.replacing(old, with: new)
        #expect(old.isEmpty || text != yaml)
        return try Agreement.load(yaml: text, file: "a.yaml", codeSets: try codeSets())
    }

    static func places() throws -> AgreementPlaces {
        try AgreementPlaces(yaml: yaml, file: "a.yaml")
    }

    /// Examples of the agreement; the text is everything below `cases:`, indented by two spaces.
    static func trial(
        _ cases: String, of agreement: Agreement? = nil
    ) throws -> ExampleTrial {
        let agreement = try agreement ?? self.agreement()
        let sets = try codeSets()
        let text = "examples: tiny\nrun_date: 2026-06-01\ncases:\n" + cases
        let file = try ExampleFile(
            yaml: text, file: "t.yaml", agreement: agreement, codeSets: sets)
        return ExampleTrial(file, of: agreement, codeSets: sets)
    }

    /// What is said of one example, whose lines 4 to 6 are its name, patient and expectation.
    static func findings(_ patient: String, _ expect: String) throws -> [String] {
        let cases = "  - name: n\n    patient: \(patient)\n    expect: \(expect)\n"
        do {
            return try trial(cases).results(places()).flatMap(\.failures).map(\.description)
        } catch let error as Diagnostics {
            return error.all.map(\.description)
        }
    }
}
