/// A format and the system whose way of writing it is imitated.
public enum SyntheticFormat: String, CaseIterable, Sendable {
    /// GP2GP EhrExtract (HL7 v3 XML) as EMIS Web sends it.
    case gp2gpEMIS = "gp2gp-emis"
    /// GP2GP EhrExtract (HL7 v3 XML) as SystmOne sends it.
    case gp2gpSystmOne = "gp2gp-systmone"
    /// GP Connect Access Record Structured (FHIR STU3 JSON) as EMIS Web sends it.
    case gpConnectEMIS = "gpconnect-emis"
    /// GP Connect Access Record Structured (FHIR STU3 JSON) as SystmOne sends it.
    case gpConnectSystmOne = "gpconnect-systmone"
    /// GP Connect Access Record Structured (FHIR STU3 JSON) as Medicus sends it.
    case gpConnectMedicus = "gpconnect-medicus"
    /// UK Core FHIR R4: one JSON bundle a patient.
    case ukCore = "ukcore-r4"
    /// UK Core FHIR R4: one resource a line, a patient's together, the Patient first.
    case ukCoreNDJSON = "ukcore-r4-ndjson"

    /// What the names of its files end with.
    public var fileExtension: String {
        switch self {
        case .gp2gpEMIS, .gp2gpSystmOne: "xml"
        case .ukCoreNDJSON: "ndjson"
        default: "json"
        }
    }

    /// The system it imitates; Medicus for UK Core, which no system owns.
    var system: SyntheticSystem {
        switch self {
        case .gp2gpEMIS, .gpConnectEMIS: .emis
        case .gp2gpSystmOne, .gpConnectSystmOne: .systmOne
        case .gpConnectMedicus, .ukCore, .ukCoreNDJSON: .medicus
        }
    }

    /// The same kind of record as another system writes it; `nil` where none of that system's is
    /// made here. Whatever the system, UK Core is the same.
    func written(by system: SyntheticSystem) -> SyntheticFormat? {
        switch (self, system) {
        case (.ukCore, _), (.ukCoreNDJSON, _): self
        case (.gp2gpEMIS, .emis), (.gp2gpSystmOne, .emis): .gp2gpEMIS
        case (.gp2gpEMIS, .systmOne), (.gp2gpSystmOne, .systmOne): .gp2gpSystmOne
        case (.gp2gpEMIS, .medicus), (.gp2gpSystmOne, .medicus): nil
        case (_, .emis): .gpConnectEMIS
        case (_, .systmOne): .gpConnectSystmOne
        case (_, .medicus): .gpConnectMedicus
        }
    }

    /// The format of a patient's record, by the practice that has it.
    func written(for practice: SyntheticPractice, _ options: SyntheticOptions) -> SyntheticFormat {
        options.mixesSystems ? written(by: practice.system) ?? self : self
    }
}
