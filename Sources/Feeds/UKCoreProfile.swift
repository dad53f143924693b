import CanonicalModel

/// What a resource needs beyond the fields of its kind: constants, and what stands for a required
/// element that the source does not have or the agreement withholds.
///
/// Source: FHIR R4 4.0.1 cardinalities and invariants (ait-1, ppc-1); UK Core R4 profiles.
struct UKCoreProfile {
    /// The element that refers to the person; `nil` in the patient itself.
    var subject: String? = "subject"
    /// Where the person stands instead in a resource without such an element.
    var subjectPath: String?
    /// Members that every resource of the kind has, as JSON.
    var constants: [String] = []
    /// By path: the member that is written where nothing else is.
    var fallbacks: [(path: String, member: String)] = []

    /// An element without value, which FHIR demands: nothing false stands in it.
    static let unknown =
        #"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","#
        + #""valueCode":"unknown"}]}"#

    /// The profile of `kind`.
    static func of(_ kind: EntryKind) -> UKCoreProfile {
        switch kind {
        case .patient, .practitioner, .organisation: UKCoreProfile(subject: nil)
        case .registration: UKCoreProfile()
        case .problem:
            UKCoreProfile(fallbacks: [code])
        case .observation, .diagnosticReport, .procedure:
            UKCoreProfile(fallbacks: [status, code])
        case .medication, .medicationIssue:
            UKCoreProfile(
                constants: [
                    kind == .medication ? #""intent":"plan""# : #""intent":"order""#,
                    // UK Core demands a word on substitution, which no general practice records.
                    #""substitution":{"allowedCodeableConcept":\#(unknown)}"#,
                ],
                fallbacks: [status, absent("medicationCodeableConcept")])
        case .medicationStatement:
            UKCoreProfile(fallbacks: [status, absent("medicationCodeableConcept")])
        case .allergy:
            UKCoreProfile(
                subject: "patient",
                fallbacks: [
                    absent("clinicalStatus"), code,
                    ("reaction[].manifestation[]", #""manifestation":[\#(unknown)]"#),
                ])
        case .immunisation:
            UKCoreProfile(
                subject: "patient",
                fallbacks: [
                    ("status", #""_status":\#(unknown)"#), absent("vaccineCode"),
                    ("occurrenceDateTime", #""_occurrenceDateTime":\#(unknown)"#),
                ])
        default: ofPaperwork(kind)
        }
    }

    private static func ofPaperwork(_ kind: EntryKind) -> UKCoreProfile {
        switch kind {
        case .appointment:
            UKCoreProfile(
                subject: nil, subjectPath: "participant[patient].actor",
                fallbacks: ["status", "start", "end"].map {
                    ($0, #""_\#($0)":\#(unknown)"#)
                })
        case .encounter: UKCoreProfile(constants: [#""class":\#(unknown)"#], fallbacks: [status])
        case .heading:
            UKCoreProfile(constants: [#""status":"current","mode":"snapshot""#])
        case .referral: UKCoreProfile(constants: [#""intent":"order""#], fallbacks: [status, code])
        case .recall: UKCoreProfile(constants: [#""intent":"plan""#], fallbacks: [status, code])
        case .document:
            UKCoreProfile(
                constants: [#""status":"current""#],
                fallbacks: [("content[]", #""content":[{"attachment":\#(unknown)}]"#)])
        case .familyHistory:
            UKCoreProfile(
                subject: "patient", constants: [#""status":"partial""#],
                fallbacks: [absent("relationship")])
        case .consent:
            UKCoreProfile(
                subject: "patient",
                constants: [#""_status":\#(unknown),"scope":\#(unknown),"policyRule":\#(unknown)"#],
                fallbacks: [("category[]", #""category":[\#(unknown)]"#)])
        default: UKCoreProfile()
        }
    }

    /// What stands for what an immunisation lacks that was not given, whose reason UK Core demands
    /// (ukcore-imm-001).
    static let ofRefusal = of(.immunisation).fallbacks + [absent("statusReason")]

    private static let status = (path: "status", member: #""status":"unknown""#)
    private static let code = absent("code")
    private static func absent(_ element: String) -> (path: String, member: String) {
        (element, #""\#(element)":\#(unknown)"#)
    }
}

/// The facts that the paths of the field table stand on.
enum UKCoreTables {
    /// The members that stand first in an element, by its qualifier or path.
    static let fixedMembers: [String: String] = [
        "identifier[nhs-number]": #""system":"https://fhir.nhs.uk/Id/nhs-number""#,
        "managingOrganization.identifier":
            #""system":"https://fhir.nhs.uk/Id/ods-organization-code""#,
        "identifier[sds-user-id]": #""system":"https://fhir.nhs.uk/Id/sds-user-id""#,
        "identifier[gmc-number]": #""system":"https://fhir.hl7.org.uk/Id/gmc-number""#,
        "identifier[gmp-number]": #""system":"https://fhir.hl7.org.uk/Id/gmp-number""#,
        "identifier[ods-organization-code]":
            #""system":"https://fhir.nhs.uk/Id/ods-organization-code""#,
        "name[official]": #""use":"official""#,
        "address[]": #""use":"home""#,
        "telecom[phone]": #""system":"phone""#,
        "telecom[email]": #""system":"email""#,
        "participant[patient]": #""status":"accepted""#,
        "participant[location]": #""status":"accepted""#,
        "participant[practitioner]": #""status":"accepted""#,
        "dispenseRequest.expectedSupplyDuration":
            #""unit":"day","system":"http://unitsofmeasure.org","code":"d""#,
    ]

    /// References that may name a person and no organisation, by resource and path.
    static let people: Set<String> = [
        "Condition.asserter", "AllergyIntolerance.recorder",
        "Encounter.participant[].individual", "Appointment.participant[practitioner].actor",
    ]

    /// The URL of an extension, by its qualifier; a part of an extension is named by itself.
    static let extensionURLs: [String: String] = [
        "ethnic-category": ukCore + "Extension-UKCore-EthnicCategory",
        "vaccination-procedure": ukCore + "Extension-UKCore-VaccinationProcedure",
        "allergy-end": ukCore + "Extension-UKCore-AllergyIntoleranceEnd",
        "evidence": ukCore + "Extension-UKCore-Evidence",
        "delivery-channel": ukCore + "Extension-UKCore-DeliveryChannel",
        "last-issue": ukCore + "Extension-UKCore-MedicationStatementLastIssueDate",
        "prescribing-organisation":
            ukCore + "Extension-UKCore-MedicationPrescribingOrganizationType",
        "repeat-information": ukCore + "Extension-UKCore-MedicationRepeatInformation",
        // UK Core has no extension of its own for it.
        "problem-significance":
            "https://fhir.hl7.org.uk/STU3/StructureDefinition/"
            + "Extension-CareConnect-ProblemSignificance-1",
    ]

    /// The code system of a `coding[]` that holds a word, by resource and path.
    static let codeSystems: [String: String] = [
        "Condition.category[]": terminology + "condition-category",
        "Condition.clinicalStatus": terminology + "condition-clinical",
        "AllergyIntolerance.clinicalStatus": terminology + "allergyintolerance-clinical",
        "AllergyIntolerance.verificationStatus": terminology + "allergyintolerance-verification",
        "Observation.category[]": terminology + "observation-category",
        "Observation.interpretation[]": terminology + "v3-ObservationInterpretation",
        "MedicationStatement.extension[prescribing-organisation].valueCodeableConcept":
            "https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationPrescribingOrganizationType",
        "Appointment.extension[delivery-channel].valueCodeableConcept": deliveryChannel,
        "MedicationRequest.courseOfTherapyType":
            prescriptionType,
        "Appointment.appointmentType": terminology + "v2-0276",
    ]

    /// Words whose code differs in FHIR, by code system and word: system and code. An empty code
    /// has no place in the value set and is not written.
    static let exceptions: [String: (system: String, code: String)] = [
        terminology + "condition-clinical unspecified": ("", ""),
        "\(prescriptionType) acute":
            (terminology + "medicationrequest-course-of-therapy", "acute"),
        "\(prescriptionType) repeat":
            (terminology + "medicationrequest-course-of-therapy", "continuous"),
        "\(prescriptionType) repeat-dispensing":
            (
                "https://fhir.hl7.org.uk/CodeSystem/UKCore-MedicationRequestCourseOfTherapy",
                "continuous-repeating-dispensing"
            ),
        "\(prescriptionType) delayed": (prescriptionType, "delayed-prescribing"),
        "\(prescriptionType) other": ("", ""),
        "\(deliveryChannel) in-person": (deliveryChannel, "In-person"),
        "\(deliveryChannel) telephone": (deliveryChannel, "Telephone"),
        "\(deliveryChannel) video": (deliveryChannel, "Video"),
        terminology + "v2-0276 routine": (terminology + "v2-0276", "ROUTINE"),
        terminology + "v2-0276 urgent": (terminology + "v2-0276", "EMERGENCY"),
    ]

    /// Elements of type `instant` and `date`, by resource and path; other dates are `dateTime`.
    static let dateTypes: [String: FHIRDate] = [
        "Observation.issued": .instant, "DiagnosticReport.issued": .instant,
        "DocumentReference.date": .instant, "Patient.birthDate": .date,
        "Immunization.expirationDate": .date, "Appointment.start": .instant,
        "Appointment.end": .instant,
    ]

    /// Numbers that FHIR wants whole.
    static let wholeNumbers: Set<String> = [
        "MedicationRequest.dispenseRequest.numberOfRepeatsAllowed",
        "MedicationRequest.extension[repeat-information].extension[numberOfPrescriptionsIssued]"
            + ".valueUnsignedInt",
        "Immunization.protocolApplied[].doseNumberPositiveInt", "Appointment.minutesDuration",
    ]

    /// Text that is a `url`, which holds no spaces (FHIR R4, data types): they are written `%20`.
    static let addresses: Set<String> = ["DocumentReference.content[].attachment.url"]

    /// Text that becomes several strings, split at a byte.
    static let splits: [String: UInt8] = [
        "Patient.name[official].given[]": UInt8(ascii: " "),
        "Patient.address[].line[]": UInt8(ascii: ","),
    ]

    private static let ukCore = "https://fhir.hl7.org.uk/StructureDefinition/"
    private static let deliveryChannel =
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-DeliveryChannel"
    private static let prescriptionType =
        "https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-PrescriptionType-1"
    private static let terminology = "http://terminology.hl7.org/CodeSystem/"
}
