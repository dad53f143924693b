import CanonicalModel

/// A file of the NHS dictionary of medicines and devices.
///
/// Source: the dm+d files that NHSBSA publishes: `f_vtm2` VIRTUAL_THERAPEUTIC_MOIETIES of VTM;
/// `f_vmp2` VIRTUAL_MED_PRODUCTS with VMPS of VMP; `f_amp2` ACTUAL_MEDICINAL_PRODUCTS with AMPS of
/// AMP. INVALID is 1 for a product that may not be used any more; VTMIDPREV and VPIDPREV are the
/// ids that a moiety or virtual product had before.
struct DMDFile {
    static let names = [
        "VIRTUAL_THERAPEUTIC_MOIETIES", "VIRTUAL_MED_PRODUCTS", "ACTUAL_MEDICINAL_PRODUCTS",
        "VIRTUAL_MED_PRODUCT_PACK", "ACTUAL_MEDICINAL_PROD_PACKS", "INGREDIENT_SUBSTANCES",
        "LOOKUP", "VTM", "VMPS", "VMP", "AMPS", "AMP", "VTMID", "VPID", "APID", "NM", "DESC",
        "INVALID", "VTMIDPREV", "VPIDPREV",
    ]
    private let reading: TreeReading
    private let product: TerminologyFile.Product?

    init?(_ reading: TreeReading) {
        self.reading = reading
        guard !reading.tree.nodes.isEmpty else { return nil }
        switch reading.name(of: 0) {
        case "VIRTUAL_THERAPEUTIC_MOIETIES": product = .vtm
        case "VIRTUAL_MED_PRODUCTS": product = .vmp
        case "ACTUAL_MEDICINAL_PRODUCTS": product = .amp
        case "VIRTUAL_MED_PRODUCT_PACK", "ACTUAL_MEDICINAL_PROD_PACKS", "INGREDIENT_SUBSTANCES",
            "LOOKUP":
            product = nil
        default: return nil
        }
    }

    var kind: String { product.map { "dm+d \($0.name)" } ?? "dm+d" }
    var reasonUnused: String? {
        product == nil ? "packs, ingredients and look-up lists are not used" : nil
    }

    /// The nodes of the products.
    var products: [Int] {
        switch product {
        case .vtm: reading.children(of: 0, "VTM")
        case .vmp: list("VMPS", "VMP")
        case .amp: list("AMPS", "AMP")
        case nil: []
        }
    }

    private func list(_ list: String, _ item: String) -> [Int] {
        reading.children(of: 0, list).flatMap { reading.children(of: $0, item) }
            + reading.children(of: 0, item)
    }

    func read(_ node: Int, into content: inout TerminologyContent) throws(RowFault) {
        guard let product else { return }
        let idName =
            switch product {
            case .vtm: "VTMID"
            case .vmp: "VPID"
            case .amp: "APID"
            }
        guard let id = try id(node, idName) else {
            throw .value("", of: idName, "a SNOMED CT concept id")
        }
        // AMPs are told apart by their description, which names the supplier.
        var name = product == .amp ? reading.bytes(node, "DESC") : []
        if name.isEmpty { name = reading.bytes(node, "NM") }
        guard !name.isEmpty else { throw .value("", of: "NM", "the product's name") }
        let isInvalid = reading.bytes(node, "INVALID").elementsEqual("1".utf8)
        content.addProduct(id, product, isActive: !isInvalid)
        content.names.append(.init(concept: id, term: content.keep(name[...])))
        switch product {
        case .vtm:
            if let earlier = try self.id(node, "VTMIDPREV") {
                content.addReplacement(of: earlier, by: id, product)
            }
        case .vmp:
            if let earlier = try self.id(node, "VPIDPREV") {
                content.addReplacement(of: earlier, by: id, product)
            }
            if let moiety = try self.id(node, "VTMID") { content.addLink(id, .moiety, moiety) }
        case .amp:
            guard let virtual = try self.id(node, "VPID") else {
                throw .value("", of: "VPID", "the virtual product's id")
            }
            content.addLink(id, .virtualProduct, virtual)
        }
    }

    /// The id in a child, or `nil` where there is no such child.
    private func id(_ node: Int, _ name: String) throws(RowFault) -> UInt64? {
        let bytes = reading.bytes(node, name)
        guard !bytes.isEmpty else { return nil }
        guard let id = SnomedCT.number(bytes.span), SnomedCT.isConceptNumber(id) else {
            throw .value(
                String(decoding: bytes, as: UTF8.self), of: name, "a SNOMED CT concept id")
        }
        return id
    }

    /// The day in a file's name, `f_vmp2_3190926.xml` being of 19 September 2026; 0 without one.
    static func release(_ name: String) -> UInt32 {
        let digits = name.split(separator: "_").last?.prefix { $0.isNumber } ?? ""
        guard digits.utf8.count == 7, let number = UInt32(digits.dropFirst()) else { return 0 }
        let (day, month, year) = (number / 10_000, number / 100 % 100, number % 100)
        guard (1...31).contains(day), (1...12).contains(month) else { return 0 }
        return (2000 + year) * 10_000 + month * 100 + day
    }
}

extension TerminologyContent {
    /// Adds what dm+d says of a product's id.
    mutating func addProduct(
        _ id: UInt64, _ product: TerminologyFile.Product, isActive: Bool
    ) {
        var version = Version()
        (version.low, version.isActive) = (id, isActive)
        concepts.append(ConceptRow(version: version, product: product.rawValue, isFromDMD: true))
    }

    /// Adds a link that has no versions.
    mutating func addLink(_ from: UInt64, _ kind: ConceptLink.Kind, _ to: UInt64) {
        var version = Version()
        let key = "\(from) \(kind.rawValue) \(to)"
        (version.high, version.low) = Self.key(Array(key.utf8)[...])
        members.append(
            MemberRow(
                version: version, kind: .link, refset: kind.rawValue, component: from, value: to))
    }

    /// Adds the earlier id of a product, as an inactive product that the later one replaces.
    mutating func addReplacement(
        of earlier: UInt64, by later: UInt64, _ product: TerminologyFile.Product
    ) {
        addProduct(earlier, product, isActive: false)
        addLink(earlier, .replacedBy, later)
    }
}
