import CanonicalModel
import SharingAgreements
import Testing

/// Random conditions on random records, against a slow and obvious reading of the same rules.
@Suite struct CohortOracleTests {
    typealias Random = TotalityTests.Random

    /// One entry, as a test sees it.
    struct Item {
        enum Code: String, CaseIterable { case diabetes, heart, asthma, unmapped, words }
        var isProblem: Bool
        var code: Code
        /// Years before the run; `nil` for undated, and a half for a year that may be either.
        var age: Double?

        static func random(_ random: inout Random) -> Item {
            Item(
                isProblem: Bool.random(using: &random),
                code: Code.allCases.randomElement(using: &random) ?? .asthma,
                age: [nil, 0, 1, 1.5, 4].randomElement(using: &random) ?? nil)
        }

        /// Whether its code belongs to `set`: yes, no, or unknown.
        func belongs(to set: Code) -> Bool? {
            switch code {
            case .words, .unmapped: nil
            default: code == set
            }
        }

        /// Whether it is of the two years before the run.
        var isRecent: Bool? {
            guard let age else { return nil }
            return age == 1.5 ? nil : age < 2
        }
    }

    indirect enum Tree {
        case problem(Item.Code, recent: Bool)
        case count([Item.Code], Int)
        case encounters(Int)
        case joined(String, [Tree])

        static func random(_ random: inout Random, depth: Int = 0) -> Tree {
            switch Int.random(in: 0..<(depth < 3 ? 6 : 4), using: &random) {
            case 0: return .problem(.diabetes, recent: Bool.random(using: &random))
            case 1: return .problem(.heart, recent: Bool.random(using: &random))
            case 2: return .count([.diabetes, .heart], Int.random(in: 1...2, using: &random))
            case 3: return .encounters(Int.random(in: 1...3, using: &random))
            default:
                let word =
                    ["all_of", "any_of", "none_of"].randomElement(using: &random) ?? "all_of"
                let count = Int.random(in: 1...3, using: &random)
                return .joined(
                    word, (0..<count).map { _ in Tree.random(&random, depth: depth + 1) })
            }
        }

        var yaml: String {
            switch self {
            case .problem(let code, let recent):
                "{problem: \(code)\(recent ? ", last: P2Y" : "")}"
            case .count(let codes, let least):
                "{conditions: {at_least: \(least), of: "
                    + "[\(codes.map(\.rawValue).joined(separator: ", "))]}}"
            case .encounters(let times): "{encounter: any, times: \(times)}"
            case .joined(let word, let parts):
                "{\(word): [\(parts.map(\.yaml).joined(separator: ", "))]}"
            }
        }

        /// By the book: three values, and no cleverness.
        func holds(_ items: [Item]) -> Bool? {
            let problems = items.filter(\.isProblem)
            switch self {
            case .problem(let code, let recent):
                return Self.any(
                    problems.map { item in
                        Self.all([item.belongs(to: code), recent ? item.isRecent : true])
                    })
            case .count(let codes, let least):
                let found = codes.map { code in Self.any(problems.map { $0.belongs(to: code) }) }
                if found.filter({ $0 == true }).count >= least { return true }
                return found.filter({ $0 != false }).count >= least ? nil : false
            case .encounters(let times): return items.count - problems.count >= times
            case .joined(let word, let parts):
                let truths = parts.map { $0.holds(items) }
                switch word {
                case "all_of": return Self.all(truths)
                case "any_of": return Self.any(truths)
                default: return Self.any(truths).map { !$0 }
                }
            }
        }

        private static func all(_ truths: [Bool?]) -> Bool? {
            if truths.contains(false) { return false }
            return truths.contains(nil) ? nil : true
        }

        private static func any(_ truths: [Bool?]) -> Bool? {
            if truths.contains(true) { return true }
            return truths.contains(nil) ? nil : false
        }
    }

    private func record(_ items: [Item]) -> CanonicalRecord {
        var builder = Sample.patient()
        for (number, item) in items.enumerated() {
            let code: RecordBuilder.Value =
                switch item.code {
                case .diabetes: CohortTests.problem(CohortTests.diabetes).1["code"] ?? .yes
                case .heart: CohortTests.problem(CohortTests.heart).1["code"] ?? .yes
                case .asthma: CohortTests.problem(CohortTests.other).1["code"] ?? .yes
                case .unmapped: .code(.emisLocal, "X1", .unmapped)
                case .words: .phrase("words")
                }
            // The run is on 2026-06-01: 1.5 years before is a year that begins before the window.
            let date =
                switch item.age {
                case nil: ""
                case 1.5: "2024"
                case let age?: "\(2026 - Int(age))-03-04"
                }
            let field = item.isProblem ? "onset" : "start"
            builder.add(
                item.isProblem ? .problem : .encounter, "e\(number)",
                ["code": code, field: .date(day(date))])
        }
        return builder.record
    }

    private func reasons(_ compiled: CompiledAgreement, _ items: [Item]) -> [Reason] {
        compiled.decide(record(items), Sample.facts(), surrogates: Brackets())
            .patientReasons.reasons
    }

    @Test func theProgramDoesWhatTheConditionsSay() throws {
        var random = Random(state: 20_260_601)
        var counts: [[Reason]: Int] = [:]
        for _ in 0..<300 {
            let trees = (0..<3).map { _ in Tree.random(&random) }
            let words = ["all_of", "any_of", "none_of"].shuffled(using: &random).prefix(2)
            let tree = Tree.joined("all_of", words.map { Tree.joined($0, trees) })
            let yaml = words.map { "\($0): [\(trees.map(\.yaml).joined(separator: ", "))]" }
            let compiled = try CohortTests.compiled(yaml.joined(separator: ", "))
            for _ in 0..<40 {
                let items = (0..<Int.random(in: 0...5, using: &random)).map { _ in
                    Item.random(&random)
                }
                let expected: [Reason] =
                    switch tree.holds(items) {
                    case true?: []
                    case nil: [.cohortUnknown]
                    case false?: [.notInCohort]
                    }
                #expect(reasons(compiled, items) == expected, "\(yaml) \(items)")
                counts[expected, default: 0] += 1
                try unknownReleasesNoMore(compiled, items, expected, &random)
            }
        }
        // The claim would be empty if one answer were hardly ever given.
        #expect(counts.count == 3 && counts.values.allSatisfy { $0 > 20 }, "\(counts)")
    }

    /// Whatever an unknown code or date turns out to be, a record that is released without knowing
    /// it is released all the same.
    private func unknownReleasesNoMore(
        _ compiled: CompiledAgreement, _ items: [Item], _ found: [Reason], _ random: inout Random
    ) throws {
        guard found.isEmpty else { return }
        var known = items
        for index in known.indices {
            if [.words, .unmapped].contains(known[index].code) {
                known[index].code =
                    [.diabetes, .heart, .asthma].randomElement(using: &random) ?? .heart
            }
            if known[index].isRecent == nil {
                known[index].age = Bool.random(using: &random) ? 1 : 4
            }
        }
        #expect(reasons(compiled, known).isEmpty)
    }
}
