import Crypto

/// The digests of OpenPseudonymiser, for recipients who must link to data that were made with it.
///
/// Do not use it for anything else: whoever has the salt can try all NHS numbers in minutes, and
/// nothing but the salt keeps one feed from being joined with another. No agreement gets it unless
/// it asks for it by name. Source: OpenPseudonymiser (University of Nottingham), SHA-256 of the
/// value and then the salt; both examples it publishes are in the tests.
public enum OpenPseudonymiser {
    /// Appends 64 lower-case hexadecimal digits.
    ///
    /// - Parameters:
    ///   - value: The identifier; for NHS numbers ``NHSNumber/digits``.
    ///   - salt: The decrypted salt, as it stands in its file.
    public static func append(
        digestOf value: some Collection<UInt8>, salt: some Collection<UInt8>,
        to output: inout [UInt8]
    ) {
        let digits = Array("0123456789abcdef".utf8)
        for byte in SHA256.hash(data: Array(value) + Array(salt)) {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
    }
}
