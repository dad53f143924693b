import CanonicalModel

/// Codes that are looked for anywhere in a record, whatever their system.
struct WatchedCodes: Sendable {
    private let codes: [[UInt8]]
    /// Whether a code begins with a byte.
    private var isFirst = Array(repeating: false, count: 256)

    init(_ codes: [String] = []) {
        self.codes = codes.map { Array($0.utf8) }
        for code in self.codes { if let first = code.first { isFirst[Int(first)] = true } }
    }

    /// Whether a node's text is one of the codes: white space around it, the dots that pad a Read
    /// code and its term suffix do not count.
    func hold(_ node: SourceNode, of bytes: [UInt8]) -> Bool {
        guard node.kind == .attribute || node.kind == .string else { return false }
        var (start, end) = (Int(node.offset), Int(node.offset + node.length))
        while start < end, bytes[start] <= 0x20 { start += 1 }
        guard start < end, isFirst[Int(bytes[start])] else { return false }
        while bytes[end - 1] <= 0x20 { end -= 1 }
        for code in codes where Self.isSame(bytes.span.extracting(start..<end), code.span) {
            return true
        }
        return false
    }

    private static func isSame(_ text: Span<UInt8>, _ code: Span<UInt8>) -> Bool {
        if text.isSame(as: code) { return true }
        guard code.count == 5, text.count <= 7 else { return false }
        for index in 0..<5 {
            let byte = index < text.count ? text[index] : UInt8(ascii: ".")
            if byte != code[index] { return false }
        }
        return true
    }
}
