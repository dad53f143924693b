/// The ids of one record, made from its seed: equal seeds give equal ids.
struct Ids: Sendable {
    private let seed: UInt64

    init(_ seed: UInt64) { self.seed = SplitMix64.mix(seed) }

    /// A random (version 4) UUID.
    func uuid(_ ordinal: Int, _ part: Int = 0, uppercase: Bool = true) -> String {
        let serial = UInt64(ordinal) << 10 | UInt64(part)
        let high = SplitMix64.mix(seed ^ serial &* 0x9E37_79B9_7F4A_7C15)
        let low = SplitMix64.mix(high ^ seed)
        return Self.hex(
            high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000, low & 0x3FFF_FFFF_FFFF_FFFF | 1 << 63, uppercase)
    }

    /// A time-based (version 1) UUID, as machines that number their entries make them.
    func timeUUID(_ ordinal: Int, _ part: Int = 0, uppercase: Bool) -> String {
        let serial = UInt64(ordinal) << 10 | UInt64(part)
        let time = (seed & 0xFFFF_FFFF &+ serial) & 0xFFFF_FFFF
        return Self.hex(
            time << 32 | (seed >> 44 & 0x0FFF) << 16 | 0x11F0, 0x9A3C_0200_5E10_2030, uppercase)
    }

    /// Sixteen hexadecimal digits of which eight vary, as SystmOne writes its keys.
    func key(_ ordinal: Int, _ part: Int = 0) -> String {
        let serial = UInt64(ordinal) << 10 | UInt64(part)
        var text = [UInt8]()
        Self.append((seed &+ serial) << 32, from: 60, through: 0, upper: false, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func hex(_ high: UInt64, _ low: UInt64, _ upper: Bool) -> String {
        var text = [UInt8]()
        text.reserveCapacity(36)
        append(high, from: 60, through: 32, upper: upper, to: &text)
        text.append(0x2D)
        append(high, from: 28, through: 16, upper: upper, to: &text)
        text.append(0x2D)
        append(high, from: 12, through: 0, upper: upper, to: &text)
        text.append(0x2D)
        append(low, from: 60, through: 48, upper: upper, to: &text)
        text.append(0x2D)
        append(low, from: 44, through: 0, upper: upper, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private static func append(
        _ value: UInt64, from first: Int, through last: Int, upper: Bool, to text: inout [UInt8]
    ) {
        for shift in stride(from: first, through: last, by: -4) {
            let digit = UInt8(value >> UInt64(shift) & 0xF)
            text.append(digit < 10 ? 0x30 + digit : (upper ? 0x37 : 0x57) + digit)
        }
    }
}
