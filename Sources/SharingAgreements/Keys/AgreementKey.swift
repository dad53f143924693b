/// One key that an agreement may have: a row of the only table of them.
///
/// The loader allows what the table has and refuses everything else, so the table cannot say less
/// or more than the language does.
public struct AgreementKey: Sendable, Hashable {
    /// What a key does.
    public enum Use: String, Sendable, CaseIterable {
        /// It decides what leaves.
        case enforced
        /// It must hold, or the agreement does not load.
        case checked
        /// It is kept for people to read, and changes nothing.
        case documentary
    }

    /// What may stand at a key.
    public enum Form: Sendable, Hashable {
        /// Words that say something.
        case text
        /// One of these words.
        case word([String])
        /// A day, `2026-04-01`.
        case date
        /// A period, `P1Y`.
        case period
        /// `true` or `false`.
        case flag
        /// A whole number of this range.
        case number(ClosedRange<Int>)
        /// A web address.
        case address
        /// A code or reference in letters and digits.
        case reference
        /// What its own part of the loader reads.
        case own
    }

    /// The path from the top, lists marked by brackets: `parties.recipients[].ods`.
    public let path: String
    /// What may stand there.
    public let form: Form
    /// What it does.
    public let use: Use
    /// The field of the national templates that it states, 1 to 65.
    public let item: Int
    /// Whether the section that it stands in must have it.
    public let isRequired: Bool
    /// What it says, without full stop.
    public let meaning: String

    init(
        _ path: String, _ form: Form, _ use: Use, _ item: Int, required: Bool = false,
        _ meaning: String
    ) {
        (self.path, self.form, self.use, self.item) = (path, form, use, item)
        (isRequired, self.meaning) = (required, meaning)
    }
}

extension Agreement {
    /// Every key of the language, section by section.
    public static let keys: [AgreementKey] =
        AgreementKey.whoAndWhy + AgreementKey.whatLeaves + AgreementKey.undertakings
}

/// What the table says of one place in an agreement.
struct KeyPlace {
    /// The names of the keys that may stand there, in the order of the table.
    var names: [String] = []
    /// Those that must.
    var required: [String] = []

    /// The names below every path of the table.
    static let all: [String: KeyPlace] = {
        var places: [String: KeyPlace] = [:]
        for key in Agreement.keys {
            var path = ""
            for part in key.path.split(separator: ".") {
                let name = part.hasSuffix("[]") ? String(part.dropLast(2)) : String(part)
                if places[path]?.names.contains(name) != true {
                    places[path, default: KeyPlace()].names.append(name)
                }
                let below = path.isEmpty ? String(part) : "\(path).\(part)"
                if below == key.path, key.isRequired {
                    places[path, default: KeyPlace()].required.append(name)
                }
                path = below
            }
        }
        return places
    }()

    /// The rows of the table by their path.
    static let rows = Dictionary(
        uniqueKeysWithValues: Agreement.keys.map { ($0.path, $0) })

    /// The path of what stands at `name` below `path`: its list, if the table has a list there.
    static func below(_ path: String, _ name: String) -> String {
        let plain = path.isEmpty ? name : "\(path).\(name)"
        let list = plain + "[]"
        return all[list] != nil || rows[list] != nil ? list : plain
    }
}
