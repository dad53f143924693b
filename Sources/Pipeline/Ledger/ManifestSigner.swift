public import CanonicalModel
import Crypto

/// Signs manifests with Ed25519 (RFC 8032), so that a recipient sees who made them.
///
/// The signature is of the bytes of `manifest.json`, and stands beside it.
public struct ManifestSigner: Sendable {
    /// The file of the signature.
    static let file = "manifest.sig.json"
    private let key: Curve25519.Signing.PrivateKey

    /// The public key, 64 hexadecimal digits: what recipients are given by another way.
    public var publicKey: String { Hexadecimal.text(Array(key.publicKey.rawRepresentation)) }

    /// Takes a key by reference, `env:NAME` or `file:PATH`.
    ///
    /// - Throws: `missing-pseudonym-key`.
    public init(
        reference: String, secret: (String) -> String?
    ) throws(Diagnostic) {
        let digits = try KeyReference.digits(
            reference, "the manifests", file: reference, secret: secret)
        guard let bytes = Hexadecimal.bytes(digits), bytes.count == 32,
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        else { throw KeyReference.malformed(reference, reference) }
        self.key = key
    }

    /// The file of the signature of `manifest`.
    func signature(of manifest: [UInt8]) -> [UInt8] {
        guard let signature = try? key.signature(for: manifest) else { return [] }
        return Array(
            """
            {
              "algorithm" : "Ed25519",
              "manifest_sha256" : "\(Manifest.sha256(ofBytes: manifest))",
              "public_key" : "\(publicKey)",
              "signature" : "\(Hexadecimal.text(Array(signature)))"
            }

            """.utf8)
    }

    /// Whether `signature` is of `manifest`, made with the key of `publicKey`.
    static func isValid(
        _ signature: String, of manifest: [UInt8], publicKey: String
    ) -> Bool {
        guard let signature = Hexadecimal.bytes(Array(signature.utf8)),
            let bytes = Hexadecimal.bytes(Array(publicKey.utf8)),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
        else { return false }
        return key.isValidSignature(signature, for: manifest)
    }
}
