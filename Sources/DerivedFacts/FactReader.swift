public import CanonicalModel
import StrictYAML
public import Terminology

extension FactRules {
    /// Reads a file of rules; strict, so that no rule is less than it says.
    ///
    /// - Parameter codeSets: The code sets that rules may name; a site adds its own beside them.
    /// - Throws: Everything that is wrong, with line and column.
    public static func load(
        yaml: String, file: String, codeSets: [CodeSet]
    ) throws(Diagnostics) -> FactRules {
        let report = DeclarationReport(file: file)
        let root = try Declaration(yaml: yaml, report: report)
        let head = ["facts", "version", "title", "source"]
        let members = root.members(
            allowed: head + ["registers", "scores", "segments", "cases"], required: head)
        for key in ["title", "source"] { _ = members[key]?.text() }
        var reader = FactReader(known: codeSets)
        for item in members["registers"]?.items() ?? [] { reader.readRegister(item) }
        for item in members["scores"]?.items() ?? [] { reader.readScore(item) }
        for item in members["segments"]?.items() ?? [] { reader.readModel(item) }
        for item in members["cases"]?.items() ?? [] { reader.readCase(item) }
        let rules = FactRules(
            name: members["facts"]?.text() ?? "", version: members["version"]?.text() ?? "",
            registers: reader.registers, scores: reader.scores, models: reader.models,
            cases: reader.cases, index: CodeSetIndex(reader.sets))
        try report.throwIfErrors()
        return rules
    }
}

/// Collects the rules of one file.
struct FactReader {
    let known: [CodeSet]
    private(set) var sets: [CodeSet] = []
    private(set) var registers: [FactRules.Register] = []
    private(set) var scores: [FactRules.Score] = []
    private(set) var models: [FactRules.SegmentModel] = []
    private(set) var cases: [FactRules.CaseRule] = []
    private var names: Set<String> = []

    init(known: [CodeSet]) { self.known = known }

    mutating func readRegister(_ item: Declaration) {
        let members = item.members(
            allowed: ["name", "title", "codes", "resolved", "age", "treated"],
            required: ["name", "codes"])
        _ = members["title"]?.text()
        guard let name = name(members["name"]) else { return }
        var register = FactRules.Register(name: name, codes: bits(members["codes"]))
        register.resolved = bits(members["resolved"])
        register.ages = ages(members["age"])
        register.treatment = members["treated"].map { codesInTime($0) }
        registers.append(register)
    }

    mutating func readScore(_ item: Declaration) {
        let bases = ["registers", "medicines", "coded", "deficits"]
        let members = item.members(
            allowed: ["name", "title", "of", "bands"] + bases, required: ["name"])
        _ = members["title"]?.text()
        guard let name = name(members["name"]) else { return }
        let given = bases.filter { members[$0] != nil }
        guard given.count == 1, let base = given.first, let place = members[base] else {
            return item.error(
                .factRule, "the score rests on \(given.isEmpty ? "nothing" : "several things")",
                advice: "say one of `registers`, `medicines`, `coded` and `deficits`")
        }
        let basis: FactRules.Score.Basis
        switch base {
        case "registers": basis = .registers(place.items().compactMap(register))
        case "medicines":
            _ = place.word(of: ["repeat"], "kind of medicine")
            basis = .medicines
        case "coded":
            basis = .coded(
                place.members().map { (category: $0.key, codes: bits($0.value)) })
        default:
            let deficits = place.items().map { deficit($0) }
            let count = members["of"]?.integer() ?? deficits.count
            if count < max(deficits.count, 1) {
                place.error(.factRule, "there are more deficits than `of` says")
            }
            basis = .index(deficits, of: count)
        }
        scores.append(
            FactRules.Score(name: name, basis: basis, bands: bands(members["bands"])))
    }

    /// Code sets, or `{repeat_medicines: 5}`.
    private mutating func deficit(_ item: Declaration) -> FactRules.Score.Deficit {
        guard item.isMapping else { return .codes(bits(item)) }
        let key = "repeat_medicines"
        let least = item.members(allowed: [key], required: [key])[key]
        guard let least, let number = least.integer() else { return .medicines(atLeast: 1) }
        if number < 1 { least.error(.factRule, "the least number of medicines is 1") }
        return .medicines(atLeast: number)
    }

    private func bands(_ place: Declaration?) -> [(category: String, from: Int)] {
        guard let place else { return [] }
        let bands = place.members().compactMap { key, _, value in
            value.integer().map { (category: key, from: $0) }
        }
        if zip(bands, bands.dropFirst()).contains(where: { $0.from >= $1.from }) {
            place.error(.factRule, "the bands do not ascend", advice: "begin with the least")
        }
        return bands
    }

    mutating func readModel(_ item: Declaration) {
        let members = item.members(
            allowed: ["name", "title", "first"], required: ["name", "first"])
        _ = members["title"]?.text()
        guard let name = name(members["name"]) else { return }
        let segments = (members["first"]?.items() ?? []).map { item in
            let members = item.members(allowed: ["segment", "when"], required: ["segment"])
            return (
                name: members["segment"]?.text() ?? "", condition: condition(members["when"])
            )
        }
        models.append(FactRules.SegmentModel(name: name, segments: segments))
    }

    mutating func readCase(_ item: Declaration) {
        let keys = ["name", "priority", "reason", "when"]
        let members = item.members(allowed: keys, required: keys)
        guard let name = name(members["name"]) else { return }
        cases.append(
            FactRules.CaseRule(
                name: name, priority: members["priority"]?.integer() ?? 0,
                reason: members["reason"]?.text() ?? "",
                condition: condition(members["when"])))
    }

    // MARK: - Conditions

    private mutating func condition(_ place: Declaration?) -> FactCondition {
        var condition = FactCondition()
        guard let place else { return condition }
        let members = place.members(
            allowed: ["age", "on", "not_on", "at_least", "category", "has", "lacks"])
        if place.isMapping, members.isEmpty {
            place.error(.factRule, "nothing is asked for", advice: "leave `when` out for everybody")
        }
        condition.ages = ages(members["age"])
        condition.onAny = (members["on"]?.items() ?? []).compactMap(register)
        condition.onNone = (members["not_on"]?.items() ?? []).compactMap(register)
        for (name, at, value) in members["at_least"]?.members() ?? [] {
            if let score = score(name, at, value), let least = value.integer() {
                condition.atLeast.append((score, least))
            }
        }
        for (name, at, value) in members["category"]?.members() ?? [] {
            if let score = score(name, at, value) {
                let known = words(of: score)
                let chosen = value.itemsOrSelf().compactMap { $0.word(of: known, "category") }
                condition.categories.append((score, chosen))
            }
        }
        condition.has = (members["has"]?.items() ?? []).map { codesInTime($0) }
        condition.lacks = (members["lacks"]?.items() ?? []).map { codesInTime($0) }
        return condition
    }

    private func words(of score: Int) -> [String] {
        if case .coded(let categories) = scores[score].basis { return categories.map(\.category) }
        return scores[score].bands.map(\.category)
    }

    private func ages(_ place: Declaration?) -> AgeRange {
        guard let members = place?.members(allowed: ["from", "to"]) else { return AgeRange() }
        return AgeRange(from: members["from"]?.integer(), to: members["to"]?.integer())
    }

    private mutating func codesInTime(_ place: Declaration) -> (codes: UInt64, months: Int) {
        let members = place.members(
            allowed: ["codes", "months"], required: ["codes", "months"])
        return (bits(members["codes"]), members["months"]?.integer() ?? 0)
    }

    // MARK: - Names

    private mutating func name(_ place: Declaration?) -> String? {
        guard let place, let name = place.text() else { return nil }
        if names.insert(name).inserted { return name }
        place.error(.factName, "two rules are called `\(name)`", advice: "give each its own name")
        return nil
    }

    private func register(_ place: Declaration) -> Int? {
        place.word(of: registers.map(\.name), "register of this file").flatMap { name in
            registers.firstIndex { $0.name == name }
        }
    }

    private func score(
        _ name: String, _ position: Diagnostic.Position?, _ place: Declaration
    ) -> Int? {
        if let index = scores.firstIndex(where: { $0.name == name }) { return index }
        place.report.error(
            .factName, at: position, "no score of this file is called `\(name)`",
            advice: "known: \(scores.map { "`\($0.name)`" }.joined(separator: ", "))")
        return nil
    }

    /// The bits of the code sets that are named; none for `nil`.
    private mutating func bits(_ place: Declaration?) -> UInt64 {
        var bits: UInt64 = 0
        for item in place?.itemsOrSelf() ?? [] {
            guard let name = item.word(of: known.map(\.name), "code set"),
                let set = known.first(where: { $0.name == name })
            else { continue }
            var bit = sets.firstIndex { $0.name == name } ?? sets.count
            if bit == sets.count {
                guard bit < CodeSetIndex.maximumSets else {
                    item.error(
                        .factRule, "a file of rules names at most 64 code sets",
                        advice: "write a second file")
                    bit = 0
                    continue
                }
                sets.append(set)
            }
            bits |= 1 << UInt64(bit)
        }
        return bits
    }
}
