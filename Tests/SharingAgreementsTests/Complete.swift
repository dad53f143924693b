import CanonicalModel
import SharingAgreements
import Terminology

/// A row of a test that changes nothing is a defect of the test.
struct NothingToReplace: Error { let text: String }

/// An agreement that uses every key of the language.
enum Complete {
    static let yaml = """
        agreement:
          id: whole
          version: 2.1.0
          supersedes: whole@2.0.0
          framework: FW-1
          status: active
          title: Everything that can be said
          valid: {from: 2026-04-01, until: 2028-03-31}
          review: {due: 2027-03-01, every: P1Y, triggers: [a change in the law]}
          template: nhse-dspa
        parties:
          controllership: joint
          joint_arrangement: schedule 2
          publishers:
            - {ods: Y99001, name: One, role: general practice}
            - {ods: Y99002, name: Two, role: general practice}
          recipients:
            - {ods: Y99N01, name: Team, type: trust, flows: [f], ico: ZA000001,
               dspt: {status: met, published: 2025-06-30}}
          processors:
            - {name: Gateway, ods: Y99P01, contract: DPA-1, sub_processors: [Hosting]}
        contacts: {dpo: dpo at one, caldicott: Dr A, ig_lead: B, siro: C}
        purposes:
          - {id: p, class: research, description: d, hl7_pou: HRESCH,
             dpv: 'https://w3id.org/dpv#ResearchAndDevelopment'}
        prohibited_uses: [marketing, insurance]
        benefits: [earlier help]
        necessity: nothing less would show it
        legal:
          powers: [a statute]
          article6: ['6(1)(e)']
          article9: ['9(2)(j)']
          dpa2018_schedule: ['schedule 1, paragraph 4']
          confidentiality:
            basis: s251
            why: w
            s251: {cag_ref: 26/CAG/0001, regulation: 5, expires: 2028-03-31,
                   opt_out_exempt: true, evidence: letter of 1 March}
        opt_outs:
          type1: {apply: true}
          national: {apply: true, max_age: P7D, missing: withhold}
          local: {apply: true, missing: withhold}
          coded: [{dissent: share-refused, withdrawal: share-agreed, why: locally}]
        cohort:
          registered_at: [Y99001, Y99002]
          registration: [regular]
          unstated_registration: withhold
          temporary_residents: withhold
          age: {min: 18, max: 110}
          deceased: withhold
          test_patients: release
          any_of:
            - {problem: diabetes, last: P20Y, values: {status: [active]}}
            - {conditions: {at_least: 2, of: [diabetes, heart]}}
            - {observation: hba1c, values: {value: {at_least: 48, unit: mmol/mol}}, times: 2}
          all_of: [{encounter: any, last: P5Y}]
          none_of: [{problem: [heart, sensitive], since: 2020-01-01}, {all_of: [{problem: heart}]}]
          list: people
          on_exit: retract
        dataset:
          include:
            - {entry: patient, fields: [pseudonym, age_band, sex, ethnic_category], why: w}
            - {entry: problem, fields: [code, onset], codes: diabetes, since: 2010-01-01, why: w}
            - {entry: observation, fields: [code, effective, value], codes: hba1c, last: P3Y,
               values: {status: [final, corrected]}, why: w}
          exclude:
            - {entry: observation, fields: [value], why: w}
            - {codes: sensitive, why: w}
          window: {since: 2000-01-01, last: P25Y, long_lived: [problem]}
          special_categories: [health, ethnicity]
          free_text: withhold
          documents: withhold
        sensitive:
          legally_restricted: withhold
          categories: [{set: sensitive, action: withhold, drugs: heart}]
          linked: withhold
          uncoded: [encounter]
        confidentiality: {record: withhold, item: withhold, unknown: withhold}
        deidentification:
          level: pseudonymised
          pseudonym: {key: 'env:K', epoch: '1', linkage_group: group}
          fields: {birth_date: year, death_date: year, event_date: month, age: band5, top_code: 85,
                   postcode: district, ethnicity: group5, practitioner: drop, problem.onset: year}
        disclosure_control: {profile: custom, threshold: 7, rounding: 5, secondary: true,
                             zero: show, totals: from_published, k: 5, below_k: warn, rare_codes: 1}
        flows:
          - {id: f, recipient: Y99N01, purpose: p, format: [csv], schedule: monthly,
             minimum_interval: P28D, channel_ref: MESH-1}
        reidentification: {allowed: true, by: registered_practice, purpose: direct_care,
                           approver: Caldicott Guardian, max_per_day: 10}
        storage: {country: FR, environment: e, transfer_mechanism: adequacy regulations}
        access: {roles: [analyst], environment: tre}
        security: {in_transit: TLS, at_rest: AES, standards: [ISO 27001]}
        onward_sharing: {allowed: true, recipients: [University], conditions: in the tre}
        linkage: [hospital-episodes]
        retention: {period: P2Y, basis: policy, disposal: certified}
        termination: {on_end: retract, notice: P3M, publisher_withdrawal: retract}
        rights: {access: practice, rectification: practice, objection: practice, contact: c}
        transparency: {privacy_notice: 'https://example.org/notice', patient_summary: s}
        dpia: {ref: D-1, approved: 2026-02-01, approved_by: dpo, residual_risk: high,
               ico_consulted: 2026-01-15}
        ropa: {id: R-1}
        breach: {notify_within: PT24H, contact: c}
        complaints: the practice
        foi: the practice
        quality: {known_issues: [late codes], corrections: next extract}
        audit: {recipient_logs: P1Y, gateway_log_retention: P6Y}
        commercial: none
        ppie: a panel
        five_safes: {projects: a, people: b, settings: c, data: d, outputs: e}
        stop: {contacts: [duty manager], scope: everything}
        tests: whole.tests.yaml
        waivers: [{rule: E382, why: w, by: b, at: 2026-03-01}]
        approvals:
          - {role: dpo, by: a, at: 2026-03-01, content_hash: HASH}
          - {role: caldicott, by: b, at: 2026-03-02, content_hash: HASH, tests_hash: HASH}
        withdrawals: [{ods: Y99002, at: 2026-05-01, by: b, why: w}]
        sign_up:
          - {ods: Y99001, version: '2.1', by: b, role: r, at: 2026-03-12, evidence: e}
          - {ods: Y99002, version: '2.1', by: b, role: r, at: 2026-03-12, evidence: e}
        """.replacing("HASH", with: String(repeating: "0a", count: 32))

    static func codeSets() throws(Diagnostics) -> [CodeSet] {
        var sets = try Sample.codeSets()
        for (name, code) in [
            ("heart", "84114007"), ("hba1c", "43396009"), ("share-refused", "416409005"),
            ("share-agreed", "417528008"), ("legally-restricted", "46249006"),
        ] {
            sets.append(try Sample.codeSet(name, "{snomed: '\(code)'}"))
        }
        return sets
    }

    static let people: PatientList = {
        let text = "# made up\n9990000018\n999 000 0026\n"
        guard let list = try? PatientList.load(text: text, name: "people", file: "people.txt")
        else { fatalError("the list does not load") }
        return list
    }()

    /// The findings on ``yaml`` with `old` replaced by `new`; the agreement if there is no error.
    static func load(
        _ old: String = "", _ new: String = ""
    ) throws -> (agreement: Agreement?, findings: [Diagnostic]) {
        let text = old.isEmpty ? yaml : yaml.replacing(old, with: new)
        guard old.isEmpty || text != yaml else { throw NothingToReplace(text: old) }
        do {
            let agreement = try Agreement.load(
                yaml: text, file: "a.yaml", codeSets: try codeSets(), lists: [people])
            return (agreement, agreement.notes)
        } catch {
            return (nil, error.all)
        }
    }
}
