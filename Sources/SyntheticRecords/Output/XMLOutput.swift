/// Appends XML to bytes: compactly as systems send it, or indented for people.
struct XMLOutput {
    var bytes: [UInt8] = []
    private let isIndented: Bool
    private let lineEnd: String
    private var open: [String] = []

    init(indented: Bool, lineEnd: String) {
        isIndented = indented
        self.lineEnd = lineEnd
    }

    /// The XML declaration, after a byte-order mark if `mark` is set.
    mutating func declaration(mark: Bool) {
        if mark { bytes += [0xEF, 0xBB, 0xBF] }
        bytes.append(contentsOf: #"<?xml version="1.0" encoding="UTF-8"?>"#.utf8)
        if !isIndented { bytes.append(contentsOf: lineEnd.utf8) }
    }

    /// Opens an element, which ``close()`` ends.
    mutating func open(_ name: String, _ attributes: (String, String)...) {
        startTag(name, attributes)
        bytes.append(0x3E)
        open.append(name)
    }

    /// Ends the innermost open element.
    mutating func close() {
        guard let name = open.popLast() else { return }
        newLine()
        endTag(name)
    }

    /// Ends the innermost `count` open elements.
    mutating func close(_ count: Int) { for _ in 0..<count { close() } }

    /// An element without content.
    mutating func empty(_ name: String, _ attributes: (String, String)...) {
        startTag(name, attributes)
        bytes.append(contentsOf: " />".utf8)
    }

    /// An element that holds `text` alone.
    mutating func text(_ name: String, _ text: String, _ attributes: (String, String)...) {
        startTag(name, attributes)
        bytes.append(0x3E)
        escape(text)
        endTag(name)
    }

    private mutating func startTag(_ name: String, _ attributes: [(String, String)]) {
        newLine()
        bytes.append(0x3C)
        bytes.append(contentsOf: name.utf8)
        for (name, value) in attributes where !value.isEmpty {
            bytes.append(0x20)
            bytes.append(contentsOf: name.utf8)
            bytes.append(contentsOf: "=\"".utf8)
            escape(value)
            bytes.append(0x22)
        }
    }

    private mutating func endTag(_ name: String) {
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(0x3E)
    }

    private mutating func newLine() {
        guard isIndented, !bytes.isEmpty else { return }
        bytes.append(contentsOf: lineEnd.utf8)
        bytes.append(contentsOf: repeatElement(0x20, count: 2 * open.count))
    }

    private mutating func escape(_ text: String) {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 })
        else { return bytes.append(contentsOf: text.utf8) }
        for byte in text.utf8 {
            switch byte {
            case 0x26: bytes.append(contentsOf: "&amp;".utf8)
            case 0x3C: bytes.append(contentsOf: "&lt;".utf8)
            case 0x3E: bytes.append(contentsOf: "&gt;".utf8)
            case 0x22: bytes.append(contentsOf: "&quot;".utf8)
            default: bytes.append(byte)
            }
        }
    }
}
