public import CanonicalModel
public import SharingAgreements

/// What one example came to.
public struct ExampleResult: Sendable {
    /// What it shows.
    public let name: String
    /// Where it stands.
    public let position: Diagnostic.Position?
    /// What differs from what it expects; empty if it holds.
    public let failures: [Diagnostic]
}

/// A change of the agreement, and whether an example notices it.
public struct ChangeResult: Sendable {
    /// The change.
    public let change: AgreementChange
    /// Where the clause stands in the agreement.
    public let position: Diagnostic.Position?
    /// The first example that fails under it; `nil` if none does.
    public let witness: String?
}

/// What no example exercises.
public struct ExampleCoverage: Sendable {
    /// How many clauses there are.
    public let clauses: Int
    /// How many reasons the agreement can give.
    public let reasons: Int
    /// What is not exercised, as warnings: clauses first.
    public let missing: [Diagnostic]
    /// How many of ``missing`` are reasons.
    public let missingReasons: Int
}

extension ExampleFile.Case {
    /// Its name, and which of its patients it is.
    var title: String { name + (number.map { " (patient \($0))" } ?? "") }
}

extension ExampleTrial {
    /// Holds every example against the agreement.
    ///
    /// - Parameter places: Where the clauses stand.
    public func results(_ places: AgreementPlaces) -> [ExampleResult] {
        var results: [ExampleResult] = []
        let file = agreement.file
        explain(under: agreement) { patient, explanation in
            let failures = ExampleVerdict.failures(
                patient, explanation, under: agreement
            ) { clause in
                let place = places.position(clause).map { ", \(file):\($0.line):\($0.column)" }
                return "`\(clause)`" + (place.map { " (\($0.dropFirst(2)))" } ?? "")
            }
            results.append(
                ExampleResult(
                    name: patient.example.title, position: patient.example.position,
                    failures: failures.map { failure in
                        Diagnostic(
                            .exampleFails, file: examples.file, at: failure.position,
                            "\(patient.example.title): \(failure.message)", advice: failure.advice)
                    }))
            return true
        }
        return results
    }

    /// Tries every single change of the agreement.
    ///
    /// Cost: the changes times the examples up to the first that notices.
    public func tryChanges(_ places: AgreementPlaces) -> [ChangeResult] {
        agreement.changes(outsiders: outsiders).map { change in
            var witness: String?
            let changed = change.applied(to: agreement)
            explain(under: changed) { patient, explanation in
                let failures = ExampleVerdict.failures(patient, explanation, under: changed) { $0 }
                if !failures.isEmpty { witness = patient.example.title }
                return failures.isEmpty
            }
            return ChangeResult(
                change: change, position: places.position(change.clause), witness: witness)
        }
    }

    /// What no example exercises: a clause without which every example fares the same, and a reason
    /// that the agreement can give and no example meets.
    public func coverage(_ places: AgreementPlaces) -> ExampleCoverage {
        var (outcomes, met) = ([ExampleOutcome](), ReasonSet())
        explain(under: agreement) { _, explanation in
            let outcome = ExampleOutcome(explanation)
            met = outcome.entries.reduce(met.union(outcome.record)) { $0.union($1.reasons) }
            outcomes.append(outcome)
            return true
        }
        let clauses = agreement.changes(outsiders: outsiders).filter { $0.kind == .dropped }
        var missing: [Diagnostic] = []
        for clause in clauses where !alters(clause, outcomes) {
            missing.append(
                Diagnostic(
                    .notExercised, .warning, file: agreement.file,
                    at: places.position(clause.clause),
                    "no example exercises `\(clause.clause)`: all fare the same without it",
                    advice: "add a patient who would not: \(clause.words)"))
        }
        let possible = agreement.possibleReasons
        let unmet = possible.filter { !met.contains(ReasonSet($0)) }
        missing += unmet.map { reason in
            let place = agreement.clause(behind: reason).flatMap(places.position)
            return Diagnostic(
                .notExercised, .warning, file: agreement.file, at: place,
                "no example meets \(reason.name)", advice: reason.sentence)
        }
        return ExampleCoverage(
            clauses: clauses.count, reasons: possible.count, missing: missing,
            missingReasons: unmet.count)
    }

    private func alters(_ change: AgreementChange, _ outcomes: [ExampleOutcome]) -> Bool {
        var (next, isAltered) = (0, false)
        explain(under: change.applied(to: agreement)) { _, explanation in
            isAltered = ExampleOutcome(explanation) != outcomes[next]
            next += 1
            return !isAltered
        }
        return isAltered
    }
}
