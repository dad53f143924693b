/// A header block of a tape archive: 512 bytes before each member.
///
/// Source: POSIX.1-2017, `pax`, "ustar Interchange Format" and "pax Header Block"; GNU tar manual,
/// "Basic Tar Format", for long names and sizes in base 256.
public struct TarHeader: Sendable {
    /// How long a block is; members are padded to whole blocks.
    public static let blockSize = 512

    /// What the data after the header are.
    public enum Kind: Sendable {
        /// A regular file.
        case file
        /// The name of the next member (GNU).
        case longName
        /// Attributes of the next member (pax).
        case attributes
        /// A folder, a link, a device: not read.
        case other
    }

    /// The member's name, as its bytes.
    public let name: [UInt8]
    /// How many bytes of data follow.
    public let size: Int
    /// What they are.
    public let kind: Kind

    /// Reads a block; `nil` if it is no header or its check sum is wrong.
    public init?(_ block: [UInt8]) {
        guard block.count == Self.blockSize, let size = Self.number(block[124..<136]),
            let sum = Self.number(block[148..<156]), sum == Self.checkSum(block)
        else { return nil }
        self.size = size
        let name = Array(block[0..<100].prefix { $0 != 0 })
        // GNU's magic ends with a space, and its header has other things where `prefix` stands.
        let hasPrefix = block[257..<263].elementsEqual("ustar\0".utf8) && block[345] != 0
        let prefix = hasPrefix ? Array(block[345..<500].prefix { $0 != 0 }) + [0x2F] : []
        self.name = prefix + name
        switch block[156] {
        case UInt8(ascii: "0"), 0, UInt8(ascii: "7"): kind = .file
        case UInt8(ascii: "L"): kind = .longName
        case UInt8(ascii: "x"): kind = .attributes
        default: kind = .other
        }
    }

    /// Whether a block is all zero, as at an archive's end.
    public static func isEnd(_ block: [UInt8]) -> Bool { block.allSatisfy { $0 == 0 } }

    /// The bytes from the end of data of `size` to the next block.
    public static func padding(after size: Int) -> Int {
        (blockSize - size % blockSize) % blockSize
    }

    /// The path and the size among pax attributes: `length key=value\n`, `length` counting all.
    public static func attributes(_ bytes: [UInt8]) -> (path: [UInt8]?, size: Int?) {
        var (rest, path, size) = (bytes[...], [UInt8]?.none, Int?.none)
        while let space = rest.firstIndex(of: 0x20),
            let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
            length > space - rest.startIndex + 1, length <= rest.count,
            rest[rest.startIndex + length - 1] == 0x0A
        {
            let record = rest[(space + 1)..<(rest.startIndex + length - 1)]
            if record.starts(with: "path=".utf8) { path = Array(record.dropFirst(5)) }
            if record.starts(with: "size=".utf8) {
                size = Int(String(decoding: record.dropFirst(5), as: UTF8.self)).map { max($0, 0) }
            }
            rest = rest[(rest.startIndex + length)...]
        }
        return (path, size)
    }

    /// An octal number, or one in base 256 behind a first byte of 0x80.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        if field.first == 0x80 {
            guard field.dropFirst().dropLast(7).allSatisfy({ $0 == 0 }) else { return nil }
            return field.suffix(7).reduce(0) { $0 << 8 | Int($1) }
        }
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        if digits.isEmpty { return 0 }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 < 0 ? nil : $0 }
    }

    /// The sum of all bytes, those of the sum itself counted as spaces.
    private static func checkSum(_ block: [UInt8]) -> Int {
        block.reduce(0) { $0 + Int($1) } - block[148..<156].reduce(0) { $0 + Int($1) } + 8 * 0x20
    }
}
