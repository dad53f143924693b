public import CanonicalModel

/// The people of whom a national answer says whether they object to uses beyond their own care.
///
/// Source: NHS England, national data opt-out: the service is sent NHS numbers and gives back those
/// without an opt-out. Who was never asked about is unknown, which is not the same as without.
public struct NationalOptOuts: Sendable {
    /// What is known of a person.
    public enum Answer: Sendable { case objects, doesNotObject, notAsked }

    /// When the answer was given, in UTC.
    public let taken: PartialDate
    /// How many people were asked about.
    public var asked: Int { numbers.count }
    /// Ascending: the NHS number, doubled, and 1 more for a person who objects.
    private let numbers: [UInt64]

    /// Gathers an answer.
    public init(
        taken: PartialDate, asked: some Sequence<NHSNumber>, without: Set<NHSNumber>
    ) {
        self.taken = taken
        numbers = Set(asked).map { $0.value << 1 | (without.contains($0) ? 0 : 1) }.sorted()
    }

    /// What is known of `number`: a binary search.
    public func answer(_ number: NHSNumber) -> Answer {
        var (low, high) = (0, numbers.count)
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] >> 1 < number.value { low = middle + 1 } else { high = middle }
        }
        guard low < numbers.count, numbers[low] >> 1 == number.value else { return .notAsked }
        return numbers[low] & 1 == 1 ? .objects : .doesNotObject
    }

    /// Everybody who was asked about, ascending, and whether they object.
    public var all: [(number: NHSNumber, objects: Bool)] {
        numbers.compactMap { packed in
            let digits = Array("\(packed >> 1)".utf8)
            let padding = Array(repeating: UInt8(ascii: "0"), count: max(0, 10 - digits.count))
            return (try? NHSNumber(padding + digits)).map { ($0, packed & 1 == 1) }
        }
    }
}

/// A list that a run was given, or not.
public enum OptOutList<List: Sendable>: Sendable {
    case missing
    /// It was given and cannot be relied on.
    case unreadable
    case loaded(List)
}

/// What registers and lists say at the start of a run.
public struct RunRegisters: Sendable {
    /// The stops in force.
    public var stops: [StopRegister.Scope] = []
    /// The people whom stops name by a file of NHS numbers.
    public var stoppedPatients: Set<NHSNumber> = []
    /// The national opt-outs.
    public var national = OptOutList<NationalOptOuts>.missing
    /// The people who object locally.
    public var local = OptOutList<Set<NHSNumber>>.missing
    /// The moment from which the age of lists counts back, in UTC; `nil` makes every list too old.
    public var now: PartialDate?

    /// Nothing stopped, no list given.
    public init() {}
}

extension PartialDate {
    /// Seconds since the beginning of the year 1 in UTC; a time without offset is taken as UTC.
    public var secondNumber: Int {
        let time = (hour * 60 + minute - (offset ?? 0)) * 60 + second
        return dayNumber * 86_400 + time
    }
}
