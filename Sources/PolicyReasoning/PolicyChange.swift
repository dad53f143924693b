public import CanonicalModel
public import SharingAgreements
import Terminology

/// Everything in which another version of an agreement differs, and whether practices must sign it
/// before it may be used.
public struct PolicyChange: Sendable {
    /// A version of an agreement, with its text.
    public struct Version: Sendable {
        /// The agreement.
        public let agreement: Agreement
        /// The text of its file.
        public let yaml: String
        /// Puts the two together.
        public init(_ agreement: Agreement, yaml: String) {
            (self.agreement, self.yaml) = (agreement, yaml)
        }
    }

    /// A code set that both versions name, or one of them, with other codes.
    public struct SetChange: Sendable {
        /// Its name.
        public let name: String
        /// The codes that only the new version has, as `snomed:...`, ascending.
        public let added: [String]
        /// Those that only the old version has.
        public let removed: [String]
    }

    /// What must happen at one practice before the new version holds for it.
    public enum Step: String, Sendable, CaseIterable {
        /// Something widens: it must sign first, and until then the old version goes on.
        case signature
        /// Something widens, and it has signed.
        case signed
        /// Nothing widens: the version applies at once.
        case atOnce = "at-once"
        /// It has signed neither version, so nothing of it leaves under either.
        case neither
    }

    /// What leaves, request by request.
    public let releases: Comparison
    /// Tables of counts that differ.
    public let tables: [TableChange]
    /// Keys that differ.
    public let keys: [KeyChange]
    /// Code sets that differ.
    public let codeSets: [SetChange]
    /// How many people a list of people has more and less, by the name of the list.
    public let lists: [(name: String, added: Int, removed: Int)]
    /// By the ODS code of each practice of either version, in the order of the files.
    public let steps: [(practice: String, step: Step)]
    /// What was supposed, in sentences.
    public let suppositions: [String]
    /// What is wrong with the numbers of the versions.
    public let findings: [Diagnostic]

    /// Of everything together.
    public var verdict: Verdict {
        Verdict([releases.verdict, beside])
    }

    /// Of all that is not about single requests.
    private var beside: Verdict { Verdict(keys.map(\.verdict) + tables.map(\.verdict)) }

    /// Compares two versions, as though each were in force on every day: when a version holds is a
    /// key of its own.
    ///
    /// - Throws: ``Undecided`` if the budget is too small; what is wrong with the YAML.
    public init(
        from old: Version, to new: Version, on day: PartialDate,
        budget: Int = Undecided.usualBudget
    ) throws {
        let (before, after) = Self.suppositions(old.agreement, new.agreement)
        releases = try Comparison(
            ofEveryDayFrom: day, (old.agreement, before), (new.agreement, after), budget: budget)
        keys = try KeyChange.between(old.yaml, new.yaml)
        tables = TableChange.between(old.agreement, new.agreement, on: day)
        let beside = Verdict(keys.map(\.verdict) + tables.map(\.verdict))
        codeSets = Self.sets(old.agreement, new.agreement)
        lists = Self.lists(old.agreement, new.agreement)
        steps = Self.steps(old.agreement, new.agreement, releases, beside)
        suppositions = Self.sentences(old.agreement, new.agreement, day)
        findings =
            Self.findings(
                old.agreement, new.agreement, new.agreement.file,
                Verdict([releases.verdict, beside]))
            + Self.subtractable(
                old.agreement, new.agreement,
                isSame: releases.verdict == .same && tables.isEmpty)
    }

    // MARK: - Signatures

    private static func signatories(_ agreement: Agreement) -> Set<String> {
        let signatures = Signatures(agreement)
        return Set(
            agreement.publishers.map(\.ods).filter {
                signatures.standing(of: $0, on: .max).isEmpty
            })
    }

    /// Whoever has signed the old version is taken as signing the new one, for otherwise it would
    /// release nothing; and whoever has signed neither as signing both.
    private static func suppositions(
        _ old: Agreement, _ new: Agreement
    ) -> (Supposition, Supposition) {
        let (before, after) = (signatories(old), signatories(new))
        let all = Set((old.publishers + new.publishers).map(\.ods))
        let neither = all.subtracting(before).subtracting(after)
        var supposed = Supposition()
        (supposed.isActive, supposed.isInForce, supposed.showsCounted) = (true, true, true)
        supposed.signed = neither
        var next = supposed
        if old.version.signed != new.version.signed { next.signed.formUnion(before) }
        return (supposed, next)
    }

    private static func steps(
        _ old: Agreement, _ new: Agreement, _ releases: Comparison, _ keys: Verdict
    ) -> [(practice: String, step: Step)] {
        let (before, after) = (signatories(old), signatories(new))
        let parties = Set(new.publishers.map(\.ods))
        var verdicts: [String: Verdict] = [:]
        for group in releases.groups {
            for practice in group.practices { verdicts[practice] = group.verdict }
        }
        return RequestSpace.distinct((old.publishers + new.publishers).map(\.ods)).map { ods in
            let verdict = Verdict([verdicts[ods] ?? .same, keys])
            let widens = verdict == .more || verdict == .both
            if !before.contains(ods), !after.contains(ods) { return (ods, .neither) }
            guard widens, parties.contains(ods) else { return (ods, .atOnce) }
            // A signature under the same number was given to the old version.
            let isNew = old.version.signed != new.version.signed || !before.contains(ods)
            return (ods, isNew && after.contains(ods) ? .signed : .signature)
        }
    }

    private static func sentences(
        _ old: Agreement, _ new: Agreement, _ day: PartialDate
    ) -> [String] {
        var sentences = [
            "ages and windows are those of a run on \(day.text), and of later days on which "
                + "windows lie otherwise, as though both versions were in force; from when and "
                + "until when they hold is compared as a key"
        ]
        if old.version.signed != new.version.signed {
            sentences.append(
                "every practice that has signed \(old.version.signed) is taken as signing "
                    + new.version.signed)
        }
        for agreement in [old, new] where agreement.status == .draft {
            sentences.append("the draft \(agreement.id) \(agreement.version) is taken as active")
        }
        if [old, new].contains(where: { $0.deidentification.level == .aggregate }) {
            sentences.append(
                "of counts, what is compared is what they are made of, and how tables are cut")
        }
        if old.id != new.id {
            sentences.append("`\(old.id)` and `\(new.id)` are two agreements, not two versions")
        }
        return sentences
    }

    /// Practices sign the first two numbers of a version: what they have signed must not come to
    /// mean more.
    private static func findings(
        _ old: Agreement, _ new: Agreement, _ file: String, _ verdict: Verdict
    ) -> [Diagnostic] {
        guard old.id == new.id, verdict == .more || verdict == .both else { return [] }
        let isSigned = old.version.signed == new.version.signed
        guard isSigned || new.version < old.version else { return [] }
        let next = "\(old.version.major).\(old.version.minor + 1).0"
        return [
            Diagnostic(
                .widensUnseen, .warning, file: file,
                isSigned
                    ? "version \(new.version) releases more than \(old.version), and counts as "
                        + "signed by whoever has signed \(old.version.signed)"
                    : "version \(new.version) releases more than \(old.version), which is later",
                advice: "call it \(next), and have it signed")
        ]
    }

    /// Tables that both versions publish, where others are counted under one than under the other:
    /// the difference of the two can be one person, whatever each hides by itself.
    private static func subtractable(
        _ old: Agreement, _ new: Agreement, isSame: Bool
    ) -> [Diagnostic] {
        guard !isSame else { return [] }
        let both = new.tables.filter { table in
            old.tables.contains { $0.counted.kind == table.counted.kind }
        }
        return both.map { table in
            Diagnostic(
                .tablesSubtract, .warning, file: new.file,
                "the table `\(table.id)` counts others than under \(old.version): whoever has a "
                    + "table of each can subtract them, unless the runs have one ledger",
                advice: "run with the --ledger of the version before, which holds counts until "
                    + "enough people have changed; or let the first new table be of another time")
        }
    }

    // MARK: - Sets and lists

    private static func sets(_ old: Agreement, _ new: Agreement) -> [SetChange] {
        let names = Set((old.codeSets + new.codeSets).map(\.name)).sorted()
        return names.compactMap { name in
            let codes = [old, new].map { agreement in
                Set(
                    agreement.codeSets.first { $0.name == name }?.codes.map {
                        "\($0.system):\($0.code)"
                    } ?? [])
            }
            guard codes[0] != codes[1] else { return nil }
            return SetChange(
                name: name, added: codes[1].subtracting(codes[0]).sorted(),
                removed: codes[0].subtracting(codes[1]).sorted())
        }
    }

    private static func lists(
        _ old: Agreement, _ new: Agreement
    ) -> [(name: String, added: Int, removed: Int)] {
        let (before, after) = (old.cohort.list, new.cohort.list)
        guard before?.numbers != after?.numbers else { return [] }
        let (old, new) = (before?.numbers ?? [], after?.numbers ?? [])
        return [
            (
                after?.name ?? before?.name ?? "", new.subtracting(old).count,
                old.subtracting(new).count
            )
        ]
    }
}

extension KeyChange {
    /// Whether it widens or narrows by itself.
    public var verdict: Verdict {
        if case .changes(let verdict) = effect { verdict } else { .same }
    }
}
