import DecisionDiagrams
import Testing

/// Diagrams against tables of all values.
@Suite struct DiagramTests {
    /// SplitMix64, so that a failure can be repeated.
    struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    static let sizes = [3, 2, 4, 2]
    static let requests: [[Int]] = sizes.reduce([[]]) { requests, size in
        requests.flatMap { request in (0..<size).map { request + [$0] } }
    }

    /// A function as a table over all requests, in their order.
    private func diagram(
        _ table: [Int], in store: inout DiagramStore, from variable: Int = 0
    ) throws -> Diagram {
        if variable == Self.sizes.count { return Diagram(constant: table[0]) }
        let part = table.count / Self.sizes[variable]
        var parts: [Diagram] = []
        for cell in 0..<Self.sizes[variable] {
            let rows = Array(table[cell * part..<(cell + 1) * part])
            parts.append(try diagram(rows, in: &store, from: variable + 1))
        }
        return try store.choose(variable) { parts[$0] }
    }

    private func table(_ diagram: Diagram, _ store: DiagramStore) -> [Int] {
        Self.requests.map { request in store.value(of: diagram, at: { request[$0] }) }
    }

    @Test func operationsDoWhatTheyDoToEveryRequest() throws {
        var random = Random(state: 1)
        for _ in 0..<300 {
            var store = DiagramStore(sizes: Self.sizes, budget: 10_000)
            let tables = (0..<3).map { _ in
                Self.requests.map { _ in Int.random(in: 0...1, using: &random) }
            }
            let some = try tables.map { try diagram($0, in: &store) }
            #expect(table(some[0], store) == tables[0])
            let numbers = Self.requests.map { _ in Int.random(in: 2...5, using: &random) }
            let function = try diagram(numbers, in: &store)
            let masked = try store.both(some[0], function)
            #expect(table(masked, store) == zip(tables[0], numbers).map { $0 == 1 ? $1 : 0 })
            let least = Int.random(in: 0...4, using: &random)
            let counted = try store.atLeast(least, of: some)
            let expected = Self.requests.indices.map { request in
                tables.reduce(0) { $0 + $1[request] } >= least ? 1 : 0
            }
            #expect(table(counted, store) == expected)
            let (all, any) = (try store.all(some), try store.any(some))
            #expect(table(all, store) == expected.indices.map { i in tables.map { $0[i] }.min() })
            #expect(table(any, store) == expected.indices.map { i in tables.map { $0[i] }.max() })
            let no = try store.not(some[0])
            #expect(table(no, store) == tables[0].map { 1 - $0 })
            // The same function is the same node, however it was made.
            #expect(try store.not(no) == some[0])
            let back = try store.any(try some.map { try store.not($0) })
            #expect(try store.not(back) == all)
        }
    }

    @Test func questionsAreAnsweredAsByCounting() throws {
        var random = Random(state: 2)
        for _ in 0..<300 {
            var store = DiagramStore(sizes: Self.sizes, budget: 10_000)
            let bound = Int.random(in: 0...3, using: &random)
            let rows = Self.requests.map { _ in Int.random(in: 0...bound, using: &random) }
            let function = try diagram(rows, in: &store)
            let found = rows.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
            #expect(store.outcomes(of: function) == found)
            #expect(store.count(of: function, reaching: 0b10) == Double(rows.count { $0 == 1 }))
            let witness = store.witness(of: function, reaching: 0b100)
            #expect((witness == nil) == !rows.contains(2))
            if let witness {
                #expect(store.value(of: function, at: { witness[$0] ?? 1 }) == 2)
            }
            let fixed = try store.fixing(function, 2, to: 3)
            #expect(
                table(fixed, store)
                    == Self.requests.map { request in
                        let asked = Array(request[..<2]) + [3] + Array(request[3...])
                        return rows[Self.requests.firstIndex(of: asked) ?? 0]
                    })
            let part = store.part(of: function, where: 0, has: 1)
            #expect(
                table(part, store)
                    == table(function, store).indices.map { index in
                        let request = [1] + Self.requests[index].dropFirst()
                        return rows[Self.requests.firstIndex(of: request) ?? 0]
                    })
        }
    }

    @Test func weightsCountWhatACellStandsFor() throws {
        var store = DiagramStore(sizes: [2, 3], budget: 10)
        let second = try store.isIn([false, true, true], 1)
        let weights: [[Double]] = [[10, 5], [1, 2, 4]]
        #expect(store.count(of: second, reaching: 0b10, weights: weights) == 15 * 6)
        #expect(store.count(of: second, reaching: 0b01, weights: weights) == 15)
        #expect(store.size(of: second) == 1)
    }

    @Test func tooManyNodesAreAnErrorAndNeverAnAnswer() throws {
        var store = DiagramStore(sizes: Array(repeating: 2, count: 12), budget: 8)
        let variables = try (0..<4).map { try store.isIn([false, true], $0 * 3) }
        #expect(throws: NodeBudgetExceeded.self) { try store.atLeast(2, of: variables + variables) }
        #expect(store.nodeCount <= 8)
    }

    @Test func cellsAreAsCoarseAsTheSetsAllow() {
        var random = Random(state: 3)
        for _ in 0..<200 {
            let sets = (0..<3).map { _ in
                (0..<Int.random(in: 0...9, using: &random)).map { _ in
                    Int.random(in: 0..<12, using: &random)
                }
            }
            let cells = CellPartition(elements: 12, sets: sets)
            for left in 0..<12 {
                for right in 0..<12 {
                    let isAlike = sets.allSatisfy { $0.contains(left) == $0.contains(right) }
                    #expect((cells.cellOf[left] == cells.cellOf[right]) == isAlike)
                }
                #expect(cells.cells(of: sets[0])[cells.cellOf[left]] == sets[0].contains(left))
            }
            #expect(cells.sizes.reduce(0, +) == 12)
            #expect(cells.representatives.map { cells.cellOf[$0] } == Array(0..<cells.count))
        }
    }
}
