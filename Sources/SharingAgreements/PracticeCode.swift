/// What can be told of a practice's code from its form alone.
public enum PracticeCode {
    /// Whether `practice` has the form of an ODS code and of nothing else: three to eight capitals
    /// and digits, some of both.
    ///
    /// In a record that is broken anything may stand there, the patient's own number too, and a
    /// code of letters alone could be a name: such a one counts only where the agreement names it.
    public static func isCertain(_ practice: some Collection<UInt8>) -> Bool {
        let digits = practice.count { (0x30...0x39).contains($0) }
        let letters = practice.count { (0x41...0x5A).contains($0) }
        return (3...8).contains(practice.count) && digits + letters == practice.count
            && digits > 0 && letters > 0
    }
}
