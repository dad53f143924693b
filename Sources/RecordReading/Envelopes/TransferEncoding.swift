/// How the body of a MIME part is written, so that it can pass as text.
enum TransferEncoding {
    /// Undoes Base64 (RFC 4648 §4), white space passed over; `nil` if it is something else.
    ///
    /// Texts one after another, each with its padding, are joined, as fragments of messages are;
    /// padding that is missing at the end is not missed.
    static func base64(_ text: some Collection<UInt8>) -> [UInt8]? {
        var (output, bits, count) = ([UInt8](), UInt32(0), 0)
        output.reserveCapacity(text.count / 4 * 3 + 3)
        for byte in text {
            let value = digits[Int(byte)]
            if value < 64 {
                bits = bits << 6 | UInt32(value)
                count += 1
                if count == 4 {
                    output.append(UInt8(truncatingIfNeeded: bits >> 16))
                    output.append(UInt8(truncatingIfNeeded: bits >> 8))
                    output.append(UInt8(truncatingIfNeeded: bits))
                    (bits, count) = (0, 0)
                }
            } else if byte == UInt8(ascii: "=") {
                guard flush(&bits, &count, into: &output) else { return nil }
            } else if !isWhiteSpace(byte) {
                return nil
            }
        }
        return flush(&bits, &count, into: &output) ? output : nil
    }

    private static func flush(
        _ bits: inout UInt32, _ count: inout Int, into output: inout [UInt8]
    ) -> Bool {
        defer { (bits, count) = (0, 0) }
        switch count {
        case 0: return true
        case 2: output.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3:
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return false
        }
        return true
    }

    private static let digits: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (value, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(value) }
        return table
    }()

    /// Undoes quoted-printable (RFC 2045 §6.7); what is not an escape stays as it is.
    static func quotedPrintable(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var (output, index) = ([UInt8](), text.startIndex)
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            guard byte == UInt8(ascii: "=") else {
                output.append(byte)
                continue
            }
            let rest = text[index...]
            let blanks = rest.prefix { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
            if blanks.endIndex < text.endIndex, text[blanks.endIndex] == 0x0A {
                index = blanks.endIndex + 1
            } else if let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            {
                output.append(value)
                index += 2
            } else {
                output.append(byte)
            }
        }
        return output
    }
}
