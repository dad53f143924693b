/// A hash for tables of what stands in one record, which nobody can foretell: whoever writes a
/// record cannot choose ids for it that collide. No such hash is kept.
///
/// Each eight bytes are multiplied by a secret and the halves of the product folded. Source: the
/// multiplication of wyhash (https://github.com/wangyi-fudan/wyhash), which needs no more
/// instructions than one that anybody could work out.
struct TableHash {
    private let start: UInt64
    private let factor: UInt64

    /// The hash of this process.
    static let own = TableHash(
        start: .random(in: .min ... .max), factor: .random(in: .min ... .max))

    init(start: UInt64, factor: UInt64) { (self.start, self.factor) = (start, factor | 1) }

    /// The hash of `bytes`, 0 to 2^31 - 1.
    func hash(_ bytes: Span<UInt8>) -> Int {
        let count = bytes.count
        // Spread, so that a length is not mistaken for a change of the first byte.
        var hash = start ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
        guard count >= 8 else { return mix(hash, bytes.tail(from: 0, filler: 0)).tableHash }
        return unsafe bytes.withUnsafeBytes { bytes in
            var offset = 0
            while offset &+ 8 < count {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                hash = mix(hash, word)
                offset &+= 8
            }
            let last = unsafe bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
            return mix(hash, last).tableHash
        }
    }

    @inline(__always) fileprivate func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word).multipliedFullWidth(by: factor)
        return product.high ^ product.low
    }

    /// The hash of a number, 0 to 2^31 - 1.
    fileprivate func hash(_ number: Int) -> Int {
        mix(start, UInt64(truncatingIfNeeded: number)).tableHash
    }
}

extension UInt64 {
    fileprivate var tableHash: Int { Int(truncatingIfNeeded: (self ^ self &>> 32) & 0x7FFF_FFFF) }
}

extension Int {
    /// A hash of the number, 0 to 2^31 - 1, for tables of what stands in one record; another one in
    /// each process.
    public var tableHash: Int { TableHash.own.hash(self) }
}

extension Span<UInt8> {
    /// A hash of the bytes, 0 to 2^31 - 1, for tables of what stands in one record; another one in
    /// each process.
    public var tableHash: Int { TableHash.own.hash(self) }
}
