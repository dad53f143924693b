import CanonicalModel

/// One row, as far as the indicators ask about it: 24 bytes.
struct Event: Sendable {
    /// Stands for a day that is not known; later than every first day of a window is no day.
    static let undated = Int32.min
    var person: UInt32
    var day: Int32
    /// Which tests of its table the row passes.
    var bits: UInt64
    /// The practitioner, or of a medicine its code, numbered in the practice from 1; 0 for none.
    var key: UInt32
    var precision: FeedDate.Precision
    /// The hour of the day; -1 where it is not known.
    var hour: Int8 = -1
    /// Of an appointment, the places of its words in ``SlotWords``; -1 for none.
    var slotCategory: Int8 = -1
    var deliveryChannel: Int8 = -1
}

/// The words by which appointments are told apart.
enum SlotWords {
    static let categories = Vocabulary.slotCategory.words
    static let channels = Vocabulary.deliveryChannel.words
    static let categoryBytes = categories.map { Array($0.utf8) }
    static let channelBytes = channels.map { Array($0.utf8) }

    /// The place of a cell's word; -1 where it is none of them.
    static func place(_ cell: Span<UInt8>, _ words: [[UInt8]]) -> Int8 {
        guard !cell.isEmpty else { return -1 }
        for (place, word) in words.enumerated() where cell.equals(word) { return Int8(place) }
        return -1
    }
}

/// One person on a practice's list, as far as the indicators ask.
struct Person: Sendable {
    var sex = ""
    var born: CalendarDay?
    var birthPrecision = FeedDate.Precision.year
    /// The ages that the person may have; the greatest open where there is a top.
    var ages: ClosedRange<Int>?
    var ethnicity = ""
    var hasDistrict = false
    var hasDied = false
    /// Whether some registration is current; `nil` where none is given.
    var isRegistered: Bool?
    var usual: UInt32 = 0

    /// Whether the person is on the list on the last day.
    var isOnList: Bool { !hasDied && isRegistered != false }

    func isAged(_ least: Int, _ most: Int) -> Truth {
        guard let ages else { return .unknown }
        if ages.lowerBound >= least, ages.upperBound <= most { return .yes }
        return ages.upperBound < least || ages.lowerBound > most ? .no : .unknown
    }

    func isBorn(_ from: Int32, _ until: Int32) -> Truth {
        guard let born, birthPrecision >= .month else { return .unknown }
        return Truth(born.number >= from && born.number <= until)
    }

    func isKnown(_ attribute: Condition.Attribute) -> Bool {
        switch attribute {
        case .age: ages != nil
        case .sex: sex == "male" || sex == "female" || sex == "other"
        case .ethnicity: !ethnicity.isEmpty
        case .district: hasDistrict
        }
    }
}

extension FeedDate.Precision: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Everything that the indicators ask of one practice.
struct PracticeFacts: Sendable {
    let practice: String
    var people: [Person] = []
    /// How many patients came from each system.
    var suppliers: [String: Int] = [:]
    private(set) var numbers: [String: UInt32] = [:]
    private var keys: [String: UInt32] = [:]
    private var events: [[Event]]
    /// For each table, where the events of each person begin.
    private var starts: [[Int]] = []

    init(practice: String, tables: Int) {
        self.practice = practice
        events = Array(repeating: [], count: tables)
    }

    /// The person with a key, made if need be.
    mutating func person(_ key: String) -> UInt32 {
        if let number = numbers[key] { return number }
        let number = UInt32(people.count)
        numbers[key] = number
        people.append(Person())
        return number
    }

    /// The number of a practitioner or a code.
    mutating func key(_ key: String) -> UInt32 {
        if key.isEmpty { return 0 }
        if let number = keys[key] { return number }
        let number = UInt32(keys.count + 1)
        keys[key] = number
        return number
    }

    mutating func add(_ event: Event, _ slot: Int) { events[slot].append(event) }

    /// Puts the events of each person together; after it nothing may be added.
    mutating func group() {
        for slot in events.indices {
            var counts = Array(repeating: 0, count: people.count + 1)
            for event in events[slot] { counts[Int(event.person) + 1] += 1 }
            for index in 1..<counts.count { counts[index] += counts[index - 1] }
            starts.append(counts)
            guard
                var sorted = events[slot].first.map({
                    Array(repeating: $0, count: events[slot].count)
                })
            else { continue }
            for event in events[slot] {
                sorted[counts[Int(event.person)]] = event
                counts[Int(event.person)] += 1
            }
            events[slot] = sorted
        }
    }

    /// The rows of a table that belong to a person.
    func events(_ slot: Int, of number: Int) -> ArraySlice<Event> {
        events[slot][starts[slot][number]..<starts[slot][number + 1]]
    }

    /// All rows of a table.
    func events(_ slot: Int) -> [Event] { events[slot] }

    /// The system that most of the patients came from; `mixed` where none has three quarters.
    var supplier: String {
        let total = suppliers.values.reduce(0, +)
        let most = suppliers.max { ($0.value, $1.key) < ($1.value, $0.key) }
        guard let most, total > 0 else { return "unknown" }
        return most.value * 4 >= total * 3 ? most.key : "mixed"
    }
}
