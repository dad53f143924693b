import Crypto

/// The keyed digests by which the ledger of one flow knows people and rows.
///
/// A digest without a key would give a row away, since its few possible values can be tried; and a
/// digest of one flow says nothing of another.
public struct LedgerKeys: Sendable {
    private let people: SystemPseudonyms
    private let rows: KeyedHash

    /// Derives the keys of a flow.
    ///
    /// - Parameter flow: What tells it from every other, such as `frailty/monthly`.
    public init(masterKey: MasterKey, flow: String) {
        people = Pseudonymiser(masterKey: masterKey, epoch: "ledger", scope: flow)
            .pseudonyms(of: "https://fhir.nhs.uk/Id/nhs-number".utf8)
        let key = masterKey.derive("ledger-row-key", epoch: "ledger", scope: flow, byteCount: 32)
        rows = KeyedHash(key: key)
    }

    /// What stands for a person in an identifiable flow: 32 characters of Crockford base 32.
    ///
    /// - Parameter digits: ``NHSNumber/digits``.
    public func person(_ digits: [UInt8]) -> String {
        var text: [UInt8] = []
        people.append(digits.span, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The first 64 bits of HMAC-SHA256 of a row's bytes.
    public func digest(of row: Span<UInt8>) -> Int64 {
        Int64(bitPattern: rows.tag(of: row).words.0)
    }
}
