public import CanonicalModel
public import DisclosureControl
import Indicators
import SharingAgreements
public import Terminology

/// The rule for small numbers that an agreement states.
public enum AgreementProfile {
    /// The rule of the agreement that feeds were made under.
    ///
    /// - Parameters:
    ///   - files: Agreements, one of which must be the feeds' own, word for word.
    /// - Returns: `nil` where the agreement states none.
    /// - Throws: `unfit-profile` where none is the feeds' own, or what it states is no rule; and
    ///   whatever is wrong with the agreement.
    public static func find(
        in files: [String], for feed: FeedFolder.Agreement, shared: [CodeSet],
        terminology: TerminologyFile?
    ) throws(Diagnostics) -> DisclosureProfile? {
        for file in files {
            let (text, agreement) = try PreparedAgreement.load(
                file, shared: shared, terminology: terminology)
            guard Manifest.sha256(text) == feed.sha256 else { continue }
            return try profile(of: agreement, file)
        }
        throw Diagnostics([
            Diagnostic(
                .unfitProfile, file: files.first ?? "-",
                "this is not the text of `\(feed.agreement)` \(feed.version) that the feed was "
                    + "made under",
                advice: "give the agreement as it was when the feed was made")
        ])
    }

    private static func profile(
        of agreement: Agreement, _ file: String
    ) throws(Diagnostics) -> DisclosureProfile? {
        func stated(_ key: String) -> String? {
            agreement.statements["disclosure_control.\(key)"]?.first
        }
        let named = stated("profile").flatMap { name in
            DisclosureProfile.named.first { $0.name == name }
        }
        let threshold = stated("threshold").flatMap { Int($0) }
        guard threshold != nil || stated("profile") != nil else { return nil }
        guard let threshold else { return named }
        let rounding = stated("rounding").flatMap { Int($0) }
        let profile = DisclosureProfile(
            name: named?.name ?? "\(agreement.id) \(agreement.version)", threshold: threshold,
            rounding: rounding.map { .nearest($0) } ?? named?.rounding ?? .none,
            showsZeros: stated("zero") != "suppress",
            totals: stated("totals") == "from_published" ? .ofPublishedCells : .rounded,
            suppressesFurther: stated("secondary") != "false")
        guard let profile else {
            throw Diagnostics([
                Diagnostic(
                    .unfitProfile, file: file,
                    "the rule for small numbers cannot be carried out",
                    advice: "a threshold is from 2 to 1000, and so is the base of rounding")
            ])
        }
        return profile
    }
}
