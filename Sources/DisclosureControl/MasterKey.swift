import Crypto

/// The secret of one controller, from which every key of every feed is derived.
///
/// Agreements name a key; they never hold its bytes. It prints as `<redacted>`.
public struct MasterKey: Sendable {
    private let key: SymmetricKey

    /// A key of 32 bytes; `nil` for any other length.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        key = SymmetricKey(data: Array(bytes))
    }

    /// A key of 64 hexadecimal digits in either case; `nil` for anything else.
    public init?(hexadecimal digits: some Collection<UInt8>) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for digit in digits {
            guard let value = Self.nibble(digit) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        guard high == nil else { return nil }
        self.init(bytes)
    }

    /// A key for one purpose in one scope and epoch; two purposes never share a key.
    ///
    /// Source: RFC 5869, HKDF with SHA-256.
    func derive(_ purpose: String, epoch: String, scope: String, byteCount: Int) -> SymmetricKey {
        var info: [UInt8] = []
        for part in [purpose, epoch, scope] { appendPrefixed(part.utf8, to: &info) }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, salt: Array("sluice/hkdf/v1".utf8), info: info,
            outputByteCount: byteCount)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}

extension MasterKey: CustomStringConvertible, CustomReflectable {
    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Hides the key from `dump` and from test failures.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Appends `bytes` after their count, 4 bytes with the high byte first.
///
/// Without the count, ("A", "19…") and ("A1", "9…") would be the same bytes.
func appendPrefixed(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
    let count = UInt32(truncatingIfNeeded: bytes.count)
    for shift in [24, 16, 8, 0] as [UInt32] {
        output.append(UInt8(truncatingIfNeeded: count >> shift))
    }
    output.append(contentsOf: bytes)
}
