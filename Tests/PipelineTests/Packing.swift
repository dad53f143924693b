import Foundation
import RecordReading

/// Packs bytes as archives do, without compressing them.
enum Packing {
    /// A gzip stream (RFC 1952) of stored blocks (RFC 1951 §3.2.4).
    static func gzip(_ text: some Sequence<UInt8>) -> [UInt8] {
        let bytes = Array(text)
        return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF] + deflate(bytes)
            + number(Int(check(bytes)), 4) + number(bytes.count, 4)
    }

    /// A tape archive of files; a name of more than 100 bytes is written as GNU does.
    static func tar(_ members: [(String, String)]) -> [UInt8] {
        var archive: [UInt8] = []
        for (name, text) in members {
            if name.utf8.count > 100 {
                archive += block("././@LongLink", Array(name.utf8) + [0], type: "L")
            }
            archive += block(String(name.prefix(100)), Array(text.utf8), type: "0")
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    /// One member: its header, its bytes, padding.
    static func block(_ name: String, _ bytes: [UInt8], type: Character) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(name, 0)
        put("0000644", 100)
        put(octal(bytes.count, 11), 124)
        put(String(type), 156)
        put("ustar\0" + "00", 257)
        put("        ", 148)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0 ", 148)
        let padding = (512 - bytes.count % 512) % 512
        return header + bytes + [UInt8](repeating: 0, count: padding)
    }

    /// A ZIP archive (APPNOTE.TXT) whose members are stored or deflated.
    static func zip(
        _ members: [(String, String)], method: Int = 8, flags: Int = 0
    ) -> [UInt8] {
        var (archive, directory) = ([UInt8](), [UInt8]())
        for (name, text) in members {
            let bytes = Array(text.utf8)
            let packed = method == 8 ? deflate(bytes) : bytes
            let common =
                number(flags, 2) + number(method, 2) + number(0, 4) + number(Int(check(bytes)), 4)
                + number(packed.count, 4) + number(bytes.count, 4) + number(name.utf8.count, 2)
                + number(0, 2)
            directory += number(0x0201_4B50, 4) + number(20, 2) + number(20, 2) + common
            directory += number(0, 10) + number(archive.count, 4) + name.utf8
            archive += number(0x0403_4B50, 4) + number(20, 2) + common + name.utf8 + packed
        }
        return archive + directory + number(0x0605_4B50, 4) + number(0, 4)
            + number(members.count, 2) + number(members.count, 2) + number(directory.count, 4)
            + number(archive.count, 4) + number(0, 2)
    }

    private static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        var (output, start) = ([UInt8](), 0)
        repeat {
            let count = min(bytes.count - start, 65_535)
            let isLast: UInt8 = start + count == bytes.count ? 1 : 0
            output += [isLast] + number(count, 2) + number(~count & 0xFFFF, 2)
            output += bytes[start..<start + count]
            start += count
        } while start < bytes.count
        return output
    }

    private static func check(_ bytes: [UInt8]) -> UInt32 {
        var check = CRC32()
        check.add(bytes, bytes.indices)
        return check.value
    }

    private static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }

    private static func octal(_ value: Int, _ width: Int) -> String {
        let digits = String(value, radix: 8)
        return String(repeating: "0", count: width - digits.count) + digits
    }
}
