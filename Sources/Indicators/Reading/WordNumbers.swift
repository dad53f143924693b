import CanonicalModel

/// Numbers words from 1 in the order in which they come; the same bytes have the same number.
///
/// Cost: a hash and a comparison for each look-up; no `String`.
struct WordNumbers: Sendable {
    private var bytes: [UInt8] = []
    /// Where each word begins, and behind them where the last ends.
    private var starts = [0]
    /// Numbers, 0 where there is none. A power of two of them, at most half in use.
    private var slots = [UInt32](repeating: 0, count: 64)

    /// Numbers some words in their order.
    init(_ words: [String] = []) {
        for word in words { _ = add(Array(word.utf8).span) }
    }

    /// How many words there are.
    var count: Int { starts.count - 1 }

    /// The number of a word; 0 for one that has none.
    func number(_ word: Span<UInt8>) -> UInt32 { slots[slot(of: word)] }

    /// The number of a word, given to it if it is new.
    mutating func add(_ word: Span<UInt8>) -> UInt32 {
        let slot = slot(of: word)
        guard slots[slot] == 0 else { return slots[slot] }
        for index in word.indices { bytes.append(word[index]) }
        starts.append(bytes.count)
        let number = UInt32(count)
        slots[slot] = number
        if count * 2 > slots.count { grow() }
        return number
    }

    /// The word with a number; the empty text for 0.
    func text(_ number: UInt32) -> String {
        number == 0 ? "" : String(bytes.span.extracting(range(number)))
    }

    /// Hands on the word with a number from 1.
    func withWord(_ number: UInt32, _ body: (Span<UInt8>) -> Void) {
        body(bytes.span.extracting(range(number)))
    }

    private func range(_ number: UInt32) -> Range<Int> {
        starts[Int(number) - 1]..<starts[Int(number)]
    }

    /// The slot of a word, or the empty one where it would go.
    private func slot(of word: Span<UInt8>) -> Int {
        let mask = slots.count - 1
        var slot = word.tableHash & mask
        while slots[slot] != 0, !bytes.span.extracting(range(slots[slot])).isSame(as: word) {
            slot = (slot + 1) & mask
        }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 1...UInt32(count) {
            slots[slot(of: bytes.span.extracting(range(number)))] = number
        }
    }
}
