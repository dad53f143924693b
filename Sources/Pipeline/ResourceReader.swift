import CanonicalModel
import RecordReading

/// What one FHIR resource says of itself and of what it refers to, as far as gathering asks.
struct ResourceHead {
    var type = ""
    var id = ""
    /// The id of the patient that it is about, and how that was said; `nil` where it names none.
    var patient: Reference?
    /// The NHS number of a Patient, if it states one.
    var nhsNumber: String?
    /// What is not a person's own that it refers to, such as `Practitioner/1`.
    var shared: [String] = []
    /// Whether it is a Patient that its Bundle has already, byte for byte.
    var isCopy = false

    enum Reference: Hashable {
        case id(String)
        case nhsNumber(String)
    }

    /// The types of which resources are about no one patient, and are read with whoever refers to
    /// them (HL7 FHIR R4, the types outside the compartment of Patient).
    static let sharedTypes: Set = [
        "Binary", "CodeSystem", "Device", "DeviceDefinition", "Endpoint", "HealthcareService",
        "Library", "Location", "Medication", "MedicationKnowledge", "OperationOutcome",
        "Organization",
        "OrganizationAffiliation", "PlanDefinition", "Practitioner", "PractitionerRole",
        "Questionnaire", "Schedule", "Slot", "Substance", "ValueSet",
    ]
}

/// Reads ``ResourceHead``s; one reader a run.
struct ResourceReader {
    private let json: JSONReader
    private let xml: XMLReader
    private var fhir: FHIRNotation
    let resourceType, id, entry, resource, fullUrl, meta: Symbol
    private let reference, identifier, system, value: Symbol
    let check: PatientCheck
    /// The members that say whom a resource is about, where it has one.
    private let subjects: [Symbol]
    /// What was read last.
    private(set) var tree = SourceTree()

    init() {
        var symbols = SymbolTable()
        resourceType = symbols.intern("resourceType")
        id = symbols.intern("id")
        reference = symbols.intern("reference")
        identifier = symbols.intern("identifier")
        system = symbols.intern("system")
        value = symbols.intern("value")
        subjects = ["subject", "patient", "beneficiary"].map { symbols.intern($0) }
        entry = symbols.intern("entry")
        resource = symbols.intern("resource")
        fullUrl = symbols.intern("fullUrl")
        meta = symbols.intern("meta")
        for name in ["url", "div"] { symbols.intern(name) }
        check = PatientCheck(symbols)
        json = JSONReader(symbols: symbols)
        xml = XMLReader(symbols: symbols)
        fhir = FHIRNotation(symbols: symbols)
    }

    /// What the resource in `bytes` says, or `nil` where it is no JSON object.
    mutating func read(_ bytes: ArraySlice<UInt8>) -> ResourceHead? {
        tree.bytes.removeAll(keepingCapacity: true)
        tree.bytes.reserveCapacity(bytes.count + 16)
        tree.bytes += bytes
        guard (try? json.read(&tree, file: "")) != nil else { return nil }
        return head(of: 0)
    }

    /// Lets go of what was read last.
    mutating func forget() { tree = SourceTree() }

    /// What the one FHIR resource in XML says, and which of the bytes are its element; `nil` where
    /// it cannot be read, or is not in UTF-8.
    mutating func readXML(_ bytes: [UInt8]) -> (head: ResourceHead, element: Range<Int>)? {
        tree.bytes = bytes
        guard (try? xml.read(&tree, file: "")) != nil, tree.bytes == bytes, fhir.rewrite(&tree),
            let entry = tree.firstChild(of: 0, named: entry),
            let node = tree.firstChild(of: entry, named: resource)
        else { return nil }
        let start = Int(tree.nodes[node].offset)
        return (head(of: node), start..<start + Int(tree.nodes[node].length))
    }

    /// What the resource at a node says; of an entry of a Bundle, with what its names stand for.
    func head(of root: Int, in names: BundleNames? = nil) -> ResourceHead {
        var head = ResourceHead()
        head.type = text(of: root, resourceType) ?? ""
        head.id = text(of: root, id) ?? ""
        if head.type == "Patient" {
            (head.patient, head.nhsNumber) = (.id(head.id), number(of: root))
        } else {
            head.patient = subject(of: root, names)
        }
        readReferences(of: root, names, into: &head)
        return head
    }

    /// Whom the members for it name.
    private func subject(of root: Int, _ names: BundleNames?) -> ResourceHead.Reference? {
        for name in subjects {
            guard let node = tree.firstChild(of: root, named: name) else { continue }
            if let text = text(of: node, reference) {
                let target = names?.target(of: text) ?? ResourceTarget(text)
                return target.type == "Patient" || target.type.isEmpty ? .id(target.id) : nil
            }
            if let number = number(of: node) {
                return .nhsNumber(names?.known(number) ?? number)
            }
        }
        return nil
    }

    /// Notes what is shared; and the patient where no member says it and only one is named at all,
    /// as among the participants of an Appointment.
    private func readReferences(
        of root: Int, _ names: BundleNames?, into head: inout ResourceHead
    ) {
        var patients: Set<String> = []
        for node in root..<Int(tree.nodes[root].end) where tree.nodes[node].name == reference {
            guard let text = text(ofNode: node) else { continue }
            let target = names?.target(of: text) ?? ResourceTarget(text)
            if target.type == "Patient" { patients.insert(target.id) }
            if ResourceHead.sharedTypes.contains(target.type) {
                head.shared.append("\(target.type)/\(target.id)")
            }
        }
        if head.patient == nil, patients.count == 1, let only = patients.first {
            head.patient = .id(only)
        }
    }

    /// The value of the identifier below `node` whose system is that of NHS numbers.
    private func number(of node: Int) -> String? {
        var child = node + 1
        while child < Int(tree.nodes[node].end) {
            if tree.nodes[child].name == identifier,
                text(of: child, system)?.hasSuffix("/nhs-number") == true
            {
                return text(of: child, value)
            }
            child = Int(tree.nodes[child].end)
        }
        return nil
    }

    func text(of node: Int, _ name: Symbol) -> String? {
        tree.firstChild(of: node, named: name).flatMap { text(ofNode: $0) }
    }

    private func text(ofNode node: Int) -> String? {
        guard let leaf = tree.leaf(of: node) else { return nil }
        guard tree.nodes[leaf].needsDecoding else {
            return String(decoding: tree.rawBytes(of: leaf), as: UTF8.self)
        }
        var bytes: [UInt8] = []
        tree.decode(leaf, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
