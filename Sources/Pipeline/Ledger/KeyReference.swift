public import CanonicalModel
public import DisclosureControl

/// A key that is named and never written down: `env:NAME` or `file:PATH`, 64 hexadecimal digits.
public enum KeyReference {
    /// The digits that a reference leads to.
    ///
    /// - Parameters:
    ///   - what: What the key is for, as messages call it.
    ///   - file: Who names it.
    ///   - secret: Looks up an environment variable.
    /// - Throws: `missing-pseudonym-key`; `exposed-key` if others than its owner and its group may
    ///   read or change the file.
    static func digits(
        _ reference: String, _ what: String, file: String, secret: (String) -> String?
    ) throws(Diagnostic) -> [UInt8] {
        var digits: String?
        if reference.hasPrefix("env:") {
            digits = secret(String(reference.dropFirst(4)))
        } else if reference.hasPrefix("file:") {
            let path = String(reference.dropFirst(5))
            digits = try Files.text(path)
            guard Files.isClosedToOthers(path) else { throw exposed(path, what) }
        }
        if let digits { return digits.utf8.filter { $0 > 0x20 } }
        // What is no reference may be the key itself, which is not to be seen in a log.
        guard reference.isEmpty || reference.hasPrefix("env:") else {
            throw Diagnostic(
                .missingKey, file: file, "the key of \(what) is not named in the way that keys are",
                advice: "write `env:NAME` or `file:PATH`; if the key itself stood there, make "
                    + "another: others may have seen it")
        }
        throw Diagnostic(
            .missingKey, file: file, "the key of \(what), `\(reference)`, is not there",
            advice: "set it to 64 hexadecimal digits, from `openssl rand -hex 32` say")
    }

    /// The key that a reference leads to.
    ///
    /// - Throws: `missing-pseudonym-key`, also where it is not 64 hexadecimal digits.
    public static func key(
        _ reference: String, _ what: String, file: String, secret: (String) -> String?
    ) throws(Diagnostic) -> MasterKey {
        let digits = try digits(reference, what, file: file, secret: secret)
        guard let key = MasterKey(hexadecimal: digits) else { throw malformed(reference, file) }
        return key
    }

    /// A group may read it: secrets that are mounted into a container belong to one.
    private static func exposed(_ path: String, _ what: String) -> Diagnostic {
        Diagnostic(
            .exposedKey, file: path, "the key of \(what) stands in a file that others may read",
            advice: "`chmod 600` it; if others use this machine, make another key")
    }

    static func malformed(_ reference: String, _ file: String) -> Diagnostic {
        Diagnostic(
            .missingKey, file: file, "the key `\(reference)` is not 64 hexadecimal digits",
            advice: "make one with `openssl rand -hex 32`")
    }
}
