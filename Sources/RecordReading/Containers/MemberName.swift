/// The name of an archive's member, made fit to be shown.
///
/// Nothing is ever written under such a name. But an archive with a name that leads out of it was
/// made to harm somebody, so that its member is refused.
public enum MemberName {
    /// What is to be done with a member.
    public enum Verdict: Sendable, Equatable {
        /// Read it; it is called this.
        case read(String)
        /// Pass it over: hidden, as in a folder, or what a Mac adds to archives.
        case skip
        /// It is absolute, or leads upwards.
        case refuse(String)
    }

    /// Judges a name.
    public static func judge(_ bytes: [UInt8]) -> Verdict {
        let shown = shown(bytes)
        var parts = shown.split(separator: "/", omittingEmptySubsequences: false)
        if parts.first == "." { parts.removeFirst() }
        let isAbsolute = parts.first == "" || shown.dropFirst().first == ":"
        if isAbsolute || parts.contains("..") || shown.contains("\\") { return .refuse(shown) }
        if parts.contains(where: { $0.hasPrefix(".") }) || parts.first == "__MACOSX" {
            return .skip
        }
        return .read(parts.joined(separator: "/"))
    }

    /// The name without control characters, which could deceive whoever reads a log.
    private static func shown(_ bytes: [UInt8]) -> String {
        let scalars = String(decoding: bytes.prefix(1024), as: UTF8.self).unicodeScalars.map {
            $0.properties.generalCategory == .control || $0.properties.generalCategory == .format
                ? "\u{FFFD}" : $0
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
