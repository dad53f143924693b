import CanonicalModel

/// A JSON value that is written here: members keep their order.
enum JSONValue {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([JSONValue])
    case object([(String, JSONValue)])

    /// An object without the members that are not there.
    static func members(_ members: [(String, JSONValue?)]) -> JSONValue {
        .object(members.compactMap { name, value in value.map { (name, $0) } })
    }

    static func texts(_ texts: [String]) -> JSONValue { .list(texts.map(JSONValue.text)) }

    /// The value in two-space layout, with an end of line.
    var rendered: String {
        var output = ""
        write(to: &output, indent: "")
        return output + "\n"
    }

    private func write(to output: inout String, indent: String) {
        switch self {
        case .text(let text): output += text.inJSON
        case .number(let number): output += "\(number)"
        case .flag(let flag): output += flag ? "true" : "false"
        case .list(let values) where values.isEmpty: output += "[]"
        case .object(let members) where members.isEmpty: output += "{}"
        case .list(let values):
            let inner = indent + "  "
            output += "[\n"
            for (number, value) in values.enumerated() {
                output += inner
                value.write(to: &output, indent: inner)
                output += number + 1 < values.count ? ",\n" : "\n"
            }
            output += indent + "]"
        case .object(let members):
            let inner = indent + "  "
            output += "{\n"
            for (number, (name, value)) in members.enumerated() {
                output += inner
                output += name.inJSON
                output += ": "
                value.write(to: &output, indent: inner)
                output += number + 1 < members.count ? ",\n" : "\n"
            }
            output += indent + "}"
        }
    }
}
