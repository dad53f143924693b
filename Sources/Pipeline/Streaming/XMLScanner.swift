/// Finds the end of an XML document among bytes that follow it: where its root element closes.
///
/// It knows just enough of XML 1.0 for that: comments, CDATA sections, processing instructions,
/// the document type declaration and quoted attributes may hold `<` and `>`.
struct XMLScanner {
    private enum Mode {
        case text, tag, comment, section, instruction
        case declaration(depth: Int)
    }
    /// As much of a name as is looked at; the reader refuses longer ones.
    private static let longestName = 1024
    private var mode = Mode.text
    private var depth = 0
    /// The quote that an attribute value is open with, or 0.
    private var quote: UInt8 = 0
    /// Whether the root element has been closed.
    private(set) var isClosed = false
    /// The name of the root element, and of that of the last document that was closed.
    private var root: [UInt8] = []
    private var lastRoot: [UInt8] = []
    /// Whether a tag was never closed, so that depth says little.
    private var isBroken = false
    /// Where another document seems to begin within a comment, section, instruction or declaration
    /// that is still open. All but the last may hold that; if none ever closes it, it was cut off.
    private(set) var resumption: Int?
    /// Where an XML declaration stands within an instruction, which so was cut off: nobody writes
    /// one there.
    private var interruption: Int?

    /// Begins with another document.
    mutating func reset() {
        let known = isClosed ? root : lastRoot
        self = XMLScanner()
        lastRoot = known
    }

    /// The offset after the document that begins at `start`, or `nil` if it goes on beyond `bytes`.
    ///
    /// - Parameter scanned: How far it was looked at; moved on.
    mutating func end(_ bytes: Span<UInt8>, _ scanned: inout Int, start: Int) -> Int? {
        while scanned < bytes.count {
            switch mode {
            case .text:
                guard let end = text(bytes, &scanned, start) else { return nil }
                if end >= 0 { return end }
            case .tag:
                guard tag(bytes, &scanned) else { return nil }
                if depth == 0 {
                    isClosed = true
                    return scanned
                }
            case .comment: if !skip(bytes, &scanned, to: "-->") { return nil }
            case .section: if !skip(bytes, &scanned, to: "]]>") { return nil }
            case .instruction:
                let isOver = skip(bytes, &scanned, to: "?>")
                if let interruption { return interruption }
                if !isOver { return nil }
            case .declaration(let depth):
                if !declaration(bytes, &scanned, depth) { return nil }
            }
        }
        return nil
    }

    /// Goes to the next markup and enters it. `nil` if more bytes are needed to tell what it is;
    /// else where the document ends, or -1 if it goes on.
    private mutating func text(
        _ bytes: Span<UInt8>, _ scanned: inout Int, _ start: Int
    ) -> Int? {
        while scanned < bytes.count, bytes[scanned] != UInt8(ascii: "<") { scanned += 1 }
        // What stands before the first markup of a document is a frame of its own.
        if scanned > start, depth == 0, bytes[start] != UInt8(ascii: "<"), scanned < bytes.count {
            return scanned
        }
        let left = bytes.count - scanned
        guard left >= 2 else { return nil }
        switch bytes[scanned + 1] {
        case UInt8(ascii: "?"):
            guard left >= 6 else { return nil }
            let isDeclaration = has("<?xml", bytes, at: scanned) && bytes[scanned + 5] <= 0x20
            // A declaration begins a document: the one before it was never closed.
            if isDeclaration, scanned > start { return scanned }
            (mode, scanned) = (.instruction, scanned + 2)
        case UInt8(ascii: "!"):
            guard left >= 9 else { return nil }
            if has("<!--", bytes, at: scanned) {
                (mode, scanned) = (.comment, scanned + 4)
            } else if has("<![CDATA[", bytes, at: scanned) {
                (mode, scanned) = (.section, scanned + 9)
            } else {
                (mode, scanned) = (.declaration(depth: 0), scanned + 2)
            }
        case UInt8(ascii: "/"):
            depth = max(0, depth - 1)
            (mode, scanned) = (.tag, scanned + 2)
        default:
            guard let end = endOfName(bytes, from: scanned + 1) else { return nil }
            let name = bytes.extracting(scanned + 1..<end)
            if depth == 0 {
                root = name.indices.map { name[$0] }
            } else if beginsDocument(name), scanned > start {
                return scanned
            }
            depth += 1
            (mode, scanned) = (.tag, scanned + 1)
        }
        return -1
    }

    /// The end of a name, or of as much of it as is compared: one that never ends must not be kept.
    private func endOfName(_ bytes: Span<UInt8>, from start: Int) -> Int? {
        var end = start
        while end < bytes.count {
            if end - start == Self.longestName { return end }
            switch bytes[end] {
            case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: ">"), UInt8(ascii: "<"): return end
            default: end += 1
            }
        }
        return nil
    }

    /// Whether an element within another begins a document, because the one before it was never
    /// closed: it is called as the root is, or, after a broken tag, as the root before. A bundle
    /// may stand in a bundle, and a wrapper holds what elsewhere is a root.
    private func beginsDocument(_ name: Span<UInt8>) -> Bool {
        if isBroken, isCalled(lastRoot, name) { return true }
        return isCalled(root, name) && (isBroken || !root.elementsEqual("Bundle".utf8))
    }

    private func isCalled(_ known: [UInt8], _ name: Span<UInt8>) -> Bool {
        guard name.count == known.count else { return false }
        for index in known.indices where name[index] != known[index] { return false }
        return true
    }

    /// Goes to the end of a tag; false if that lies beyond the bytes.
    private mutating func tag(_ bytes: Span<UInt8>, _ scanned: inout Int) -> Bool {
        while scanned < bytes.count {
            let byte = bytes[scanned]
            scanned += 1
            if byte == UInt8(ascii: "<") {
                // Not even an attribute may hold one (XML 1.0, 3.1): this tag was never closed.
                (isBroken, quote, mode, scanned) = (true, 0, .text, scanned - 1)
                return true
            } else if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                if scanned > 1, bytes[scanned - 2] == UInt8(ascii: "/") {
                    depth = max(0, depth - 1)
                }
                mode = .text
                return true
            }
        }
        return false
    }

    /// Goes behind `end`; false, and to where it may begin, if it is not there yet.
    private mutating func skip(
        _ bytes: Span<UInt8>, _ scanned: inout Int, to end: StaticString
    ) -> Bool {
        let count = end.utf8CodeUnitCount
        while scanned + count <= bytes.count {
            if bytes[scanned + count - 1] == UInt8(ascii: ">"), has(end, bytes, at: scanned) {
                scanned += count
                (mode, resumption) = (.text, nil)
                return true
            }
            guard noteBeginning(bytes, scanned) else { return false }
            scanned += 1
        }
        return false
    }

    /// Notes the first place in what is open where another document seems to begin: at an XML
    /// declaration, or a tag called as a root. False if more bytes are needed to tell.
    private mutating func noteBeginning(_ bytes: Span<UInt8>, _ place: Int) -> Bool {
        guard bytes[place] == UInt8(ascii: "<"), resumption == nil else { return true }
        let rest = bytes.extracting(place + 1..<bytes.count)
        for name in [Self.declarationName, root, lastRoot] where !name.isEmpty {
            let count = min(name.count, rest.count)
            guard (0..<count).allSatisfy({ rest[$0] == name[$0] }) else { continue }
            guard rest.count > name.count else { return false }
            switch rest[name.count] {
            case 0...0x20, UInt8(ascii: "/"), UInt8(ascii: ">"): resumption = place
            default: continue
            }
            if case .instruction = mode, name == Self.declarationName { interruption = place }
        }
        return true
    }

    private static let declarationName = Array("?xml".utf8)

    /// Goes through a document type declaration, whose subset stands in brackets; false if more
    /// bytes are needed.
    private mutating func declaration(
        _ bytes: Span<UInt8>, _ scanned: inout Int, _ depth: Int
    ) -> Bool {
        var depth = depth
        while scanned < bytes.count {
            guard noteBeginning(bytes, scanned) else { break }
            let byte = bytes[scanned]
            scanned += 1
            if byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "]") { depth -= 1 }
            if byte == UInt8(ascii: ">"), depth <= 0 {
                (mode, resumption) = (.text, nil)
                return true
            }
        }
        mode = .declaration(depth: depth)
        return false
    }

    private func has(_ text: StaticString, _ bytes: Span<UInt8>, at start: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard start + count <= bytes.count else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<count where unsafe text[index] != bytes[start + index] { return false }
            return true
        }
    }
}
