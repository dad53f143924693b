import CanonicalModel
import Testing

@Suite struct RecordCellTests {
    @Test func aCellTakesSixteenBytesAtMost() { #expect(MemoryLayout<Cell>.stride <= 16) }
    @Test func aNodeTakesSixteenBytes() { #expect(MemoryLayout<SourceNode>.stride == 16) }

    @Test(arguments: [(0, 0), (5, 7), (0x7FFF_FFFF, 1)])
    func aRangeKnowsItsBuffer(_ offset: Int, _ length: Int) {
        let source = TextRange(source: offset, length: length)
        let scratch = TextRange(scratch: offset, length: length)
        #expect(!source.isScratch && scratch.isScratch)
        #expect(source.offset == offset && scratch.offset == offset)
        #expect(source.isEmpty == (length == 0))
    }

    @Test func anEntryBeginsWithAbsentCells() {
        var record = CanonicalRecord(source: Array("id-1".utf8))
        _ = record.appendEntry(.patient, rule: 0, sourceOffset: 0, sourceLength: 4)
        let first = record.appendEntry(.consent, rule: 3, sourceOffset: 0, sourceLength: 4)
        #expect(first == EntryKind.patient.fieldCount)
        #expect(record.cells.count == first + EntryKind.consent.fieldCount)
        #expect(record.cells.allSatisfy { $0 == .absent })
        let id = TextRange(source: 0, length: 4)
        record.cells[first] = .text(id)
        #expect(record.cell(record.entries[1], 0) == .text(id))
        #expect(record.string(id) == "id-1")
        let made = record.appendScratch(Array("made".utf8))
        #expect(record.string(made) == "made")
        #expect(record.string(record.appendScratch([])) == "")
    }
}
