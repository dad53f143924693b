import CanonicalModel
import DecisionDiagrams
import Terminology

/// Every code that a set in question names, and the sets by what they hold: two sets with the same
/// codes are one, whatever they are called, and a set that has changed is another.
struct CodeUniverse {
    /// A code as an agreement means it: of a system, dm+d taken for SNOMED CT.
    struct Code: Hashable {
        let system: CodeSystem
        let code: String

        init(_ system: CodeSystem, _ code: String) {
            (self.system, self.code) = (system == .dmd ? .snomed : system, code)
        }
    }

    /// Element 0 stands for every code that no set names.
    private(set) var codes: [Code?] = [nil]
    /// The elements of each set, ascending.
    private(set) var sets: [[Int]] = []
    private var numbers: [Code: Int] = [:]
    private var known: [[Int]: Int] = [:]

    /// The number of the set with the codes of `set`, if it was added.
    func number(of set: CodeSet) -> Int? {
        known[set.codes.map { element(Code($0.system, $0.code)) }.sorted()]
    }

    /// The number of the set with the codes of `set`.
    mutating func add(_ set: CodeSet) -> Int {
        var elements: [Int] = []
        for (system, code) in set.codes {
            let code = Code(system, code)
            let number = numbers[code] ?? codes.count
            if number == codes.count {
                numbers[code] = number
                codes.append(code)
            }
            elements.append(number)
        }
        elements.sort()
        if let number = known[elements] { return number }
        known[elements] = sets.count
        sets.append(elements)
        return sets.count - 1
    }

    /// The element that `code` is: 0 for one that no set names.
    func element(_ code: Code) -> Int { numbers[code] ?? 0 }

    /// Whether every code of the set `left` is in the set `right`.
    func isSubset(_ left: Int, of right: Int) -> Bool {
        Set(sets[left]).isSubset(of: sets[right])
    }
}

/// The codes in cells that `sets` cannot tell apart.
struct CodeCells {
    let partition: CellPartition
    /// For each set of the universe, if it divides the codes, the cells that it holds.
    private let held: [Int: [Bool]]

    init(_ universe: CodeUniverse, _ sets: Set<Int>) {
        let sorted = sets.sorted()
        let partition = CellPartition(
            elements: universe.codes.count, sets: sorted.map { universe.sets[$0] })
        self.partition = partition
        held = Dictionary(
            uniqueKeysWithValues: sorted.map { ($0, partition.cells(of: universe.sets[$0])) })
    }

    var count: Int { partition.count }

    /// For each cell whether one of `sets` holds it.
    func cells(in sets: [Int]) -> [Bool] {
        var cells = Array(repeating: false, count: count)
        for set in sets {
            for (cell, isHeld) in (held[set] ?? []).enumerated() where isHeld { cells[cell] = true }
        }
        return cells
    }

    func contains(_ set: Int, _ cell: Int) -> Bool { held[set]?[cell] ?? false }
}
