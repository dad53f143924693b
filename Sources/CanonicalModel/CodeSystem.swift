/// A code system met in general-practice records, interned to a byte.
///
/// Sources: HL7 v3 OIDs of the GP2GP Message Implementation Manual; FHIR URIs of UK Core and GP
/// Connect 1.6. dm+d is carried as SNOMED CT codes.
public enum CodeSystem: UInt8, Sendable, CaseIterable {
    /// A system that Sluice does not know; its URI or OID is kept beside the code.
    case other
    /// SNOMED CT, UK edition.
    case snomed
    /// Read version 2, five bytes, perhaps with a two-byte term suffix.
    case readV2
    /// Clinical Terms Version 3.
    case ctv3
    /// EMIS (Egton) local codes.
    case emisLocal
    /// EMIS drug codes.
    case emisDrug
    /// Multilex drug codes (SystmOne).
    case multilex
    /// Gemscript drug codes (Vision).
    case gemscript
    /// NHS dictionary of medicines and devices.
    case dmd
    /// Job roles of the Spine directory service.
    case jobRole
    /// Logical Observation Identifiers Names and Codes, for laboratory and vital signs.
    case loinc

    /// A short stable name for feeds, mappings and code sets.
    public var name: StaticString {
        switch self {
        case .other: "other"
        case .snomed: "snomed"
        case .readV2: "readv2"
        case .ctv3: "ctv3"
        case .emisLocal: "emis-local"
        case .emisDrug: "emis-drug"
        case .multilex: "multilex"
        case .gemscript: "gemscript"
        case .dmd: "dmd"
        case .jobRole: "sds-job-role"
        case .loinc: "loinc"
        }
    }

    /// The URI written to FHIR; `nil` for ``other``.
    public var uri: StaticString? {
        switch self {
        case .other: nil
        case .snomed: "http://snomed.info/sct"
        case .readV2: "http://read.info/readv2"
        case .ctv3: "http://read.info/ctv3"
        case .emisLocal: "https://fhir.hl7.org.uk/Id/egton-codes"
        case .emisDrug: "https://fhir.hl7.org.uk/Id/emis-drug-codes"
        case .multilex: "https://fhir.hl7.org.uk/Id/multilex-drug-codes"
        case .gemscript: "https://fhir.hl7.org.uk/Id/resipuk-gemscript-drug-codes"
        case .dmd: "https://dmd.nhs.uk"
        case .jobRole: "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName"
        case .loinc: "http://loinc.org"
        }
    }

    /// Every OID, URI and word that means this system.
    ///
    /// Source of the words: the code schemes of EmisOpen EomMedicalRecord38 and of the TPP
    /// PatientRecord schema. `http://dmd.nhs.uk` is what NHS England's drafts of a summary care
    /// record as an International Patient Summary say; the OID of Gemscript, which has been taken
    /// for that of dm+d, is in the tests of the GP2GP adaptors with the products of both. The
    /// published URI is `https://dmd.nhs.uk`.
    public var identifiers: [String] {
        switch self {
        case .other: []
        case .snomed:
            [
                "http://snomed.info/sct", "2.16.840.1.113883.2.1.3.2.4.15",
                "2.16.840.1.113883.6.96", "SNOMED", "Snomed",
            ]
        case .readV2:
            [
                "http://read.info/readv2", "2.16.840.1.113883.2.1.6.2",
                "2.16.840.1.113883.2.1.3.2.4.5", "READ2",
            ]
        case .ctv3:
            [
                "http://read.info/ctv3", "http://read.info/readctv3",
                "2.16.840.1.113883.2.1.3.2.4.14", "CTV3",
            ]
        case .emisLocal:
            ["https://fhir.hl7.org.uk/Id/egton-codes", "2.16.840.1.113883.2.1.6.3"]
        case .emisDrug:
            ["https://fhir.hl7.org.uk/Id/emis-drug-codes", "2.16.840.1.113883.2.1.6.9"]
        case .multilex:
            [
                "https://fhir.hl7.org.uk/Id/multilex-drug-codes", "2.16.840.1.113883.2.1.6.4",
                "Multilex",
            ]
        case .gemscript:
            [
                "https://fhir.hl7.org.uk/Id/resipuk-gemscript-drug-codes",
                "2.16.840.1.113883.2.1.6.15",
            ]
        case .dmd: ["https://dmd.nhs.uk", "http://dmd.nhs.uk", "Dmd"]
        case .jobRole:
            [
                "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName",
                "https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1",
                "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1",
            ]
        case .loinc: ["http://loinc.org", "2.16.840.1.113883.6.1"]
        }
    }
}
