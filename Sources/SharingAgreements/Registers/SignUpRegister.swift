public import CanonicalModel
import StrictYAML

/// Signatures and withdrawals that are kept outside the agreements they are about, so that a
/// practice can sign, or withdraw, without a new file of the agreement.
///
/// ```yaml
/// sign_up_register: {version: 1, entries: 2}
/// sign_up:
///   - {agreement: a, ods: Y99004, version: '2.1', by: .., role: .., at: 2026-04-02, evidence: ..}
/// withdrawals:
///   - {agreement: a, ods: Y99002, at: 2026-05-01, by: .., why: ..}
/// ```
///
/// `entries` counts both lists: a file that was cut off may have lost its withdrawals.
public struct SignUpRegister: Sendable {
    /// A signature or withdrawal, and where it stands.
    struct Row: Sendable {
        let agreement: String
        let ods: String
        /// `nil` for a withdrawal.
        let version: String?
        let at: PartialDate
        let file: String
        let position: Diagnostic.Position?
    }
    private(set) var rows: [Row] = []
    /// The version of the form that this program reads.
    static let formVersion = "1"

    /// A register that says nothing.
    public init() {}

    /// Reads one file of a register; strict.
    ///
    /// - Throws: Everything that is wrong with it, with line and column.
    public static func load(yaml: String, file: String) throws(Diagnostics) -> SignUpRegister {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        var register = SignUpRegister()
        register.read(root, AgreementReader(report: report, codeSets: []))
        try report.throwIfErrors()
        return register
    }

    /// Adds what another file says.
    public mutating func add(_ other: SignUpRegister) { rows += other.rows }

    private mutating func read(_ root: Declaration, _ reader: AgreementReader) {
        let keys = ["sign_up_register", "sign_up", "withdrawals"]
        let sections = root.members(allowed: keys, required: Array(keys.prefix(2)))
        for item in sections["sign_up"]?.items() ?? [] {
            let keys = ["agreement", "ods", "version", "by", "role", "at", "evidence"]
            let members = item.members(allowed: keys, required: keys)
            for key in ["by", "role", "evidence"] {
                reader.reason(members[key], key, "a signature without it proves nothing")
            }
            add(item, members, reader)
        }
        for item in sections["withdrawals"]?.items() ?? [] {
            let keys = ["agreement", "ods", "at", "by", "why"]
            let members = item.members(allowed: keys, required: ["agreement", "ods", "at"])
            for key in ["by", "why"] { _ = members[key]?.text() }
            add(item, members, reader)
        }
        if let header = sections["sign_up_register"] { check(header, reader) }
    }

    private mutating func add(
        _ item: Declaration, _ members: [String: Declaration], _ reader: AgreementReader
    ) {
        let version = members["version"].flatMap { Self.version($0) }
        guard let agreement = members["agreement"]?.text(), let ods = reader.ods(members["ods"]),
            let at = members["at"].flatMap(reader.date), members["version"] == nil || version != nil
        else { return }
        rows.append(
            Row(
                agreement: agreement, ods: ods, version: version, at: at,
                file: item.report.file, position: item.position))
    }

    private static func version(_ place: Declaration) -> String? {
        guard let text = place.text() else { return nil }
        if let (major, minor) = Form.signedVersion(text) { return "\(major).\(minor)" }
        place.error(
            .invalidForm, "`\(text)` is not a version that is signed",
            advice: "write the first two numbers, as `2.1`")
        return nil
    }

    private func check(_ header: Declaration, _ reader: AgreementReader) {
        let keys = ["version", "entries"]
        let members = header.members(allowed: keys, required: keys)
        if let place = members["version"], let version = place.text(), version != Self.formVersion {
            place.error(
                .registerForm, "this is version `\(version)` of the form of a register",
                advice: "this program reads version \(Self.formVersion)")
        }
        guard let place = members["entries"], let entries = place.integer(),
            !reader.report.diagnostics.contains(where: { $0.severity == .error }),
            entries != rows.count
        else { return }
        place.error(
            .registerIncomplete, "the register has \(rows.count) entries and says \(entries)",
            advice: "find out what is missing; then write how many there are")
    }
}

extension Agreement {
    /// Adds the signatures and withdrawals that `register` has of this agreement.
    public mutating func add(_ register: SignUpRegister) {
        for row in register.rows where row.agreement == id {
            if let version = row.version {
                signUps.append(.init(ods: row.ods, version: version, at: row.at))
            } else {
                withdrawals.append(.init(ods: row.ods, at: row.at))
            }
        }
    }

    /// What in `register` cannot be meant: entries of agreements that are nearly called as these
    /// are, and of practices that none of them has. Others are of agreements that are not here.
    public static func misdirected(
        _ register: SignUpRegister, _ agreements: [Agreement]
    ) -> [Diagnostic] {
        let ids = Set(agreements.map(\.id)).sorted()
        return register.rows.compactMap { row in
            let own = agreements.filter { $0.id == row.agreement }
            if own.isEmpty {
                guard let near = ids.first(where: { editDistance($0, row.agreement) <= 2 }) else {
                    return nil
                }
                return Diagnostic(
                    .unknownAgreement, file: row.file, at: row.position,
                    "`\(row.agreement)` is not an agreement of this run",
                    advice: "did you mean `\(near)`?")
            }
            let publishers = own.flatMap(\.publishers).map(\.ods)
            guard !publishers.contains(row.ods) else { return nil }
            return Diagnostic(
                .unknownParty, file: row.file, at: row.position,
                "`\(row.ods)` is not a publisher of `\(row.agreement)`",
                advice: listing(Set(publishers).sorted()))
        }
    }

    /// For each of several versions of one agreement, the practices that another of them decides.
    ///
    /// A practice is decided under the newest version that it has signed and not withdrawn from,
    /// and that has begun by `runDate`. So a version that has ended or is suspended still denies:
    /// nobody falls back behind a version because it stopped.
    public static func decidedElsewhere(
        _ versions: [Agreement], on runDate: PartialDate
    ) -> [Set<String>] {
        let today = runDate.dayNumber
        var newest: [String: Int] = [:]
        for (index, agreement) in versions.enumerated() {
            guard let from = agreement.validFrom, from.dayNumber <= today else { continue }
            let signatures = Signatures(agreement)
            for ods in agreement.publishers.map(\.ods)
            where signatures.standing(of: ods, on: today).isEmpty {
                let known = newest[ods].map { versions[$0].version }
                if known.map({ $0 < agreement.version }) ?? true { newest[ods] = index }
            }
        }
        return versions.indices.map { index in
            Set(newest.filter { $0.value != index }.keys)
        }
    }
}

extension Agreement.Version: Comparable {
    /// Older first.
    public static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
