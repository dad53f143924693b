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
}

/// The numbers of words that are known before any row is read, in ``PracticeFacts/words``.
enum PersonWord {
    /// The last are the ways in which a feed says that ethnicity was asked and not stated: in
    /// words, as a group, as the letter, and as the codes that a coded entry has.
    ///
    /// Source: NHS Data Model and Dictionary, ETHNIC CATEGORY, `Z`; the codes as in the data file
    /// of ethnic categories.
    static let all = [
        "male", "female", "other", "unknown", "Not stated", "not-stated", "Z", "92531000000104",
        "763726001",
    ]
    static let (male, female, other, unknown): (UInt32, UInt32, UInt32, UInt32) = (1, 2, 3, 4)
    static let notStated: ClosedRange<UInt32> = 5...9
}

/// One person on a practice's list, as far as the indicators ask; words by their numbers in
/// ``PracticeFacts/words``, 0 for none.
struct Person: Sendable {
    var sex: UInt32 = 0
    var born: CalendarDay?
    var birthPrecision = FeedDate.Precision.year
    /// The ages that the person may have; the greatest open where there is a top.
    var ages: ClosedRange<Int>?
    var ethnicity: UInt32 = 0
    var hasDistrict = false
    /// The fifth by deprivation of the area where the person lives, 1 the most deprived; 0 where
    /// it is not known.
    var fifth: UInt8 = 0
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
        case .sex: PersonWord.male...PersonWord.other ~= sex
        case .ethnicity: ethnicity != 0
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
    /// How many patients came from each system, by the number of its word.
    var suppliers: [UInt32: Int] = [:]
    /// The words of people.
    var words = WordNumbers(PersonWord.all)
    private var persons = WordNumbers()
    private var keys = WordNumbers()
    private var read: [[Event]]
    /// The events of all tables, those of one table and person together.
    private(set) var events: [Event] = []
    /// Where the events of each person begin, table after table.
    private var starts: [Int] = []
    /// For each table, whether a tenth of the days are known to the month or the year only.
    private(set) var isCoarse: [Bool] = []

    init(practice: String, tables: Int) {
        self.practice = practice
        read = Array(repeating: [], count: tables)
    }

    /// The person with a key, made if need be.
    mutating func person(_ key: Span<UInt8>) -> UInt32 {
        let number = persons.add(key) - 1
        if Int(number) == people.count { people.append(Person()) }
        return number
    }

    /// The person with a key, if there is one.
    func known(_ key: Span<UInt8>) -> UInt32? {
        let number = persons.number(key)
        return number == 0 ? nil : number - 1
    }

    /// Hands on the key of everybody who is on the list.
    func forEachOnList(_ body: (Span<UInt8>) -> Void) {
        for (index, person) in people.enumerated() where person.isOnList {
            persons.withWord(UInt32(index) + 1, body)
        }
    }

    /// The number of a practitioner or a code; 0 for an empty cell.
    mutating func key(_ key: Span<UInt8>) -> UInt32 { key.isEmpty ? 0 : keys.add(key) }

    mutating func add(_ event: Event, _ slot: Int) { read[slot].append(event) }

    /// Puts the events of each person together; after it nothing may be added.
    mutating func group() {
        let blank = Event(person: 0, day: 0, bits: 0, key: 0, precision: .day)
        events = Array(repeating: blank, count: read.reduce(0) { $0 + $1.count })
        starts = Array(repeating: 0, count: read.count * people.count + 1)
        for (slot, table) in read.enumerated() {
            for event in table { starts[slot * people.count + Int(event.person) + 1] += 1 }
            let coarse = table.count { $0.precision < .day && $0.day != Event.undated }
            isCoarse.append(coarse * 10 > table.count)
        }
        for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
        var places = starts
        for (slot, table) in read.enumerated() {
            for event in table {
                let place = slot * people.count + Int(event.person)
                events[places[place]] = event
                places[place] += 1
            }
        }
        read = []
    }

    /// Where the rows of a table that belong to a person are in ``events``.
    func events(_ slot: Int, of number: Int) -> Range<Int> {
        let place = slot * people.count + number
        return starts[place]..<starts[place + 1]
    }

    /// Where all rows of a table are in ``events``.
    func events(_ slot: Int) -> Range<Int> {
        starts[slot * people.count]..<starts[(slot + 1) * people.count]
    }

    /// The system that most of the patients came from; `mixed` where none has three quarters.
    var supplier: String {
        let named = suppliers.map { (name: words.text($0.key), count: $0.value) }
        let total = named.reduce(0) { $0 + $1.count }
        let most = named.max { ($0.count, $1.name) < ($1.count, $0.name) }
        guard let most, total > 0 else { return "unknown" }
        return most.count * 4 >= total * 3 ? most.name : "mixed"
    }
}
