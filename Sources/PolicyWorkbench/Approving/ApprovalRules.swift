public import CanonicalModel
public import SharingAgreements

/// Whether an agreement may be approved, or activated: by two people in two roles, who approved the
/// same text, and with examples that hold.
public struct ApprovalRules: Sendable {
    private let agreement: Agreement
    /// Whether approvals of another text are taken out, and so are no fault.
    private let discards: Bool
    /// The SHA-256 of the text that is approved.
    private let hash: String

    /// - Parameter hash: The SHA-256 of the text as it stands, without the status.
    ///   Approvals of another text are taken out if it `discards` them.
    public init(_ agreement: Agreement, hash: String, discards: Bool = false) {
        (self.agreement, self.hash, self.discards) = (agreement, hash, discards)
    }

    /// How many approvals are of another text and stand in the way.
    public var stale: Int { discards ? 0 : agreement.approvals.count { $0.hash != hash } }

    private var valid: [(role: String, by: String, hash: String)] {
        agreement.approvals.filter { $0.hash == hash }
    }

    /// Why `approval` cannot be added; `nil` if it can.
    public func fault(in approval: Approval) -> Diagnostic? {
        if stale > 0 {
            return refusal(
                "\(stale) approval\(stale == 1 ? " is" : "s are") of an earlier text",
                "have it approved anew: `--discard` takes \(stale == 1 ? "it" : "them") out")
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
    /// - Parameter results: What its examples came to; `nil` without examples.
    public func faults(examples results: [ExampleResult]?) -> [Diagnostic] {
        var faults: [Diagnostic] = []
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
        if stale > 0 {
            faults.append(
                refusal(
                    "\(stale) approval\(stale == 1 ? " is" : "s are") of an earlier text",
                    "have it approved anew, with `sluice policy approve --discard`"))
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
