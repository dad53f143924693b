/// The type and the id that a reference names; of an URN the type is empty
/// (HL7 FHIR R4, 2.3.0.1 Literal References).
struct ResourceTarget {
    var type: String
    var id: String

    init(type: String, id: String) { (self.type, self.id) = (type, id) }

    init(_ reference: String) {
        for start in ["urn:uuid:", "urn:oid:"] where reference.hasPrefix(start) {
            self.init(type: "", id: String(reference.dropFirst(start.count)))
            return
        }
        var parts = reference.split(separator: "/")
        if let version = parts.lastIndex(of: "_history") { parts.removeSubrange(version...) }
        guard parts.count >= 2 else {
            self.init(type: "#", id: reference)
            return
        }
        self.init(type: String(parts[parts.count - 2]), id: String(parts[parts.count - 1]))
    }
}

/// What the references in one Bundle lead to (HL7 FHIR R4, 2.36.4 Resolving references in Bundles).
///
/// A reference is looked for among the full URLs of the entries; a relative one then with the
/// server of the resource that has it, and then by type and id. What leads to two resources that
/// differ leads nowhere, and so does what names another server's. Each entry has an id of its own,
/// which no reference can spell: it has a slash.
struct BundleNames {
    /// The number of the Bundle, which makes its ids its own.
    let number: Int
    private struct Named {
        let target: ResourceTarget
        let content: Int
        let isOfServer: Bool
    }
    private var urls: [String: Named] = [:]
    private var names: [String: Named] = [:]
    /// The server whose resource is being read, with a slash; empty where that is not known.
    var server = ""

    init(number: Int) { self.number = number }

    /// The id of an entry, by its place.
    func id(ofEntry index: Int) -> String { "\(number)/\(index)" }

    /// An NHS number, of this Bundle's patients.
    func known(_ number: String) -> String { "\(self.number)/\(number)" }

    /// Notes the entry at a place.
    ///
    /// - Parameter content: A hash of its resource.
    /// - Returns: The id of the entry with the same names before it that has the same resource.
    mutating func add(
        entry index: Int, _ type: String, id: String?, url: String?, content: Int
    ) -> String? {
        let isOfServer = url?.hasPrefix("http") == true
        let named = Named(
            target: ResourceTarget(type: type, id: self.id(ofEntry: index)), content: content,
            isOfServer: isOfServer)
        let byURL = url.flatMap { Self.note(named, as: $0, in: &urls) }
        let byName = id.flatMap { Self.note(named, as: "\(type)/\($0)", in: &names) }
        return url == nil ? byName : byURL
    }

    private static func note(
        _ named: Named, as name: String, in all: inout [String: Named]
    ) -> String? {
        guard let first = all[name] else {
            all[name] = named
            return nil
        }
        if first.content == named.content { return first.target.id }
        all[name] = Named(
            target: ResourceTarget(type: first.target.type, id: Self.nowhere),
            content: named.content, isOfServer: first.isOfServer)
        return nil
    }

    /// The id of nothing.
    private static let nowhere = "/"

    /// What a reference leads to, its id one of this Bundle; of what leads nowhere the type alone.
    func target(of reference: String) -> ResourceTarget {
        if let found = urls[reference] { return found.target }
        let unversioned = Self.unversioned(reference)
        if let found = urls[unversioned] { return found.target }
        let plain = ResourceTarget(reference)
        let isRelative = !reference.contains(":")
        if isRelative, !server.isEmpty, let found = urls[server + unversioned] {
            return found.target
        }
        if let found = names["\(plain.type)/\(plain.id)"], isRelative || !found.isOfServer {
            return found.target
        }
        return ResourceTarget(type: plain.type, id: Self.nowhere)
    }

    private static func unversioned(_ reference: String) -> String {
        var parts = reference.split(separator: "/", omittingEmptySubsequences: false)
        guard let version = parts.lastIndex(of: "_history") else { return reference }
        parts.removeSubrange(version...)
        return parts.joined(separator: "/")
    }

    /// The server that a full URL begins with; empty where it names none.
    static func server(of url: String?) -> String {
        guard let url, url.hasPrefix("http") else { return "" }
        return url.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
            .map { $0 + "/" }.joined()
    }
}
