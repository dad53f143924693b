import CanonicalModel

/// The second resource of a professional: a PractitionerRole of the same id, which refers to the
/// Practitioner and holds role and organisation.
struct UKCoreRole: Sendable {
    static let resource = "PractitionerRole"
    /// After the kinds' frames and that of a component.
    static let frameNumber = UKCoreRun.componentFrame + 1
    /// The fields that stand in it and not in the Practitioner.
    private static let fields = ["role", "organisation"]
        .compactMap(EntryKind.practitioner.definition.index)

    /// Its file; `nil` where the feed has neither field.
    let file: Int?
    let frame: UKCoreFrame

    init(
        _ selection: FeedSelection, _ pseudonymSystem: String, _ program: inout UKCoreProgram
    ) {
        let selected = selection.fields[Int(EntryKind.practitioner.rawValue)]
            .filter(Self.fields.contains)
        guard !selected.isEmpty else {
            (file, frame) = (nil, UKCoreFrame(steps: 0..<0))
            return
        }
        file = UKCoreFeed.resourceTypes.firstIndex(of: Self.resource)
        let url = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-\(Self.resource)"
        frame = UKCoreFrame(
            steps: program.add(
                .practitioner, fields: selected, fallbacks: [], pseudonymSystem: pseudonymSystem),
            opening: #"{"resourceType":"\#(Self.resource)""#,
            meta: #","meta":{"profile":["\#(url)"]"#, metaEnd: #"},"practitioner":"#,
            hasSubject: true, isAboutItself: true)
    }

    /// Whether `field` of `kind` stands in the PractitionerRole.
    static func isOwn(_ field: Int, of kind: EntryKind) -> Bool {
        kind == .practitioner && fields.contains(field)
    }

    /// Whether an entry of `kind` with the fields `present` has a role to be written.
    func isStated(_ kind: EntryKind, _ present: UInt64) -> Bool {
        kind == .practitioner && Self.fields.contains { present & 1 << UInt64($0) != 0 }
    }
}
