import CanonicalModel
import Foundation
import Terminology
import Testing

@testable import Pipeline

/// dm+d, FHIR, folders, and the file that comes of them. Ids of the namespace 9999999 are made up.
@Suite struct TerminologyBuildTests {
    private static func id(_ item: Int) -> String {
        let stem = "\(item)999999910"
        return (0...9).map { "\(stem)\($0)" }.first { SnomedCT.isValid(Array($0.utf8).span) } ?? ""
    }

    private static let vmp = """
        <?xml version="1.0" encoding="utf-8"?>
        <VIRTUAL_MED_PRODUCTS><VMPS>
        <VMP><VPID>\(id(2))</VPID><VPIDPREV>\(id(9))</VPIDPREV><VTMID>\(id(1))</VTMID>
        <NM>Madeupine 5mg &amp; more</NM></VMP>
        <VMP><VPID>\(id(3))</VPID><INVALID>1</INVALID><NM>Madeupine 7mg</NM></VMP>
        </VMPS></VIRTUAL_MED_PRODUCTS>
        """
    private static let vtm = """
        <VIRTUAL_THERAPEUTIC_MOIETIES><VTM><VTMID>\(id(1))</VTMID><NM>Madeupine</NM></VTM>
        </VIRTUAL_THERAPEUTIC_MOIETIES>
        """
    private static let amp = """
        <ACTUAL_MEDICINAL_PRODUCTS><AMPS><AMP><APID>\(id(4))</APID><VPID>\(id(2))</VPID>
        <NM>Imaginol</NM><DESC>Imaginol (Nobody Ltd)</DESC></AMP></AMPS></ACTUAL_MEDICINAL_PRODUCTS>
        """
    private static let map = """
        {"resourceType":"ConceptMap","url":"http://example.org/map","date":"2026-05-01","group":[{
        "source":"https://fhir.hl7.org.uk/Id/multilex-drug-codes","target":"http://snomed.info/sct",
        "element":[{"code":"1;2","target":[{"code":"\(id(2))","equivalence":"equivalent"}]},
        {"code":"3;4","target":[{"code":"\(id(2))","equivalence":"wider"}]}]}]}
        """
    private static let set = """
        {"resourceType":"ValueSet","url":"http://example.org/set","expansion":{"contains":[
        {"system":"http://snomed.info/sct","code":"\(id(2))","display":"Two"},
        {"display":"heading","contains":[{"system":"http://snomed.info/sct","code":"\(id(4))"}]}]}}
        """

    private func build(
        _ files: [String: String], skipsMalformed: Bool = false
    ) throws -> (outcome: TerminologyBuild.Outcome, file: TerminologyFile) {
        let scratch = try Scratch()
        for (name, text) in files { try scratch.write("in/\(name)", text) }
        var build = TerminologyBuild(
            sources: ["\(scratch.path)/in"], output: "\(scratch.path)/t.terms")
        build.skipsMalformed = skipsMalformed
        let outcome = try build.run()
        let file = try Files.terminology("\(scratch.path)/t.terms")
        return (outcome, file)
    }

    private func concept(
        _ item: Int, in file: TerminologyFile
    ) throws -> TerminologyFile.Concept {
        let id = try #require(UInt64(Self.id(item)))
        return try #require(file.concept(id))
    }

    @Test func readsDMD() throws {
        let (outcome, file) = try build([
            "f_vtm2_3190926.xml": Self.vtm, "f_vmp2_3190926.xml": Self.vmp,
            "f_amp2_3190926.xml": Self.amp, "vmp_v2_3.xsd": "<schema/>",
        ])
        #expect(outcome.sources.map(\.kind) == ["dm+d AMP", "dm+d VMP", "dm+d VTM"])
        #expect(outcome.sources.map(\.release) == ["20260919", "20260919", "20260919"])
        #expect(outcome.unused.map(\.file) == ["vmp_v2_3.xsd"])
        let (two, four) = (try concept(2, in: file), try concept(4, in: file))
        #expect(file.term(two) == "Madeupine 5mg & more")
        #expect(file.term(four) == "Imaginol (Nobody Ltd)")
        #expect(file.product(two) == .vmp)
        #expect(file.links(of: two).map(\.target) == [try concept(1, in: file)])
        #expect(file.links(of: four).map(\.kind) == [.virtualProduct])
        #expect(file.isInactive(try concept(3, in: file)))
        #expect(file.standing(try concept(9, in: file)) == .replaced(by: two))
    }

    @Test func readsFHIR() throws {
        let (outcome, file) = try build(["map.json": Self.map, "set.json": Self.set])
        #expect(outcome.sources.map(\.kind) == ["FHIR ConceptMap", "FHIR ValueSet"])
        #expect(outcome.sources.map(\.release) == ["20260501", ""])
        let two = try concept(2, in: file)
        let exact = file.choice(.multilex, Array("1;2".utf8).span)
        let wider = file.choice(.multilex, Array("3;4".utf8).span)
        #expect(exact == .one(two, isAssured: false))
        #expect(wider == .none)
        #expect(file.candidates(.multilex, "3;4").map(\.relation) == [.broader])
        #expect(file.term(two) == "Two")
        #expect(
            file.members(ofRefset: "http://example.org/set") == [two, try concept(4, in: file)])
    }

    @Test(arguments: [
        (
            "f_vmp2.xml", vmp.replacingOccurrences(of: id(2), with: "123"),
            "in `VPID` is not a SNOMED CT concept id"
        ),
        ("f_vmp2.xml", String(vmp.prefix(200)), "error[E1"),
        (
            "f_amp2.xml", amp.replacingOccurrences(of: "<VPID>\(id(2))</VPID>", with: ""),
            "`VPID` is"
        ),
        ("map.json", map.replacingOccurrences(of: "\"wider\"", with: "\"wide\""), "`wide` in"),
        (
            "set.json",
            #"{"resourceType":"ValueSet","url":"u","compose":{"include":[{"system":"#
                + #""http://snomed.info/sct","filter":[{"property":"concept"}]}]}}"#,
            "the value set does not list its codes one by one"
        ),
        ("c.csv", "system,code,snomed\nreadv2,G58,\(id(2))\n", "c.csv:2:8: error[E264]: `G58` has"),
    ])
    func refusesWhatIsMalformed(_ name: String, _ text: String, _ message: String) {
        do {
            _ = try build([name: text])
            Issue.record("it was built")
        } catch let error as Diagnostics {
            #expect(error.description.contains(message), "\(error.description)")
        } catch {
            Issue.record(error)
        }
    }

    @Test func malformedRowsAreLeftOutOnlyWhereThatIsAskedFor() throws {
        let text = "system,code,snomed\nreadv2,G58,\(Self.id(2))\nreadv2,G58..,\(Self.id(2))\n"
        let (outcome, file) = try build(["c.csv": text], skipsMalformed: true)
        #expect(outcome.malformedRows == 1)
        #expect(outcome.findings.count == 1)
        #expect(file.sources.map(\.skipped) == [1])
        #expect(file.sources.map(\.rows) == [1])
    }

    @Test func ofAReleaseOnlyTheSnapshotIsRead() throws {
        let text = "set,snomed\ns,\(Self.id(1))\n"
        let (outcome, _) = try build([
            "R/Snapshot/a.csv": text, "R/Full/a.csv": "x", "R/Delta/a.csv": "x",
        ])
        #expect(outcome.sources.map(\.name) == ["R/Snapshot/a.csv"])
        #expect(outcome.unused.isEmpty)
    }

    @Test func replacesOnlyATerminologyFile() throws {
        let scratch = try Scratch()
        let source = try scratch.write("s.csv", "set,snomed\ns,\(Self.id(1))\n")
        func fault(_ output: String, replaces: Bool) -> String {
            var build = TerminologyBuild(sources: [source], output: output)
            build.replaces = replaces
            do throws(Diagnostics) {
                _ = try build.run()
                return ""
            } catch {
                return error.description
            }
        }
        let output = "\(scratch.path)/t.terms"
        #expect(fault(output, replaces: false) == "")
        let first = scratch.bytes("t.terms")
        #expect(fault(output, replaces: false).contains("error[E403]"))
        #expect(fault(output, replaces: true) == "")
        #expect(scratch.bytes("t.terms") == first)
        #expect(fault(source, replaces: true).contains("this is no terminology file"))
        #expect(scratch.names == ["s.csv", "t.terms"])
    }
}
