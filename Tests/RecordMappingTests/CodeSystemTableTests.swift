import CanonicalModel
import Testing

@testable import RecordMapping

@Suite struct CodeSystemTableTests {
    /// Every way in which a system is named means it, also as a URN and with a slash.
    @Test(arguments: CodeSystem.allCases)
    func everyIdentifierMeansItsSystem(_ system: CodeSystem) {
        for name in system.identifiers {
            for text in [name, name + "/"] + (name.hasPrefix("2.") ? ["urn:oid:" + name] : []) {
                #expect(Self.system(text) == system, "\(text)")
            }
        }
    }

    @Test(
        arguments: [
            ("http://dmd.nhs.uk", .dmd), ("https://dmd.nhs.uk/", .dmd),
            ("urn:oid:2.16.840.1.113883.2.1.6.15", .gemscript),
            ("urn:oid:2.16.840.1.113883.6.96", .snomed), ("urn:oid:", .other), ("/", .other),
            ("", .other), ("http://dmd.nhs.uk//", .other),
            ("urn:oid:http://snomed.info/sct/", .other), ("https://dmd.nhs.uk.example", .other),
        ] as [(String, CodeSystem)])
    func aSystemIsKnownByItsAliases(_ text: String, _ system: CodeSystem) {
        #expect(Self.system(text) == system)
    }

    private static func system(_ text: String) -> CodeSystem {
        CodeSystemTable().system(Array(text.utf8).span)
    }
}
