import Crypto

/// HMAC-SHA256 whose key, and the first bytes of every message, are absorbed once.
///
/// A key costs two blocks of SHA-256; a message that begins like every other costs its own blocks
/// only. swift-crypto's `HMAC` is generic, and what its callers call is not specialised across the
/// modules: over ten times the cost of the blocks themselves. Source: RFC 2104.
struct KeyedHash: Sendable {
    private var inner = SHA256()
    private var outer = SHA256()

    /// The four 64-bit words of a tag, the high byte of the first being its first byte.
    struct Tag: Equatable {
        var words: (UInt64, UInt64, UInt64, UInt64)

        static func == (left: Tag, right: Tag) -> Bool { left.words == right.words }
    }

    /// Absorbs `key`, of at most 64 bytes: every key here is derived and has 32.
    init(key: SymmetricKey) {
        precondition(key.bitCount <= 512, "keys are derived, and none is longer than a block")
        for (pad, isInner) in [(0x36, true), (0x5C, false)] as [(UInt8, Bool)] {
            var block = [UInt8](repeating: pad, count: SHA256.blockByteCount)
            unsafe key.withUnsafeBytes { bytes in
                for index in 0..<bytes.count { unsafe block[index] ^= bytes[index] }
            }
            if isInner { inner.absorb(block.span) } else { outer.absorb(block.span) }
        }
    }

    /// Makes `bytes` the next part of the beginning of every message, after their count.
    mutating func begin(with bytes: some Collection<UInt8>) {
        var part: [UInt8] = []
        appendPrefixed(bytes, to: &part)
        inner.absorb(part.span)
    }

    /// The tag of the beginning and then `value` after its count; `suffix`, where there is one,
    /// follows as it stands, the high byte first.
    ///
    /// Cost: for an NHS number three blocks, and two allocations inside swift-crypto, whose states
    /// are references. Everything goes to it in one call, since a call costs as much as a block.
    func tag(of value: Span<UInt8>, suffix: UInt32? = nil) -> Tag {
        var state = inner
        let count = UInt32(truncatingIfNeeded: value.count)
        let size = 4 + value.count + (suffix == nil ? 0 : 4)
        unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 8) { message in
            unsafe message.storeBytes(of: count.bigEndian, as: UInt32.self)
            unsafe value.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: message[4...])
                    .copyMemory(from: bytes)
            }
            if let suffix {
                unsafe message.storeBytes(
                    of: suffix.bigEndian, toByteOffset: size - 4, as: UInt32.self)
            }
            unsafe state.update(bufferPointer: UnsafeRawBufferPointer(message))
        }
        var last = outer
        unsafe state.finalize().withUnsafeBytes { unsafe last.update(bufferPointer: $0) }
        return Tag(words: last.words())
    }
}

extension SHA256 {
    fileprivate mutating func absorb(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe update(bufferPointer: $0) }
    }

    fileprivate func words() -> (UInt64, UInt64, UInt64, UInt64) {
        unsafe finalize().withUnsafeBytes { bytes in
            unsafe (
                bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self).bigEndian,
                bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian,
                bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self).bigEndian,
                bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self).bigEndian
            )
        }
    }
}
