/// The directory at the end of a ZIP archive, which alone says what the archive holds.
///
/// Source: PKWARE APPNOTE.TXT 6.3.10, §4.3.12 (directory), §4.3.14 to §4.3.16 (its end), §4.5.3
/// (ZIP64).
public enum ZipDirectory {
    /// One member.
    public struct Entry: Sendable {
        /// Its name, as its bytes.
        public let name: [UInt8]
        /// Whether it is encrypted.
        public let isEncrypted: Bool
        /// 0 stored, 8 deflated; others are not read.
        public let method: Int
        /// The CRC-32 of what it unpacks to.
        public let check: UInt32
        /// Its bytes in the archive.
        public let packedSize: Int
        /// The bytes that it unpacks to.
        public let size: Int
        /// Where its local header begins.
        public let headerOffset: Int
        /// Whether it is a folder.
        public var isFolder: Bool { name.last == UInt8(ascii: "/") }
    }

    /// Where the directory stands.
    public struct Place: Sendable, Equatable {
        /// Its first byte.
        public let offset: Int
        /// Its bytes.
        public let size: Int
    }

    /// How many last bytes of an archive ``place(inTail:)`` wants: the end record with the longest
    /// comment, and what ZIP64 puts before it.
    public static let tailLength = 22 + 65_535 + 20
    /// The bytes of a local header before the name.
    public static let localHeaderLength = 30
    /// The bytes of the end record of ZIP64.
    public static let end64Length = 56

    /// Where the directory stands, told from the archive's last bytes.
    ///
    /// - Returns: The place, or where the end record of ZIP64 stands that says it.
    public static func place(inTail tail: [UInt8]) -> (place: Place?, end64: Int?) {
        var start = tail.count - 22
        while start >= 0, number(tail, start, 4) != 0x0605_4B50 { start -= 1 }
        guard start >= 0 else { return (nil, nil) }
        let (size, offset) = (number(tail, start + 12, 4), number(tail, start + 16, 4))
        if start >= 20, number(tail, start - 20, 4) == 0x0706_4B50 {
            return (nil, number(tail, start - 12, 8))
        }
        return (Place(offset: offset, size: size), nil)
    }

    /// Where the directory stands, told from the end record of ZIP64.
    public static func place(inEnd64 end: [UInt8]) -> Place? {
        guard end.count >= end64Length, number(end, 0, 4) == 0x0606_4B50 else { return nil }
        let place = Place(offset: number(end, 48, 8), size: number(end, 40, 8))
        return place.offset < 0 || place.size < 0 ? nil : place
    }

    /// The members, in the order of the directory; `nil` if it is damaged.
    public static func entries(_ bytes: [UInt8]) -> [Entry]? {
        var (entries, offset) = ([Entry](), 0)
        while offset + 46 <= bytes.count, number(bytes, offset, 4) == 0x0201_4B50 {
            let nameEnd = offset + 46 + number(bytes, offset + 28, 2)
            let extraEnd = nameEnd + number(bytes, offset + 30, 2)
            let next = extraEnd + number(bytes, offset + 32, 2)
            guard next <= bytes.count else { return nil }
            guard let entry = entry(bytes, offset, nameEnd, extraEnd) else { return nil }
            entries.append(entry)
            offset = next
        }
        return offset == bytes.count ? entries : nil
    }

    /// How far behind a local header its member's data begin; `nil` if it is none.
    public static func dataDistance(_ header: [UInt8]) -> Int? {
        guard header.count == localHeaderLength, number(header, 0, 4) == 0x0403_4B50 else {
            return nil
        }
        return localHeaderLength + number(header, 26, 2) + number(header, 28, 2)
    }

    private static func entry(
        _ bytes: [UInt8], _ start: Int, _ nameEnd: Int, _ extraEnd: Int
    ) -> Entry? {
        var size = number(bytes, start + 24, 4)
        var packed = number(bytes, start + 20, 4)
        var header = number(bytes, start + 42, 4)
        // ZIP64 gives those that do not fit, in this order, and no others.
        var field = nameEnd
        while field + 4 <= extraEnd {
            let (end, isZip64) = (
                field + 4 + number(bytes, field + 2, 2), number(bytes, field, 2) == 1
            )
            guard end <= extraEnd else { break }
            var place = field + 4
            func wide(_ value: inout Int) {
                guard isZip64, value == 0xFFFF_FFFF, place + 8 <= end else { return }
                value = number(bytes, place, 8)
                place += 8
            }
            wide(&size)
            wide(&packed)
            wide(&header)
            field = end
        }
        guard size >= 0, packed >= 0, header >= 0 else { return nil }
        return Entry(
            name: Array(bytes[(start + 46)..<nameEnd]),
            isEncrypted: number(bytes, start + 8, 2) & 1 != 0,
            method: number(bytes, start + 10, 2),
            check: UInt32(truncatingIfNeeded: number(bytes, start + 16, 4)), packedSize: packed,
            size: size, headerOffset: header)
    }

    /// A number of `count` bytes at `offset`, the lowest first.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        var value: UInt64 = 0
        for index in (0..<count).reversed() { value = value << 8 | UInt64(bytes[offset + index]) }
        return Int(truncatingIfNeeded: value)
    }
}
