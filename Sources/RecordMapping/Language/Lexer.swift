/// One word or sign of an expression.
struct Token: Equatable {
    enum Kind: Equatable {
        case name(String)
        case text(String)
        case sign(String)
        case end
    }
    let kind: Kind
    let offset: Int
}

/// Cuts an expression into tokens.
enum Lexer {

    static func tokens(_ source: String) throws(SyntaxError) -> [Token] {
        let bytes = Array(source.utf8)
        var tokens: [Token] = [], index = 0
        while index < bytes.count {
            let start = index
            if bytes[index] == 0x20 || bytes[index] == 0x0A {
                index += 1
            } else if bytes[index] == UInt8(ascii: "'") {
                guard let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "'")) else {
                    throw SyntaxError(message: "a text that begins here has no end", offset: start)
                }
                var text = String(decoding: bytes[start + 1..<end], as: UTF8.self)
                if bytes[start..<end].contains(UInt8(ascii: "\\")) {
                    text.replace("\\n", with: "\n")
                }
                tokens.append(Token(kind: .text(text), offset: start))
                index = end + 1
            } else if isNameByte(bytes, index) {
                while index < bytes.count, isNameByte(bytes, index) { index += 1 }
                let name = String(decoding: bytes[start..<index], as: UTF8.self)
                tokens.append(Token(kind: .name(name), offset: start))
            } else if let sign = sign(bytes, at: start) {
                tokens.append(Token(kind: .sign(sign), offset: start))
                index += sign.utf8.count
            } else {
                throw SyntaxError(message: "a sign that has no meaning here", offset: start)
            }
        }
        tokens.append(Token(kind: .end, offset: bytes.count))
        return tokens
    }

    private static func sign(_ bytes: [UInt8], at start: Int) -> String? {
        let next = start + 1 < bytes.count ? bytes[start + 1] : 0
        switch (bytes[start], next) {
        case (UInt8(ascii: "."), UInt8(ascii: ".")): return ".."
        case (UInt8(ascii: "-"), UInt8(ascii: ">")): return "->"
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): return "!="
        case (UInt8(ascii: "."), _): return "."
        case (UInt8(ascii: "("), _): return "("
        case (UInt8(ascii: ")"), _): return ")"
        case (UInt8(ascii: ","), _): return ","
        case (UInt8(ascii: "|"), _): return "|"
        case (UInt8(ascii: "="), _): return "="
        case (UInt8(ascii: "%"), _): return "%"
        default: return nil
        }
    }

    /// Letters, digits, `_`, `#`, `:`, and `-` unless it begins `->`.
    private static func isNameByte(_ bytes: [UInt8], _ index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "#"):
            true
        case UInt8(ascii: "-"):
            index + 1 >= bytes.count || bytes[index + 1] != UInt8(ascii: ">")
        default: false
        }
    }
}
