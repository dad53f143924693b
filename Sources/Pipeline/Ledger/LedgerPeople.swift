public import CanonicalModel
import DisclosureControl

/// Who a person is in the ledger of an identifiable flow.
public enum LedgerPeople {
    /// The digest of the one NHS number in a file.
    ///
    /// - Parameters:
    ///   - flow: `AGREEMENT/FLOW`.
    ///   - key: The reference of the ledger's key.
    /// - Throws: `invalid-number` unless the file holds exactly one.
    public static func digest(
        of file: String, flow: String, key: String, secret: (String) -> String?
    ) throws(Diagnostic) -> String {
        let numbers = try list(file)
        guard let number = numbers.first, numbers.count == 1 else {
            throw Diagnostic(
                .invalidNumber, file: file, "the file does not hold exactly one NHS number",
                advice: "write the number of the person on a line of its own")
        }
        let key = try KeyReference.key(key, "the ledger", file: file, secret: secret)
        return LedgerKeys(masterKey: key, flow: flow).person(number.digits)
    }

    /// The NHS numbers in a file, one a line.
    static func list(_ file: String) throws(Diagnostic) -> [NHSNumber] {
        var bytes: [UInt8] = []
        try Files.read(file, into: &bytes)
        return try NumberLines.read(bytes, file: file, "the list")
    }
}
