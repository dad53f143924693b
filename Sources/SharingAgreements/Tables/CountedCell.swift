import CanonicalModel
import DisclosureControl

/// What one person adds to a cell of a table, by the names that the table has for it.
package struct CountedCell: Hashable, Sendable {
    /// The value of each dimension, those of the rows first.
    package let values: [String]
    /// How often.
    package let count: Int

    /// A cell, and how often it is counted.
    package init(values: [String], count: Int) { (self.values, self.count) = (values, count) }
}

extension CompiledAgreement {
    /// What one person has in each table, by the table's id.
    func counted(of released: ReleasedRecord) -> [String: [CountedCell]] {
        var counted: [String: [CountedCell]] = [:]
        for program in tables {
            counted[program.table.id] = program.shares(of: released, index).compactMap { share in
                program.shape.map { shape in
                    let (line, column) = shape.place(ofCell: share.cell)
                    return CountedCell(
                        values: program.values(ofLine: line) + program.values(ofColumn: column),
                        count: share.count)
                }
            }
        }
        return counted
    }
}
