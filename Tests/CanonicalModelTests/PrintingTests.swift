import CanonicalModel
import Testing

@Suite struct PrintingTests {
    private static let code = Diagnostic.Code(202, "unknown-source-path")

    @Test(arguments: [
        (
            Diagnostic(
                code, file: "a.yaml", at: Diagnostic.Position(line: 3, column: 7), "it is wrong",
                advice: "mend it"),
            "a.yaml:3:7: error[E202]: it is wrong; mend it"
        ),
        (
            Diagnostic(code, .warning, file: "r.xml", byteOffset: 12, "it is wrong"),
            "r.xml@12: warning[E202]: it is wrong"
        ),
        (Diagnostic(code, .note, file: "-", "it is wrong"), "-: note[E202]: it is wrong"),
        (
            Diagnostic(
                code, file: "a", at: Diagnostic.Position(line: 1, column: 2), byteOffset: 9, "w"),
            "a:1:2: error[E202]: w"
        ),
    ])
    func aFindingIsPrinted(_ finding: Diagnostic, _ expected: String) {
        #expect("\(finding)" == expected)
    }

    @Test func severalFindingsArePrintedOneALine() {
        let finding = Diagnostic(Self.code, file: "a", "b")
        #expect("\(Diagnostics([finding, finding]))" == "a: error[E202]: b\na: error[E202]: b")
    }
}
