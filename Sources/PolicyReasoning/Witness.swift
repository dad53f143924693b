import CanonicalModel
import DecisionDiagrams
import SharingAgreements

/// An example of a request: a patient, and one entry of the record, in the words of the example
/// patients of agreements. All of it is made up from the agreements themselves.
public struct Witness: Sendable, Hashable {
    /// The practice; `nil` where any would do.
    public internal(set) var practice: String?
    /// The first day of a run on which it shows.
    public internal(set) var day: String
    /// The flow; `nil` where any would do.
    public internal(set) var flow: String?
    /// Phrases about the patient, and the entries that the record must hold.
    public internal(set) var patient: [String] = []
    /// Phrases about the run.
    public internal(set) var run: [String] = []
    /// What the words of examples cannot say.
    public internal(set) var remarks: [String] = []

    /// Whether anything of the record leaves, under the version to come where two are compared.
    public internal(set) var isReleased = true

    /// A case of a file of examples.
    ///
    /// - Parameter name: What the case shows.
    public func yaml(name: String) -> String {
        var lines = ["- name: '\(name.replacing("'", with: "''"))'", "  run_date: \(day)"]
        if let flow { lines.append("  flow: \(flow)") }
        if !patient.isEmpty { lines.append("  patient: \(patient.joined(separator: ", "))") }
        if !run.isEmpty { lines.append("  run: \(run.joined(separator: ", "))") }
        lines += remarks.map { "  # \($0)" }
        lines.append("  expect: \(isReleased ? "released" : "withheld")")
        return lines.joined(separator: "\n")
    }
}

/// Puts the cells of a request into words.
struct WitnessWriter {
    private let space: RequestSpace
    private let cells: [Int?]
    private var witness: Witness

    /// - Parameters:
    ///   - cells: For each variable the cell, or `nil` where any will do.
    ///   - kind: The kind of the entry; `nil` where the request is of the record alone.
    static func write(_ cells: [Int?], of kind: EntryKind?, _ space: RequestSpace) -> Witness {
        var writer = WitnessWriter(space, cells)
        writer.writeRun()
        writer.writePerson()
        writer.writeRegistration()
        writer.writeHoldings()
        if let kind { writer.writeEntry(kind) }
        return writer.witness
    }

    private init(_ space: RequestSpace, _ cells: [Int?]) {
        (self.space, self.cells) = (space, cells)
        witness = Witness(day: space.day.text)
    }

    private func cell(_ attribute: Attribute) -> Int? {
        space.numbers[attribute].flatMap { cells[$0] }
    }

    private mutating func say(_ phrase: String) { witness.patient.append(phrase) }

    private mutating func writeRun() {
        if let number = cell(.day), let date = PartialDate(dayNumber: space.days[number]) {
            witness.day = date.text
        }
        if let number = cell(.flow) {
            witness.flow = number < space.flows.count ? space.flows[number].id : nil
            if number == space.flows.count {
                witness.remarks.append("under a flow that nobody has agreed")
            }
        }
        if let number = cell(.practice) {
            witness.practice = space.practices[number].first
            if witness.practice == nil { witness.remarks.append("at a practice that is no party") }
        }
        switch cell(.nationalList).map({ space.nationalLists[$0] }) {
        case .aged(let age)? where age > 0:
            witness.run.append("national list \((age + 86_399) / 86_400) days old")
        case .aged(let age)? where age < 0:
            witness.remarks.append("the national list is dated in the future")
        case .missing?: witness.run.append("national list missing")
        case .unreadable?: witness.run.append("national list unreadable")
        default: break
        }
        if let state = cell(.localList), state > 0 {
            witness.run.append("local list \(state == 1 ? "missing" : "unreadable")")
        }
    }

    private mutating func writePerson() {
        if let number = cell(.age) { writeAge(space.ages.values[number]) }
        if let identity = cell(.identity).flatMap(Identity.init) { writeIdentity(identity) }
        if let list = cell(.listed), list > 0 { say("on the list") }
        if cell(.stopped) == 1 { say("stopped") }
        if let mark = cell(.recordMark).flatMap(Mark.init), let words = Self.words(mark) {
            say(words)
        }
        if cell(.type1) == 1 { say("Type 1 dissent 2024-02-01") }
        if let answer = cell(.nationalAnswer), answer > 0 {
            say(answer == 1 ? "national opt-out" : "national opt-out not asked")
        }
        if cell(.localAnswer) == 1 { say("local objection") }
        if let deceased = cell(.deceased), deceased > 0 {
            say(deceased == 1 ? "died" : "unreadable death_date")
        }
    }

    private mutating func writeIdentity(_ identity: Identity) {
        if identity.isTest { say("test patient") }
        if identity.lacksPseudonym { witness.remarks.append("no pseudonym could be made") }
        if identity == .withoutNumber { say("no nhs number") }
        if identity == .notOnePatient {
            witness.remarks.append("the record has not exactly one patient")
        }
    }

    private static func words(_ mark: Mark) -> String? {
        switch mark {
        case .none: nil
        case .marked: "confidential"
        case .unknown: "confidential unknown"
        }
    }

    private mutating func writeAge(_ ages: ClosedRange<Int>?) {
        guard let ages else { return say("born unknown") }
        if ages.count == 1 { return say("aged \(ages.lowerBound)") }
        // Of a year whose birthdays lie on both sides of the day.
        say("born \(space.day.year - ages.upperBound)")
    }

    private mutating func writeRegistration() {
        let place = witness.practice ?? "any practice"
        let types = space.registrations.representatives.enumerated()
        let current = types.filter { cell(.registration($0.offset)) == 1 }.map(\.element)
        let field = EntryKind.registration.definition.fields.first { $0.name == "type" }
        for type in current {
            if case .code(let vocabulary)? = field?.type, vocabulary.words.indices.contains(type) {
                say("registered at \(place) as \(vocabulary.words[type])")
            } else {
                say("registered at \(place)")
                witness.remarks.append("the kind of registration is not stated")
            }
        }
        let isStated = types.contains { cell(.registration($0.offset)) != nil }
        if current.isEmpty, isStated {
            if cell(.registrationElsewhere) == 1 {
                say("registered at \(place) until 2020-01-01")
            } else {
                say("no registration")
                if witness.practice != nil { say("held by \(place)") }
            }
        } else if current.isEmpty, witness.practice != nil {
            say("registered at \(place)")
        }
        if cell(.registrationInDoubt) == 1 {
            witness.remarks.append("a registration that states nothing stands beside it")
        }
        if cell(.registrationUnreadable) == 1 { say("unreadable registration") }
    }

    // MARK: - What the record holds

    private mutating func writeHoldings() {
        for (number, choice) in space.choices.enumerated() {
            let set: Int? =
                switch cell(.choice(number)).flatMap(Choice.init) {
                case .refused?: choice.refusal
                case .consented?: choice.assent
                case .nothing?, nil: nil
                }
            if let set, let code = space.universe.sets[set].first {
                say("consent \(words(code: code)) 2024-02-01")
            }
        }
        for (number, sort) in space.presence.sorts.enumerated()
        where cell(.presence(number)) == 1 {
            say(words(sort.kind, sort.example))
        }
        for (number, counted) in space.counts.enumerated() {
            guard let pair = cell(.count(number)) else { continue }
            let reached = RequestSpace.pairs(counted.numbers.count)[pair]
            let count = reached.certain == 0 ? 0 : counted.numbers[reached.certain - 1]
            if count > 0 {
                var example = PresenceCells.Example()
                example.code = counted.what.sets.first.flatMap { space.universe.sets[$0].first }
                say("\(count) \(words(counted.what.kind, example))")
            }
            if reached.possible > reached.certain {
                witness.remarks.append("and more that cannot be told for certain")
            }
        }
    }

    private func words(_ kind: EntryKind, _ example: PresenceCells.Example) -> String {
        if example.isUnreadable { return "unreadable \(kind.name)" }
        var words = [kind.name]
        words.append(example.code.map { self.words(code: $0) } ?? "unmapped")
        if let date = example.date { words.append(date.text) }
        for (field, value) in example.values.sorted(by: { $0.key < $1.key }) {
            words.append(self.words(value, kind.definition.fields[field]))
        }
        return words.joined(separator: " ")
    }

    private func words(code: Int) -> String {
        guard let code = space.universe.codes[code] else { return "other" }
        return "\(code.system):\(code.code)"
    }

    private func words(_ value: TestValue, _ field: Field) -> String {
        switch value {
        case .missing: "without \(field.name)"
        case .word(let word):
            if case .code(let vocabulary) = field.type {
                "\(field.name) \(vocabulary.words[Int(word)])"
            } else {
                field.name
            }
        case .flag(let flag): "\(field.name) \(flag)"
        case .number(let number, let comparator, let unit):
            "\(field.name) \(comparator.sign)\(Self.decimal(number))"
                + (unit.isEmpty ? "" : " \(unit)")
        }
    }

    private static func decimal(_ millionths: Int64) -> String {
        let (whole, rest) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var digits = String(1_000_000 + rest).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        let sign = millionths < 0 ? "-" : ""
        return sign + "\(whole)" + (digits.isEmpty ? "" : "." + digits)
    }

    // MARK: - The entry

    private mutating func writeEntry(_ kind: EntryKind) {
        if kind != .patient, kind != .registration { sayEntry(kind) }
        if let other = cell(.otherCode), other != space.hidden.partition.cellOf[0] {
            let code = space.hidden.partition.representatives[other]
            witness.remarks.append("the entry has a further code, \(self.words(code: code))")
        }
        switch cell(.above).map({ space.above[$0] }) {
        case .marked?: witness.remarks.append("the entry belongs to one that is confidential")
        case .markUnknown?:
            witness.remarks.append("the entry belongs to one whose mark is not known")
        case .coded(_, let cell)?:
            let code = space.hidden.partition.representatives[cell]
            witness.remarks.append(
                "the entry belongs to one with the code \(self.words(code: code))")
        case .nothing?, nil: break
        }
        if let versions = cell(.named), versions > 0 {
            // Where there are two versions, those without a bit do not let out what names it.
            let isOne = versions.nonzeroBitCount < space.versions.count
            witness.remarks.append(
                "something that leaves names the \(kind.name)"
                    + (isOne ? ", under the \(versions == 1 ? "old" : "new") version only" : ""))
        }
    }

    private mutating func sayEntry(_ kind: EntryKind) {
        var words = [kind.name]
        if kind.codeField != nil { words += code() }
        if let number = cell(.date) {
            words.append(space.dates.values[number]?.text ?? "undated")
        }
        words.append("id entry")
        if let mark = cell(.mark).flatMap(Mark.init), let marked = Self.words(mark) {
            words.append(marked)
        }
        for case .value(kind, let field) in space.attributes {
            let place = RequestSpace.FieldPlace(kind: kind, field: field)
            guard let number = cell(.value(kind, field)), let cells = space.values[place]
            else { continue }
            words.append(self.words(cells.values[number], kind.definition.fields[field]))
        }
        say(words.joined(separator: " "))
    }

    private mutating func code() -> [String] {
        let standing = cell(.standing).flatMap(CodeStanding.init)
        let element = cell(.code).map { space.codes.partition.representatives[$0] }
        let code = element.map { self.words(code: $0) } ?? "other"
        switch standing {
        case .words?: return ["words"]
        case .absent?: return ["uncoded"]
        case .unclassified? where element ?? 0 == 0: return ["unmapped"]
        case .unclassified?:
            witness.remarks.append("the code is there and does not tell what is meant")
        case .unassured?:
            witness.remarks.append("only a map that nobody has assured leads to the code")
        case .classified?, nil: break
        }
        return [code]
    }
}
