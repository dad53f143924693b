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
    /// - Returns: What its own tables would be held to; `nil` where the agreement states none.
    /// - Throws: `unfit-profile` where none is the feeds' own; and whatever is wrong with the
    ///   agreement.
    public static func find(
        in files: [String], for feed: FeedFolder.Agreement, shared: [CodeSet],
        terminology: TerminologyFile?
    ) throws(Diagnostics) -> DisclosureProfile? {
        for file in files {
            let (text, agreement) = try PreparedAgreement.load(
                file, shared: shared, terminology: terminology)
            guard Manifest.sha256(text) == feed.sha256 else { continue }
            return agreement.statedDisclosure
        }
        throw Diagnostics([
            Diagnostic(
                .unfitProfile, file: files.first ?? "-",
                "this is not the text of `\(feed.agreement)` \(feed.version) that the feed was "
                    + "made under",
                advice: "give the agreement as it was when the feed was made")
        ])
    }
}
