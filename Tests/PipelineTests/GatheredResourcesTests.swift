import CanonicalModel
import Foundation
import Testing

@testable import Pipeline

/// Single resources are put together by patient: whose they are, and whose they are not.
@Suite struct GatheredResourcesTests {
    /// The ids of the resources of each record, or its code, and the files that it is from.
    private static func records(
        _ files: [(name: String, lines: [String])]
    ) throws -> (records: [String], source: RecordSource, paths: [String]) {
        let scratch = try Scratch()
        let paths = try files.map { file in
            try scratch.write(file.name, file.lines.joined(separator: "\n") + "\n")
        }
        var source = RecordSource(paths)
        var (bytes, records) = ([UInt8](), [String]())
        while let input = source.next(into: &bytes) {
            if let failure = input.failure {
                records.append("E\(failure.code.number)")
                continue
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let ids = text.components(separatedBy: #""id":""#).dropFirst().map { rest in
                String(rest.prefix { $0 != "\"" })
            }
            records.append(ids.joined(separator: " "))
        }
        return (records, source, paths)
    }

    private static func patient(_ id: String, _ more: String = "") -> String {
        #"{"resourceType":"Patient","id":"\#(id)"\#(more)}"#
    }
    private static func resource(_ type: String, _ id: String, _ more: String = "") -> String {
        #"{"resourceType":"\#(type)","id":"\#(id)"\#(more)}"#
    }
    private static func observation(_ id: String, of subject: String) -> String {
        resource("Observation", id, #","subject":{"reference":"\#(subject)"}"#)
    }

    @Test func aFileATypeIsPutTogether() throws {
        let found = try Self.records([
            (
                "Observation.ndjson",
                [
                    Self.observation("o1", of: "Patient/2"),
                    Self.observation("o2", of: "Patient/1"),
                    Self.observation("o3", of: "https://server.example/fhir/Patient/2"),
                    Self.observation("o4", of: "urn:uuid:1"),
                ]
            ),
            ("Patient.ndjson", [Self.patient("1"), Self.patient("2")]),
        ])
        #expect(found.records == ["1 o2 o4", "2 o1 o3"])
        #expect(found.source.lineDigests.keys.sorted() == found.paths.sorted())
    }

    /// Each way in which a resource can name whom it is about.
    @Test(arguments: [
        #","subject":{"reference":"Patient/1"}"#,
        #","patient":{"reference":"Patient/1"}"#,
        #","beneficiary":{"reference":"Patient/1/_history/3"}"#,
        #","participant":[{"actor":{"reference":"Location/9"}},"#
            + #"{"actor":{"reference":"Patient/1"}}]"#,
        #","subject":{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","#
            + #""value":"9990000018"}}"#,
    ])
    func itsPatientIsFound(_ more: String) throws {
        let number =
            #","identifier":[{"system":"x","value":"1"},"#
            + #"{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}]"#
        let found = try Self.records([
            ("a.ndjson", [Self.resource("Appointment", "a1", more), Self.patient("2")]),
            ("b.ndjson", [Self.patient("1", number), Self.patient("3")]),
        ])
        #expect(found.records == ["2", "1 a1", "3"])
    }

    /// What nobody is known for stands alone, where mapping refuses it.
    @Test(arguments: [
        ("", "names nobody"), (#","subject":{"reference":"Patient/7"}"#, "nobody has the id"),
        (#","subject":{"reference":"Patient/5"}"#, "two have the id"),
        (#","subject":{"reference":"Group/1"}"#, "is about a group"),
        (#","link":[{"reference":"Patient/1"},{"reference":"Patient/2"}]"#, "names two"),
    ])
    func itIsNobodys(_ more: String, _ why: String) throws {
        let found = try Self.records([
            ("a.ndjson", [Self.resource("Observation", "o1", more), Self.patient("1")]),
            ("b.ndjson", [Self.patient("5"), Self.patient("2")]),
            ("c.ndjson", [Self.patient("5"), Self.patient("6")]),
        ])
        #expect(found.records == ["o1", "1", "5", "2", "5", "6"], "\(why)")
    }

    /// Two exports with ids of their own beside one another.
    @Test func aPatientOfTheSameFileComesFirst() throws {
        let found = try Self.records([
            ("a.ndjson", [Self.observation("o1", of: "Patient/1"), Self.patient("1")]),
            ("b.ndjson", [Self.observation("o2", of: "Patient/1"), Self.patient("1")]),
        ])
        #expect(found.records == ["1 o1", "1 o2"])
    }

    @Test func whatIsSharedComesWithWhoeverRefersToIt() throws {
        let role =
            #","practitioner":{"reference":"Practitioner/p"},"#
            + #""organization":{"reference":"Organization/o"}"#
        let performer =
            #","subject":{"reference":"Patient/1"},"#
            + #""performer":[{"reference":"PractitionerRole/r"}]"#
        let found = try Self.records([
            (
                "Observation.ndjson",
                [
                    Self.resource("Observation", "o1", performer),
                    Self.observation("o2", of: "Patient/2"),
                ]
            ),
            (
                "Organization.ndjson",
                [Self.resource("Organization", "o"), Self.resource("Organization", "o")]
            ),
            ("Patient.ndjson", [Self.patient("1"), Self.patient("2")]),
            (
                "Practitioner.ndjson",
                [
                    Self.resource("Practitioner", "p"), Self.resource("Practitioner", "q"),
                ]
            ),
            (
                "PractitionerRole.ndjson",
                [
                    Self.resource("PractitionerRole", "r", role),
                    Self.resource("PractitionerRole", "s"),
                ]
            ),
        ])
        #expect(found.records == ["1 o1 o p r", "2 o2"])
        let author =
            #","subject":{"reference":"Patient/1"},"author":[{"reference":"Practitioner/p"}]"#
        let named = try Self.records([
            ("Observation.ndjson", [Self.resource("Observation", "o1", author)]),
            ("Patient.ndjson", [Self.patient("1"), Self.patient("2")]),
            (
                "Practitioner.ndjson",
                [Self.resource("Practitioner", "p"), Self.resource("PractitionerRole", "r", role)]
            ),
        ])
        #expect(named.records == ["1 o1 p r", "2"], "a role comes with its practitioner")
    }

    /// A Bundle among resources, what is no JSON, and files of one resource.
    @Test func everythingComesOutOnce() throws {
        let found = try Self.records([
            (
                "a.ndjson",
                [
                    Self.observation("o1", of: "Patient/1"), Self.resource("Bundle", "b"),
                    #"{"id":"broken" oops}"#,
                ]
            ),
            ("b.json", [Self.patient("1")]),
            (
                "c.json",
                [
                    "{", #""resourceType":"Condition","id":"c1","#,
                    #""subject":{"reference":"Patient/1"}}"#,
                ]
            ),
            ("d.json", [Self.resource("Bundle", "d"), ""]),
        ])
        #expect(found.records == ["b", "broken", "1 o1 c1", "d"])
    }

    @Test func anotherFolderIsAnotherExport() throws {
        let scratch = try Scratch()
        for name in ["one", "two"] {
            try FileManager.default.createDirectory(
                atPath: "\(scratch.path)/\(name)", withIntermediateDirectories: false)
        }
        let lines = [
            Self.observation("o1", of: "Patient/1"), Self.observation("o2", of: "Patient/1"),
        ]
        var source = RecordSource([
            try scratch.write("one/a.ndjson", lines.joined(separator: "\n")),
            try scratch.write("two/b.json", Self.patient("1")),
        ])
        var (bytes, count) = ([UInt8](), 0)
        while source.next(into: &bytes) != nil { count += 1 }
        #expect(count == 3)
    }

    @Test func aPlaceInTheRecordIsOneInItsFile() throws {
        let scratch = try Scratch()
        let first = Self.observation("o1", of: "Patient/2")
        let paths = [
            try scratch.write(
                "Observation.ndjson", "\(first)\n\(Self.observation("o2", of: "Patient/1"))\n"),
            try scratch.write("Patient.ndjson", "\(Self.patient("1"))\n\(Self.patient("2"))\n"),
        ]
        var source = RecordSource(paths)
        var bytes: [UInt8] = []
        let next = source.next(into: &bytes)
        let input = try #require(next)
        let text = String(decoding: bytes, as: UTF8.self)
        let start = try #require(text.range(of: "o2"))
        let offset = text.utf8.distance(from: text.startIndex, to: start.lowerBound)
        let place = input.place(offset)
        #expect(place.file == paths[0])
        let whole = try String(contentsOfFile: paths[0], encoding: .utf8)
        #expect(whole.utf8.dropFirst(place.offset).starts(with: "o2".utf8))
        #expect(input.place(3).file == paths[1])
    }

    @Test func filesOfXMLArePutTogether() throws {
        let scratch = try Scratch()
        func xml(_ type: String, _ more: String) -> String {
            #"<\#(type) xmlns="http://hl7.org/fhir">\#(more)</\#(type)>"#
        }
        func subject(_ id: String) -> String {
            #"<id value="o"/><subject><reference value="Patient/\#(id)"/></subject>"#
        }
        let patient = xml("Patient", #"<id value="1"/>"#)
        var source = RecordSource([
            try scratch.write(
                "a.xml", "<?xml version=\"1.0\"?>\n" + xml("Observation", subject("1"))),
            try scratch.write("b.xml", "<!-- made up -->" + patient),
            try scratch.write("c.xml", xml("Observation", subject("2"))),
            try scratch.write("d.xml", "<other/>"), try scratch.write("e.xml", xml("Broken", "<")),
        ])
        var (bytes, records) = ([UInt8](), [String]())
        while source.next(into: &bytes) != nil {
            records.append(String(decoding: bytes, as: UTF8.self))
        }
        func bundle(_ resources: String...) -> String {
            let entries = resources.map { "<entry><resource>\($0)</resource></entry>" }
            return #"<Bundle xmlns="http://hl7.org/fhir">\#(entries.joined())</Bundle>"#
        }
        #expect(
            records == [
                bundle(patient, xml("Observation", subject("1"))),
                bundle(xml("Observation", subject("2"))), xml("Broken", "<"), "<other/>",
            ])
    }
}
