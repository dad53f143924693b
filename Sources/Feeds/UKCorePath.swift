/// A UK Core path of the field table, such as `name[official].given[]`, in its parts.
struct UKCorePath {
    /// One element of the path; `qualifier` is `nil` where the element is no array.
    struct Part {
        var name: String
        var qualifier: String?
    }
    let parts: [Part]

    /// Splits `path` at its points.
    init(_ path: String) {
        parts = path.split(separator: ".").map { part in
            guard let bracket = part.firstIndex(of: "[") else {
                return Part(name: String(part), qualifier: nil)
            }
            let qualifier = part[bracket...].dropFirst().dropLast()
            return Part(name: String(part[..<bracket]), qualifier: String(qualifier))
        }
    }
}

/// The paths of one kind as a tree, while a program is compiled.
///
/// An array's children are its items, named by their qualifiers.
struct UKCoreElement {
    /// The member's name, or an item's qualifier.
    var name = ""
    /// Whether the children are items and not members.
    var isArray = false
    /// The field whose value it is, if it is a value.
    var field: Int?
    /// Whether it is the person whom the record is about.
    var isSubject = false
    /// The JSON member that stands in for it.
    var fallback: String?
    /// The members or items, in the order of the field table.
    var children: [UKCoreElement] = []

    /// Adds a path that ends in a field or in a fallback; fields come first.
    mutating func add(_ path: UKCorePath, field: Int? = nil, fallback: String? = nil) {
        add(path.parts[...], field, fallback)
    }

    /// Adds the path at which the person stands.
    mutating func addSubject(_ path: UKCorePath) { add(path.parts[...], nil, nil, true) }

    private mutating func add(
        _ parts: ArraySlice<UKCorePath.Part>, _ field: Int?, _ fallback: String?,
        _ isSubject: Bool = false
    ) {
        guard let part = parts.first else {
            self.field = field ?? self.field
            self.fallback = fallback ?? self.fallback
            self.isSubject = isSubject || self.isSubject
            return
        }
        let member = child(part.name)
        children[member].isArray = part.qualifier != nil
        guard let qualifier = part.qualifier else {
            return children[member].add(parts.dropFirst(), field, fallback, isSubject)
        }
        let item = children[member].child(qualifier)
        children[member].children[item].add(
            parts.dropFirst(), field, fallback, isSubject)
    }

    /// The index of the child named `name`, made if it is new.
    private mutating func child(_ name: String) -> Int {
        if let index = children.firstIndex(where: { $0.name == name }) { return index }
        children.append(UKCoreElement(name: name))
        return children.count - 1
    }
}
