import CanonicalModel
import RecordReading

/// A Bundle of several patients, taken apart: its entries, and what each part is put into.
struct BundleParts {
    /// One entry that has a resource.
    struct Entry {
        /// Its bytes in those of the outermost Bundle.
        let bytes: Range<Int>
        let head: ResourceHead
    }

    let entries: [Entry]
    /// What stands before and after the entries of a part: a Bundle with what this one says of
    /// itself, which may be that all of it is confidential; and those that it stands in.
    let opening, closing: [UInt8]

    /// How deep Bundles are taken apart in one another, and how much each may say of itself: all of
    /// that is repeated in every part.
    static let depth = 4
    static let mostMeta = 16 << 10
}

extension ResourceReader {
    /// The Bundle that was read last, and the Bundles in it, taken apart; nothing where there is
    /// one patient at most, who is then a record as they stand.
    ///
    /// - Parameter number: That of the first, among all Bundles.
    func bundleParts(from number: Int) -> [BundleParts] {
        var parts: [BundleParts] = []
        var open: [(node: Int, opening: [UInt8], closing: [UInt8], depth: Int)] = [(0, [], [], 1)]
        while let next = open.popLast() {
            guard hasSeveralPatients(next.node), let frame = frame(of: next.node) else {
                // Only the outermost has nothing around it, and is then left as it is.
                if parts.isEmpty { return [] }
                continue
            }
            let (opening, closing) = (next.opening + frame, Array("]}".utf8) + next.closing)
            var inner: [Int] = []
            parts.append(
                BundleParts(
                    entries: entries(
                        of: next.node, BundleNames(number: number + parts.count),
                        takesApart: next.depth < BundleParts.depth, inner: &inner),
                    opening: opening, closing: closing))
            for node in inner.reversed() {
                open.append(
                    (
                        node, opening + Array(#"{"resource":"#.utf8), Array("}".utf8) + closing,
                        next.depth + 1
                    ))
            }
        }
        return parts
    }

    /// The beginning of a Bundle that says of itself what the one at `node` does; `nil` where that
    /// is too much to be repeated.
    private func frame(of node: Int) -> [UInt8]? {
        var bytes = Array(#"{"resourceType":"Bundle","#.utf8)
        if let meta = tree.firstChild(of: node, named: meta) {
            let text = tree.rawBytes(of: meta)
            guard tree.nodes[meta].kind == .object, text.count <= BundleParts.mostMeta else {
                return nil
            }
            bytes += #""meta":"#.utf8
            bytes += text
            bytes.append(UInt8(ascii: ","))
        }
        return bytes + Array(#""entry":["#.utf8)
    }

    /// The entries of the Bundle at `node`; Bundles that are to be taken apart are put into `inner`
    /// in their place.
    private func entries(
        of node: Int, _ names: BundleNames, takesApart: Bool, inner: inout [Int]
    ) -> [BundleParts.Entry] {
        var names = names
        var found: [(entry: Int, resource: Int, url: String?, first: String?)] = []
        for child in children(of: node) where tree.nodes[child].name == entry {
            guard let place = tree.firstChild(of: child, named: resource),
                tree.nodes[place].kind == .object
            else { continue }
            let type = text(of: place, resourceType) ?? ""
            if takesApart, type == "Bundle", hasSeveralPatients(place), frame(of: place) != nil {
                inner.append(place)
                continue
            }
            let url = text(of: child, fullUrl)
            let first = names.add(
                entry: found.count, type, id: text(of: place, id), url: url,
                content: tree.rawBytes(of: place).hashValue)
            found.append((child, place, url, first))
        }
        return found.enumerated().map { index, item in
            names.server = BundleNames.server(of: item.url)
            var head = head(of: item.resource, in: names)
            head.id = names.id(ofEntry: index)
            if head.type == "Patient" {
                head.isCopy = item.first != nil
                head.patient = .id(item.first ?? head.id)
                head.nhsNumber = head.nhsNumber.map { names.known($0) }
            }
            let start = Int(tree.nodes[item.entry].offset)
            return BundleParts.Entry(
                bytes: start..<start + Int(tree.nodes[item.entry].length), head: head)
        }
    }

    private func children(of node: Int) -> [Int] {
        var (found, child) = ([Int](), node + 1)
        while child < Int(tree.nodes[node].end) {
            found.append(child)
            child = Int(tree.nodes[child].end)
        }
        return found
    }

    /// Whether two Patients stand below a Bundle who are not the same.
    private func hasSeveralPatients(_ bundle: Int) -> Bool {
        let patients = (bundle + 1..<Int(tree.nodes[bundle].end)).lazy.filter { node in
            guard tree.nodes[node].name == entry,
                let place = tree.firstChild(of: node, named: resource)
            else { return false }
            return tree.nodes[place].kind == .object && text(of: place, resourceType) == "Patient"
        }
        guard let first = patients.first else { return false }
        return patients.dropFirst().contains { check.differ(first, $0, tree) }
    }
}

/// Tells a record of several patients before it is mapped.
///
/// Cost: one step an entry.
struct PatientCheck {
    private let entry, resource, resourceType, id, fullUrl, identifier: Symbol

    /// - Parameter symbols: Those of the trees.
    init(_ symbols: SymbolTable) {
        func symbol(_ name: String) -> Symbol { symbols.symbol(name) ?? SymbolTable.unknown }
        (entry, resource) = (symbol("entry"), symbol("resource"))
        (resourceType, id) = (symbol("resourceType"), symbol("id"))
        (fullUrl, identifier) = (symbol("fullUrl"), symbol("identifier"))
    }

    /// Whether a Bundle of JSON has the resources of two Patients who are not the same.
    func findsSeveral(in tree: SourceTree) -> Bool {
        guard let root = tree.nodes.first, root.kind == .object, entry != SymbolTable.unknown
        else { return false }
        var (child, first) = (1, Int?.none)
        while child < tree.nodes.count {
            if tree.nodes[child].name == entry,
                let place = tree.firstChild(of: child, named: resource),
                let type = tree.firstChild(of: place, named: resourceType),
                tree.nodes[type].length == 7,
                tree.rawBytes(of: type).elementsEqual("Patient".utf8)
            {
                if let first, differ(first, child, tree) { return true }
                first = first ?? child
            }
            child = Int(tree.nodes[child].end)
        }
        return false
    }

    /// Whether the Patients of two entries are not one: by their full URLs and ids, and where those
    /// are the same or missing, by their identifiers. Two servers may give one id to two people,
    /// and one server tells of one person in several versions.
    func differ(_ left: Int, _ right: Int, _ tree: SourceTree) -> Bool {
        guard let first = tree.firstChild(of: left, named: resource),
            let second = tree.firstChild(of: right, named: resource)
        else { return false }
        for (name, left, right) in [(fullUrl, left, right), (id, first, second)] {
            let (one, other) = (said(name, by: left, tree), said(name, by: right, tree))
            if !one.isEmpty, !other.isEmpty, one != other { return true }
        }
        return said(identifier, by: first, tree) != said(identifier, by: second, tree)
    }

    /// The bytes of the members of a name, in their order.
    private func said(_ name: Symbol, by node: Int, _ tree: SourceTree) -> [ArraySlice<UInt8>] {
        var (said, child) = ([ArraySlice<UInt8>](), node + 1)
        while child < Int(tree.nodes[node].end) {
            if tree.nodes[child].name == name { said.append(tree.rawBytes(of: child)) }
            child = Int(tree.nodes[child].end)
        }
        return said
    }
}
