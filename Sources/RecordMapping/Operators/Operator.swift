import CanonicalModel

/// The operators of the mapping language. To add one: a file beside this, a case here.
enum Operator: String, CaseIterable, Sendable {
    case text, number, boolean, hl7Time, isoTime, code, concept, quantity, interval, textQuantity
    case dayFirstTime, amount, nhsNumber, refId, pmipText, afterLast, lineAfter, head, tail, snomed
    case bookingWait, durationDays, numbered

    /// What an operator is given.
    enum Input: Equatable { case leaf, coded, amount, interval }
    /// What it makes; `text` can be given to another operator.
    enum Output: Equatable { case text, number, boolean, date, code, concept, quantity }

    var input: Input {
        switch self {
        case .concept: .coded
        case .quantity: .amount
        case .interval: .interval
        default: .leaf
        }
    }

    var output: Output {
        switch self {
        case .text, .nhsNumber, .refId, .pmipText, .afterLast, .lineAfter, .head, .tail,
            .bookingWait, .numbered:
            .text
        case .number, .durationDays: .number
        case .boolean: .boolean
        case .hl7Time, .isoTime, .dayFirstTime: .date
        case .code: .code
        case .concept, .snomed: .concept
        case .quantity, .interval, .textQuantity, .amount: .quantity
        }
    }

    /// Whether a value can be one that the operator cannot read.
    var canBeInvalid: Bool {
        switch self {
        case .number, .boolean, .hl7Time, .isoTime, .dayFirstTime, .nhsNumber, .quantity, .interval,
            .amount, .bookingWait, .durationDays:
            true
        default: false
        }
    }

    /// What the argument must be.
    var argument: Argument {
        switch self {
        case .code: .table
        case .afterLast, .lineAfter, .snomed: .text
        case .head, .tail: .count
        default: .none
        }
    }

    enum Argument { case none, text, count, table }
}

/// An operator with its argument, ready to run.
struct OperatorCall: Sendable {
    var name: Operator
    /// A table, a coded or amount shape, a literal, or a count: which, the operator knows.
    var argument: Int
}

/// Why an operator gave nothing.
enum OperatorFailure: Error {
    case invalid
    case unmapped
}
