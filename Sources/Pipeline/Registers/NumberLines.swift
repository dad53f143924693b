import CanonicalModel
import SharingAgreements

/// Lists of NHS numbers, one a line, with or without a comma after it.
///
/// Source: NHS England, "check for national data opt-outs" over MESH: one number a line, a comma
/// after it, LF; one invalid number and the whole file is sent back.
enum NumberLines {
    /// Reads numbers; a CR before the line's end is allowed, since spreadsheets put it there.
    ///
    /// - Parameter what: What the file is, for messages.
    /// - Throws: The first line that is none, with line and column, but never what stands there;
    ///   `register-incomplete` where the last line is cut off or there is none.
    static func read(_ bytes: [UInt8], file: String, _ what: String) throws(Diagnostic)
        -> [NHSNumber]
    {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard bytes.last == 0x0A else {
            throw Diagnostic(
                .registerIncomplete, file: file, at: .init(line: max(1, lines.count), column: 1),
                bytes.isEmpty ? "\(what) is empty" : "the last line of \(what) is not whole",
                advice: "get the whole file, each line with its end")
        }
        var numbers: [NHSNumber] = []
        numbers.reserveCapacity(lines.count)
        for (index, line) in lines.dropLast().enumerated() {
            numbers.append(try number(line, file: file, line: index + 1))
        }
        return numbers
    }

    /// Reads one number.
    static func number(
        _ line: ArraySlice<UInt8>, file: String, line lineNumber: Int
    ) throws(Diagnostic) -> NHSNumber {
        var digits = line
        for end in [0x0D, UInt8(ascii: ",")] where digits.last == end { digits.removeLast() }
        do throws(NHSNumberError) {
            return try NHSNumber(digits)
        } catch {
            let (column, problem) =
                switch error {
                case .length: (1, "the line does not hold a number of 10 digits")
                case .notADigit(let offset): (offset + 1, "this is no digit")
                case .checkDigit: (10, "the check digit is wrong")
                case .placeholder: (1, "the number is a placeholder")
                }
            throw Diagnostic(
                .invalidNumber, file: file, at: .init(line: lineNumber, column: column), problem,
                advice: "write one NHS number a line, 10 digits and a comma")
        }
    }

    /// Writes numbers as ``read(_:file:_:)`` and the national service read them, ascending.
    static func write(_ numbers: some Sequence<NHSNumber>) -> [UInt8] {
        numbers.sorted { $0.value < $1.value }.flatMap { digits($0) + Array(",\n".utf8) }
    }

    /// The ten digits.
    static func digits(_ number: NHSNumber) -> [UInt8] {
        let digits = Array("\(number.value)".utf8)
        return Array(repeating: UInt8(ascii: "0"), count: max(0, 10 - digits.count)) + digits
    }
}
