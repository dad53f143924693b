/// Decimals as text, without the conversions of a library: the same value gives the same bytes.
enum DecimalText {
    /// The value rounded to so many places, halves away from zero; trailing zeros kept.
    static func fixed(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 9e15 else { return "\(value)" }
        let digits = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// A proportion in hundredths with one decimal: `12.3`.
    static func percent(_ value: Double) -> String { fixed(value * 100, 1) }

    /// A count with commas between thousands.
    static func grouped(_ count: Int) -> String {
        let digits = String(abs(count))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return count < 0 ? "-" + text : text
    }
}
