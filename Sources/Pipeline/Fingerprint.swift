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

    /// The fingerprint of `bytes`; eight bytes a step.
    init(of bytes: [UInt8]) {
        let span = bytes.span
        var (hash, offset) = (Self.seed, 0)
        while offset &+ 8 <= span.count {
            hash = (hash ^ span.word(at: offset)) &* 0x2545_F491_4F6C_DD1D
            hash ^= hash &>> 29
            offset &+= 8
        }
        hash = (hash ^ span.tail(from: offset, filler: 0)) &* 0x9E37_79B9_7F4A_7C15
        self.hash = hash ^ hash &>> 32
        count = span.count
    }
}
