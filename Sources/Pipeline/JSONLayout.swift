import RecordReading

/// What the top level of some JSON says about how its records are laid out.
enum JSONLayout {
    /// A resource that stands alone is read as a line of one; everything else as a document.
    static func shape(_ bytes: [UInt8]) -> JSONReader.Shape {
        switch resourceType(bytes[...]) {
        case nil, "Bundle": .document
        default: .resourceLines
        }
    }

    /// Whether `bytes` begin with a resource that is no Bundle, or with an array whose first item
    /// is one.
    static func beginsWithLoneResource(_ bytes: [UInt8]) -> Bool {
        let type = firstItemType(bytes[...]) ?? resourceType(bytes[...])
        return type != nil && type != "Bundle"
    }

    /// The `resourceType` of the first item of the array that `bytes` begin with, or `nil`.
    static func firstItemType(_ bytes: ArraySlice<UInt8>) -> String? {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes
        let list = text.drop { $0 <= 0x20 }
        guard list.first == UInt8(ascii: "[") else { return nil }
        let item = list.dropFirst().drop { $0 <= 0x20 }
        return item.first == UInt8(ascii: "{") ? resourceType(item) : nil
    }

    /// The `resourceType` of the object that `bytes` begin with, or `nil`.
    static func resourceType(_ bytes: ArraySlice<UInt8>) -> String? {
        let key = Array("\"resourceType\"".utf8)
        var (index, depth) = (bytes.startIndex, 0)
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return nil }
            case UInt8(ascii: "\""):
                let end = endOfString(bytes, index)
                if depth == 1, bytes[index..<end].elementsEqual(key),
                    bytes[end...].first(where: { $0 > 0x20 }) == UInt8(ascii: ":")
                {
                    return value(bytes[end...])
                }
                index = end
                continue
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The offset after the string that begins at `start`.
    private static func endOfString(_ bytes: ArraySlice<UInt8>, _ start: Int) -> Int {
        var index = start + 1
        while index < bytes.endIndex {
            if bytes[index] == UInt8(ascii: "\\") {
                index += 1
            } else if bytes[index] == UInt8(ascii: "\"") {
                return index + 1
            }
            index += 1
        }
        return bytes.endIndex
    }

    private static func value(_ bytes: ArraySlice<UInt8>) -> String? {
        let rest = bytes.drop { $0 <= 0x20 || $0 == UInt8(ascii: ":") }
        guard rest.first == UInt8(ascii: "\"") else { return nil }
        let text = rest.dropFirst().prefix { $0 != UInt8(ascii: "\"") }
        return text.count <= 64 ? String(decoding: text, as: UTF8.self) : nil
    }
}
