import Testing

@testable import Pipeline

/// Which record of a stream may be decided next.
@Suite struct StreamTurnsTests {
    /// Of records 0, 1 and 2, all read: those that were let go of, those that are done, and which
    /// may have the turn.
    @Test(arguments: [
        ([], [], [0]), ([], [0], [1]), ([], [0, 1], [2]),
        ([0], [], [0, 1]), ([1], [], [0]), ([0, 1], [], [0, 1, 2]), ([0, 1, 2], [], [0, 1, 2]),
        ([0, 2], [1], [0, 2]), ([1, 2], [0], [1, 2]), ([0], [1], [0, 2]),
    ])
    func noneOvertakesARecordThatIsHeld(_ free: [Int], _ done: [Int], _ expected: [Int]) {
        var turns = StreamTurns()
        for number in 0..<3 { turns.begin(number) }
        for number in free { turns.letGo(of: number) }
        for number in done { turns.end(number) }
        let may = (0..<3).filter { number in
            var turns = turns
            return !done.contains(number) && turns.take(number)
        }
        #expect(may == expected)
    }

    @Test func oneIsDecidedAtATime() {
        var turns = StreamTurns()
        for number in 0..<2 {
            turns.begin(number)
            turns.letGo(of: number)
        }
        let (first, meanwhile) = (turns.take(1), turns.take(0))
        #expect(first && !meanwhile)
        turns.end(1)
        let after = turns.take(0)
        #expect(after)
    }

    @Test func nothingIsDoneBetweenRecordsWhileOneIsAtWork() {
        var turns = StreamTurns()
        turns.begin(0)
        let early = turns.takeBetween()
        turns.end(0)
        let (between, again) = (turns.takeBetween(), turns.takeBetween())
        turns.begin(1)
        let meanwhile = turns.take(1)
        turns.endBetween()
        let after = turns.take(1)
        #expect(!early && between && !again && !meanwhile && after)
    }
}
