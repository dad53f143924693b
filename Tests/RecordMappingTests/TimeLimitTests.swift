import CanonicalModel
import RecordMapping
import Testing

/// The time that one record may take.
@Suite struct TimeLimitTests {
    /// A clock that is over after some looks, and how often it was looked at.
    private final class Clock {
        var looks = 0
        var looksLeft: Int
        init(looksLeft: Int) { self.looksLeft = looksLeft }

        func isOver() -> Bool {
            looks += 1
            return looks > looksLeft
        }
    }

    private static func items(_ count: Int) -> String {
        Tiny.record((0..<count).map { "<item id=\"\($0)\" kind=\"k\"/>" }.joined())
    }

    @Test(arguments: [
        (0, 100_000, true), (3, 100_000, true), (.max, 100_000, false), (0, 10, false),
    ])
    func aRecordThatTakesTooLongIsGivenUp(_ looks: Int, _ items: Int, _ isGivenUp: Bool) throws {
        let clock = Clock(looksLeft: looks)
        let set = try Tiny.compile(["item.yaml": Tiny.item("note: kind")])
        var mapper = RecordMapper(set, isOverdue: { clock.isOver() })
        var code: Int?
        do throws(Diagnostic) {
            #expect(try Tiny.map(set, Self.items(items), with: &mapper).observations.count == items)
        } catch {
            code = error.code.number
        }
        #expect(code == (isGivenUp ? 235 : nil))
        // Nothing more was done once it was over; and the next record is as any.
        #expect(!isGivenUp || clock.looks == looks + 1)
        #expect(try Tiny.map(set, Self.items(3), with: &mapper).observations.count == 3)
    }

    /// Each of many entries counts all before it: the clock is looked at often enough.
    @Test(.timeLimit(.minutes(1))) func whatGrowsWithTheSquareIsEndedInTime() throws {
        let clock = Clock(looksLeft: 2)
        let set = try Tiny.compile(["item.yaml": Tiny.item("note: position()")])
        var mapper = RecordMapper(set, isOverdue: { clock.isOver() })
        let error = #expect(throws: Diagnostic.self) {
            _ = try Tiny.map(set, Self.items(300_000), with: &mapper)
        }
        #expect(error?.code.number == 235)
    }
}
