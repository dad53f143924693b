/// The elements of a finite domain in cells: two elements share a cell exactly if every set in
/// question holds both or neither.
///
/// So a question about sets can be asked once a cell instead of once an element, and nothing is
/// lost. Cells are numbered by their first element, so that the same sets give the same cells.
public struct CellPartition: Sendable {
    /// For each element the number of its cell.
    public let cellOf: [Int]
    /// For each cell its first element.
    public let representatives: [Int]
    /// For each cell how many elements it has.
    public let sizes: [Int]

    /// How many cells there are; none only for an empty domain.
    public var count: Int { representatives.count }

    /// Divides the elements `0..<elements` by `sets`.
    ///
    /// Cost: linear in the elements and the sizes of the sets.
    public init(elements: Int, sets: some Sequence<[Int]>) {
        var cells = Array(repeating: 0, count: elements)
        var next = 1
        for set in sets {
            let first = next
            var halves: [Int: Int] = [:]
            for element in set where cells[element] < first {
                let half = halves[cells[element], default: next]
                if half == next {
                    halves[cells[element]] = half
                    next += 1
                }
                cells[element] = half
            }
        }
        var numbers: [Int: Int] = [:]
        var (representatives, sizes) = ([Int](), [Int]())
        for element in 0..<elements {
            let number = numbers[cells[element], default: sizes.count]
            if number == sizes.count {
                numbers[cells[element]] = number
                representatives.append(element)
                sizes.append(0)
            }
            sizes[number] += 1
            cells[element] = number
        }
        (cellOf, self.representatives, self.sizes) = (cells, representatives, sizes)
    }

    /// For each cell whether `set`, which must be one of those that divided it, holds it.
    public func cells(of set: [Int]) -> [Bool] {
        var held = Array(repeating: false, count: count)
        for element in set { held[cellOf[element]] = true }
        return held
    }
}
