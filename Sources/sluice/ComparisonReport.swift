import CanonicalModel
import Foundation
import PolicyReasoning
import SharingAgreements

/// Tells how two versions of an agreement differ.
struct ComparisonReport {
    private let change: PolicyChange
    private let old: Agreement
    private let new: Agreement
    /// More than so many codes of a set are told as their number and one of them.
    private static let fewCodes = 5

    private let day: String

    /// - Parameter day: The day from which ages and windows count.
    init(_ change: PolicyChange, from old: Agreement, to new: Agreement, on day: String) {
        (self.change, self.old, self.new, self.day) = (change, old, new, day)
    }

    // MARK: - Text

    func text() -> String {
        var lines = [
            "\(old.id) \(old.version) -> \(new.id) \(new.version): \(Self.sentence(change.verdict))"
        ]
        lines += change.findings.map(\.description)
        for group in change.releases.groups where !group.differences.isEmpty {
            lines.append("")
            lines.append("\(Self.word(group.verdict)) for \(Self.list(group.practices))")
            var shown: Set<Witness> = []
            for difference in group.differences { lines += text(difference, &shown) }
        }
        lines += tables()
        lines += keys("keys by which it changes, beside single requests", \.isChange)
        lines += codeSets()
        lines += keys("keys for people to read and for the checks", { $0.effect == .documentary })
        lines += ["", "signatures"]
        lines += steps()
        lines += ["", "compared \(Self.count(change.releases.requests)) requests for each field"]
        lines += (change.suppositions + change.releases.remarks).map { "  \($0)" }
        return lines.joined(separator: "\n")
    }

    /// - Parameter shown: The examples that were shown; each is shown once.
    private func text(
        _ difference: Comparison.Difference, _ shown: inout Set<Witness>
    ) -> [String] {
        let fields = difference.fields.joined(separator: ", ")
        let forms = difference.forms
        var lines = [
            "  \(difference.kind.name): \(Self.word(difference.verdict)): \(fields)"
                + (forms.old == forms.new ? "" : " (\(forms.old) -> \(forms.new))")
        ]
        for (verdict, witness) in difference.witnesses where shown.insert(witness).inserted {
            let name = "\(Self.word(verdict)) of \(difference.kind.name)"
            lines += witness.yaml(name: name).split(separator: "\n").map { "    \($0)" }
        }
        return lines
    }

    private func keys(_ title: String, _ isMeant: (KeyChange) -> Bool) -> [String] {
        let keys = change.keys.filter(isMeant)
        guard !keys.isEmpty else { return [] }
        return ["", title]
            + keys.map { key in
                let verdict = key.verdict == .same ? "" : " \(Self.word(key.verdict))"
                let (removed, added) = (Self.quoted(key.removed), Self.quoted(key.added))
                return "  \(key.path):\(verdict) \(removed) -> \(added)"
            }
    }

    private func tables() -> [String] {
        guard !change.tables.isEmpty else { return [] }
        return ["", "tables of counts"]
            + change.tables.map { table in
                "  \(table.id): \(Self.word(table.verdict)) (\(table.cellsBefore) -> "
                    + "\(table.cellsAfter) cells): \(table.differences.joined(separator: "; "))"
            }
    }

    private func codeSets() -> [String] {
        var lines: [String] = []
        for set in change.codeSets {
            for (sign, codes) in [("+", set.added), ("-", set.removed)] where !codes.isEmpty {
                let few = codes.prefix(Self.fewCodes).joined(separator: ", ")
                lines.append(
                    codes.count <= Self.fewCodes
                        ? "  \(set.name): \(sign)\(codes.count): \(few)"
                        : "  \(set.name): \(sign)\(codes.count) codes, \(codes[0]) among them")
            }
        }
        lines += change.lists.map { "  list \($0.name): +\($0.added) -\($0.removed) people" }
        return lines.isEmpty ? [] : ["", "code sets and lists; what they do is told above"] + lines
    }

    private func steps() -> [String] {
        let words: [(PolicyChange.Step, String)] = [
            (.signature, "widens: a new signature is needed from"),
            (.signed, "widens, and is signed by"),
            (
                .atOnce,
                "does not widen, so needs no new signature where a run is given both files: for"
            ),
            (.neither, "has signed neither version; compared as though it had:"),
        ]
        return words.compactMap { step, words in
            let practices = change.steps.filter { $0.step == step }.map(\.practice)
            return practices.isEmpty ? nil : "  \(words) \(Self.list(practices))"
        }
    }

    /// The examples alone, as cases of a file of examples.
    func cases() -> String {
        var lines = ["examples: \(new.id)", "run_date: \(day)", "cases:"]
        var number = 0
        for group in change.releases.groups {
            for difference in group.differences {
                for (verdict, witness) in difference.witnesses {
                    number += 1
                    let fields = difference.fields.joined(separator: " ")
                    let name = "\(number) \(Self.word(verdict)) of \(difference.kind.name)"
                    lines += witness.yaml(name: "\(name): \(fields)")
                        .split(separator: "\n").map { "  \($0)" }
                }
            }
        }
        return lines.joined(separator: "\n")
    }

    // MARK: - Words

    private static func word(_ verdict: Verdict) -> String {
        switch verdict {
        case .same: "the same"
        case .more: "more"
        case .less: "less"
        case .both: "more and less"
        }
    }

    private static func sentence(_ verdict: Verdict) -> String {
        switch verdict {
        case .same: "the same leaves"
        case .more: "more leaves"
        case .less: "less leaves, and nothing more"
        case .both: "more leaves in some things, and less or something else in others"
        }
    }

    private static func list(_ practices: [String]) -> String {
        guard practices.count > 12 else { return practices.joined(separator: ", ") }
        return practices.prefix(10).joined(separator: ", ") + " and \(practices.count - 10) more"
    }

    private static func quoted(_ texts: [String]) -> String {
        let shown = texts.prefix(3).map { text in
            text.count > 60 ? "`\(text.prefix(57))...`" : "`\(text)`"
        }
        let rest = texts.count > 3 ? " and \(texts.count - 3) more" : ""
        return shown.isEmpty ? "nothing" : shown.joined(separator: ", ") + rest
    }

    private static func count(_ number: Double) -> String {
        number < 1e9 ? "\(Int(number))" : "10^\(Int(log10(number)))"
    }

    // MARK: - JSON

    struct JSON: Encodable {
        struct Difference: Encodable {
            let entry: String
            let fields: [String]
            let verdict, before, after: String
            let more, less, other: String?
        }
        struct Group: Encodable {
            let practices: [String]
            let verdict: String
            let differences: [Difference]
        }
        struct Key: Encodable {
            let path, effect: String
            let removed, added: [String]
        }
        struct CodeSet: Encodable {
            let name: String
            let added, removed: [String]
        }
        struct Table: Encodable {
            let id, verdict: String
            let differences: [String]
            let cellsBefore, cellsAfter: Int
        }
        let old, new, verdict: String
        let tables: [Table]
        let practices: [Group]
        let keys: [Key]
        let codeSets: [CodeSet]
        let signatures: [String: [String]]
        let findings, suppositions, remarks: [String]
    }

    func json() -> JSON {
        JSON(
            old: "\(old.id) \(old.version)", new: "\(new.id) \(new.version)",
            verdict: change.verdict.rawValue,
            tables: change.tables.map { table in
                JSON.Table(
                    id: table.id, verdict: table.verdict.rawValue,
                    differences: table.differences, cellsBefore: table.cellsBefore,
                    cellsAfter: table.cellsAfter)
            },
            practices: change.releases.groups.map { group in
                JSON.Group(
                    practices: group.practices, verdict: group.verdict.rawValue,
                    differences: group.differences.map(Self.encoded))
            },
            keys: change.keys.map { key in
                let effect =
                    switch key.effect {
                    case .compared: "compared"
                    case .documentary: "documentary"
                    case .changes(let verdict): verdict.rawValue
                    }
                return JSON.Key(
                    path: key.path, effect: effect, removed: key.removed, added: key.added)
            },
            codeSets: change.codeSets.map {
                JSON.CodeSet(name: $0.name, added: $0.added, removed: $0.removed)
            },
            signatures: Dictionary(grouping: change.steps) { $0.step.rawValue }
                .mapValues { steps in steps.map { $0.practice } },
            findings: change.findings.map(\.description), suppositions: change.suppositions,
            remarks: change.releases.remarks)
    }

    private static func encoded(_ difference: Comparison.Difference) -> JSON.Difference {
        func example(_ witness: Witness?, _ verdict: Verdict) -> String? {
            witness.map { $0.yaml(name: "\(word(verdict)) of \(difference.kind.name)") }
        }
        return JSON.Difference(
            entry: difference.kind.name, fields: difference.fields,
            verdict: difference.verdict.rawValue, before: difference.forms.old,
            after: difference.forms.new, more: example(difference.more, .more),
            less: example(difference.less, .less), other: example(difference.other, .both))
    }
}

extension Comparison.Difference {
    /// The examples, and what each shows.
    fileprivate var witnesses: [(Verdict, Witness)] {
        [(Verdict.more, more), (.less, less), (.both, other)].compactMap { verdict, witness in
            witness.map { (verdict, $0) }
        }
    }
}

extension KeyChange {
    fileprivate var isChange: Bool { if case .changes = effect { true } else { false } }
}
