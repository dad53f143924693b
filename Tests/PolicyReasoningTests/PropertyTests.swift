import CanonicalModel
import DecisionDiagrams
import SharingAgreements
import Testing

@testable import PolicyReasoning

/// What must hold whatever agreements say.
@Suite struct PropertyTests {
    /// A change of an agreement that must never let more out.
    struct Narrowing: Sendable, CustomTestStringConvertible {
        let name: String
        let change: @Sendable (MadeAgreement, inout Random) -> MadeAgreement?
        var testDescription: String { name }

        /// Adds a line to a part that has none.
        init(_ name: String, set part: String, to lines: [String]) {
            self.name = name
            change = { made, random in
                guard made.parts[part] == "" else { return nil }
                var changed = made
                changed.parts[part] = random.one(lines)
                return changed
            }
        }

        init(
            _ name: String,
            _ change: @escaping @Sendable (MadeAgreement, inout Random) -> MadeAgreement?
        ) {
            (self.name, self.change) = (name, change)
        }
    }

    static let narrowings = [
        Narrowing("an exclusion", set: "exclude", to: MadeAgreement.options["exclude"] ?? []),
        Narrowing(
            "a sensitive category", set: "sensitive", to: MadeAgreement.options["sensitive"] ?? []),
        Narrowing("a window", set: "window", to: MadeAgreement.options["window"] ?? []),
        Narrowing("a list of people", set: "listed", to: ["  list: people"]),
        Narrowing("a condition", set: "any", to: MadeAgreement.options["any"] ?? []),
        Narrowing("a condition against", set: "none", to: MadeAgreement.options["none"] ?? []),
        Narrowing("an objection by codes", set: "coded", to: MadeAgreement.options["coded"] ?? []),
        Narrowing("a limit of age", set: "age", to: MadeAgreement.options["age"] ?? []),
        Narrowing("a national list", set: "national", to: MadeAgreement.options["national"] ?? []),
        Narrowing("a removed signature") { made, _ in
            var changed = made
            let rows = (made.parts["signed"] ?? "").split(separator: ",")
            guard rows.count > 1 else { return nil }
            changed.parts["signed"] = rows.dropLast().joined(separator: ",")
            return changed
        },
        Narrowing("a withdrawal") { made, _ in
            guard made.parts["withdrawn"] == "" else { return nil }
            var changed = made
            changed.parts["withdrawn"] = "withdrawals: [{ods: Y99001, at: 2026-05-01}]"
            return changed
        },
        Narrowing("a coarser date") { made, _ in
            guard made.parts["dates"] != "year" else { return nil }
            var changed = made
            changed.parts["dates"] = "year"
            return changed
        },
    ]

    @Test("never lets more out", arguments: narrowings)
    func narrows(_ narrowing: Narrowing) throws {
        var random = Random(state: 77)
        let today = try #require(MadeRecord.today)
        var (tried, less) = (0, 0)
        while tried < 20 {
            let (made, agreement) = MadeAgreement.loaded(&random)
            guard let changed = narrowing.change(made, &random),
                let narrower = try? changed.agreement()
            else { continue }
            tried += 1
            let comparison = try Comparison(
                (agreement, Supposition()), (narrower, Supposition()), on: today)
            #expect(
                comparison.verdict == .same || comparison.verdict == .less,
                "\(comparison.verdict)\n\(made.yaml)\n\(changed.yaml)")
            if comparison.verdict == .less { less += 1 }
        }
        #expect(less > 0)
    }

    /// Whatever is unknown of a request: knowing it may let more out, and never less than some
    /// known value would. So an unknown value lets out no more than every known value does.
    @Test func unknownNeverReleasesMoreThanKnown() throws {
        var random = Random(state: 78)
        let today = try #require(MadeRecord.today)
        for _ in 0..<60 {
            let (_, agreement) = MadeAgreement.loaded(&random)
            var diagrams = try PolicyDiagrams(
                [(agreement, Supposition())], on: today, budget: 200_000)
            let space = diagrams.space
            let unknowns: [(Attribute, Int, [Int])] = [
                (.deceased, 2, [0]), (.nationalAnswer, 2, [0]),
                (.identity, Identity.withoutNumber.rawValue, [Identity.number.rawValue]),
                (.recordMark, Mark.unknown.rawValue, [Mark.none.rawValue]),
                (.mark, Mark.unknown.rawValue, [Mark.none.rawValue]),
                (.age, space.ages.values.count - 1, Array(0..<space.ages.values.count - 1)),
                (.date, space.dates.values.count - 1, Array(0..<space.dates.values.count - 1)),
            ]
            for kind in EntryKind.allCases {
                for field in kind.definition.fields.indices {
                    let release = try diagrams.release(0, kind, field)
                    // Where nothing asks for a date, none is known apart from an unknown one.
                    for (attribute, unknown, known) in unknowns
                    where release != .zero && !known.isEmpty {
                        try expectNoMore(&diagrams, release, attribute, unknown, known)
                    }
                }
            }
        }
    }

    /// At every request, some value of `known` lets out as much as `unknown` does.
    private func expectNoMore(
        _ diagrams: inout PolicyDiagrams, _ release: Diagram,
        _ attribute: Attribute, _ unknown: Int, _ known: [Int]
    ) throws {
        let variable = diagrams.space.variable(attribute)
        let hidden = try diagrams.store.fixing(release, variable, to: unknown)
        guard hidden != .zero else { return }
        var best = Diagram.zero
        for cell in known {
            let shown = try diagrams.store.fixing(release, variable, to: cell)
            best = try diagrams.store.combined(best, shown) { left, right in
                if left == .zero || left == right { return right }
                if right == .zero { return left }
                guard let left = left.constant, let right = right.constant else { return nil }
                return Diagram(constant: max(left, right))
            }
        }
        let lost = try diagrams.store.combined(hidden, best) { left, right in
            if left == .zero || left == right { return .zero }
            guard let left = left.constant, let right = right.constant else { return nil }
            return left > 0 && right == 0 ? .one : .zero
        }
        #expect(lost == .zero, "\(attribute)")
    }

    /// Clauses in any order say the same.
    @Test func theOrderOfClausesChangesNothing() throws {
        var random = Random(state: 79)
        let today = try #require(MadeRecord.today)
        for _ in 0..<60 {
            let (made, agreement) = MadeAgreement.loaded(&random)
            var other = made
            (other.parts["problem"], other.parts["further"]) = (
                made.parts["further"], made.parts["problem"]
            )
            other.parts["publishers"] =
                "["
                + (made.parts["publishers"] ?? "").dropFirst().dropLast()
                .replacing("}, {", with: "}|{").split(separator: "|").reversed()
                .joined(separator: ", ") + "]"
            other.parts["signed"] = (made.parts["signed"] ?? "").split(separator: ",").reversed()
                .joined(separator: ",")
            other.sets = made.sets.map { $0.reversed() }
            let comparison = try Comparison(
                (agreement, Supposition()), (try other.agreement(), Supposition()), on: today)
            #expect(comparison.verdict == .same)
            #expect(comparison.groups.allSatisfy { $0.differences.isEmpty })
        }
    }

    /// Entries in any order are decided alike.
    @Test func theOrderOfRecordsChangesNothing() throws {
        var random = Random(state: 80)
        let today = try #require(MadeRecord.today)
        var released = 0
        for _ in 0..<400 {
            let (_, agreement) = MadeAgreement.loaded(&random)
            let patient = MadeRecord.random(&random)
            let compiled = CompiledAgreement(
                agreement, flow: "f", runDate: today, registers: patient.registers)
            var turned = patient.record
            turned.entries.reverse()
            let (first, second) = (
                compiled.decide(patient.record, patient.facts, surrogates: SameIdentifiers()),
                compiled.decide(turned, patient.facts, surrogates: SameIdentifiers())
            )
            #expect(first.patientReasons == second.patientReasons)
            #expect(first.entryReasons == second.entryReasons.reversed())
            if first.released != nil { released += 1 }
        }
        #expect(released > 3)
    }
}
