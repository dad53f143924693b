import Crypto

/// Makes the pseudonyms of one scope (an agreement or a linkage group) in one epoch.
///
/// A pseudonym is HMAC-SHA256 under a key of its own, so nobody without the key can test a guess,
/// and two scopes cannot be joined. Construction: feed key = HKDF-SHA256(master key, salt
/// `sluice/hkdf/v1`, info `pseudonym-key`, epoch, scope); tag = HMAC-SHA256(feed key,
/// `sluice/pseudonym/v1`, system, value); every part with its length before it.
public struct Pseudonymiser: Sendable {
    /// The first four bytes of HMAC(feed key, "check") in hexadecimal: shows that two runs use the
    /// same key and tells nothing about it.
    public let keyCheck: String
    private let keyed: HMAC<SHA256>

    /// Derives the key and prepares its state.
    ///
    /// - Parameters:
    ///   - epoch: Changes when keys are rotated, such as `2026Q4`.
    ///   - scope: Such as `agreement/A1` or `linkage/L7`.
    public init(masterKey: MasterKey, epoch: String, scope: String) {
        let feedKey = masterKey.derive("pseudonym-key", epoch: epoch, scope: scope, byteCount: 32)
        let check = HMAC<SHA256>.authenticationCode(for: Array("check".utf8), using: feedKey)
        keyCheck = check.prefix(4).map(Self.hexadecimal).joined()
        var domain: [UInt8] = []
        appendPrefixed("sluice/pseudonym/v1".utf8, to: &domain)
        var keyed = HMAC<SHA256>(key: feedKey)
        keyed.update(data: domain)
        self.keyed = keyed
    }

    /// The pseudonym of an identifier: 32 characters of Crockford base 32, a legal FHIR id.
    ///
    /// - Parameters:
    ///   - system: The URI of the naming system, such as `https://fhir.nhs.uk/Id/nhs-number`.
    ///   - value: The canonical identifier; for NHS numbers ``NHSNumber/digits``.
    /// - Complexity: Two SHA-256 blocks for an NHS number: once a person, never once an entry.
    public func pseudonym(
        system: some Collection<UInt8>, value: some Collection<UInt8>
    ) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(system.count + value.count + 8)
        appendPrefixed(system, to: &message)
        appendPrefixed(value, to: &message)
        var state = keyed
        state.update(data: message)
        var pseudonym: [UInt8] = []
        pseudonym.reserveCapacity(32)
        CrockfordBase32.append(state.finalize().prefix(20), to: &pseudonym)
        return pseudonym
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0" + digits : digits
    }
}
