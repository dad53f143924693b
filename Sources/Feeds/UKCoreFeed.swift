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

    /// How one kind becomes a resource.
    private struct Layout: Sendable {
        var file: Int
        var program: UKCoreProgram
        /// `{"resourceType":"Observation"`.
        var opening: [UInt8]
        /// `,"meta":{"profile":["…"]`.
        var meta: [UInt8]
        /// `,"subject":`; empty in the patient itself.
        var subject: [UInt8]
        /// Constant members, each with its comma.
        var constants: [UInt8]
    }

    private let layouts: [Layout?]
    private let component: UKCoreProgram
    private let referenceOpenings: [[UInt8]]
    private let pseudonymSystem: String

    /// Compiles the paths of the selected fields.
    ///
    /// - Parameters:
    ///   - pseudonymSystem: The naming system of pseudonyms, a URI; one an agreement, since
    ///     pseudonyms of two agreements are not the same even where they are equal.
    public init(selection: FeedSelection, pseudonymSystem: String = "urn:sluice:pseudonym") {
        self.pseudonymSystem = pseudonymSystem
        layouts = EntryKind.allCases.map { kind in
            selection.includes(kind)
                ? Self.layout(kind, selection.fields[Int(kind.rawValue)], pseudonymSystem) : nil
        }
        component = UKCoreProgram(
            .observation, fields: selection.fields[Int(EntryKind.observation.rawValue)],
            elements: [
                "code", "valueQuantity", "valueCodeableConcept", "valueString", "interpretation",
                "referenceRange",
            ],
            fallbacks: UKCoreProfile.of(.observation).fallbacks, pseudonymSystem: pseudonymSystem)
        let layouts = layouts
        referenceOpenings = EntryKind.allCases.map { kind in
            guard layouts[Int(kind.rawValue)] != nil, let type = kind.definition.resource
            else { return [] }
            return Array(#"{"reference":"\#(type)/"#.utf8)
        }
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
            record: record, links: output.links, referenceOpenings: referenceOpenings)
        let subject = subject(source, person, isNHSNumber)
        for (index, entry) in record.entries.enumerated() where !source.links.isComponent[index] {
            guard let layout = layouts[Int(entry.kind.rawValue)] else { continue }
            append(index, layout, source, subject, into: &output.ndjson[layout.file])
            output.ndjsonRows[layout.file] += 1
        }
    }

    private func append(
        _ index: Int, _ layout: Layout, _ source: borrowing UKCoreSource, _ subject: [UInt8],
        into output: inout [UInt8]
    ) {
        let entry = source.record.entries[index]
        output.append(contentsOf: layout.opening)
        if case .text(let id) = source.record.cell(entry, 0) {
            output.append(contentsOf: #","id":""#.utf8)
            output.appendFHIRId(source.record.bytes(id))
            output.append(UInt8(ascii: "\""))
        }
        output.append(contentsOf: layout.meta)
        if let label = label(of: index, source) {
            output.append(contentsOf: Self.labels[label])
        }
        output.append(UInt8(ascii: "}"))
        if !layout.subject.isEmpty {
            output.append(contentsOf: layout.subject)
            output.append(contentsOf: subject)
        }
        output.append(contentsOf: layout.constants)
        layout.program.run(source, entry, into: &output)
        if source.links.firstPart[index] >= 0 { appendParts(of: index, source, into: &output) }
        output.append(contentsOf: "}\n".utf8)
    }

    /// The components inside the observation, and references to its other parts.
    private func appendParts(
        of parent: Int, _ source: borrowing UKCoreSource, into output: inout [UInt8]
    ) {
        for isComponent in [true, false] {
            let start = output.count
            output.append(contentsOf: (isComponent ? #","component":["# : #","hasMember":["#).utf8)
            let empty = output.count
            var part = Int(source.links.firstPart[parent])
            while part >= 0 {
                if source.links.isComponent[part], isComponent {
                    output.append(contentsOf: (output.count > empty ? ",{" : "{").utf8)
                    component.run(source, source.record.entries[part], into: &output)
                    output.append(UInt8(ascii: "}"))
                } else if !source.links.isComponent[part], !isComponent {
                    let before = output.count
                    output.appendComma()
                    if !output.appendReference(toEntry: part, source) {
                        output.removeLast(output.count - before)
                    }
                }
                part = Int(source.links.nextPart[part])
            }
            if output.count == empty {
                output.removeLast(output.count - start)
            } else {
                output.append(UInt8(ascii: "]"))
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
        _ kind: EntryKind, _ fields: [Int], _ pseudonymSystem: String
    ) -> Layout? {
        guard let type = kind.definition.resource,
            let file = resourceTypes.firstIndex(of: type)
        else { return nil }
        let profile = UKCoreProfile.of(kind)
        let url = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-\(type)"
        return Layout(
            file: file,
            program: UKCoreProgram(
                kind, fields: fields, fallbacks: profile.fallbacks,
                pseudonymSystem: pseudonymSystem),
            opening: Array(#"{"resourceType":"\#(type)""#.utf8),
            meta: Array(#","meta":{"profile":["\#(url)"]"#.utf8),
            subject: Array((profile.subject.map { #","\#($0)":"# } ?? "").utf8),
            constants: Array(profile.constants.map { "," + $0 }.joined().utf8))
    }

    /// A reference to the patient's resource where the feed has it, else to the identifier.
    private func subject(
        _ source: borrowing UKCoreSource, _ person: TextRange, _ isNHSNumber: Bool
    ) -> [UInt8] {
        var subject: [UInt8] = []
        if let patient = source.links.patient, subject.appendReference(toEntry: patient, source) {
            return subject
        }
        guard !person.isEmpty else { return Array(UKCoreProfile.unknown.utf8) }
        let system = isNHSNumber ? "https://fhir.nhs.uk/Id/nhs-number" : pseudonymSystem
        subject.append(contentsOf: #"{"identifier":{"system":"\#(system)","value":"#.utf8)
        subject.appendJSON(source.record.bytes(person))
        subject.append(contentsOf: "}}".utf8)
        return subject
    }

    /// The security labels, in the order of ``Vocabulary/confidentiality``.
    private static let labels: [[UInt8]] = [
        #"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"NOPAT"}"#,
        #"{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}"#,
        #"{"display":"restricted; the source's code is not known"}"#,
    ].map { Array(#","security":[\#($0)]"#.utf8) }
}
