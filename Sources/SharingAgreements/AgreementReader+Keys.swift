import CanonicalModel
import StrictYAML

/// Reading by the table of keys.
extension AgreementReader {
    /// The members of the mapping at `path` of the table: unknown keys and missing ones are errors,
    /// and what the table itself can check is checked and kept.
    ///
    /// - Parameter required: Sections that must be there; the table says which keys must.
    mutating func keyed(
        _ section: Declaration, _ path: String, required: [String] = []
    ) -> [String: Declaration] {
        let place = KeyPlace.all[path] ?? KeyPlace()
        let members = section.members(
            allowed: place.names, required: place.required + required)
        for name in place.names {
            guard let value = members[name] else { continue }
            state(value, KeyPlace.below(path, name), isOwn: false)
        }
        return members
    }

    /// Checks and keeps `value`, which stands at `path`.
    ///
    /// - Parameter isOwn: Whether a section that holds keys with readers of their own is walked as
    ///   well; if not, its reader walks it.
    mutating func state(_ value: Declaration, _ path: String, isOwn: Bool = true) {
        if path.hasSuffix("[]") {
            let row = KeyPlace.rows[path]
            if row?.form == .own || row == nil && !isOwn && Self.hasReader(path) { return }
            let items = row == nil ? value.items() : value.itemsOrSelf()
            if value.isSequence, items.isEmpty {
                value.error(
                    .emptyList, "the list is empty", advice: "list something, or remove the key")
            }
            for item in items {
                if let row { check(item, row) } else { walk(item, path) }
            }
        } else if let row = KeyPlace.rows[path] {
            if row.form != .own { check(value, row) }
        } else if isOwn || !Self.hasReader(path) {
            walk(value, path)
        }
    }

    private mutating func walk(_ section: Declaration, _ path: String) {
        _ = keyed(section, path)
    }

    /// Whether a key below `path` has a reader of its own.
    private static func hasReader(_ path: String) -> Bool {
        Agreement.keys.contains { $0.path.hasPrefix(path + ".") && $0.form == .own }
    }

    private mutating func check(_ value: Declaration, _ key: AgreementKey) {
        guard let text = text(value, key) else { return }
        agreement.statements[key.path, default: []].append(text)
    }

    /// The text at a key, if it has the form that the table asks for.
    private func text(_ value: Declaration, _ key: AgreementKey) -> String? {
        let name = key.path.split(separator: ".").last.map(String.init) ?? key.path
        switch key.form {
        case .word(let words): return value.word(of: words, "word for `\(name)`")
        case .flag: return value.boolean().map { "\($0)" }
        case .number(let range):
            guard let number = value.integer() else { return nil }
            if range.contains(number) { return "\(number)" }
            value.error(
                .invalidForm, "\(number) is too \(number < range.lowerBound ? "small" : "large")",
                advice: "write a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        case .date: return date(value).map { _ in value.text() ?? "" }
        default: break
        }
        guard let text = value.text() else { return nil }
        if let fault = Self.fault(in: text, key.form) {
            value.error(
                text.allSatisfy(\.isWhitespace) ? .reasonMissing : .invalidForm,
                "`\(text)` \(fault.message)", advice: fault.advice)
            return nil
        }
        return text
    }

    private static func fault(
        in text: String, _ form: AgreementKey.Form
    ) -> (message: String, advice: String)? {
        if text.allSatisfy(\.isWhitespace) {
            return ("says nothing", "say it, or remove the key")
        }
        switch form {
        case .period where Form.period(text) == nil:
            return ("is not a period", "write one year as `P1Y`, thirty days as `P30D`")
        case .address where !Form.isAddress(text):
            return ("is not a web address", "begin it with `https://`, without spaces")
        case .reference where !Form.isReference(text):
            return ("is not a reference", "use letters, digits, and `-`, `.`, `/`, `:` or `_`")
        default: return nil
        }
    }
}
