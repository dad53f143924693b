public import CanonicalModel
public import SharingAgreements

/// Whether an agreement may be approved, or activated: by two people in two roles, who approved the
/// same text and the same examples, with examples that hold and nothing that must be mended.
public struct ApprovalRules: Sendable {
    private let agreement: Agreement
    /// Whether approvals of another text are taken out, and so are no fault.
    private let discards: Bool
    /// The SHA-256 of the text that is approved.
    private let hash: String
    /// The SHA-256 of the examples, empty where there are none.
    private let tests: String

    /// - Parameters:
    ///   - hash: The SHA-256 of the text as it stands, without the status.
    ///   - tests: The SHA-256 of its example patients; `nil` where there are none.
    ///   - discards: Whether approvals of anything else are taken out.
    public init(_ agreement: Agreement, hash: String, tests: String?, discards: Bool = false) {
        (self.agreement, self.hash, self.discards) = (agreement, hash, discards)
        self.tests = tests ?? ""
    }

    /// Why approvals that are there stand in the way; `nil` where none does.
    private var stale: String? {
        guard !discards else { return nil }
        let texts = agreement.approvals.count { $0.hash != hash }
        let others = agreement.approvals.count { $0.hash == hash && $0.tests != tests }
        guard texts + others > 0 else { return nil }
        let number = texts > 0 ? texts : others
        return "\(number) approval\(number == 1 ? " is" : "s are") "
            + (texts > 0 ? "of an earlier text" : "not of the examples as they are")
    }

    private var valid: [(role: String, by: String, hash: String, tests: String)] {
        agreement.approvals.filter { $0.hash == hash && $0.tests == tests }
    }

    /// Why `approval` cannot be added; `nil` if it can.
    public func fault(in approval: Approval) -> Diagnostic? {
        if let stale {
            return refusal(stale, "have it approved anew: `--discard` takes out what is of another")
        }
        if valid.contains(where: { $0.role == approval.role }) {
            return refusal(
                "`\(approval.role)` has approved this text already",
                "another role approves next: " + missingRoles)
        }
        if valid.contains(where: { $0.by == approval.by }) {
            return refusal(
                "\(approval.by) has approved this text in another role",
                "two roles are two people")
        }
        return nil
    }

    /// Why the agreement cannot be activated; nothing if it can.
    ///
    /// - Parameters:
    ///   - results: What its examples came to; `nil` without examples.
    ///   - musts: How many findings of `policy check` must be mended.
    public func faults(examples results: [ExampleResult]?, musts: Int) -> [Diagnostic] {
        var faults: [Diagnostic] = []
        if musts > 0 {
            faults.append(
                refusal(
                    "\(musts) finding\(musts == 1 ? "" : "s") must be mended",
                    "see `sluice policy check \(agreement.file)`"))
        }
        if agreement.status == .terminated {
            faults.append(refusal("the agreement has ended", "make a new version of it"))
        }
        if let results {
            let failed = results.count { !$0.failures.isEmpty }
            if failed > 0 {
                faults.append(
                    refusal(
                        "\(failed) of \(results.count) examples "
                            + "do\(failed == 1 ? "es" : "") not hold",
                        "see `sluice policy test \(agreement.file)`"))
            }
        } else {
            faults.append(
                refusal(
                    "no example patients say what must leave and what must not",
                    "write `tests.yaml` beside the agreement"))
        }
        if let stale {
            faults.append(
                refusal(stale, "have it approved anew, with `sluice policy approve --discard`"))
        }
        let (roles, people) = (Set(valid.map(\.role)), Set(valid.map(\.by)))
        if roles.count < 2 || people.count < 2 {
            faults.append(
                refusal(
                    "two people in two roles approve the same text, and "
                        + (valid.isEmpty
                            ? "nobody has"
                            : "only " + valid.map { "`\($0.role)`" }.joined(separator: ", ")
                                + " has"),
                    "`sluice policy approve`, as \(missingRoles)"))
        }
        return faults
    }

    private var missingRoles: String {
        let given = Set(valid.map(\.role))
        return Approval.roles.filter { !given.contains($0) }.map { "`\($0)`" }
            .joined(separator: " or ")
    }

    private func refusal(_ message: String, _ advice: String) -> Diagnostic {
        Diagnostic(.notReady, file: agreement.file, message, advice: advice)
    }
}
