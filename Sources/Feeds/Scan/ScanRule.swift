public import CanonicalModel

/// What may not stand in the bytes of a feed, unless the agreement releases it there.
public enum ScanRule: UInt8, Sendable, CaseIterable {
    /// An NHS number with a valid check digit, in one piece or as 3, 3 and 4 digits.
    case nhsNumber
    /// A whole postcode.
    case postcode
    /// A telephone number of the United Kingdom.
    case telephone
    /// An e-mail address.
    case email
    /// A birth date, finer than the agreement releases it.
    case birthDate
    /// The id that the source gave an entry that is withheld; in a pseudonymised feed, any entry.
    case sourceId

    /// What it finds, for messages.
    public var name: String {
        switch self {
        case .nhsNumber: "an NHS number"
        case .postcode: "a postcode"
        case .telephone: "a telephone number"
        case .email: "an e-mail address"
        case .birthDate: "a birth date"
        case .sourceId: "the id of a withheld entry"
        }
    }
}

/// What a column or element is for, as far as the scan is concerned.
struct ScanPlace: OptionSet, Sendable {
    let rawValue: UInt8
    /// Codes and ids: ten digits may stand here by chance, so only the person's own number,
    /// postcode and ids count.
    static let mark = ScanPlace(rawValue: 1)
    /// Dates, which the agreement makes as precise as it says.
    static let date = ScanPlace(rawValue: 2)
    static let postcode = ScanPlace(rawValue: 4)
    static let telephone = ScanPlace(rawValue: 8)
    static let email = ScanPlace(rawValue: 16)
    /// The date of birth itself.
    static let birthDate = ScanPlace(rawValue: 64)
    /// Free text that the agreement releases: whatever people have written.
    static let freeText = ScanPlace(rawValue: 32)
}

/// The person whose record was just written, as the scan needs to know them.
public struct ScannedPerson: Sendable {
    /// The NHS number, if there is a valid one.
    public var nhsNumber: NHSNumber?
    /// The postcode in capitals without space; empty if there is none.
    public var postcode: [UInt8] = []
    /// The birth date, if its day is known.
    public var birthDate: PartialDate?

    /// Nobody.
    public init() {}
}

/// What a scan has found: how often, by which rule, in which file. Never what.
public struct ScanFindings: Sendable {
    /// A rule and a file of the feed, as its tables and resource types are called.
    public struct Place: Hashable, Sendable {
        /// The rule.
        public let rule: ScanRule
        /// The file below the feed's folder, such as `csv/patient.csv`.
        public let file: String
    }
    /// How often each rule found something in each file.
    public private(set) var counts: [Place: Int] = [:]
    /// Days that stand where no date is due, by file: birth dates of others, perhaps.
    public private(set) var days: [String: Set<Int>] = [:]

    /// Nothing found.
    public init() {}

    /// Whether nothing was found.
    public var isEmpty: Bool { counts.isEmpty && days.isEmpty }

    mutating func add(_ rule: ScanRule, in file: String) {
        counts[Place(rule: rule, file: file), default: 0] += 1
    }

    mutating func add(day: Int, in file: String) { days[file, default: []].insert(day) }

    /// Adds the findings of another record.
    public mutating func merge(_ other: ScanFindings) {
        guard !other.isEmpty else { return }
        counts.merge(other.counts, uniquingKeysWith: +)
        days.merge(other.days) { $0.union($1) }
    }

    /// Forgets everything.
    public mutating func removeAll() { self = ScanFindings() }

    /// The counts, with the days that are somebody's birth date.
    public func counts(birthDays: Set<Int>) -> [Place: Int] {
        var counts = counts
        for (file, days) in days {
            let found = days.intersection(birthDays).count
            if found > 0 { counts[Place(rule: .birthDate, file: file), default: 0] += found }
        }
        return counts
    }
}
