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
    private static let secret = UInt64.random(in: .min ... .max)

    /// The fingerprint of `bytes`: sixteen of them a step, by both halves of a product, and four
    /// steps at a time, since each has to wait for the one before. Each factor has a number in it
    /// that nobody knows: nobody can make one zero, and the other of no account.
    init(of bytes: [UInt8]) {
        let (span, secret) = (bytes.span, Self.secret)
        func mixed(_ hash: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
            let product = (first ^ secret).multipliedFullWidth(by: second ^ hash)
            return product.high ^ product.low
        }
        var (one, two, three, four) = (Self.seed, Self.seed &+ 1, Self.seed &+ 2, Self.seed &+ 3)
        var offset = 0
        while offset &+ 64 <= span.count {
            one = mixed(one, span.word(at: offset), span.word(at: offset &+ 8))
            two = mixed(two, span.word(at: offset &+ 16), span.word(at: offset &+ 24))
            three = mixed(three, span.word(at: offset &+ 32), span.word(at: offset &+ 40))
            four = mixed(four, span.word(at: offset &+ 48), span.word(at: offset &+ 56))
            offset &+= 64
        }
        var hash = mixed(mixed(one, two, three), four, Self.seed)
        while offset &+ 8 <= span.count {
            hash = mixed(hash, span.word(at: offset), UInt64(offset))
            offset &+= 8
        }
        self.hash = mixed(hash, span.tail(from: offset, filler: 0), UInt64(span.count))
        count = span.count
    }
}
