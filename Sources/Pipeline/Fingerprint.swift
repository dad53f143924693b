import CanonicalModel

/// What tells one record of a run from another: its length and a hash of its bytes.
///
/// The same record may be given twice, by extracts that overlap, as a file and in an archive;
/// released twice it would count twice. 64 bits of a word hash, which differs from process to
/// process so that nobody can make another's record look like one that was given: two of a million
/// different records share one with a chance below 1 in 10 million.
struct Fingerprint: Hashable, Sendable {
    private let hash: UInt64
    private let count: Int
    private static let seed = UInt64.random(in: .min ... .max)

    /// The fingerprint of `bytes`: eight of them a step, and four steps at a time, since each has
    /// to wait for the one before.
    init(of bytes: [UInt8]) {
        let span = bytes.span
        var (one, two, three, four) = (Self.seed, Self.seed &+ 1, Self.seed &+ 2, Self.seed &+ 3)
        var offset = 0
        while offset &+ 32 <= span.count {
            one = Self.mixed(one, span.word(at: offset))
            two = Self.mixed(two, span.word(at: offset &+ 8))
            three = Self.mixed(three, span.word(at: offset &+ 16))
            four = Self.mixed(four, span.word(at: offset &+ 24))
            offset &+= 32
        }
        var hash = Self.mixed(Self.mixed(Self.mixed(one, two), three), four)
        while offset &+ 8 <= span.count {
            hash = Self.mixed(hash, span.word(at: offset))
            offset &+= 8
        }
        hash = (hash ^ span.tail(from: offset, filler: 0)) &* 0x9E37_79B9_7F4A_7C15
        self.hash = hash ^ hash &>> 32
        count = span.count
    }

    @inline(__always) private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* 0x2545_F491_4F6C_DD1D
        return product ^ product &>> 29
    }
}
