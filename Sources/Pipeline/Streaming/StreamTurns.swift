/// Which record of a stream may be decided and written next; one at a time.
///
/// A record is held from when it is begun: none after it goes before it. In a stream without order
/// it is let go of as soon as it is known that it says nothing that counts for those after it.
struct StreamTurns {
    /// Records that none after them may overtake, in the order of the stream: as many as workers.
    private var held: [Int] = []
    private var isTaken = false

    /// Notes that record `number` was read; records are begun in the order of the stream.
    mutating func begin(_ number: Int) { held.append(number) }

    /// Allows records after `number` to go before it.
    mutating func letGo(of number: Int) { held.removeAll { $0 == number } }

    /// Takes the turn for record `number`, if it may have it.
    mutating func take(_ number: Int) -> Bool {
        guard !isTaken, held.first.map({ number <= $0 }) ?? true else { return false }
        isTaken = true
        return true
    }

    /// Takes a turn between records, if none is at work that comes first.
    mutating func takeBetween() -> Bool {
        guard !isTaken, held.isEmpty else { return false }
        isTaken = true
        return true
    }

    /// Ends a turn between records.
    mutating func endBetween() { isTaken = false }

    /// Ends the turn of record `number`.
    mutating func end(_ number: Int) {
        letGo(of: number)
        isTaken = false
    }
}
