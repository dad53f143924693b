import CanonicalModel
import DecisionDiagrams
import SharingAgreements

/// How the attributes are divided.
extension RequestSpace {
    /// Stretches of days: what begins or ends after the first day begins a new one.
    static func days(_ versions: [SpaceVersion], from day: Int) -> [Int] {
        let later = versions.flatMap(\.calendar).filter { $0 > day }
        return [day] + Set(later).sorted()
    }

    /// Practices that stand alike in every version on every day are one cell.
    static func practices(_ versions: [SpaceVersion], _ days: [Int]) -> [[String]] {
        var (cells, numbers) = ([[String]](), [[Bool]: Int]())
        for ods in distinct(versions.flatMap { $0.agreement.publishers.map(\.ods) }) {
            let standing = versions.flatMap { version in
                [version.isParty(ods), version.isOfCohort(ods)]
                    + days.map { version.hasSigned(ods, on: $0) }
            }
            if let number = numbers[standing] {
                cells[number].append(ods)
            } else {
                numbers[standing] = cells.count
                cells.append([ods])
            }
        }
        return cells + [[]]
    }

    /// Lists that can be read by their age in seconds, the freshest first; an age below 0 is of a
    /// list that comes from the future.
    static func nationalLists(_ versions: [SpaceVersion]) -> [ListState] {
        let limits = Set(versions.compactMap(\.agreement.nationalOptOutDays)).sorted()
            .map { $0 * 86_400 }
        let oldest = limits.last.map { $0 + 1 } ?? 0
        let ages = limits.isEmpty ? [0] : limits + [oldest, -1]
        return ages.map { .aged($0) } + [.missing, .unreadable]
    }

    /// The cell of a list that was read.
    func nationalList(ofAge seconds: Int) -> Int {
        let known = nationalLists.compactMap { state in
            if case .aged(let age) = state { age } else { nil }
        }
        if seconds < 0 { return known.firstIndex(of: -1) ?? 0 }
        return known.firstIndex { $0 >= seconds } ?? max(0, known.count - 2)
    }

    static func counts(_ versions: [SpaceVersion]) -> [(what: Presence, numbers: [Int])] {
        let counted = versions.flatMap(\.counted)
        return distinct(counted.map(\.what)).map { what in
            (what, Set(counted.filter { $0.what == what }.map(\.atLeast)).sorted())
        }
    }

    static func kindClasses(_ versions: [SpaceVersion]) -> [Int] {
        var classes: [[[Int]]: Int] = [:]
        return EntryKind.allCases.map { kind in
            let key = versions.map { $0.excludedSets[Int(kind.rawValue)].sorted() }
            return classes[key]
                ?? {
                    classes[key] = classes.count
                    return classes.count - 1
                }()
        }
    }

    /// Only kinds that can bear a code can be kept back for one.
    static func above(_ hidden: CodeCells, _ kindClasses: [Int]) -> [Above] {
        let kinds = EntryKind.allCases.filter { !$0.conceptFields.isEmpty }
        let classes = distinct(kinds.map { kindClasses[Int($0.rawValue)] })
        // A cell that no set holds has no part in this; it is that of the first element.
        let cells = (0..<hidden.count).filter { $0 != hidden.partition.cellOf[0] }
        return [.nothing, .marked, .markUnknown]
            + classes.flatMap { kinds in cells.map { .coded(kinds: kinds, cell: $0) } }
    }

    static func values(_ versions: [SpaceVersion]) -> [FieldPlace: ValueCells] {
        var tests: [FieldPlace: [Agreement.FieldTest.Test]] = [:]
        for inclusion in versions.flatMap(\.agreement.inclusions) {
            for test in inclusion.tests {
                tests[FieldPlace(kind: inclusion.kind, field: test.field), default: []]
                    .append(test.test)
            }
        }
        return Dictionary(
            uniqueKeysWithValues: tests.map { place, tests in
                let field = place.kind.definition.fields[place.field]
                return (place, ValueCells(field, distinct(tests)))
            })
    }
}

extension EntryKind {
    /// The concept fields.
    var conceptFields: [Int] {
        let fields = definition.fields
        return fields.indices.filter { fields[$0].type == .concept }
    }
    /// The field `code`, if it is a concept.
    var codeField: Int? { conceptFields.first { definition.fields[$0].name == "code" } }
}
