import CanonicalModel
import Testing

@Suite struct SymbolTableTests {
    private static func look(_ name: String, in table: SymbolTable) -> Symbol {
        let bytes = Array(name.utf8)
        return table.symbol(bytes.span)
    }

    @Test func aNameIsInternedOnce() {
        var table = SymbolTable()
        let first = table.intern("code")
        #expect(table.intern("value") != first)
        #expect(table.intern("code") == first)
        #expect(table.names[Int(first)] == "code")
        #expect(table.symbol("code") == first)
        #expect(Self.look("code", in: table) == first)
    }

    @Test(arguments: ["", "cod", "codes", "Code", "#text", "#unknown", "edoc"])
    func aNameThatIsNotThereIsUnknown(_ name: String) {
        var table = SymbolTable()
        _ = table.intern("code")
        #expect(Self.look(name, in: table) == SymbolTable.unknown)
    }

    /// A node has two bytes for its name: what does not fit is unknown, and the table says so.
    @Test func aFullTableTakesNoMore() {
        var table = SymbolTable()
        for number in 0..<65_533 { _ = table.intern("name\(number)") }
        #expect(!table.isOverfull)
        #expect(table.names.count == 65_535)
        #expect(table.intern("another") == SymbolTable.unknown)
        #expect(table.isOverfull)
        #expect(table.intern("name7") == 9)
    }

    @Test func characterDataHasItsOwnName() {
        var table = SymbolTable()
        #expect(table.intern("#text") == SymbolTable.text)
        #expect(table.symbol("#text") == SymbolTable.text)
    }

    /// Far more names than slots at first: the table grows, and colliding names stay apart.
    @Test func thousandsOfNamesStayApart() {
        var table = SymbolTable()
        let names = (0..<5_000).map { "name\($0)" }
        let symbols = names.map { table.intern($0) }
        #expect(Set(symbols).count == names.count)
        #expect(names.map { Self.look($0, in: table) } == symbols)
        #expect((5_000..<9_000).allSatisfy { Self.look("name\($0)", in: table) == 1 })
    }
}
