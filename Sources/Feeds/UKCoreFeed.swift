public import CanonicalModel

/// Writes UK Core FHIR R4 resources as NDJSON, one file a resource type, as FHIR Bulk Data does.
///
/// Where elements stand is the field table's ``Field/ukCore``, compiled once. Required elements
/// without a value hold `unknown` where FHIR's value set has it, else the extension
/// data-absent-reason. An entry with ``EntryKind/observation``'s `component` becomes a component of
/// its parent, which keeps its code, value, interpretation and range; other parts are `hasMember`.
/// A reference to what is withheld is left out. Ids keep to FHIR's characters: a source's `_` is
/// `.5f` here, in references too. FHIR allows one `value[x]`: the quantity, else the
/// concept, else the text.
public struct UKCoreFeed: Sendable {
    /// The types of resource, in the order of ``EntryKind``: each a file.
    public static let resourceTypes: [String] = EntryKind.allCases.reduce(into: []) { types, kind in
        guard let type = kind.definition.resource, !types.contains(type) else { return }
        types.append(type)
    }

    /// How one kind becomes a resource: literals and steps of the program.
    private struct Layout: Sendable {
        var file: Int
        var steps: Range<Int>
        /// `{"resourceType":"Observation"`.
        var opening: Range<Int>
        /// `,"meta":{"profile":["…"]`.
        var meta: Range<Int>
        /// `},"subject":`; without `subject` in the patient itself.
        var metaEnd: Range<Int>
        var hasSubject: Bool
        /// Constant members, each with its comma.
        var constants: Range<Int>
    }

    private var program = UKCoreProgram()
    private var layouts: [Layout?] = []
    private let component: Range<Int>
    private let referenceOpenings: [Range<Int>]
    private let pseudonymSystem: String

    /// Compiles the paths of the selected fields.
    ///
    /// - Parameters:
    ///   - pseudonymSystem: The naming system of pseudonyms, a URI; one an agreement, since
    ///     pseudonyms of two agreements are not the same even where they are equal.
    public init(selection: FeedSelection, pseudonymSystem: String = "urn:sluice:pseudonym") {
        self.pseudonymSystem = pseudonymSystem
        var program = UKCoreProgram()
        layouts = EntryKind.allCases.map { kind in
            selection.includes(kind)
                ? Self.layout(
                    kind, selection.fields[Int(kind.rawValue)], pseudonymSystem, &program) : nil
        }
        component = program.add(
            .observation, fields: selection.fields[Int(EntryKind.observation.rawValue)],
            elements: [
                "code", "valueQuantity", "valueCodeableConcept", "valueString", "interpretation",
                "referenceRange",
            ],
            fallbacks: UKCoreProfile.of(.observation).fallbacks, pseudonymSystem: pseudonymSystem)
        referenceOpenings = zip(EntryKind.allCases, layouts).map { kind, layout in
            guard layout != nil, let type = kind.definition.resource else { return 0..<0 }
            return program.literal(#"{"reference":"\#(type)/"#)
        }
        self.program = program
    }

    /// The name of the file of a resource type, such as `Observation.ndjson`.
    public static func fileName(_ resourceType: Int) -> String {
        "\(resourceTypes[resourceType]).ndjson"
    }

    /// The files that the feed has: indices into ``resourceTypes``.
    public var files: [Int] { Set(layouts.compactMap { $0?.file }).sorted() }

    /// Appends a resource for every entry of a kind that the feed has.
    ///
    /// Cost: no allocation but the growth of the buffers.
    public func append(_ released: ReleasedRecord, into output: inout FeedOutput) {
        append(
            released.record, person: released.personKey, isNHSNumber: released.isIdentifiable,
            into: &output)
    }

    /// Appends the resources of a record; `person` may be empty where nobody knows who it is.
    func append(
        _ record: CanonicalRecord, person: TextRange, isNHSNumber: Bool,
        into output: inout FeedOutput
    ) {
        output.links.index(record)
        let source = UKCoreSource(
            record: record, links: output.links, program: program,
            referenceOpenings: referenceOpenings)
        let subject = subject(source, person, isNHSNumber)
        for index in record.entries.indices where !source.links.isComponent[index] {
            guard let layout = layouts[Int(record.entries[index].kind.rawValue)] else { continue }
            output.ndjson[layout.file].appendRow { row in
                append(index, layout, source, subject, into: &row)
            }
            output.ndjsonRows[layout.file] += 1
        }
    }

    private func append(
        _ index: Int, _ layout: Layout, _ source: borrowing UKCoreSource, _ subject: [UInt8],
        into row: inout OutputSpan<UInt8>
    ) {
        let entry = source.record.entries[index]
        row.writeLiteral(layout.opening, source)
        if case .text(let id) = source.record.cell(entry, 0) {
            row.write(#","id":""#)
            source.writeId(id, of: index, into: &row)
            row.write(UInt8(ascii: "\""))
        }
        row.writeLiteral(layout.meta, source)
        if let label = label(of: index, source) { row.write(Self.labels, label) }
        row.writeLiteral(layout.metaEnd, source)
        if layout.hasSubject { row.write(subject.span) }
        row.writeLiteral(layout.constants, source)
        source.run(layout.steps, entry, into: &row)
        if source.links.firstPart[index] >= 0 { appendParts(of: index, source, into: &row) }
        row.write("}\n")
    }

    /// The components inside the observation, and references to its other parts.
    private func appendParts(
        of parent: Int, _ source: borrowing UKCoreSource, into row: inout OutputSpan<UInt8>
    ) {
        for isComponent in [true, false] {
            let start = row.count
            row.write(isComponent ? #","component":["# : #","hasMember":["#)
            let empty = row.count
            var part = Int(source.links.firstPart[parent])
            while part >= 0 {
                if source.links.isComponent[part], isComponent {
                    row.write(row.count > empty ? ",{" : "{")
                    source.run(component, source.record.entries[part], into: &row)
                    row.write(UInt8(ascii: "}"))
                } else if !source.links.isComponent[part], !isComponent {
                    let before = row.count
                    row.writeComma()
                    if !source.writeReference(toEntry: part, into: &row) { row.cut(to: before) }
                }
                part = Int(source.links.nextPart[part])
            }
            if row.count == empty {
                row.cut(to: start)
            } else {
                row.write(UInt8(ascii: "]"))
            }
        }
    }

    /// The confidentiality of an entry, or of a component that stands inside it.
    private func label(of index: Int, _ source: borrowing UKCoreSource) -> Int? {
        if case .code(let word) = source.record.cell(source.record.entries[index], 1) {
            return Int(word)
        }
        var part = Int(source.links.firstPart[index])
        while part >= 0 {
            if source.links.isComponent[part],
                case .code(let word) = source.record.cell(source.record.entries[part], 1)
            {
                return Int(word)
            }
            part = Int(source.links.nextPart[part])
        }
        return nil
    }
}

extension UKCoreFeed {
    private static func layout(
        _ kind: EntryKind, _ fields: [Int], _ pseudonymSystem: String,
        _ program: inout UKCoreProgram
    ) -> Layout? {
        guard let type = kind.definition.resource,
            let file = resourceTypes.firstIndex(of: type)
        else { return nil }
        let profile = UKCoreProfile.of(kind)
        let url = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-\(type)"
        return Layout(
            file: file,
            steps: program.add(
                kind, fields: fields, fallbacks: profile.fallbacks,
                pseudonymSystem: pseudonymSystem),
            opening: program.literal(#"{"resourceType":"\#(type)""#),
            meta: program.literal(#","meta":{"profile":["\#(url)"]"#),
            metaEnd: program.literal("}" + (profile.subject.map { #","\#($0)":"# } ?? "")),
            hasSubject: profile.subject != nil,
            constants: program.literal(profile.constants.map { "," + $0 }.joined()))
    }

    /// A reference to the patient's resource where the feed has it, else to the identifier.
    private func subject(
        _ source: borrowing UKCoreSource, _ person: TextRange, _ isNHSNumber: Bool
    ) -> [UInt8] {
        var subject: [UInt8] = []
        subject.appendRow { row in
            if let patient = source.links.patient,
                source.writeReference(toEntry: patient, into: &row)
            {
                return
            }
            guard !person.isEmpty else { return row.write(Array(UKCoreProfile.unknown.utf8).span) }
            row.write(#"{"identifier":{"system":""#)
            let system = Array(
                (isNHSNumber ? "https://fhir.nhs.uk/Id/nhs-number" : pseudonymSystem).utf8)
            row.write(system.span)
            row.write(#"","value":"#)
            row.writeJSON(person, of: source.record)
            row.write("}}")
        }
        return subject
    }

    /// The security labels, in the order of ``Vocabulary/confidentiality``.
    private static let labels = ByteTable(
        [
            #"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"NOPAT"}"#,
            #"{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}"#,
            #"{"display":"restricted; the source's code is not known"}"#,
        ].map { #","security":[\#($0)]"# })
}
