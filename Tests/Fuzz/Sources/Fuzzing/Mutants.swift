/// How many inputs an execution of the fuzzer tries: the fuzzer's own, and mutants of it. Most of
/// an execution is the fuzzer's counting, whatever is tried in it.
public let inputsAnExecution = 64

/// Checks what the fuzzer made, and mutants of it in which `words` stand now and then.
public func tryAll(
    _ start: UnsafePointer<UInt8>?, _ count: Int, words: [[UInt8]], _ check: ([UInt8]) -> Void
) {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    var mutants = Mutants(of: input, words: words)
    check(input)
    for _ in 1..<inputsAnExecution { check(mutants.next(input)) }
}

/// The bytes of `words`.
public func spelled(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }

/// Further inputs made from one: the same ones for the same input, so that a finding can be
/// repeated.
private struct Mutants {
    /// Bytes that mean something, and what no change of single bytes would come upon.
    private let words: [[UInt8]]
    private var state: UInt64

    init(of input: [UInt8], words: [[UInt8]]) {
        self.words = words
        state = input.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// One to four changes of `input`.
    mutating func next(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        for _ in 0...below(4) { change(&bytes) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let place = below(bytes.count + 1)
        let end = min(bytes.count, place + below(9))
        switch below(8) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(below(8))
        case 1 where place < bytes.count: bytes[place] = UInt8(below(256))
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: below(bytes.count + 1))
        case 4: bytes.replaceSubrange(place..<end, with: words[below(words.count)])
        case 5: moveLine(&bytes, from: place, isTaken: below(2) == 0)
        default: bytes.insert(contentsOf: words[below(words.count)], at: place)
        }
    }

    /// Puts the rest of a line from `place` where some other line begins: in its own place no
    /// longer, if it `isTaken`.
    private mutating func moveLine(_ bytes: inout [UInt8], from place: Int, isTaken: Bool) {
        let end = bytes[place...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        let line = bytes[place..<end]
        if isTaken { bytes.removeSubrange(place..<end) }
        let near = below(bytes.count + 1)
        let target = bytes[near...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        bytes.insert(contentsOf: line, at: target)
    }

    /// A number from 0 to below `limit`. Source: SplitMix64.
    private mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
