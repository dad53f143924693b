import Crypto

/// Makes the pseudonyms of one scope (an agreement or a linkage group) in one epoch.
///
/// A pseudonym is HMAC-SHA256 under a key of its own, so nobody without the key can test a guess,
/// and two scopes cannot be joined. Construction: feed key = HKDF-SHA256(master key, salt
/// `sluice/hkdf/v1`, info `pseudonym-key`, epoch, scope); tag = HMAC-SHA256(feed key,
/// `sluice/pseudonym/v1`, system, value); every part with its length before it.
public struct Pseudonymiser: Sendable {
    /// Whose identifiers are replaced. Each has a key of its own, so that a number that happens to
    /// name both a patient and a practitioner does not show it.
    public enum Subject: String, Sendable, CaseIterable {
        /// Patients.
        case person = "pseudonym-key"
        /// Practitioners, where a feed may tell one from another but not say who they are.
        case practitioner = "practitioner-key"
        /// Places, such as UPRNs, where a feed may say who lives together but not where.
        case place = "place-key"
    }

    /// The first four bytes of HMAC(feed key, "check") in hexadecimal: shows that two runs use the
    /// same key and tells nothing about it.
    public let keyCheck: String
    private let keyed: KeyedHash

    /// Derives the key and prepares its state.
    ///
    /// - Parameters:
    ///   - epoch: Changes when keys are rotated, such as `2026Q4`.
    ///   - scope: Such as `agreement/A1` or `linkage/L7`.
    public init(
        masterKey: MasterKey, epoch: String, scope: String, subject: Subject = .person
    ) {
        let feedKey = masterKey.derive(
            subject.rawValue, epoch: epoch, scope: scope, byteCount: 32)
        let check = HMAC<SHA256>.authenticationCode(for: Array("check".utf8), using: feedKey)
        keyCheck = check.prefix(4).map(Self.hexadecimal).joined()
        var keyed = KeyedHash(key: feedKey)
        keyed.begin(with: "sluice/pseudonym/v1".utf8)
        self.keyed = keyed
    }

    /// The pseudonyms of one naming system; make it once a run.
    ///
    /// - Parameter system: The URI of the naming system, such as
    ///   `https://fhir.nhs.uk/Id/nhs-number`.
    public func pseudonyms(of system: some Collection<UInt8>) -> SystemPseudonyms {
        var prepared = keyed
        prepared.begin(with: system)
        return SystemPseudonyms(keyed: prepared)
    }

    /// The pseudonym of an identifier: 32 characters of Crockford base 32, a legal FHIR id.
    ///
    /// - Parameters:
    ///   - system: The URI of the naming system.
    ///   - value: The canonical identifier; for NHS numbers ``NHSNumber/digits``.
    /// - Complexity: Some allocations more than ``SystemPseudonyms/append(_:to:)``.
    public func pseudonym(
        system: some Collection<UInt8>, value: some Collection<UInt8>
    ) -> [UInt8] {
        var pseudonym: [UInt8] = []
        pseudonym.reserveCapacity(32)
        pseudonyms(of: system).append(Array(value).span, to: &pseudonym)
        return pseudonym
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0" + digits : digits
    }
}

/// The pseudonyms of the identifiers of one naming system, in one scope and epoch.
public struct SystemPseudonyms: Sendable {
    let keyed: KeyedHash

    /// Appends the pseudonym of `value`: 32 characters of Crockford base 32, a legal FHIR id.
    ///
    /// - Parameter value: The canonical identifier; for NHS numbers ``NHSNumber/digits``.
    /// - Complexity: Three SHA-256 blocks for an NHS number: once a person, never once an entry.
    public func append(_ value: Span<UInt8>, to output: inout [UInt8]) {
        let words = keyed.tag(of: value).words
        CrockfordBase32.append(
            high: words.0, low: words.1, last: UInt32(truncatingIfNeeded: words.2 >> 32),
            to: &output)
    }
}
