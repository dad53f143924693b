import CanonicalModel

/// What tells one record of a run from another: its length and a hash of its bytes.
///
/// The same record may be given twice, by extracts that overlap; released twice it would count
/// twice. 128 bits of SHA-256 where the input's digest is at hand, else 64 bits of a word hash: two
/// of a million different records share one with a chance below 1 in 10 million.
struct Fingerprint: Hashable, Sendable {
    private let low: UInt64
    private let high: UInt64

    /// The fingerprint of a record whose SHA-256 is known.
    init(digest: [UInt8]) {
        low = digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        high = digest.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The fingerprint of `bytes`; eight bytes a step.
    init(of bytes: [UInt8]) {
        let span = bytes.span
        var (hash, offset) = (UInt64(0x9E37_79B9_7F4A_7C15), 0)
        while offset &+ 8 <= span.count {
            hash = (hash ^ span.word(at: offset)) &* 0x2545_F491_4F6C_DD1D
            hash ^= hash &>> 29
            offset &+= 8
        }
        hash = (hash ^ span.tail(from: offset, filler: 0)) &* 0x9E37_79B9_7F4A_7C15
        low = hash ^ hash &>> 32
        high = UInt64(span.count)
    }
}
