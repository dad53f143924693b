import CanonicalModel
import RecordMapping
import RecordReading
import Terminology

/// A small made-up source in XML, and its JSON sister, to try the mapping language on.
enum Tiny {
    static let source = """
        source: tiny
        title: Tiny records
        reader: xml
        record: record
        root: Record
        types:
          Record: {patient: Patient*, item: Item*, group: Group*, conf: Code?}
          Patient: {id: text, birth: text?}
          Item: {id: text?, kind: text?, when: text?, link: text*, note: text*, conf: Code?,
            code: Code?, more: Code?, amount: Amount?, range: Range?, part: Item*, item: Item*}
          Group: {id: text, item: Item*, group: Group*, conf: Code?}
          Code: {code: text?, system: text?, display: text?, original: text?, translation: Code*}
          Amount: {value: text?, unit: text?, ucum: text?, sign: text?}
          Range: {low: Amount?, high: Amount?}
        coded:
          Code: {code: code, system: system, display: display, text: original, more: translation}
        quantities:
          Amount: {number: value, comparator: sign, unit: unit, code: ucum}
        indexes:
          items: {each: item, key: id}
          noted: {each: [item, part], key: note}
        system:
          - {name: alpha, when: item.kind = 'a'}
          - {name: beta, when: ..item.kind starts 'b'}
        maps: [patient.yaml, item.yaml]
        """

    static let patient = """
        map: tiny.patient
        target: patient
        each: .patient
        fields:
          id: id | required(quarantine)
          birth_date: birth -> hl7Time() | invalid(quarantine-field)
        """

    /// A mapping of items to observations; its field after the id stands on line 6.
    static func item(_ lines: String, each: String = "..item", more: String = "") -> String {
        """
        map: tiny.item
        target: observation
        each: \(each)
        fields:
          id: first(id, 'none') | required(quarantine)
        \(lines.isEmpty ? "" : "  " + lines)
        \(more)
        """
    }

    static let json = """
        source: tiny
        title: Tiny records
        reader: json
        discriminator: resourceType
        root: Bundle
        recognise: entry.resource
        types:
          Bundle: {entry: Entry*}
          Entry: {fullUrl: text?, resource: Resource?}
          Resource: [Patient, Observation, Practitioner]
          Patient: {resourceType: text, id: text?}
          Observation: {resourceType: text, id: text?, performer: text*, flag: text?,
            contained: Resource*, note: text*}
          Practitioner: {resourceType: text, id: text?, name: text?}
        indexes:
          resources: {each: resource, key: "concat(resourceType, '/', id)"}
        maps: [patient.yaml, item.yaml]
        """

    static let jsonPatient = """
        map: tiny.patient
        target: patient
        each: ..resource.ofType(Patient)
        fields:
          id: id | required(quarantine)
        """

    /// Compiles files of the folder `tiny`; what is not given is as above.
    static func compile(
        _ files: [String: String] = [:], ethnicity: EthnicCategoryCodes = .none
    ) throws(Diagnostics) -> MappingSet {
        var all = ["source.yaml": source, "patient.yaml": patient, "item.yaml": item("")]
        all.merge(files) { $1 }
        let asthma = try CodeSet.load(
            yaml: """
                code_set: asthma
                version: '1'
                title: Asthma
                source: made up
                codes:
                  - {snomed: '195967001', readv2: 'H33..'}
                """, file: "codes/asthma.yaml")
        return try MappingSet(
            files: all.map { MappingFile(path: "tiny/\($0.key)", text: $0.value) },
            codeSets: [asthma], ethnicity: ethnicity)
    }

    /// What is wrong with some files, a line each: code, place, advice.
    static func faults(_ files: [String: String]) -> [String] {
        do {
            _ = try compile(files)
            return []
        } catch {
            return error.all.map { fault in
                let place = fault.position.map { "\($0.line):\($0.column)" } ?? "-"
                return "E\(fault.code.number) \(place) \(fault.advice ?? "-")"
            }
        }
    }

    /// Maps a record.
    static func map(_ set: MappingSet, _ record: String) throws(Diagnostic) -> MappedRecord {
        var mapper = RecordMapper(set)
        return try map(set, record, with: &mapper)
    }

    /// Maps a record with a mapper that has mapped others.
    static func map(
        _ set: MappingSet, _ record: String, with mapper: inout RecordMapper
    ) throws(Diagnostic) -> MappedRecord {
        var tree = SourceTree(bytes: Array(record.utf8))
        if ContentKind.sniff(tree.bytes) == .xml {
            try XMLReader(symbols: set.symbols).read(&tree, file: "record")
        } else {
            try JSONReader(symbols: set.symbols).read(&tree, shape: .document, file: "record")
        }
        return try mapper.map(tree, file: "record")
    }

    /// A record of one patient, `body` beside them.
    static func record(_ body: String) -> String {
        "<record><patient id=\"p\"/>\(body)</record>"
    }
}

extension MappedRecord {
    /// The fields of the observations, by name.
    var observations: [[String: String]] {
        record.entries.filter { $0.kind == .observation }
            .map { EntryText.fields(of: $0, in: record) }
    }

    /// The findings: code, field, and whether the entry is lost.
    var faults: [String] {
        findings.map { finding in
            let field = finding.field.map { finding.kind.definition.fields[Int($0)].name } ?? "-"
            return "E\(finding.code.number) \(field)\(finding.isWholeEntry ? " entry" : "")"
        }
    }
}
