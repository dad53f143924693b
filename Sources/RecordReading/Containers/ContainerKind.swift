/// What a file is packed as, told from its first bytes and never from its name.
public enum ContainerKind: Sendable {
    /// Compressed with gzip (RFC 1952).
    case gzip
    /// A ZIP archive (APPNOTE.TXT §4.3.7, §4.3.16).
    case zip
    /// A tape archive with the magic of POSIX or GNU (POSIX.1-2017, pax, "ustar").
    case tar
    /// None of these.
    case none

    /// How many bytes ``sniff(_:)`` wants to see.
    public static let headLength = 512

    /// Looks at the first bytes of something.
    public static func sniff(_ head: [UInt8]) -> ContainerKind {
        if head.starts(with: [0x1F, 0x8B]) { return .gzip }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
        if head.starts(with: [0x50, 0x4B, 0x05, 0x06]) { return .zip }
        if head.count >= 262, head[257..<262].elementsEqual("ustar".utf8) { return .tar }
        return .none
    }
}
