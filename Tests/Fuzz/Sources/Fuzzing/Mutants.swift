/// Further inputs made from one, so that an execution of the fuzzer, most of which is its own
/// counting, tries several: the same ones for the same input, so that a finding can be repeated.
public struct Mutants {
    /// Bytes that mean something, and what no change of single bytes would come upon.
    private let words: [[UInt8]]
    private var state: UInt64

    /// Mutants of `input`, in which the bytes of `words` stand now and then.
    public init(of input: [UInt8], words: [String]) {
        self.words = words.map { Array($0.utf8) }
        state = input.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// One to four changes of `input`.
    public mutating func next(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0...below(4) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = below(bytes.count + 1)
        let end = min(bytes.count, place + below(9))
        switch below(6) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
        case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count + 1))
        case 4: bytes.replaceSubrange(place..<end, with: words[below(words.count)])
        default: bytes.insert(contentsOf: words[below(words.count)], at: place)
        }
    }

    /// A number from 0 to below `limit`. Source: SplitMix64.
    private mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
