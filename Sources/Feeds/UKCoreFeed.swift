public import CanonicalModel

/// Writes UK Core FHIR R4 resources as NDJSON, one file a resource type, as FHIR Bulk Data does.
///
/// Where elements stand is the field table's ``Field/ukCore``, compiled once. Required elements
/// without a value hold `unknown` where FHIR's value set has it, else the extension
/// data-absent-reason. An entry with ``EntryKind/observation``'s `component` becomes a component of
/// its parent, which keeps its code, value, interpretation and range; other parts are `hasMember`.
/// A professional is a Practitioner and, with a role or an organisation, a PractitionerRole too.
/// A reference to what is withheld is left out. Ids keep to FHIR's characters: a source's `_` is
/// `.5f` here, in references too. FHIR allows one `value[x]`: the quantity, else the
/// concept, else the text.
public struct UKCoreFeed: Sendable {
    /// The types of resource, in the order of ``EntryKind``: each a file.
    public static let resourceTypes: [String] = EntryKind.allCases.reduce(into: []) { types, kind in
        guard let type = kind.definition.resource, !types.contains(type) else { return }
        types.append(type)
        if kind == .practitioner { types.append(UKCoreRole.resource) }
    }

    /// The types of resource that are not of one person, and that many people's records tell of:
    /// indices into ``resourceTypes``.
    public static let sharedResourceTypes: Set<Int> = {
        let kinds = [EntryKind.practitioner, .organisation].compactMap(\.definition.resource)
        return Set((kinds + [UKCoreRole.resource]).compactMap(resourceTypes.firstIndex))
    }()

    /// By kind: its file; `nil` without one.
    private let fileOfKind: [Int?]
    private var shapes: UKCoreShapes
    private var links = RecordLinks()
    private let role: UKCoreRole
    private let referenceOpenings: [Literal]
    private let pseudonymSystem: String

    /// Compiles the paths of the selected fields.
    ///
    /// - Parameters:
    ///   - pseudonymSystem: The naming system of pseudonyms, a URI; one an agreement, since
    ///     pseudonyms of two agreements are not the same even where they are equal.
    public init(selection: FeedSelection, pseudonymSystem: String = "urn:sluice:pseudonym") {
        self.pseudonymSystem = pseudonymSystem
        var program = UKCoreProgram()
        fileOfKind = EntryKind.allCases.map { kind in
            guard selection.includes(kind), let type = kind.definition.resource else { return nil }
            return Self.resourceTypes.firstIndex(of: type)
        }
        var frames = EntryKind.allCases.map { kind in
            Self.frame(
                kind, selection.fields[Int(kind.rawValue)],
                fallbacks: UKCoreProfile.of(kind).fallbacks, pseudonymSystem, &program)
        }
        let component = program.add(
            .observation, fields: selection.fields[Int(EntryKind.observation.rawValue)],
            elements: [
                "code", "valueQuantity", "valueCodeableConcept", "valueString", "interpretation",
                "referenceRange",
            ],
            fallbacks: UKCoreProfile.of(.observation).fallbacks, pseudonymSystem: pseudonymSystem)
        frames.append(UKCoreFrame(steps: component))
        role = UKCoreRole(selection, pseudonymSystem, &program)
        frames.append(role.frame)
        frames.append(
            Self.frame(
                .immunisation, selection.fields[Int(EntryKind.immunisation.rawValue)],
                fallbacks: UKCoreProfile.ofRefusal, pseudonymSystem, &program))
        referenceOpenings = zip(EntryKind.allCases, fileOfKind).map { kind, file in
            guard file != nil, let type = kind.definition.resource else { return Literal() }
            return program.literal(#"{"reference":"\#(type)/"#)
        }
        shapes = UKCoreShapes(program, frames)
    }

    /// The name of the file of a resource type, such as `Observation.ndjson`.
    public static func fileName(_ resourceType: Int) -> String {
        "\(resourceTypes[resourceType]).ndjson"
    }

    /// The files that the feed has: indices into ``resourceTypes``.
    public var files: [Int] { Set((fileOfKind + [role.file]).compactMap(\.self)).sorted() }

    /// Appends a resource for every entry of a kind that the feed has.
    ///
    /// Cost: no allocation but the growth of the buffers; a kind's first entry with other fields
    /// than any before it takes as long as some hundred others.
    public mutating func append(_ released: ReleasedRecord, into output: inout FeedOutput) {
        append(
            released.record, present: released.present, person: released.personKey,
            isNHSNumber: released.isIdentifiable, into: &output)
    }

    /// Appends the resources of a record; `person` may be empty where nobody knows who it is.
    mutating func append(
        _ record: CanonicalRecord, present: [UInt64], person: TextRange, isNHSNumber: Bool,
        into output: inout FeedOutput
    ) {
        links.index(record)
        shapes.trim()
        // The run has the shapes for itself, since two owners would mean a copy.
        var shapes = UKCoreShapes()
        swap(&shapes, &self.shapes)
        var run = UKCoreRun(
            record: record, present: present, links: links, shapes: shapes,
            referenceOpenings: referenceOpenings)
        run.subject = subject(&run, person, isNHSNumber)
        for index in record.entries.indices where !run.links.isComponent[index] {
            let kind = Int(record.entries[index].kind.rawValue)
            guard let file = fileOfKind[kind] else { continue }
            output.ndjson[file].appendRow(of: record) { row in
                let frame =
                    Self.isRefusal(record.entries[index], record) ? Self.refusalFrame : kind
                run.write(index, frame: frame, into: &row)
            }
            output.ndjsonRows[file] += 1
            if role.isStated(record.entries[index].kind, present[index]), let file = role.file {
                output.ndjson[file].appendRow(of: record) { row in
                    run.write(index, frame: UKCoreRole.frameNumber, into: &row)
                }
                output.ndjsonRows[file] += 1
            }
        }
        self.shapes = run.shapes
    }
}

extension UKCoreFeed {
    /// The frame of an immunisation that was not given, after that of roles.
    private static let refusalFrame = UKCoreRole.frameNumber + 1
    private static let status = EntryKind.immunisation.definition.index(of: "status") ?? 0
    private static let notDone: UInt8? = {
        guard case .code(let words) = EntryKind.immunisation.definition.fields[status].type else {
            return nil
        }
        return words.index(of: "not-done")
    }()

    private static func isRefusal(_ entry: Entry, _ record: CanonicalRecord) -> Bool {
        guard entry.kind == .immunisation, case .code(let word) = record.cell(entry, status) else {
            return false
        }
        return word == notDone
    }

    private static func frame(
        _ kind: EntryKind, _ fields: [Int], fallbacks: [(path: String, member: String)],
        _ pseudonymSystem: String, _ program: inout UKCoreProgram
    ) -> UKCoreFrame {
        guard let type = kind.definition.resource else { return UKCoreFrame(steps: 0..<0) }
        let profile = UKCoreProfile.of(kind)
        let url = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-\(type)"
        return UKCoreFrame(
            steps: program.add(
                kind, fields: fields.filter { !UKCoreRole.isOwn($0, of: kind) },
                fallbacks: fallbacks, subject: profile.subjectPath,
                pseudonymSystem: pseudonymSystem),
            opening: #"{"resourceType":"\#(type)""#, meta: #","meta":{"profile":["\#(url)"]"#,
            metaEnd: "}" + (profile.subject.map { #","\#($0)":"# } ?? ""),
            hasSubject: profile.subject != nil,
            constants: profile.constants.map { "," + $0 }.joined(),
            hasParts: kind == .observation)
    }

    /// A reference to the patient's resource where the feed has it, else to the identifier.
    private func subject(
        _ run: inout UKCoreRun, _ person: TextRange, _ isNHSNumber: Bool
    ) -> [UInt8] {
        var subject: [UInt8] = []
        subject.appendRow(of: run.record) { row in
            if let patient = run.links.patient,
                run.writeReference(toEntry: patient, into: &row)
            {
                return
            }
            guard !person.isEmpty else { return row.write(Array(UKCoreProfile.unknown.utf8).span) }
            row.write(#"{"identifier":{"system":""#)
            let system = Array(
                (isNHSNumber ? "https://fhir.nhs.uk/Id/nhs-number" : pseudonymSystem).utf8)
            row.write(system.span)
            row.write(#"","value":"#)
            row.writeJSON(person)
            row.write("}}")
        }
        return subject
    }
}
