import Terminology

/// The rules of one file: registers, scores, segments and case-finding, by which facts are worked
/// out of a record.
public struct FactRules: Sendable {
    /// The name of the file of rules, which every fact carries with ``version``.
    public let name: String
    /// The version of the rules.
    public let version: String
    let registers: [Register]
    let scores: [Score]
    let models: [SegmentModel]
    let cases: [CaseRule]
    /// The codes of all sets that the rules name, a bit each.
    let index: CodeSetIndex

    /// Who is on a register: a code of its sets that is not later resolved.
    struct Register: Sendable {
        let name: String
        let codes: UInt64
        var resolved: UInt64 = 0
        var ages = AgeRange()
        /// A medicine that must have been issued within so many months, for registers that ask.
        var treatment: (codes: UInt64, months: Int)?
    }

    /// A number or category.
    struct Score: Sendable {
        enum Basis: Sendable {
            /// How many of these registers.
            case registers([Int])
            /// How many different medicines that are prescribed again and again.
            case medicines
            /// The category whose code is the latest.
            case coded([(category: String, codes: UInt64)])
            /// How many of these deficits, over how many there could be.
            case index([Deficit], of: Int)
        }
        /// One of the things that an index counts.
        enum Deficit: Sendable {
            /// Some code of these sets stands in the record.
            case codes(UInt64)
            /// So many different medicines are prescribed again and again.
            case medicines(atLeast: Int)
        }
        let name: String
        let basis: Basis
        /// Categories by the least count that they begin with, ascending.
        var bands: [(category: String, from: Int)] = []
    }

    /// Groups of which a person is in the first whose conditions hold.
    struct SegmentModel: Sendable {
        let name: String
        let segments: [(name: String, condition: FactCondition)]
    }

    /// Whoever is worth a closer look, and why.
    struct CaseRule: Sendable {
        let name: String
        let priority: Int
        let reason: String
        let condition: FactCondition
    }
}

/// Ages in whole years; without ends everybody's, known or not.
struct AgeRange: Sendable {
    var from: Int?
    var to: Int?

    /// An age that is not known is in no range that has an end.
    func contains(_ age: Int?) -> Bool {
        if from == nil, to == nil { return true }
        guard let age else { return false }
        return age >= from ?? 0 && age <= to ?? .max
    }
}

/// What must be true of a person, all of it.
struct FactCondition: Sendable {
    var ages = AgeRange()
    /// Registers that they are on, at least one, and those that they are not on.
    var onAny: [Int] = []
    var onNone: [Int] = []
    /// The least numbers of scores.
    var atLeast: [(score: Int, value: Int)] = []
    /// Scores whose category is one of these.
    var categories: [(score: Int, words: [String])] = []
    /// Codes that stand in the record within so many months.
    var has: [(codes: UInt64, months: Int)] = []
    /// Codes that do not.
    var lacks: [(codes: UInt64, months: Int)] = []
}
