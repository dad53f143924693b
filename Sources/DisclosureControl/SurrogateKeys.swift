import Crypto

/// Makes keyed surrogates for the ids of entries, so that the GUIDs of the source system, which
/// other holders of the record also know, do not leave in a pseudonymised feed.
///
/// SipHash-2-4 with 128-bit output under the first 16 bytes of HMAC-SHA256(`surrogate-key` derived
/// as for pseudonyms, `siphash-2-4-128`). One HMAC an entry would use most of the throughput; ids
/// are random already and need only a keyed permutation, not slow hashing.
public struct SurrogateKeys: Sendable {
    private let key: SipHash.Key

    /// Derives the key of one scope and epoch; see ``Pseudonymiser/init(masterKey:epoch:scope:)``.
    public init(masterKey: MasterKey, epoch: String, scope: String) {
        let derived = masterKey.derive("surrogate-key", epoch: epoch, scope: scope, byteCount: 32)
        let algorithm = Array("siphash-2-4-128".utf8)
        let bytes = Array(HMAC<SHA256>.authenticationCode(for: algorithm, using: derived))
        key = SipHash.Key(
            low: SipHash.word(bytes.span, at: 0, count: 8),
            high: SipHash.word(bytes.span, at: 8, count: 8))
    }

    /// The surrogates of one person's record at one practice; make it once a record.
    ///
    /// The same source id gives another surrogate at another practice, since a record that moved
    /// keeps its ids and both copies may stand in one feed.
    public func surrogates(
        person: some Collection<UInt8>, practice: some Collection<UInt8>
    ) -> RecordSurrogates {
        var context: [UInt8] = []
        appendPrefixed(person, to: &context)
        appendPrefixed(practice, to: &context)
        return RecordSurrogates(key: SipHash.hash(context.span, key: key))
    }
}

/// The surrogates of the ids of one record.
public struct RecordSurrogates: Sendable {
    let key: SipHash.Key

    /// Appends the surrogate of `id`: 26 characters of Crockford base 32, a legal FHIR id.
    ///
    /// Cost: one SipHash, no allocation but the growth of `output`.
    public func append(_ id: Span<UInt8>, to output: inout [UInt8]) {
        let hash = SipHash.hash(id, key: key)
        CrockfordBase32.append(
            high: hash.low.byteSwapped, low: hash.high.byteSwapped, to: &output)
    }
}
